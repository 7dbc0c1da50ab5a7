"""What is measured where: the rows of the tables, and the builds that are compared."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    name: str
    label: str
    count: int  # repetitions under valgrind and on the board, where instructions are counted
    # Where garbage slows allocation down: how many fill a heap of 2 MB, for a whole cycle of the collector.
    cycle: int = 0
    quick: bool = False
    heaps: tuple = ("100k", "2m", "1m")


ROWS = [
    Row("recv_1", "recv(1)", 3200, cycle=32000, quick=True),
    Row("recv_1000", "recv(1000)", 480, cycle=1920, quick=True),
    Row("recv_into_1000", "recv_into, 1000 bytes", 320),
    Row("readinto_1000", "readinto, 1000 bytes", 320, quick=True),
    Row("read_1000", "read(1000)", 480, cycle=1920),
    Row("readline", "readline, 80 bytes", 1600, cycle=15600, quick=True),
    Row("iterate_lines", "for line in socket, 80 bytes", 1600),
    Row("send_1", "send, 1 byte", 600, quick=True),
    Row("send_1000", "send, 1000 bytes", 320, quick=True),
    Row("sendall_1000", "sendall, 1000 bytes", 320),
    Row("write_1000", "write, 1000 bytes", 320),
    Row("block_write_readinto", "64 KB, write and readinto", 8, heaps=("2m", "1m")),
    Row("block_send_recv", "64 KB, send and recv", 8, heaps=("2m", "1m")),
    Row("sendto_recvfrom", "sendto + recvfrom, 100 bytes", 600, quick=True),
    Row("udp_ping_pong", "UDP there and back, 1 byte", 400),
    Row("tcp_ping_pong", "TCP there and back, send, recv(1)", 400),
    Row("tcp_ping_pong_into", "TCP there and back, write, readinto", 300),
    Row("connect_accept_close", "connect + accept + close", 400, quick=True),
    Row("asyncio_echo", "asyncio, an echoed line of many", 200, heaps=("2m", "1m")),
    Row("open_and_close", "socket() + close", 600),
    Row("poll_1", "poll, 1 socket", 300, quick=True),
    Row("poll_8", "poll, 8 sockets", 300),
    Row("poll_50", "poll, 50 sockets", 100),
    Row("getaddrinfo", "getaddrinfo, numeric", 600, quick=True),
    Row("inet_pton", "inet_pton", 600),
    Row("inet_ntop", "inet_ntop", 600),
]


@dataclass(frozen=True)
class Pair:
    name: str
    ours: str  # builds of scripts/build with the same flags
    theirs: str
    c_module: str
    without: tuple = ()
    # What the stack's functions are called, for counting calls.
    stack_functions: str = ""


PAIRS = [
    Pair("kernel", "unix", "stock-unix", "ports/unix/modsocket.c"),
    Pair(
        "lwip-sockets",
        "unix-lwip-sockets",
        "stock-esp32-in-unix",
        "ports/esp32/modsocket.c",
        # Ten sockets, as in ESP-IDF.
        without=("poll_50",),
        stack_functions=r"lwip_\w+",
    ),
    Pair(
        "lwip-raw",
        "bench/unix-lwip-raw",
        "stock-modlwip-in-unix",
        "extmod/modlwip.c",
        stack_functions=r"(tcp|udp|pbuf|raw)_\w+",
    ),
    Pair("board", "bench/board", "stock-board", "extmod/modlwip.c"),
]


def rows_of(pair, heap, quick):
    for row in ROWS:
        if (
            row.name not in pair.without
            and heap in row.heaps
            and (row.quick or not quick)
        ):
            yield row
