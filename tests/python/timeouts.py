"""Timeouts are deadlines for the whole operation: never early, late by at most a tick."""

import errno
import socket

from check import (
    CPYTHON,
    SILENT_PEER_PORT,
    WORLD,
    datagram_pair,
    drain,
    equal,
    file,
    fill,
    listener,
    milliseconds_since,
    not_on_cpython,
    now,
    pair,
    peer,
    raises,
    raises_number,
    rule,
    times_out,
    true,
)


@rule("4.2-settimeout-forms")
def forms():
    sock = socket.socket()
    for seconds in (None, 0, 0.0, 1, 0.25, 1000000, 0.0001):
        equal(sock.settimeout(seconds), None)
    sock.close()


@rule("4.2-settimeout-refuses")
def refuses():
    sock = socket.socket()
    for seconds in (-1, -0.001, -1000000, float("nan")):
        raises(ValueError, sock.settimeout, seconds)
    for seconds in ("1", b"1", [], {}):
        raises(TypeError, sock.settimeout, seconds)
    raises(TypeError, sock.settimeout)
    raises(TypeError, sock.settimeout, 1, 2)
    sock.close()


@rule("4.2-settimeout-of-ages")
def ages():
    # More than the clock's range: CPython raises OverflowError, waiting for ever is as good.
    for seconds in (float("inf"), 1e30, 1 << 70):
        try:
            client, server = pair()
            client.settimeout(seconds)
            server.send(b"x")
            equal(client.recv(1), b"x")
        except OverflowError:
            pass
        client.close()
        server.close()


@rule("4.2-recv")
def recv():
    client, server = pair()
    for limit in (20, 150, 250):
        client.settimeout(limit / 1000)
        times_out(limit, client.recv, 10)
    client.close()
    server.close()


@rule("4.2-recvfrom")
def recvfrom():
    client, server = datagram_pair()
    for limit in (20, 150):
        server.settimeout(limit / 1000)
        times_out(limit, server.recvfrom, 10)
        times_out(limit, server.recv, 10)
    client.close()
    server.close()


@rule("4.2-accept")
def accept():
    server, _ = listener()
    for limit in (20, 150):
        server.settimeout(limit / 1000)
        times_out(limit, server.accept)
    server.close()


@rule("5.16-timeouts-under-100-ms")
def short():
    client, server = pair()
    for limit in (1, 20, 99, 130):
        client.settimeout(limit / 1000)
        error = times_out(limit, client.recv, 10)
        equal(error.errno, None if CPYTHON else errno.ETIMEDOUT)
    client.close()
    server.close()


def call_of_file(sock, method, argument):
    """CPython's file object is spent after one timeout, so each call gets a new one."""
    return getattr(file(sock), method)(argument)


@rule("4.2-stream-methods")
def stream_methods():
    for limit in (20, 150):
        for method, argument in (
            ("read", 10),
            ("readline", 100),
            ("readinto", bytearray(4)),
        ):
            client, server = pair()
            client.settimeout(limit / 1000)
            times_out(limit, call_of_file, client, method, argument)
            client.close()
            server.close()


@rule("4.2-whole-seconds")
def whole_second():
    client, server = pair()
    client.settimeout(1)
    times_out(1000, client.recv, 10)
    client.close()
    server.close()


def sending_times_out(limit, send):
    """lwIP's timers may still make room: what it takes is sent, and a later call times out."""

    def send_while_there_is_room():
        nonlocal start
        for _ in range(100):
            start = now()
            send(bytes(1000))

    start = now()
    raises(socket.timeout, send_while_there_is_room)
    elapsed = milliseconds_since(start)
    true(elapsed >= limit - 1, "timed out early, after %d of %d ms" % (elapsed, limit))


@rule("4.2-send")
def send():
    client, server = pair()
    client.setblocking(False)
    fill(client)
    client.settimeout(0.15)
    sending_times_out(150, client.send)
    times_out(150, client.sendall, bytes(200000))
    client.close()
    server.close()


@rule("4.2-write")
def write():
    not_on_cpython("sockets have no write")
    client, server = pair()
    client.setblocking(False)
    fill(client)
    client.settimeout(0.15)
    sending_times_out(150, client.write)
    client.close()
    server.close()


@rule("4.2-connect")
def connect():
    # The queue of a listener that never accepts is full: the handshake is never answered.
    for limit in (50, 300):
        start = now()
        sock = socket.socket()
        sock.settimeout(limit / 1000)
        raises(socket.timeout, sock.connect, (WORLD, SILENT_PEER_PORT))
        elapsed = milliseconds_since(start)
        true(limit - 1 <= elapsed <= limit + 100, "took %d of %d ms" % (elapsed, limit))
        sock.close()


