"""One printed verdict per check, the same on MicroPython and on CPython.

    @rule("4.6-eof-for-ever")
    def eof():
        equal(sock.recv(1), b"")

runs at once and prints `ok NAME`, `FAIL NAME: what` or `skip NAME: why`. The name starts with the
rule of the API that the check proves, or with `5.N` for bug N of its list.
"""

import errno
import gc
import select
import socket
import sys
import time

CPYTHON = sys.implementation.name == "cpython"
LOOPBACK = "127.0.0.1"
WORLD = "192.0.2.1"  # the test runner's computer, where tests/support/peers.py listens
PEER_PORT = 7000
SILENT_PEER_PORT = 7001  # listens, never accepts
LATE = 30  # milliseconds that a timeout may be late: more than one tick of any stack

# Numbers that MicroPython's errno module does not name: Linux's first, newlib's second.
_UNNAMED = {
    "EPIPE": (32, 32),
    "EMFILE": (24, 24),
    "ENFILE": (23, 23),
    "EMSGSIZE": (90, 122),
    "ENOPROTOOPT": (92, 109),
    "EPROTONOSUPPORT": (93, 123),
    "ESOCKTNOSUPPORT": (94, 124),
    "EPROTOTYPE": (91, 107),
    "EAFNOSUPPORT": (97, 106),
    "EISCONN": (106, 127),
    "EDESTADDRREQ": (89, 121),
    "ENETUNREACH": (101, 114),
}


def number(name):
    """The port's number for an errno name."""
    if hasattr(errno, name):
        return getattr(errno, name)
    return _UNNAMED[name][0 if errno.ETIMEDOUT == 110 else 1]


class Skip(Exception):
    pass


def skip(reason):
    raise Skip(reason)


def not_on_cpython(reason):
    """CPython lacks the feature or, as the reason says, documents something else."""
    if CPYTHON:
        raise Skip("CPython: " + reason)


def print_traceback(error):
    if hasattr(sys, "print_exception"):
        sys.print_exception(error, sys.stdout)
    else:
        import traceback

        traceback.print_exception(error, file=sys.stdout)


def rule(name):
    def run(function):
        try:
            function()
        except Skip as reason:
            print("skip %s: %s" % (name, reason))
        except (Exception, KeyboardInterrupt) as error:
            print_traceback(error)
            print("FAIL %s: %s %s" % (name, type(error).__name__, one_line(error)))
        else:
            print("ok " + name)
        gc.collect()

    return run


def one_line(error):
    return str(error).replace("\n", " ")


def equal(got, expected):
    if got != expected:
        raise AssertionError("got %r, expected %r" % (got, expected))


def true(value, what):
    if not value:
        raise AssertionError(what)


def raises(kind, call, *arguments):
    """The exception that the call raises; another kind goes on to the caller."""
    try:
        result = call(*arguments)
    except kind as error:
        return error
    raise AssertionError("nothing was raised, the result is %r" % (result,))


def raises_number(name, call, *arguments):
    error = raises(OSError, call, *arguments)
    if error.errno != number(name):
        raise AssertionError("got %r, expected %s" % (error, name))
    return error


if hasattr(time, "ticks_ms"):

    def milliseconds_since(start):
        return time.ticks_diff(time.ticks_ms(), start)

    def now():
        return time.ticks_ms()

else:

    def milliseconds_since(start):
        return int((time.monotonic() - start) * 1000)

    def now():
        return time.monotonic()


def times_out(limit, call, *arguments):
    """The call raises a timeout after `limit` ms: never early, and late by no more than a tick.

    A busy computer may delay a try: one of three has to be punctual, none may be early.
    """
    for _ in range(3):
        start = now()
        error = raises(socket.timeout, call, *arguments)
        elapsed = milliseconds_since(start)
        true(
            elapsed >= limit - 1,
            "timed out early, after %d of %d ms" % (elapsed, limit),
        )
        if elapsed <= limit + LATE:
            return error
    raise AssertionError("timed out late, after %d instead of %d ms" % (elapsed, limit))


def outlive_interrupt():
    """Lets a Ctrl-C come for which no call waits any more: it would end the next check."""
    try:
        time.sleep(1)
    except KeyboardInterrupt:
        pass


def interrupted(call, *arguments):
    """The call is ended by the Ctrl-C that the test runner sends 300 ms after this line; the
    milliseconds from then on.

    As in times_out(), one of three tries has to be punctual.
    """
    for _ in range(3):
        start = now()
        try:
            print("interrupt-me")
            result = call(*arguments)
            raise AssertionError("not interrupted, the result is %r" % (result,))
        except KeyboardInterrupt:
            elapsed = milliseconds_since(start)
        except Exception:
            outlive_interrupt()
            raise
        true(elapsed >= 250, "interrupted too soon, after %d ms" % elapsed)
        if elapsed <= 300 + 100 + 100:
            return elapsed - 300
    raise AssertionError("Ctrl-C took effect after %d ms" % (elapsed - 300))


def settle():
    """Lets what was sent over the loopback arrive."""
    time.sleep(0.05)


def wait_readable(sock):
    """Waits for data that may be held back for a while by Nagle's algorithm."""
    poller = select.poll()
    poller.register(sock, select.POLLIN)
    true(poller.poll(2000), "no data came")


_port = 20000


def next_port():
    global _port
    _port += 1
    return _port


def listener(backlog=2, host=LOOPBACK, family=socket.AF_INET):
    """A listening socket and its address."""
    sock = socket.socket(family)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    address = (host, next_port())
    sock.bind(address)
    sock.listen(backlog)
    return sock, address


def pair():
    """Two ends of a TCP connection over the loopback."""
    server, address = listener()
    client = socket.socket()
    client.connect(address)
    accepted, _ = server.accept()
    server.close()
    return client, accepted


def receiver():
    """A bound UDP socket and its address."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    address = (LOOPBACK, next_port())
    sock.bind(address)
    return sock, address


def datagram_pair():
    """A UDP socket that is connected to a bound one, and that one."""
    sock, address = receiver()
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sender.connect(address)
    return sender, sock


def peer(order):
    """A TCP connection to the test runner's computer, which follows the order (peers.py)."""
    sock = socket.socket()
    sock.connect((WORLD, PEER_PORT))
    sock.sendall(order.encode() + b"\n")
    return sock


def file(sock, mode="rwb"):
    """The socket as a file. A MicroPython socket is one itself; on CPython it needs makefile()."""
    return sock.makefile(mode) if CPYTHON else sock


def receive(sock, size):
    """Exactly `size` bytes by recv(), or what came before the end."""
    data = b""
    while len(data) < size:
        more = sock.recv(size - len(data))
        if not more:
            break
        data += more
    return data


def fill(sock):
    """Sends until the non-blocking socket takes no more; the number of bytes.

    lwIP's timers may make a little room some hundreds of milliseconds later.
    """
    poller = select.poll()
    poller.register(sock, select.POLLOUT)
    block = bytes(1000)
    total = 0
    idle = 0
    while idle < 4:
        try:
            total += sock.send(block)
            idle = 0
        except OSError as error:
            equal(error.errno, errno.EAGAIN)
            idle += 1
            poller.poll(300)
    return total


def drain(sock):
    """Receives until nothing comes any more; the number of bytes.

    They may be megabytes, too many for an object, and a collection, for each piece.
    """
    sock.settimeout(0.3)
    piece = bytearray(1000)
    total = 0
    try:
        while size := sock.recv_into(piece):
            total += size
    except socket.timeout:
        pass
    return total
