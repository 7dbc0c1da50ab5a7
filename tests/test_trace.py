"""scripts/run --trace: each call of the socket module, live."""

import re

import clients
import pytest
import tracing
from run import ProcessRun
from targets import BUILD, ROOT, require_built

RUN = str(ROOT / "scripts" / "run")
SCRIPTS = ROOT / "tests" / "scripts"

# A row: seconds, how long, socket, state, bytes, call.
ROW = re.compile(
    r" *(\d+\.\d{3}) +([\d.]+ m?s)  (\d*) +([a-z]*) +([<>] \d+)? +(\S+\(.*)"
)


@pytest.fixture
def traced():
    """traced(script, option…): scripts/run, which ends with the test."""
    require_built(BUILD / "board-traced" / "firmware.elf", "board-traced")
    runs = []

    def start(script, *options):
        run = ProcessRun([RUN, "--trace", "--script", str(script), *options], {}, ROOT)
        runs.append(run)
        return run

    yield start
    for run in runs:
        run.interrupt()
        try:
            run.wait_for_end(10)
        finally:
            run.stop()


def rows(output):
    return [match.groups() for match in map(ROW.match, output.splitlines()) if match]


def calls_of(output, number):
    """(state, bytes, call) of a socket, one after the other."""
    return [row[3:] for row in rows(output) if row[2] == number]


def test_web_server(traced):
    run = traced(SCRIPTS / "web_server.py", "--port", "9084")
    run.wait_for("http://", 120)
    page = clients.curl("http://127.0.0.1:9084/?led=on", "--include")
    run.wait_for("closed", 10)
    output = run.output
    assert "took  socket state         bytes  call" in output
    assert "client connected from" in output  # what the script prints is there, too
    assert [state for state, _, _ in calls_of(output, "1")] == [
        *("open", "bound", "listening", "listening")
    ]
    client = calls_of(output, "2")
    assert client[1] == (
        "connected",
        "< 23",
        r"readline() → b'GET /?led=on HTTP/1.1\r\n'",
    )
    assert client[-1] == ("closed", None, "close()")
    sent = [int(count[2:]) for _, count, _ in client if count and count[0] == ">"]
    assert sum(sent) == len(page.encode())
    accepted = calls_of(output, "1")[-1][2]
    assert accepted.startswith("accept() → (socket 2, ('10.0.2.2', ")
    started = [float(row[0]) for row in rows(output)]
    assert started == sorted(started)


def test_asyncio(traced):
    run = traced(SCRIPTS / "web_server_asyncio.py", "--port", "9085:8080")
    run.wait_for("9085", 120)
    page = clients.curl("http://127.0.0.1:9085/")
    run.wait_for("closed", 10)
    client = calls_of(run.output, "2")
    assert ("connected", None, "stream.poll() → readable") in client
    assert any(
        call.startswith("readline() → b'GET / HTTP/1.1") for _, _, call in client
    )
    assert any(count == f"> {len(page.encode())}" for _, count, _ in client)
    assert client[-1][0] == "closed"


ERRORS = r"""
import socket
import ssl
a = socket.socket()
print("no newline", end="")
a.settimeout(0.05)
a.bind(("", 4000))
a.listen()
try:
    a.accept()
except OSError:
    pass
b = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
b.sendto(b"x" * 100, ("127.0.0.1", 4000))
try:
    socket.getaddrinfo("256.1.1.1", 80, 0, 0, 0, socket.AI_NUMERICHOST)
except OSError:
    pass
class Mine(socket.socket):
    pass
c = Mine()
c.connect(("127.0.0.1", 4000))
buffer = bytearray(10)
d, _ = a.accept()
c.sendall("hällo")
print(d.recv_into(buffer))
d.close()
print(c.read(5))
c.close()
e = socket.socket()
e.connect(("127.0.0.1", 4000))
e.setblocking(False)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.verify_mode = ssl.CERT_NONE
context.wrap_socket(e, do_handshake_on_connect=False).write(b"first")
"""


def test_errors_datagrams_subclasses_tls(traced, tmp_path):
    script = tmp_path / "errors.py"
    script.write_text(ERRORS)
    run = traced(script, "--port", "9086")
    run.wait_for_end(120)
    output = run.output
    assert "no newline\n" in output
    assert any("accept() → OSError 110 ETIMEDOUT" in row[5] for row in rows(output)), (
        output
    )
    assert ("open", "> 100") in [state[:2] for state in calls_of(output, "2")]
    assert "getaddrinfo('256.1.1.1', 80, 0, 0, 0, 4) → gaierror" in output
    mine = calls_of(output, "3")
    assert mine[0] == ("open", None, "socket() → socket 3")
    assert mine[1][0] == "connected"
    assert mine[2] == ("connected", "> 6", "sendall('hällo')")
    assert ("connected", "< 6", "recv_into(bytearray[10]) → 6") in calls_of(output, "4")
    assert mine[-2:] == [("ended", "< 0", "read(5) → b''"), ("closed", None, "close()")]
    tls = calls_of(output, "5")
    hello = next(row for row in tls if row[2].startswith("stream.write("))
    assert hello[1] == f"> {hello[2].split()[-1]}"
    assert any(
        call.startswith("stream.read(5) → OSError 11 EAGAIN") for _, _, call in tls
    )


def test_pieces_of_a_line():
    """The console gives them as they come."""
    line = f"{tracing.MARK}{2**32 - 500}\t120\tab12\t3\t0\tsend(b'x'[1])\t1\n"
    later = f"{tracing.MARK}500\t2000\tab12\t-1\t0\tclose()\t\n"
    rows_ = tracing.Splitter(tracing.Trace())
    shown = "".join(rows_.feed(character) for character in f"a{line}b\n{later}c\n")
    assert shown.splitlines() == [
        "a",
        "    0.000   0.12 ms  1      open            > 1  send(b'x') → 1",
        "b",
        "    0.001   2.00 ms  1      closed               close()",
        "c",
    ]


def test_trace_wants_the_console():
    from test_run import complaint_of

    assert "leave out --repl and --serial" in complaint_of("--trace", "--serial", "pty")
