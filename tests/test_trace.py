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


# Data that looks like what the trace itself writes.
DATA = r"""
import socket
a = socket.create_server(("127.0.0.1", 4000))
b = socket.create_connection(("127.0.0.1", 4000))
c, _ = a.accept()
for data in (b"x[3] = 1", b'{"a": [1], "mail": "info@example.com"}', b'say "hi"[7] there', b"\x1e1\t2\x1f3\n", "[9]é"):
    b.sendall(data)
    print(c.recv(100))
print(b.write(b"'[2]" * 20))
print(c.recv_into(bytearray(100)))
print("\x1e hello")
print("\x1e12\t", end="")
d = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
d.bind(("127.0.0.1", 4001))
d.sendto(b"[9]", ("127.0.0.1", 4001))
print(d.recvfrom(100)[0])
e = socket.socket()
e.setblocking(False)
e.connect_ex(("127.0.0.1", 4000))
"""


def test_data_like_the_marks_of_a_trace(traced, tmp_path):
    script = tmp_path / "data.py"
    script.write_text(DATA)
    run = traced(script, "--port", "9087")
    run.wait_for_end(120)
    sent = [row[1:] for row in calls_of(run.output, "2")]
    assert sent == [
        ("> 8", "sendall(b'x[3] = 1')"),
        ("> 38", """sendall(b'{"a": [1], "mail": "info@example.com"}')"""),
        ("> 17", """sendall(b'say "hi"[7] there')"""),
        ("> 7", r"sendall(b'\x1e1\t2\x1f3\n')"),
        ("> 5", "sendall('[9]é')"),
        ("> 80", f"""write(b"{"'[2]" * 10}"…) → 80"""),
    ]
    received = [row[1:] for row in calls_of(run.output, "3")]
    assert received == [
        ("< 8", "recv(100) → b'x[3] = 1'"),
        ("< 38", """recv(100) → b'{"a": [1], "mail": "info@example.com"}'"""),
        ("< 17", """recv(100) → b'say "hi"[7] there'"""),
        ("< 7", r"recv(100) → b'\x1e1\t2\x1f3\n'"),
        ("< 5", r"recv(100) → b'[9]\xc3\xa9'"),
        ("< 80", "recv_into(bytearray[100]) → 80"),
    ]
    assert "\x1e hello\n\x1e12\t\n" in run.output
    datagrams = [row[1:] for row in calls_of(run.output, "4")]
    assert datagrams[2:] == [
        ("> 3", "sendto(b'[9]', ('127.0.0.1', 4001)) → 3"),
        ("< 3", "recvfrom(100) → (b'[9]', ('127.0.0.1', 4001))"),
    ]
    assert calls_of(run.output, "5")[2][0] == "connecting"


SEND = "send(b'x')\t1\n"


def firmware_line(start, numbers, call_and_result):
    return (
        f"{tracing.MARK}{start}\t" + "\t".join(numbers.split()) + f"\t{call_and_result}"
    )


def rows_of(text):
    """As the console gives it: in pieces."""
    rows = tracing.Splitter(tracing.Trace())
    return "".join(rows.feed(character) for character in text).split("\n")[:-1]


def test_pieces_of_a_line():
    line = firmware_line(2**32 - 1, "0 120 ab12 3 0 1 1", SEND)
    later = firmware_line(0, "2 2000 ab12 -1 0 -1 -1", "close()\t\n")
    assert rows_of(f"a{line}b\n{later}c\n") == [
        "a",
        "    0.000   0.12 ms  1      open            > 1  send(b'x') → 1",
        "b",
        "    0.001   2.00 ms  1      closed               close()",
        "c",
    ]


def test_hours():
    """Microseconds wrap around after 71 minutes, milliseconds after 49 days."""
    hour = 3_600_000
    starts = (2**32 - hour, hour, 0, 2 * hour)
    lines = [firmware_line(start, "0 120 ab12 3 0 1 1", SEND) for start in starts]
    lines.append(firmware_line(3 * hour, f"{2 * hour} 120 ab12 3 0 1 1", SEND))
    assert [row.split()[0] for row in rows_of("".join(lines))] == [
        *("0.000", "7200.000", "3600.000", "10800.000", "14400.000")
    ]
    assert rows_of(lines[-1])[0].split()[1:3] == ["7200.00", "s"]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "\x1e hello\n",
            "\x1e\n",
            "a\x1e\x1e\x1eb",
            "\x1e1\t2\tno number\n",
            "\x1ehello",
        ),
        *("\x1e1\t2\t3\n", "\x1e" + "1" * 100, "\x1e" + "1\t" * 10 + "more"),
    ],
)
def test_a_mark_of_somebody_else(text):
    line = firmware_line(1, "0 120 ab12 3 0 1 1", SEND)
    row = "    0.000   0.12 ms  1      open            > 1  send(b'x') → 1"
    assert rows_of(line + text + "then" + line) == [
        row,
        *(text + "then").split("\n"),
        row,
    ]


def test_trace_wants_the_console():
    from test_run import complaint_of

    assert "leave out --repl and --serial" in complaint_of("--trace", "--serial", "pty")
