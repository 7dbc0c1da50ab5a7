"""Thonny with its window, on a screen that nobody looks at."""

import json
import os
import selectors
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from run import Run
from screen import Screen

THONNY = Path(os.environ["THONNY"])
PLUGINS = Path(__file__).resolve().parent.parent / "thonny"

# As a person sets them: the language, the interpreter and its port, a window that fills the screen.
SETTINGS = """\
[general]
language = en_US
configuration_creation_timestamp = 2025-01-01T00:00:00
single_instance = False

[run]
backend_name = ESP8266

[ESP8266]
port = {port}

[layout]
width = {width}
height = {height}
left = 0
top = 0

[view]
editor_font_size = 10
io_font_size = 10
"""

WIDTH, HEIGHT = 900, 660
MENU_HEIGHT = 30


def is_shell(line):
    return line.startswith(b'{"shell"')


class ThonnyWindow(Run):
    """`output` are the lines that the shell shows, what was typed included."""

    def __init__(self, device, script):
        super().__init__()
        self._folder = tempfile.TemporaryDirectory(prefix="usocket-thonny-")
        folder = Path(self._folder.name)
        settings = SETTINGS.format(port=device, width=WIDTH, height=HEIGHT)
        (folder / "configuration.ini").write_text(settings)
        self.screen = Screen(WIDTH, HEIGHT + MENU_HEIGHT)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "thonny", str(script)],
            env={
                **os.environ,
                "DISPLAY": self.screen.display,
                "PYTHONPATH": f"{THONNY}:{PLUGINS}",
                "THONNY_USER_DIR": str(folder),
                "USOCKET_PORT": device,
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._shown = ""
        self._waiting = False
        self._data = b""
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._process.stdout, selectors.EVENT_READ)
        self._reader.start()

    def press(self, key):
        """A key as Tk names it, such as <F5>."""
        self._process.stdin.write(key.encode() + b"\n")
        self._process.stdin.flush()

    def wait_for_prompt(self, timeout):
        deadline = time.monotonic() + timeout
        while not self._waiting:
            assert time.monotonic() < deadline, self.tail()
            time.sleep(0.1)

    def _read(self, timeout):
        if not self._selector.select(timeout):
            return ""
        data = os.read(self._process.stdout.fileno(), 65536)
        if not data:
            return None
        *lines, self._data = (self._data + data).split(b"\n")
        return "".join(
            map(self._new_text, filter(is_shell, lines))
        )  # the rest is a log

    def _new_text(self, line):
        """The lines that have come since the last time: all, if the shell was cleared for a new run.

        Its last line is a prompt, which gives way to output.
        """
        seen = json.loads(line)
        self._waiting = seen["waiting"]
        text = seen["shell"]
        text = text[: text.rfind("\n") + 1]
        before, self._shown = self._shown, text
        return text.removeprefix(before)

    def stop(self):
        self._process.terminate()
        self._process.wait()
        super().stop()
        self._selector.close()
        self._process.stdin.close()
        self._process.stdout.close()
        self.screen.stop()
        self._folder.cleanup()
