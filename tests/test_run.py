"""scripts/run and mpremote, as people use them."""

import os
import pty
import select
import signal
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path

import clients
import pytest
from board import CONNECT_NETWORK
from run import ProcessRun

ROOT = Path(__file__).parent.parent
RUN = str(ROOT / "scripts" / "run")
MPREMOTE = str(Path(sys.executable).with_name("mpremote"))
LAST_WORDS = "This is the last line of the page."


@pytest.fixture
def session():
    """session(option…): scripts/run in the background; it ends with the test, as by Ctrl-C."""
    runs = []

    def start(*options):
        runs.append(ProcessRun([RUN, *options], {}, ROOT))
        return runs[-1]

    yield start
    for run in runs:
        run.interrupt()
        try:
            run.wait_for_end(10)
        finally:
            run.stop()


def address_in(line):
    return line.split()[0]


def complaint_of(*options):
    """The one line that scripts/run says to options that are wrong."""
    done = subprocess.run(
        [RUN, *options],
        capture_output=True,
        check=False,
        text=True,
        timeout=20,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode != 0
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


def test_help():
    text = clients.output_of([RUN, "--help"], 5)
    for option in (
        "--windowed",
        "--script",
        "--port",
        "--serial",
        "--repl",
        "--pcap",
        "--trace",
    ):
        assert option in text


@pytest.mark.parametrize(
    "options, words",
    [
        (["--nonsense"], "--help"),
        (["nonsense"], "--help"),
        (["--port"], "needs a value"),
        (["--port", "eighty"], "eighty"),
        (["--port", "0"], "1 to 65535"),
        (["--port", "70000"], "1 to 65535"),
        (["--port", "8080:0"], "1 to 65535"),
        (["--serial", "usb"], "pty or tcp:PORT"),
        (["--serial", "tcp:no"], "1 to 65535"),
        (
            ["--script", "no/such/file.py"],
            "no script no/such/file.py: name a file of yours",
        ),
        (["--pcap"], "needs a value"),
        (
            ["--pcap", "no/such/folder/board.pcap"],
            "cannot write no/such/folder/board.pcap",
        ),
        (["--pcap", "/"], "--pcap /: name a file, no folder"),
        (
            ["--pcap", "/dev/full"],
            "--pcap /dev/full: name a file, no folder, pipe or device",
        ),
        (["--pcap", "one,two.pcap"], "without a comma"),
        (["--repl"], "terminal"),
        (["--repl", "--serial", "pty"], "--serial"),
    ],
)
def test_wrong_options(options, words):
    assert words in complaint_of(*options)


@pytest.mark.parametrize("option", ["--port={}", "--serial=tcp:{}"])
def test_busy_port(option):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        name, value = option.format(number).split("=")
        assert f"port {number} is taken" in complaint_of(name, value)


@pytest.mark.windowed
def test_page_of_the_windowed_board(session):
    address = address_in(session("--windowed").wait_for("http://", 60))
    assert LAST_WORDS in clients.curl(address)


def test_page_within_five_seconds(session):
    start = time.monotonic()
    address = address_in(session().wait_for("http://", 20))
    assert LAST_WORDS in clients.curl(address)
    assert time.monotonic() - start < 5
    assert address == "http://127.0.0.1:8080"


def test_another_port_when_the_usual_one_is_taken(session):
    with socket.create_server(("127.0.0.1", 8080)):
        address = address_in(session().wait_for("http://", 20))
        assert address == "http://127.0.0.1:8081"
        assert LAST_WORDS in clients.curl(address)


def test_chosen_port(session):
    run = session("--port", "9080")
    assert address_in(run.wait_for("http://", 20)) == "http://127.0.0.1:9080"
    assert LAST_WORDS in clients.curl("http://127.0.0.1:9080/")
    run.wait_for("client connected from", 5)


def test_script_of_ones_own(session, tmp_path):
    script = tmp_path / "hello.py"
    script.write_text("print('hello from the board')\n")
    run = session("--script", str(script))
    run.wait_for("hello from the board", 20)
    run.wait_for_end(5)
    assert run.exit_status() == 0


def test_script_that_prints_letters_of_many_bytes(session, tmp_path):
    """The console gives them in pieces."""
    script = tmp_path / "letters.py"
    script.write_text("for _ in range(300):\n    print('\u20ac\u00e4' * 30)\n")
    run = session("--script", str(script))
    run.wait_for_end(60)
    assert run.output.count("\u20ac\u00e4" * 30 + "\n") == 300


def test_script_that_fails(session, tmp_path):
    script = tmp_path / "broken.py"
    script.write_text("print('start')\nraise ValueError('broken')\n")
    run = session("--script", str(script))
    run.wait_for("ValueError: broken", 20)
    run.wait_for_end(5)
    assert run.exit_status() == 1


def packets(path):
    """The Ethernet frames in a file of tcpdump's format."""
    data = path.read_bytes()
    magic, _, _, _, _, _, link = struct.unpack_from("<IHHiIII", data)
    assert (magic, link) == (0xA1B2C3D4, 1)  # microseconds, Ethernet
    position = 24
    while position < len(data):
        _, _, captured, length = struct.unpack_from("<IIII", data, position)
        assert captured == length
        position += 16 + captured
        yield data[position - captured : position]


def test_traffic_for_wireshark(session, tmp_path):
    path = tmp_path / "board.pcap"
    run = session("--pcap", str(path), "--port", "9083")
    address_in(run.wait_for("http://", 20))
    assert LAST_WORDS in clients.curl("http://127.0.0.1:9083/?led=on")
    run.interrupt()
    run.wait_for_end(10)
    frames = list(packets(path))
    # IPv4 and TCP, to port 80 of the board; the answer comes from there.
    tcp = [
        frame[14:] for frame in frames if frame[12:14] == b"\x08\x00" and frame[23] == 6
    ]
    assert any(
        b"GET /?led=on HTTP/1.1" in packet for packet in tcp if packet[22:24] == b"\0P"
    )
    assert any(
        LAST_WORDS.encode() in packet for packet in tcp if packet[20:22] == b"\0P"
    )


DATAGRAMS = """
import socket
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for number in range(100):
    sender.sendto(bytes(500), ("10.0.2.2", 9))
"""


def test_traffic_on_a_full_disk(session, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    script = tmp_path / "traffic.py"
    script.write_text(CONNECT_NETWORK + DATAGRAMS)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8k", "disk", disk], check=True)
    try:
        path = disk / "board.pcap"
        run = session("--pcap", str(path), "--script", str(script), "--port", "9088")
        run.wait_for_end(60)
    finally:
        subprocess.run(["umount", disk], check=True)
    assert f"run: {path} took no more of the traffic: make room" in run.output
    assert "the script has ended" in run.output


def test_output_for_head(tmp_path):
    script = tmp_path / "talks.py"
    script.write_text("for number in range(100000): print(number)\n")
    command = f"{RUN} --script {script} --port 9089 2>&1 | head -n 20"
    before = emulators()
    output = clients.output_of(["sh", "-c", command], 60)
    assert "\n10\n" in output
    assert "Traceback" not in output
    assert not emulators() - before


def emulators():
    """The process numbers of the emulators that run now."""
    found = subprocess.run(
        ["pgrep", "qemu-system-xte"], check=False, capture_output=True, text=True
    ).stdout
    return set(found.split())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_emulator_ends_with_the_command(session, number):
    before = emulators()
    run = session()
    run.wait_for("http://", 20)
    started = emulators() - before
    assert started
    run.send_signal(number)
    run.wait_for_end(10)
    deadline = time.monotonic() + 5
    while started & emulators() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not started & emulators()


@pytest.fixture
def serial_port(session):
    """A board with its serial port left to others; as mpremote names it."""
    number = 7777
    run = session("--serial", f"tcp:{number}", "--port", "9081")
    run.wait_for("http://127.0.0.1:9081", 20)
    run.wait_for("The serial port", 5)
    return f"socket://127.0.0.1:{number}"


def mpremote(device, *arguments):
    return clients.output_of([MPREMOTE, "connect", device, *arguments], 40).replace(
        "\r", ""
    )


def test_mpremote_runs_code(serial_port):
    assert LAST_WORDS in clients.curl("http://127.0.0.1:9081/")
    assert mpremote(serial_port, "exec", "print(6 * 7)") == "42\n"
    assert (
        mpremote(serial_port, "eval", "'usocket' and __import__('usocket').AF_INET")
        == "2\n"
    )


def test_mpremote_sets_the_clock(serial_port):
    mpremote(
        serial_port,
        "exec",
        "import machine; machine.RTC().datetime((2000, 1, 1, 5, 0, 0, 0, 0))",
    )
    mpremote(serial_port, "rtc", "--set")
    clock = mpremote(serial_port, "exec", "import time; print(*time.localtime()[:6])")
    assert abs(time.mktime((*map(int, clock.split()), 0, 0, -1)) - time.time()) < 60


def test_mpremote_copies_files(serial_port, tmp_path):
    local = tmp_path / "data.txt"
    local.write_text("".join(f"line {index}\n" for index in range(500)))
    mpremote(serial_port, "fs", "cp", str(local), ":data.txt")
    mpremote(serial_port, "soft-reset")
    assert "data.txt" in mpremote(serial_port, "fs", "ls")
    back = tmp_path / "back.txt"
    mpremote(serial_port, "fs", "cp", ":data.txt", str(back))
    assert back.read_text() == local.read_text()
    mpremote(serial_port, "fs", "rm", ":data.txt")
    assert "data.txt" not in mpremote(serial_port, "fs", "ls")


def test_mpremote_runs_the_web_server(serial_port):
    script = ROOT / "tests" / "scripts" / "web_server.py"
    server = ProcessRun(
        [MPREMOTE, "connect", serial_port, "run", str(script)], {}, ROOT
    )
    try:
        server.wait_for("listening on", 20)
        assert LAST_WORDS in clients.curl("http://127.0.0.1:9081/")
    finally:
        server.stop()
    # It goes on without mpremote, and Ctrl-C of the next one ends it.
    assert LAST_WORDS in clients.curl("http://127.0.0.1:9081/")
    assert mpremote(serial_port, "exec", "print('still there')") == "still there\n"


def test_soft_reset_leaves_no_connection(serial_port):
    script = (
        "import socket; s = socket.socket(); s.bind(('0.0.0.0', 4000)); s.listen(1)"
    )
    for _ in range(3):
        mpremote(serial_port, "exec", script)
    states = "import board; p = board.pcbs(); print(p['active'], p['bound'], p['listen'], p['udp'])"
    assert mpremote(serial_port, "exec", states) == "0 0 0 0\n"


def test_serial_port_as_a_terminal_device(session):
    run = session("--serial", "pty")
    device = run.wait_for("The serial port", 20).split()[-1]
    assert device.startswith("/dev/pts/")
    assert mpremote(device, "exec", "print(6 * 7)") == "42\n"
    assert mpremote(device, "exec", "print(6 * 8)") == "48\n"


class Terminal:
    """Somebody who types."""

    def __init__(self, command):
        self.shown = ""
        self._process, self._terminal = pty.fork()
        if self._process == 0:
            os.execv(command[0], command)

    def wait_for(self, text, limit=20):
        deadline = time.monotonic() + limit
        while text not in self.shown:
            assert time.monotonic() < deadline, self.shown
            if select.select([self._terminal], [], [], 0.1)[0]:
                self.shown += os.read(self._terminal, 4096).decode("utf8", "replace")
        self.shown = self.shown[self.shown.index(text) + len(text) :]

    def wait_for_prompt(self):
        """Presses Enter until it comes: the emulator's device may sleep for a second first."""
        for _ in range(10):
            self.type("\r")
            try:
                return self.wait_for(">>> ", 2)
            except AssertionError:
                continue
        raise AssertionError(f"no prompt:\n{self.shown}")

    def type(self, text):
        os.write(self._terminal, text.encode())

    def wait_for_end(self):
        """The exit status."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            number, status = os.waitpid(self._process, os.WNOHANG)
            if number:
                os.close(self._terminal)
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.05)
        os.kill(self._process, signal.SIGKILL)
        raise AssertionError(f"it does not end:\n{self.shown}")


def test_prompt():
    terminal = Terminal([RUN, "--repl"])
    terminal.wait_for("Ctrl-]")
    terminal.wait_for_prompt()
    terminal.type("print(6 * 7)\r")
    terminal.wait_for("42")
    terminal.type("while True: pass\r\r")
    time.sleep(0.3)
    terminal.type("\x03")
    terminal.wait_for("KeyboardInterrupt")
    terminal.type("\x1d")
    assert terminal.wait_for_end() == 0


def test_prompt_with_a_script():
    terminal = Terminal(
        [
            RUN,
            "--repl",
            "--script",
            str(ROOT / "tests" / "scripts" / "web_server.py"),
            "--port",
            "9082",
        ]
    )
    terminal.wait_for("listening on")
    assert LAST_WORDS in clients.curl("http://127.0.0.1:9082/")
    terminal.type("\x03")
    terminal.wait_for(">>> ")
    terminal.type("relay.value()\r")
    terminal.wait_for("0")
    terminal.type("\x1d")
    assert terminal.wait_for_end() == 0
