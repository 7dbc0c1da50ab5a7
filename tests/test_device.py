"""scripts/test-device, with emulated boards: the one that it boots, and others for yours."""

import fcntl
import os
import pty
import socket
import subprocess
import sys
import tty
import xml.etree.ElementTree
from types import SimpleNamespace

import pytest
import wifi_network
from board import Board, SerialBoard
from builds import run, the_one_line
from targets import BUILD, ROOT, require_built

sys.path.append(str(ROOT / "tests" / "device"))
import serial_port

TEST_DEVICE = ROOT / "scripts" / "test-device"
NETWORK = ("--ssid", "home", "--key", "secret")
SHORT_FORM = (
    "python/poll.py",
    "python/naming.py",
    "scripts/udp_echo.py",
    "scripts/web_client.py",
)

HANGING = """
import micropython
print('hanging')
micropython.kbd_intr(-1)
while True:
    pass
"""


CHECK = """
from check import rule

@rule("4.1-good")
def good():
    pass
"""
HANGING_CHECK = """
from check import rule
import micropython

@rule("4.1-hangs")
def hangs():
    micropython.kbd_intr(-1)
    while True:
        pass

@rule("4.1-lost")
def lost():
    pass
"""


def complaint_of(*options):
    """The one line that it says to a person."""
    output, status = run(TEST_DEVICE, *options)
    assert status != 0
    assert output.startswith("test-device: "), output
    assert output.count("\n") == 1, output
    return output


@pytest.fixture(scope="module")
def wifi():
    with wifi_network.running():
        yield


@pytest.fixture(scope="module", params=["pty", None], ids=["pty", "socket"])
def board(wifi, request):
    """The port of a board that somebody else started."""
    firmware = require_built(BUILD / "board" / "firmware.elf", "board")
    board = Board(firmware, serial=request.param, tap=wifi_network.TAP)
    board.disconnect()
    yield board
    board.stop()


def test_board_at_a_port(board, request):
    files = [ROOT / "tests" / name for name in SHORT_FORM]
    if request.config.getoption("--all"):
        files = []
    output, status = run(TEST_DEVICE, "--port", board.device, *NETWORK, *files)
    assert status == 0, output
    assert the_one_line(output, " passed, 0 failed, ").endswith(f" at {board.device}")
    for file in ("poll.py", "naming.py", "test_scripts.py"):
        assert file in output


def run_files(serial, folder, sources):
    """The last line, all output, and the names of the tests that passed."""
    for name, source in sources.items():
        (folder / name).write_text(source)
    files = [folder / name for name in sources]
    output, status = run(TEST_DEVICE, "--serial", serial, "--limit", "3", *files)
    assert status == 1, output
    results = xml.etree.ElementTree.parse(ROOT / "target/test-device/results.xml")
    passed = [case.get("name") for case in results.iter("testcase") if not list(case)]
    return the_one_line(output, " passed, "), output, passed


def test_script_that_hangs(tmp_path):
    sources = {
        "hangs.py": HANGING,
        "ends.py": "print('fine')\n",
        "raises.py": "raise ValueError('broken')\n",
    }
    summary, output, passed = run_files("tcp", tmp_path, sources)
    assert summary.startswith("1 passed, 2 failed, 0 skipped in "), output
    assert "hanging" in output
    assert "ValueError: broken" in output
    assert passed == ["test_script[device-ends.py]"]


# What a firmware has that is none of this project's boards.
FOREIGN_FILES = {
    "aiosocket.py": b"raise ImportError('no module named aiosocket')\n",
    "ssl.py": b"from tls import *\n",
    "check.py": b"# the user's own\n",
}
NAME_SERVER = "import network; print(network.ipconfig('dns'))"


def test_board_gets_back_what_it_had(board):
    """And meanwhile has from us what its firmware lacks."""
    board.connect()
    board.write_files(FOREIGN_FILES)
    board.connect_network()
    name_server = board.evaluate(NAME_SERVER)
    before = board.evaluate("import os; print(os.listdir())")
    board.disconnect()
    names = ("python/resolving_meanwhile.py", "scripts/https_client.py")
    files = [ROOT / "tests" / name for name in names]
    output, status = run(TEST_DEVICE, "--port", board.device, *NETWORK, *files)
    assert status == 0, output
    assert " 0 failed, 0 skipped" in the_one_line(output, " passed, "), output
    # A terminal: Enter brings the prompt.
    board.connect()
    serial = board._transport.serial
    serial.write(b"\r6 * 7\r")
    assert b"\n42\r\n>>> " in board._transport.read_until(1, b"42\r\n>>> ", timeout=5)
    assert name_server == f"{wifi_network.NAME_SERVER}\r\n"
    assert board.evaluate(NAME_SERVER) == name_server
    assert board.evaluate("import os; print(os.listdir())") == before
    for name, data in FOREIGN_FILES.items():
        assert board._transport.fs_readfile(name) == data
        board._transport.fs_rmfile(name)
    board.disconnect()


