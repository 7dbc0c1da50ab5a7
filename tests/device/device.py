"""A board at a serial port, on a network with this computer: a target of the tests."""

import sys

import wifi
from board import BoardError
from borrowed import BorrowedBoard
from targets import CHECKS, FROZEN, SCRIPTS, AnyBoard

IDENTITY = """
import sys
try:
    import socket
except ImportError:
    socket = None
print(hasattr(socket, "resolve"))
print(getattr(sys.implementation, "_machine", sys.platform), "with", sys.version.split("; ")[-1])
"""

# Modules in Python that scripts need, and what theirs has that MicroPython's has not.
MODULES = {"aiosocket": "open_connection", "ssl": "create_default_context"}
LACKS = """
try:
    import {name}
    print(not hasattr({name}, {attribute!r}))
except ImportError:
    print(True)
"""


class BoardLost(BoardError):
    """It hangs, and nothing at hand helps."""


def identify(board):
    """The board and its firmware; an error when that lacks the module."""
    has_module, identity = board.evaluate(IDENTITY).splitlines()
    if has_module != "True":
        raise BoardError(
            f"{identity} does not have this socket module: flash a firmware with it (cmodules/README.md)"
        )
    return identity


class Device(AnyBoard):
    name = "device"

    def __init__(self, port, ssid, key):
        super().__init__()
        self._network = ssid, key
        self._host = None
        self._name_server = None
        self._modules = {}
        self.without_tls = None
        self.board = BorrowedBoard(port)
        self._answers = True
        try:
            self.identity = identify(self._awake())
            self.host_address, self._name_server = wifi.join(self.board, ssid, key)
        except BaseException:
            self.stop()
            raise

    def _awake(self):
        try:
            self.board.evaluate("")
        except BoardError:
            self._reset_by_lines()
        return self.board

    def _reset_by_lines(self):
        try:
            self.board.hard_reset()
            self.board.reset()
        except BoardError as error:
            self._answers = False
            device = self.board.device
            # A TCP port takes a second program, and lets it wait.
            also = ", that no other program uses the port" if "://" in device else ""
            raise BoardLost(
                f"the board at {device} does not answer ({error}):"
                f" press its reset button, check the cable and its firmware{also}, then start again"
            ) from None

    def serve_from(self, host):
        """This computer's address, as the board is to know it."""
        self._host = host
        self.board.reset()
        self._modules = self._missing_modules()
        self._prepare()
        self.board.reset()
        try:
            self.board.evaluate("import ssl")
        except BoardError as error:
            self.without_tls = f"micropython/frozen/ssl.py on this firmware: {error}"

    def _missing_modules(self):
        """Of those that our boards have frozen in, what others do not have, or have from MicroPython."""
        return {
            f"{name}.py": (FROZEN / f"{name}.py").read_bytes()
            for name, attribute in MODULES.items()
            if "True"
            in self.board.evaluate(LACKS.format(name=name, attribute=attribute))
        }

    def _prepare(self):
        # An ESP8266 takes milliseconds where others take microseconds.
        self.board.set_clock(subseconds=False)
        self.board.write_files({"check.py": self._check_module(), **self._modules})
        self._installed.clear()

    def _check_module(self):
        text = (CHECKS / "check.py").read_text()
        return text.replace('"192.0.2.1"', repr(self._host)).encode()

    def _source(self, name):
        return wifi.without_connect((SCRIPTS / name).read_text())

    def revive(self):
        self._reset_by_lines()
        self._prepare()

    def _join(self):
        self.host_address, _ = wifi.join(self.board, *self._network, self._host)

    def run_script(self, name):
        return self.run_source(self._source(name))

    def address(self, port):
        return self.host_address, port

    def stop(self):
        """The board as it was: its files, its name server, and the prompt that people type at."""
        if self.board and self._answers:
            try:
                self.board.put_back()
                if self._host:
                    wifi.join(self.board, *self._network, self._name_server)
                self.board.leave_raw_repl()
            except (BoardError, wifi.CannotJoin) as error:
                print(
                    f"test-device: {self.board.device} is not as it was ({error}): reset it, and remove check.py",
                    file=sys.stderr,
                )
        super().stop()
