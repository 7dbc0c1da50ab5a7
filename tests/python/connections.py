"""TCP connections: listening, accepting, connecting, ends and resets, Ctrl-C."""

import binascii
import socket

from check import (
    LOOPBACK,
    WORLD,
    equal,
    interrupted,
    listener,
    milliseconds_since,
    next_port,
    not_on_cpython,
    now,
    number,
    pair,
    peer,
    raises,
    raises_number,
    receive,
    rule,
    settle,
    skip,
    true,
)


def serves_after_listen(*backlog):
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    address = (LOOPBACK, next_port())
    server.bind(address)
    server.listen(*backlog)
    client = socket.socket()
    client.connect(address)
    accepted, _ = server.accept()
    client.send(b"x")
    equal(accepted.recv(1), b"x")
    for sock in (client, accepted, server):
        sock.close()


@rule("2-listen-without-backlog")
def default_backlog():
    serves_after_listen()


@rule("5.3-backlog-is-clamped")
def backlog():
    for size in (0, 1, -1, -1000, 2, 255, 256, 257, 512, 65535, 65536, 1 << 30):
        serves_after_listen(size)


@rule("2-connections-wait-for-accept")
def waiting_connections():
    server, address = listener(3)
    clients = [socket.socket() for _ in range(3)]
    for index, client in enumerate(clients):
        client.connect(address)
        client.send(b"%d" % index)
    for index in range(3):
        accepted, _ = server.accept()
        equal(accepted.recv(1), b"%d" % index)
        accepted.send(b"ok")
        accepted.close()
    for client in clients:
        equal(receive(client, 5), b"ok")
        client.close()
    server.close()


@rule("4.7-accepted-socket-has-the-default-timeout")
def accept_timeout():
    not_on_cpython("retries after a signal")
    server, address = listener()
    server.settimeout(0.1)
    client = socket.socket()
    client.connect(address)
    accepted, _ = server.accept()
    interrupted(accepted.recv, 1)
    for sock in (client, accepted, server):
        sock.close()


@rule("4.7-accepted-socket-of-a-non-blocking-listener")
def accept_nonblocking():
    not_on_cpython("retries after a signal")
    server, address = listener()
    client = socket.socket()
    client.connect(address)
    settle()
    server.setblocking(False)
    accepted, _ = server.accept()
    interrupted(accepted.recv, 1)
    for sock in (client, accepted, server):
        sock.close()


MANY = 20


@rule("4.7-as-many-wait-as-the-backlog-says")
def many_wait():
    server, address = listener(MANY)
    clients = []
    try:
        for _ in range(MANY):
            sock = socket.socket()
            clients.append(sock)
            sock.setblocking(False)
            raises_number("EINPROGRESS", sock.connect, address)
    except OSError as error:
        for sock in clients + [server]:
            sock.close()
        if error.errno in (number("EMFILE"), number("ENFILE")):
            skip("the stack has fewer sockets")
        raise
    settle()
    server.setblocking(False)
    accepted = [server.accept() for _ in range(MANY)]
    equal([peer for _, peer in accepted], [sock.getsockname() for sock in clients])
    for sock in clients + [sock for sock, _ in accepted] + [server]:
        sock.close()


@rule("4.9-connection-refused")
def refused():
    raises_number("ECONNREFUSED", socket.socket().connect, (LOOPBACK, next_port()))


@rule("4.9-connection-refused-again")
def refused_again():
    if not hasattr(socket, "AF_UNIX"):
        skip("lwIP may need a new socket after a refusal")
    sock = socket.socket()
    address = (LOOPBACK, next_port())
    for _ in range(3):
        raises_number("ECONNREFUSED", sock.connect, address)


@rule("4.9-connection-refused-by-another-computer")
def refused_far():
    # The emulator's network answers for the other computer, at its own pace.
    raises_number("ECONNREFUSED", socket.socket().connect, (WORLD, 9999))


@rule("2-listen-without-bind")
def listen_without_bind():
    server = socket.socket()
    server.listen(1)
    port = server.getsockname()[1]
    true(port != 0, "listens at port 0")
    client = socket.socket()
    client.connect((LOOPBACK, port))
    server.accept()[0].close()
    client.close()
    server.close()


@rule("2-connect-twice")
def connect_twice():
    client, server = pair()
    raises_number("EISCONN", client.connect, (LOOPBACK, next_port()))
    client.send(b"still works")
    equal(server.recv(20), b"still works")
    client.close()
    server.close()


@rule("2-not-connected")
def not_connected():
    raises_number("ENOTCONN", socket.socket().recv, 1)
    raises(OSError, socket.socket().send, b"x")
    raises(OSError, socket.socket().sendall, b"x")