# A pty drops what nobody has read yet when the emulator goes.
CRASH = """import time, uctypes
print('about to crash')
time.sleep_ms(500)
print(uctypes.bytes_at(0, 4))
"""


@pytest.mark.parametrize("serial", ["tcp", "pty"])
def test_script_that_crashes_the_board(tmp_path, serial):
    sources = {"crashes.py": CRASH, "ends.py": "print('fine')\n"}
    summary, output, passed = run_files(serial, tmp_path, sources)
    assert summary.startswith("1 passed, 1 failed, 0 skipped in "), output
    assert "about to crash\n" in output
    assert "the emulator ended with status 70\n" in output
    assert "Warning" not in output
    assert passed == ["test_script[device-ends.py]"]


@pytest.mark.parametrize("serial", ["pty", None])
def test_board_that_goes_away(tmp_path, serial):
    script = tmp_path / "crashes.py"
    script.write_text(CRASH)
    firmware = require_built(BUILD / "board" / "firmware.elf", "board")
    board = Board(firmware, serial=serial)
    board.disconnect()
    try:
        # The script needs no computer: any address of this one will do.
        network = (*NETWORK, "--host", "127.0.0.2")
        output, status = run(TEST_DEVICE, "--port", board.device, *network, script)
    finally:
        board.stop()
    assert status == 1, output
    assert f"{board.device} is gone\n" in output
    assert "about to crash\n" in output
    assert "Warning" not in output
    assert the_one_line(output, " passed, ").startswith("0 passed, 1 failed, 0 skipped")


def test_check_that_hangs(tmp_path):
    sources = {"hangs.py": HANGING_CHECK, "works.py": CHECK}
    summary, output, passed = run_files("pty", tmp_path, sources)
    assert summary.startswith("1 passed, 2 failed, 0 skipped in "), output
    assert "it did not end by Ctrl-C" in output
    assert passed == ["test_rule[device-works-4.1-good]"]


@pytest.mark.parametrize(
    "options, words",
    [
        (["--nonsense"], "--help"),
        (["--port"], "--port needs a value"),
        (["--port", "/dev/ttyUSB9"], "--ssid NAME --key KEY"),
        (["--port", "/dev/ttyUSB9", "--ssid", "home"], "--key KEY"),
        (
            ["--port", "/dev/ttyUSB9", *NETWORK],
            "there is no serial port /dev/ttyUSB9: plug",
        ),
        (["--port", "rfc2217://board", *NETWORK], "use a device like /dev/ttyUSB0"),
        (["--port", "socket://127.0.0.1:1", *NETWORK], "start the board"),
        (["--port", "socket://127.0.0.1", *NETWORK], "use socket://HOST:PORT"),
        (["--port", "socket://127.0.0.1:99999", *NETWORK], "use socket://HOST:PORT"),
        (["--port", "", *NETWORK], "needs the board's serial port"),
        (["--port", "/dev/null", *NETWORK], "/dev/null is no serial port: name"),
        (["--port", __file__, *NETWORK], "is no serial port: name"),
        (
            ["--port", "/dev/null", *NETWORK, "--serial", "pty"],
            "--serial is for the emulated",
        ),
        (["--ssid", "home"], "--port /dev/ttyUSB0"),
        (["--serial", "usb"], "use tcp or pty"),
        (["--limit", "soon"], "number of seconds"),
        (["no/such/script.py"], "there is no script no/such/script.py: name"),
    ],
)
def test_wrong_options(options, words):
    assert words in complaint_of(*options)


def test_script_that_is_not_in_utf8(tmp_path):
    script = tmp_path / "latin.py"
    script.write_bytes(b"print('\xe4')")
    assert f"{script} is not in UTF-8: save it" in complaint_of(script)


@pytest.mark.parametrize(
    "options, words",
    [
        (["-k", "nosuchtest"], "-k nosuchtest: no test has such a name"),
        (["-k", "a b"], "-k a b: "),
        (
            ["tests/scripts/ftp_server.py"],
            "no test of a single board runs ftp_server.py",
        ),
    ],
)
def test_nothing_to_test(options, words):
    """Said by the tests themselves, once the emulated board is there."""
    output, status = run(TEST_DEVICE, *options)
    assert status == 1, output
    assert the_one_line(output, "test-device: ").startswith(f"test-device: {words}")
    assert " passed" not in output
    assert "Traceback" not in output


def test_help():
    output, status = run(TEST_DEVICE, "--help")
    assert status == 0
    for option in ("--port", "--ssid", "--key", "--host", "--serial", "--limit"):
        assert option in output


