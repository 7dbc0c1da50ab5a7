"""Nothing of one run is left in the next."""

import ast
import socket
import threading
import time

import pytest

COUNT_CALLS = """
import socket, time
calls = 0
def called(sock):
    global calls
    calls += 1
    sock.setblocking(False)
    try:
        while sock.recv(100):
            pass
    except OSError:
        pass
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("0.0.0.0", 5005))
sock.setsockopt(socket.SOL_SOCKET, 20, called)
time.sleep_ms(300)
print(calls)
"""


LEAVE_OPEN = """
import socket
server = socket.socket()
server.bind(("127.0.0.1", 9000))
server.listen(2)
client = socket.create_connection(("127.0.0.1", 9000))
client.send(b"unread")
accepted = server.accept()
waiting = socket.create_connection(("127.0.0.1", 9000))
datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
datagrams.bind(("0.0.0.0", 5005))
datagrams.sendto(b"unread", ("127.0.0.1", 5005))
client.setsockopt(socket.SOL_SOCKET, 20, print)
query = socket.resolve("slow.test", 80)
"""

MEASURE = "import board; print((board.pcbs(), board.pools()))"
# Those of the interface, which come and go by themselves.
BACKGROUND = ("SYS_TIMEOUT", "MLD6_GROUP", "ARP_QUEUE")


def in_use(board):
    """What lwIP has in use, just after a reset."""
    board.reset()
    board.connect_network()
    pcbs, pools = ast.literal_eval(board.evaluate(MEASURE))
    return pcbs, {
        name: count for name, count in pools.items() if name not in BACKGROUND
    }


@pytest.fixture(autouse=True)
def running(emulated):
    emulated.run_script("udp_echo.py").stop()


def test_default_timeout(emulated):
    board = emulated.board
    ask = "import socket; print(socket.getdefaulttimeout())"
    board.evaluate("import socket; socket.setdefaulttimeout(3)")
    assert board.evaluate(ask) == "3.0\r\n"
    board.reset()
    assert board.evaluate(ask) == "None\r\n"


def test_sockets_are_closed(emulated):
    before = in_use(emulated.board)
    emulated.board.evaluate(LEAVE_OPEN)
    assert in_use(emulated.board) == before


def test_callbacks_after_resets_in_a_flood(emulated):
    """An event that comes while Python is being restarted finds no scheduler."""
    board = emulated.board
    address = "127.0.0.1", emulated.port(5005)
    ending = threading.Event()

    def flood():
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            while not ending.is_set():
                sender.sendto(b"event", address)
                time.sleep(0.0003)

    flooding = threading.Thread(target=flood)
    flooding.start()
    try:
        for _ in range(8):
            board.reset()
            board.connect_network()
            assert int(board.evaluate(COUNT_CALLS)) > 0
    finally:
        ending.set()
        flooding.join()
