"""Bad input: closed sockets, sockets that were never set up, and a heap without room."""

import gc
import socket

from check import (
    CPYTHON,
    LOOPBACK,
    datagram_pair,
    equal,
    listener,
    next_port,
    not_on_cpython,
    number,
    pair,
    peer,
    raises,
    raises_number,
    receive,
    rule,
    settle,
    true,
    wait_readable,
)

if not CPYTHON:
    import micropython


def calls(sock):
    """Every method, with arguments that are fine."""
    address = (LOOPBACK, next_port())
    found = [
        ("accept", sock.accept),
        ("bind", lambda: sock.bind(address)),
        ("connect", lambda: sock.connect(address)),
        ("listen", lambda: sock.listen(1)),
        ("recv", lambda: sock.recv(1)),
        ("recvfrom", lambda: sock.recvfrom(1)),
        ("send", lambda: sock.send(b"x")),
        ("send nothing", lambda: sock.send(b"")),
        ("sendall", lambda: sock.sendall(b"x")),
        ("sendto", lambda: sock.sendto(b"x", address)),
        (
            "setsockopt",
            lambda: sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1),
        ),
    ]
    if not CPYTHON:
        found += [
            ("recv 0", lambda: sock.recv(0)),  # CPython asks nobody
            ("read", lambda: sock.read(1)),
            ("read all", sock.read),
            ("readinto", lambda: sock.readinto(bytearray(1))),
            ("readline", sock.readline),
            ("write", lambda: sock.write(b"x")),
        ]
    return found


def is_closed(sock):
    sock.close()
    equal(sock.fileno(), -1)
    for name, call in calls(sock):
        try:
            raises_number("EBADF", call)
        except Exception as error:
            raise AssertionError("%s: %r" % (name, error))


@rule("4.6-closed-is-EBADF")
def closed_unused():
    is_closed(socket.socket())
    is_closed(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))


@rule("4.6-closed-listener-is-EBADF")
def closed_listener():
    is_closed(listener()[0])


@rule("4.6-closed-connection-is-EBADF")
def closed_connection():
    client, server = pair()
    server.send(b"unread")
    settle()
    is_closed(client)
    is_closed(server)


@rule("4.6-closed-after-the-end-is-EBADF")
def closed_after_end():
    client, server = pair()
    server.close()
    equal(client.recv(1), b"")
    is_closed(client)


@rule("4.6-closed-datagram-socket-is-EBADF")
def closed_datagram():
    client, server = datagram_pair()
    client.send(b"unread")
    settle()
    is_closed(server)
    is_closed(client)


@rule("4.6-closed-settimeout-is-EBADF")
def closed_settimeout():
    sock = socket.socket()
    sock.close()
    raises_number("EBADF", sock.settimeout, 1)
    raises_number("EBADF", sock.setblocking, True)


@rule("4.6-closed-comes-before-the-arguments")
def closed_first():
    sock = socket.socket()
    sock.close()
    raises_number("EBADF", sock.shutdown, 99)
    equal(sock.connect_ex((LOOPBACK, 9)), number("EBADF"))


@rule("4.6-closed-makefile-is-EBADF")
def closed_makefile():
    not_on_cpython("hands out a file that fails later")
    sock = socket.socket()
    sock.close()
    raises_number("EBADF", sock.makefile, "rwb", 0)


@rule("4.6-close-is-idempotent")
def close_twice():
    for sock in (socket.socket(), listener()[0]) + pair() + datagram_pair():
        for _ in range(3):
            equal(sock.close(), None)


@rule("2-fileno")
def fileno():
    first = socket.socket()
    second = socket.socket()
    true(first.fileno() >= 0 and second.fileno() >= 0, "negative")
    true(first.fileno() != second.fileno(), "the same number twice")
    first.close()
    second.close()
    equal(first.fileno(), -1)


class NeverSetUp(socket.socket):
    def __init__(self):
        pass


@rule("2-subclass-without-init")
def never_set_up():
    # CPython leaves such a socket closed, MicroPython sets it up by itself: both never crash.
    for name, arguments in (
        ("accept", ()), ("recv", (1,)), ("send", (b"x",)), ("read", (1,)), ("readline", ()),
        ("write", (b"x",)), ("fileno", ()), ("listen", ()), ("makefile", ()), ("close", ()),
    ):  # fmt: skip
        sock = NeverSetUp()
        try:
            getattr(sock, name)(*arguments)
        except (OSError, AttributeError):
            pass


class Subclass(socket.socket):
    def hello(self):
        return self.send(b"hello")


@rule("2-subclass")
def subclass():
    server, address = listener()
    sock = Subclass(socket.AF_INET, socket.SOCK_STREAM)
    sock.connect(address)
    accepted, _ = server.accept()
    equal(sock.hello(), 5)
    equal(accepted.recv(10), b"hello")
    sock.close()
    equal(accepted.recv(1), b"")
    accepted.close()
    server.close()