@pytest.fixture
def silent_port():
    """A serial port with nothing at its other end that would speak."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    name = os.ttyname(slave)
    os.close(slave)
    yield name
    os.close(master)


def test_board_that_does_not_answer(silent_port):
    line = complaint_of("--port", silent_port, *NETWORK)
    assert f"the board at {silent_port} does not answer" in line
    assert "press its reset button" in line


def test_board_that_another_program_talks_to():
    """The emulator's TCP port takes the second one, and lets it wait."""
    firmware = require_built(BUILD / "board" / "firmware.elf", "board")
    board = Board(firmware)
    try:
        line = complaint_of("--port", board.device, *NETWORK)
    finally:
        board.stop()
    assert "does not answer" in line
    assert "that no other program uses the port" in line


def test_port_that_a_program_has_open(silent_port):
    with open(silent_port) as line:
        user = subprocess.Popen(["sleep", "60"], stdin=line)
    try:
        complaint = complaint_of("--port", silent_port, *NETWORK)
    finally:
        user.kill()
        user.wait()
    assert f"{silent_port} is in use by sleep (process {user.pid})" in complaint


def test_port_that_is_locked(silent_port):
    """As mpremote, esptool and Thonny do it, whose processes may be another user's."""
    with open(silent_port) as line:
        fcntl.flock(line, fcntl.LOCK_EX)
        assert "in use by another program" in serial_port.complaint(silent_port)
    assert serial_port.complaint(silent_port) is None


class Lines:
    """The lines of a serial port, each change written down."""

    def __init__(self):
        object.__setattr__(self, "changes", [])

    def __setattr__(self, name, value):
        self.changes.append((name, value))


def test_hard_reset_by_the_lines_of_the_port(monkeypatch):
    """RTS alone: with DTR a chip would start in its boot mode."""
    lines = Lines()
    monkeypatch.setattr(SerialBoard, "connect", lambda board: None)
    board = SerialBoard("/dev/ttyUSB0")
    board._transport = SimpleNamespace(serial=lines)
    board.hard_reset()
    assert lines.changes == [("dtr", False), ("rts", True), ("rts", False)]


# What a board's boot.py puts in place of its firmware's modules.
NETWORK_THAT_REFUSES = """
import sys
class network:
    STA_IF = 0
    STAT_CONNECTING, STAT_NO_AP_FOUND, STAT_WRONG_PASSWORD = 1001, 201, 202
    class WLAN:
        tries = 0
        def __init__(self, interface): pass
        def active(self, up): pass
        def connect(self, ssid, key): pass
        def isconnected(self): return False
        def status(self):
            self.tries += 1
            return 1001 if self.tries < 10 else network.STATUS
    STATUS = {status}
sys.modules["network"] = network
"""
NO_MODULE = """
import sys
class socket: AF_INET = 2
sys.modules["socket"] = socket
"""


@pytest.fixture
def prepared_board():
    """prepared_board(source): a board that runs it at each start, its port left to others."""
    firmware = require_built(BUILD / "board" / "firmware.elf", "board")
    board = Board(firmware, serial="pty")

    def prepare(source):
        board.write_file("boot.py", source)
        board.reset()
        board.disconnect()
        return board

    yield prepare
    board.stop()


@pytest.mark.parametrize(
    "status, words",
    [
        (202, "the Wi-Fi network home refuses this key: check --key"),
        (201, "the board finds no Wi-Fi network home: check --ssid"),
        (
            15,
            "did not join the Wi-Fi network home within 20 s (status 15): check --ssid and --key",
        ),
    ],
)
def test_network_that_refuses(prepared_board, status, words):
    board = prepared_board(NETWORK_THAT_REFUSES.format(status=status))
    assert words in complaint_of("--port", board.device, *NETWORK)
    # The port is free, and the board takes the next orders.
    board.connect()
    assert board.evaluate("print(6 * 7)") == "42\r\n"


@pytest.mark.parametrize(
    "change, words",
    [
        ("network.WLAN.connect = None", "TypeError"),
        ("del network.WLAN", "AttributeError"),
    ],
)
def test_board_that_does_not_begin_to_join(prepared_board, change, words):
    source = NETWORK_THAT_REFUSES.format(status=15)
    board = prepared_board(f"{source}\n{change}\n")
    line = complaint_of("--port", board.device, *NETWORK)
    assert f"the board cannot join the Wi-Fi network home ({words}" in line
    assert "check --ssid and --key" in line


def test_board_without_the_module(prepared_board):
    board = prepared_board(NO_MODULE)
    line = complaint_of("--port", board.device, *NETWORK)
    assert "lx106 with MicroPython v1" in line
    assert "does not have this socket module: flash a firmware with it" in line


def test_host_that_is_not_this_computer(board):
    options = ("--port", board.device, *NETWORK, "--host", "203.0.113.77")
    assert "port 80 of this computer at 203.0.113.77" in complaint_of(*options)


def test_port_of_this_computer_that_is_taken(board):
    with socket.create_server((wifi_network.HOST, 7000)):
        line = complaint_of("--port", board.device, *NETWORK)
    assert "TCP port 7000 of this computer" in line