@rule("4.2-deadline-not-per-byte")
def deadline():
    # A byte comes every 50 ms and the newline never: a timeout per receive would never end.
    not_on_cpython("starts a new timeout with each byte")
    for method, argument in (
        ("readline", 100),
        ("read", 100),
        ("readinto", bytearray(100)),
    ):
        sock = peer("drip 40 50")
        sock.settimeout(0.4)
        start = now()
        raises(socket.timeout, getattr(sock, method), argument)
        elapsed = milliseconds_since(start)
        true(
            399 <= elapsed <= 500, "%s timed out after %d of 400 ms" % (method, elapsed)
        )
        sock.close()


@rule("4.2-sendall-deadline")
def sendall_deadline():
    # The receiver takes a little every 50 ms: there is progress, and still the deadline counts.
    sock = peer("sip 1000 50")
    sock.settimeout(0.5)
    block = bytes(20000)
    start = now()
    error = None
    while error is None and milliseconds_since(start) < 20000:
        start = now()
        try:
            sock.sendall(block)
        except socket.timeout as late:
            error = late
            elapsed = milliseconds_since(start)
    true(error is not None, "never timed out")
    true(499 <= elapsed <= 600, "timed out after %d of 500 ms" % elapsed)
    sock.close()


@rule("4.2-data-in-time")
def in_time():
    sock = peer("late 200 hello")
    sock.settimeout(2)
    start = now()
    equal(sock.recv(10), b"hello")
    true(milliseconds_since(start) < 1000, "took %d ms" % milliseconds_since(start))
    sock.close()


@rule("4.2-none-waits")
def waits():
    sock = peer("late 700 hello")
    sock.settimeout(0.1)
    times_out(100, sock.recv, 1)
    sock.settimeout(None)
    equal(sock.recv(10), b"hello")
    sock.close()


@rule("4.2-timeout-is-ETIMEDOUT")
def number():
    not_on_cpython("args hold a text only")
    client, server = pair()
    client.settimeout(0.02)
    for method in (client.recv, client.recvfrom, client.read, client.readline):
        error = raises(socket.timeout, method, 1)
        equal(error.errno, errno.ETIMEDOUT)
        equal(error.args[0], errno.ETIMEDOUT)
    server.close()
    client.close()
    server, _ = listener()
    server.settimeout(0.02)
    equal(raises(socket.timeout, server.accept).errno, errno.ETIMEDOUT)
    raises_number("ETIMEDOUT", server.accept)
    server.close()


@rule("4.9-timeout-is-readable")
def readable():
    client, server = pair()
    client.settimeout(0.02)
    text = str(raises(socket.timeout, client.recv, 1))
    true("timed out" in text or "ETIMEDOUT" in text, text)
    client.close()
    server.close()


@rule("4.2-works-after-a-timeout")
def works_after():
    client, server = pair()
    client.settimeout(0.05)
    for _ in range(3):
        raises(socket.timeout, client.recv, 1)
    server.send(b"x")
    equal(client.recv(1), b"x")
    client.close()
    server.close()


@rule("4.3-sendall-tells-what-was-sent")
def sendall_count():
    not_on_cpython("does not tell")
    client, server = pair()
    client.setblocking(False)
    sent = fill(client)
    equal(server.recv(1000), bytes(1000))
    client.settimeout(0.3)
    error = raises(socket.timeout, client.sendall, bytes(300000))
    equal(error.args[0], errno.ETIMEDOUT)
    equal(type(error.args[1]), str)
    true(0 <= error.args[2] < 300000, error.args)
    equal(drain(server) + 1000, sent + error.args[2])
    client.close()
    server.close()


@rule("4.2-send-returns-the-count-so-far")
def send_count():
    not_on_cpython("the kernel's rule is the same, the amount is not known")
    client, server = pair()
    client.settimeout(0.3)
    total = 0
    block = bytes(100000)
    count = len(block)
    while count == len(block):
        count = client.send(block)
        total += count
    true(0 < count < len(block), count)
    raises(socket.timeout, client.send, block)
    equal(drain(server), total)
    client.close()
    server.close()


@rule("4.2-connect-in-time")
def connect_in_time():
    server, address = listener()
    client = socket.socket()
    client.settimeout(2)
    client.connect(address)
    accepted, _ = server.accept()
    # The deadline belonged to that connect: a later wait has one of its own.
    times_out(2000, client.recv, 1)
    for sock in (client, accepted, server):
        sock.close()