@rule("2-methods-of-another-type")
def foreign_self():
    for stranger in (5, "x", None, [], object()):
        raises(TypeError, socket.socket.recv, stranger, 1)
        raises(TypeError, socket.socket.send, stranger, b"x")


def without_memory(call):
    """What the call raises when nothing can be allocated. `call` has to need no memory itself."""
    caught = None
    micropython.heap_lock()
    try:
        call()
    except Exception as error:
        caught = error
    micropython.heap_unlock()
    return caught


def is_memory_error(caught):
    true(isinstance(caught, MemoryError), repr(caught))


@rule("5.10-accept-without-memory")
def accept_memory():
    not_on_cpython("cannot lock its heap")
    server, address = listener()
    client = socket.socket()
    client.connect(address)
    client.send(b"hello")
    settle()
    server.settimeout(1)
    for _ in range(20):
        is_memory_error(without_memory(server.accept))
    accepted, _ = server.accept()
    equal(accepted.recv(10), b"hello")
    for sock in (client, accepted, server):
        sock.close()


@rule("4.4-recv-without-memory")
def recv_memory():
    not_on_cpython("cannot lock its heap")
    client, server = pair()
    server.send(b"line\nrest")
    settle()
    for call in (
        lambda: client.recv(5),
        lambda: client.recvfrom(5),
        lambda: client.read(5),
        lambda: client.read(),
        lambda: client.readline(),
    ):
        is_memory_error(without_memory(call))
    client.settimeout(1)
    equal(client.recv(20), b"line\nrest")
    client.close()
    server.close()


@rule("4.4-datagram-without-memory")
def datagram_memory():
    not_on_cpython("cannot lock its heap")
    client, server = datagram_pair()
    client.send(b"datagram")
    settle()
    for call in (lambda: server.recv(20), lambda: server.recvfrom(20)):
        is_memory_error(without_memory(call))
    server.settimeout(1)
    equal(server.recvfrom(20)[0], b"datagram")
    client.close()
    server.close()


@rule("4.4-getaddrinfo-without-memory")
def getaddrinfo_memory():
    not_on_cpython("cannot lock its heap")
    is_memory_error(without_memory(lambda: socket.getaddrinfo(LOOPBACK, 80)))
    is_memory_error(without_memory(lambda: socket.inet_pton(socket.AF_INET, LOOPBACK)))
    is_memory_error(without_memory(lambda: socket.socket()))
    equal(socket.getaddrinfo(LOOPBACK, 80)[0][4], (LOOPBACK, 80))


@rule("4.4-timeout-without-memory")
def timeout_memory():
    not_on_cpython("cannot lock its heap")
    # There is no room to keep the part that came, nor for the exception: whatever the call does
    # instead, no byte is lost.
    client, server = pair()
    client.settimeout(0.05)
    buffer = bytearray(100)
    counts = [0]

    def readinto():
        counts[0] = client.readinto(buffer)

    for _ in range(3):
        counts[0] = 0
        server.send(b"part")
        wait_readable(client)
        caught = without_memory(readinto)
        true(caught is None or isinstance(caught, (MemoryError, OSError)), repr(caught))
        got = bytes(buffer[: counts[0]])
        equal(got + receive(client, 4 - len(got)), b"part")
    client.close()
    server.close()


@rule("4.4-sending-needs-no-memory")
def send_memory():
    not_on_cpython("cannot lock its heap")
    client, server = pair()
    data = b"data"
    caught = without_memory(lambda: client.send(data))
    true(caught is None or isinstance(caught, MemoryError), repr(caught))
    if caught is None:
        equal(server.recv(10), b"data")
    client.close()
    server.close()


def eat_memory():
    blocks = []
    size = 4096
    while size >= 64:
        try:
            blocks.append(bytearray(size))
        except MemoryError:
            size //= 2
    return blocks


@rule("4.4-full-heap")
def full_heap():
    not_on_cpython("has no small heap")
    server, address = listener()
    client = socket.socket()
    client.connect(address)
    client.send(b"x" * 1000)
    settle()
    seen = []
    blocks = eat_memory()
    for _ in range(3):
        try:
            seen.append(server.accept())
        except MemoryError:
            pass
        if seen:
            break
    blocks = None
    gc.collect()
    server.settimeout(2)
    accepted = seen[0][0] if seen else server.accept()[0]
    blocks = eat_memory()
    try:
        data = accepted.recv(800)
    except MemoryError:
        data = b""
    blocks = None
    gc.collect()
    true(blocks is None, "released")
    accepted.settimeout(2)
    while len(data) < 1000:
        data += accepted.recv(1000)
    equal(data, b"x" * 1000)
    for sock in (client, accepted, server):
        sock.close()


@rule("4.4-works-after-a-full-heap")
def works_after():
    sock = peer("sum 0")
    equal(sock.recv(10), b"0")
    sock.close()
