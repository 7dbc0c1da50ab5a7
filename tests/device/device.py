"""A board at a serial port, on a network with this computer: a target of the tests."""

import wifi
from board import BoardError, SerialBoard
from targets import CHECKS, SCRIPTS, AnyBoard

IDENTITY = """
import sys
try:
    import socket
except ImportError:
    socket = None
print(hasattr(socket, "resolve"))
print(getattr(sys.implementation, "_machine", sys.platform), "with", sys.version.split("; ")[-1])
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
        self.board = SerialBoard(port)
        try:
            self.identity = identify(self._awake())
            self.host_address = wifi.join(self.board, ssid, key)
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
            raise BoardLost(
                f"the board at {self.board.device} does not answer ({error}):"
                " press its reset button, check the cable and its firmware, then start again"
            ) from None

    def serve_from(self, host):
        """This computer's address, as the board is to know it."""
        self._host = host
        self._prepare()

    def _prepare(self):
        # An ESP8266 takes milliseconds where others take microseconds.
        self.board.set_clock(subseconds=False)
        self.board.write_file("check.py", self._check_module())
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
        self.host_address = wifi.join(self.board, *self._network, self._host)

    def run_script(self, name):
        return self.run_source(self._source(name))

    def address(self, port):
        return self.host_address, port