@rule("2-accept-needs-listen")
def accept_needs_listen():
    raises_number("EINVAL", socket.socket().accept)
    bound = socket.socket()
    bound.bind((LOOPBACK, next_port()))
    raises_number("EINVAL", bound.accept)
    client, server = pair()
    raises_number("EINVAL", client.accept)
    for sock in (bound, client, server):
        sock.close()


@rule("2-listener-does-not-transfer")
def listener_transfer():
    server, _ = listener()
    raises_number("ENOTCONN", server.recv, 1)
    raises(OSError, server.send, b"x")
    raises(OSError, server.connect, (LOOPBACK, next_port()))
    server.close()


@rule("4.6-eof-for-ever")
def eof():
    client, server = pair()
    server.send(b"last")
    server.close()
    equal(receive(client, 4), b"last")
    for _ in range(3):
        equal(client.recv(1), b"")
        equal(client.recvfrom(1)[0], b"")
    client.close()


@rule("4.6-eof-wakes-a-waiting-recv")
def eof_wakes():
    sock = peer("end 200")
    equal(sock.recv(10), b"")
    sock.close()


@rule("2-send-after-the-peer-has-gone")
def send_to_nobody():
    client, server = pair()
    server.close()
    settle()

    def keep_sending():
        for _ in range(20):
            client.send(b"x" * 100)
            settle()

    error = raises(OSError, keep_sending)
    true(error.errno is not None, repr(error))
    client.close()


@rule("4.9-reset-is-ECONNRESET")
def reset():
    sock = peer("reset 0")
    raises_number("ECONNRESET", sock.recv, 10)
    sock.close()


@rule("4.9-reset-while-waiting")
def reset_waiting():
    sock = peer("reset 300")
    start = now()
    raises_number("ECONNRESET", sock.recv, 10)
    true(milliseconds_since(start) < 2000, "took %d ms" % milliseconds_since(start))
    sock.close()


@rule("5.15-data-before-a-reset")
def data_before_reset():
    sock = peer("reset 200 last words")
    settle()
    equal(receive(sock, 10), b"last words")
    raises_number("ECONNRESET", sock.recv, 10)
    sock.close()


@rule("5.15-data-kept-after-a-reset")
def data_after_reset():
    sock = peer("reset 50 last words")
    for _ in range(6):
        settle()
    equal(receive(sock, 10), b"last words")
    sock.close()


@rule("4.9-works-after-a-reset")
def works_after_reset():
    for _ in range(5):
        sock = peer("reset 0")
        raises(OSError, sock.recv, 10)
        sock.close()
    sock = peer("sum 5")
    sock.send(b"hello")
    equal(sock.recv(20), b"%d" % binascii.crc32(b"hello"))
    sock.close()


@rule("4.9-reset-before-accept")
def reset_before_accept():
    server, address = listener()
    for _ in range(3):
        client = socket.socket()
        client.connect(address)
        client.send(b"x")
        client.close()
    server.settimeout(0.5)
    try:
        while True:
            server.accept()[0].close()
    except OSError:
        pass
    client = socket.socket()
    client.connect(address)
    server.settimeout(5)
    accepted, _ = server.accept()
    accepted.send(b"works")
    equal(receive(client, 5), b"works")
    for sock in (client, accepted, server):
        sock.close()


@rule("4.5-ctrl-c-ends-a-call")
def ctrl_c():
    not_on_cpython("retries after a signal")
    server, address = listener()
    interrupted(server.accept)
    client = socket.socket()
    client.connect(address)
    interrupted(client.recv, 1)
    interrupted(client.recvfrom, 1)
    accepted, _ = server.accept()
    accepted.send(b"still works")
    equal(client.recv(20), b"still works")
    for sock in (client, accepted, server):
        sock.close()


def endless(send):
    block = bytes(10000)
    while True:
        send(block)


@rule("4.5-ctrl-c-ends-send")
def ctrl_c_send():
    not_on_cpython("retries after a signal")
    client, server = pair()
    interrupted(endless, client.send)
    client.close()
    server.close()
    client, server = pair()
    interrupted(endless, client.sendall)
    client.close()
    server.close()


@rule("2-many-connections-one-after-another")
def many():
    server, address = listener()
    for index in range(100):
        client = socket.socket()
        client.connect(address)
        accepted, _ = server.accept()
        client.send(b"%d" % index)
        equal(accepted.recv(10), b"%d" % index)
        accepted.close()
        equal(client.recv(1), b"")
        client.close()
    server.close()
