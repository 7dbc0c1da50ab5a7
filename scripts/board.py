"""A board in the emulator, reached as people reach theirs: its serial port and mpremote's protocol."""

import codecs
import contextlib
import io
import os
import re
import select
import socket
import struct
import subprocess
import time
from pathlib import Path

from mpremote.transport import TransportError
from mpremote.transport_serial import SerialTransport

ROOT = Path(__file__).resolve().parent.parent
EMULATOR = ROOT / "micropython" / "board" / "qemu"

BOOT_LIMIT = 10  # seconds
JOIN_LIMIT = 30
RESET_PULSE = 0.1
CHIP_BOOT = 1.5  # until a chip's own messages, at another speed, are over

SET_CLOCK = """
import machine
machine.RTC().datetime({})
del machine
"""

CONNECT_NETWORK = """
import network
station = network.WLAN(network.STA_IF)
station.active(True)
station.connect("SSID", "PASSWORD")
while not station.isconnected():
    pass
del network, station
"""


class BoardError(Exception):
    """What went wrong, in one line."""


class CodeError(BoardError):
    """Python on the board raised it."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class SerialBoard:
    """A board at a serial port, `device` as mpremote names it, that joins the network by `join`."""

    def __init__(self, device, join=CONNECT_NETWORK):
        self.device = device
        self._join = join
        self._transport = None
        self.connect()

    def connect(self):
        """Takes the serial port, which has room for one at a time."""
        try:
            self._transport = SerialTransport(self.device, timeout=BOOT_LIMIT)
        except (TransportError, OSError, ValueError) as error:
            raise BoardError(f"cannot open {self.device}: {error}") from None

    def disconnect(self):
        """Leaves the serial port to somebody else. What runs on the board goes on."""
        if self._transport:
            self._transport.serial.close()
            self._transport = None

    def _enter_raw_repl(self, reset):
        try:
            # It prints what came in place of the prompt.
            with contextlib.redirect_stdout(io.StringIO()):
                self._transport.enter_raw_repl(
                    soft_reset=reset, timeout_overall=BOOT_LIMIT
                )
        except (TransportError, OSError) as error:
            raise BoardError(f"the board does not answer: {error}") from None

    def connect_network(self):
        self.evaluate(self._join, JOIN_LIMIT)

    def set_clock(self, subseconds=True):
        """To this computer's time, in UTC, without which no certificate is good."""
        seconds, microseconds = divmod(time.time_ns() // 1000, 1000000)
        if not subseconds:
            microseconds = 0
        now = time.gmtime(seconds)
        date, clock = tuple(now[:3]), tuple(now[3:6])
        self.evaluate(SET_CLOCK.format((*date, now.tm_wday, *clock, microseconds)))

    def evaluate(self, source, timeout=10):
        """Runs a short piece of code beside what earlier ones left; what it prints."""
        self._enter_raw_repl(reset=False)
        try:
            output, error = self._transport.exec_raw(source, timeout=timeout)
        except (TransportError, OSError, struct.error) as broken:
            raise BoardError(f"the board does not answer: {broken}") from None
        if error:
            raise CodeError(error.decode().strip().splitlines()[-1])
        return output.decode()

    def reset(self):
        """A soft reset: Python starts afresh, files stay."""
        self._enter_raw_repl(reset=True)

    def hard_reset(self):
        """By the lines of the serial port: RTS is a chip's reset, and DTR would be its boot mode."""
        serial = self._transport.serial
        try:
            serial.dtr = False
            serial.rts = True
            time.sleep(RESET_PULSE)
            serial.rts = False
        except OSError:
            raise BoardError(
                f"{self.device} has no lines to reset a board by"
            ) from None
        time.sleep(CHIP_BOOT)

    def write_file(self, name, data):
        self.write_files({name: data})

    def write_files(self, contents):
        """Makes the folders that are missing, too."""
        self._enter_raw_repl(reset=False)
        known = set()
        for name, data in contents.items():
            folders = [str(folder) for folder in Path(name).parents][-2::-1]
            for folder in folders:
                if folder not in known and not self._transport.fs_exists(folder):
                    self._transport.fs_mkdir(folder)
                known.add(folder)
            self._transport.fs_writefile(name, data, chunk_size=2048)

    def start(self, source):
        """Starts a script; then read() gives what it prints."""
        self._enter_raw_repl(reset=False)
        try:
            self._transport.exec_raw_no_follow(source)
        except (TransportError, OSError) as error:
            raise BoardError(f"the board did not take the script: {error}") from None
        self._marks_seen = 0
        self._decoder = codecs.getincrementaldecoder("utf8")("replace")
        self.script_failed = False

    def read(self, timeout):
        """What the script printed, at the end its traceback; "" after `timeout`, None at the end."""
        if self._marks_seen == 2:
            return None
        serial = self._transport.serial
        if not select.select([serial], [], [], timeout)[0]:
            return ""
        try:
            data = os.read(serial.fileno(), 4096)
        except OSError:
            data = b""  # a serial port, whose other end has closed it
        if not data:
            raise BoardError(self._why_it_ended())
        return self._decoder.decode(self._unwrap(data))

    def _unwrap(self, data):
        """The protocol ends the script's output with one mark and its traceback with another."""
        parts = data.split(b"\x04")[: 3 - self._marks_seen]
        if self._marks_seen + len(parts) == 3:
            parts[-1] = b""  # the next prompt
        traceback = parts[1 - self._marks_seen : 2 - self._marks_seen]
        self.script_failed = self.script_failed or any(traceback)
        self._marks_seen += len(parts) - 1
        return b"".join(parts)

    def interrupt(self):
        self._transport.serial.write(b"\x03")

    def leave_raw_repl(self):
        """To the prompt that people type at."""
        self._enter_raw_repl(reset=False)
        self._transport.exit_raw_repl()

    def start_main(self, source):
        """Makes the script main.py and restarts Python, as when a board gets power."""
        self.write_file("main.py", source)
        self.leave_raw_repl()
        self._transport.serial.write(b"\x04")

    def _why_it_ended(self):
        return f"{self.device} is gone"

    def stop(self):
        self.disconnect()


class Board(SerialBoard):
    """In the emulator; boots at once. `serial` and `forwards` are words of micropython/board/qemu: tcp:PORT or pty,
    and 8080:80 or udp:5005:5005; `options` are its further options. `device` is the serial port as
    mpremote names it."""

    def __init__(
        self, firmware, forwards=(), serial=None, join=CONNECT_NETWORK, **options
    ):
        serial = serial or f"tcp:{free_port()}"
        command = ["setpriv", "--pdeathsig", "TERM", str(EMULATOR), "--serial", serial]
        for forward in forwards:
            command += ["--forward", forward]
        for name, value in options.items():
            if value:
                command.append(f"--{name.replace('_', '-')}")
                command += [] if value is True else [str(value)]
        self._emulator = subprocess.Popen(
            command + [str(firmware)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            super().__init__(self._wait_for_device(serial), join)
        except BaseException:
            self._end_emulator()
            raise

    def _wait_for_device(self, serial):
        """The name of the serial port, once the emulator has opened it."""
        deadline = time.monotonic() + BOOT_LIMIT
        while time.monotonic() < deadline:
            if (
                device := self._find_pty()
                if serial == "pty"
                else self._find_tcp_port(serial)
            ):
                return device
            if self._emulator.poll() is not None:
                raise BoardError(self._why_it_ended())
        raise BoardError("the emulator does not open its serial port")

    def _find_pty(self):
        if not select.select([self._emulator.stdout], [], [], 0.1)[0]:
            return None
        match = re.search(rb"/dev/pts/\d+", self._emulator.stdout.readline())
        return match and match[0].decode()

    def _find_tcp_port(self, serial):
        address = "127.0.0.1", int(serial.removeprefix("tcp:"))
        try:
            socket.create_connection(address, 1).close()
        except OSError:
            time.sleep(0.02)
            return None
        return f"socket://{address[0]}:{address[1]}"

    def _why_it_ended(self):
        """Why the emulator has ended, as it says or else by its status."""
        lines = (
            self._emulator.stdout.read().decode("utf8", "replace").strip().splitlines()
        )
        return (
            lines[-1]
            if lines
            else f"the emulator ended with status {self._emulator.wait()}"
        )

    def wait(self):
        """Until the emulator ends."""
        self._emulator.wait()

    def stop(self):
        super().stop()
        self._end_emulator()

    def _end_emulator(self):
        if self._emulator.poll() is None:
            self._emulator.terminate()
        self._emulator.wait()
        if not self._emulator.stdout.closed:
            self.last_words = self._emulator.stdout.read().decode("utf8", "replace")
            self._emulator.stdout.close()
