"""A script that runs somewhere, read line by line."""

import codecs
import os
import selectors
import signal
import subprocess
import threading
import time

from board import BoardError


class ScriptHung(Exception):
    """No line came in time."""


class Run:
    """What the runs of all targets share. `output` holds everything that was printed.

    A thread takes what the script prints at once: a script whose output nobody reads stops.
    """

    def __init__(self):
        self.output = ""
        self._position = 0  # where the next line starts
        self._ended = False
        self._stopping = False
        self._changed = threading.Condition()
        self._reader = threading.Thread(target=self._take_output, daemon=True)

    def _take_output(self):
        try:
            while not self._stopping:
                text = self._read(0.2)
                if text is None:
                    break
                if text:
                    with self._changed:
                        self.output += text.replace(
                            "\r", ""
                        )  # a board's console adds them
                        self._changed.notify_all()
        finally:
            with self._changed:
                self._ended = True
                self._changed.notify_all()

    def _read(self, timeout):
        """New output, "" if there is none within `timeout` seconds, None at the end."""
        raise NotImplementedError

    def _take_line(self):
        end = self.output.find("\n", self._position)
        if end < 0 and self._ended and self._position < len(self.output):
            end = len(self.output)
        if end < 0:
            return None
        line = self.output[self._position : end]
        self._position = end + 1
        return line

    def next_line(self, timeout):
        """The next line without its newline; None when the script has ended."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while (line := self._take_line()) is None and not self._ended:
                if not self._changed.wait(max(deadline - time.monotonic(), 0)):
                    raise ScriptHung(
                        f"nothing printed for {timeout:.3g} s, last output:\n{self.tail()}"
                    )
            return line

    def wait_for(self, text, timeout):
        """The first line that contains the text."""
        deadline = time.monotonic() + timeout
        while (line := self.next_line(max(deadline - time.monotonic(), 0))) is not None:
            if text in line:
                return line
        raise AssertionError(
            f"the script ended before it printed {text!r}:\n{self.tail()}"
        )

    def wait_for_end(self, timeout):
        deadline = time.monotonic() + timeout
        while self.next_line(max(deadline - time.monotonic(), 0)) is not None:
            pass

    def has_ended(self):
        return self._ended

    def tail(self):
        return self.output[-2000:]

    def stop(self):
        self._stopping = True
        self._reader.join()


class ProcessRun(Run):
    """A script in a process of this computer."""

    def __init__(self, command, environment, folder):
        super().__init__()
        self._process = subprocess.Popen(
            command,
            env={**os.environ, **environment},
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._decoder = codecs.getincrementaldecoder("utf8")("replace")
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._process.stdout, selectors.EVENT_READ)
        self._reader.start()

    def _read(self, timeout):
        if not self._selector.select(timeout):
            return ""
        data = os.read(self._process.stdout.fileno(), 65536)
        return self._decoder.decode(data) if data else None

    def interrupt(self):
        self.send_signal(signal.SIGINT)

    def send_signal(self, number):
        """To the process and those it has started, as a terminal does with Ctrl-C."""
        try:
            os.killpg(self._process.pid, number)
        except ProcessLookupError:
            pass  # it has ended already

    def stop(self):
        self.send_signal(signal.SIGKILL)
        self._process.wait()
        super().stop()
        self._selector.close()
        self._process.stdout.close()

    def exit_status(self):
        return self._process.wait(5)


class BoardRun(Run):
    """A script on a board."""

    def __init__(self, board, source):
        super().__init__()
        self._board = board
        self._lost_board = False
        board.start(source)
        self._reader.start()

    def _read(self, timeout):
        """A board that is gone says so in place of the script, and ends it."""
        if self._lost_board:
            return None
        try:
            return self._board.read(timeout)
        except BoardError as error:
            self._lost_board = True
            return f"\n{error}\n"

    def has_failed(self):
        """By an exception, or with the board."""
        return self._lost_board or self._board.script_failed

    def interrupt(self):
        self._board.interrupt()

    def stop(self):
        """Ends the script by Ctrl-C, as a person does; whoever comes next resets the board."""
        if not self._ended:
            self.interrupt()
        super().stop()
