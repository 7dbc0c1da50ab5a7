"""UDP: datagrams, their sizes and their senders."""

import socket

from check import (
    LOOPBACK,
    PEER_PORT,
    WORLD,
    datagram_pair,
    equal,
    interrupted,
    listener,
    milliseconds_since,
    next_port,
    not_on_cpython,
    now,
    number,
    raises,
    raises_number,
    receiver,
    rule,
    settle,
    times_out,
    true,
)


def sender():
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)


@rule("2-udp-echo")
def echo():
    server, address = receiver()
    client = sender()
    equal(client.sendto(b"question", address), 8)
    data, source = server.recvfrom(100)
    equal(data, b"question")
    equal(server.sendto(b"answer", source), 6)
    equal(client.recvfrom(100), (b"answer", address))
    client.close()
    server.close()


@rule("2-udp-to-another-computer")
def far_echo():
    client = sender()
    client.settimeout(5)
    client.sendto(b"hello", (WORLD, PEER_PORT))
    equal(client.recvfrom(100), (b"hello", (WORLD, PEER_PORT)))
    client.close()


@rule("2-udp-sendto-with-flags")
def flags():
    server, address = receiver()
    client = sender()
    equal(client.sendto(b"flags", 0, address), 5)
    equal(server.recv(100), b"flags")
    client.close()
    server.close()


@rule("2-udp-connect")
def connect():
    client, server = datagram_pair()
    equal(client.send(b"one"), 3)
    data, source = server.recvfrom(10)
    equal(data, b"one")
    server.sendto(b"two", source)
    equal(client.recv(10), b"two")
    client.close()
    server.close()


@rule("2-udp-connected-hears-its-peer-only")
def connected_filter():
    client, server = datagram_pair()
    client.send(b"hello")
    _, source = server.recvfrom(10)
    stranger = sender()
    stranger.sendto(b"intruder", source)
    settle()
    server.sendto(b"friend", source)
    equal(client.recv(10), b"friend")
    for sock in (client, server, stranger):
        sock.close()


@rule("2-udp-connect-again")
def reconnect():
    first, first_address = receiver()
    second, second_address = receiver()
    client = sender()
    client.connect(first_address)
    client.send(b"first")
    client.connect(second_address)
    client.send(b"second")
    equal(first.recv(10), b"first")
    equal(second.recv(10), b"second")
    for sock in (first, second, client):
        sock.close()


@rule("2-udp-send-needs-a-destination")
def no_destination():
    raises_number("EDESTADDRREQ", sender().send, b"x")


@rule("2-udp-order-and-boundaries")
def boundaries():
    client, server = datagram_pair()
    for text in (b"a", b"bb", b"ccc"):
        client.send(text)
    for text in (b"a", b"bb", b"ccc"):
        equal(server.recv(100), text)
    client.close()
    server.close()


@rule("5.11-empty-datagram-is-sent-once")
def empty():
    server, address = receiver()
    client = sender()
    start = now()
    equal(client.sendto(b"", address), 0)
    client.connect(address)
    equal(client.send(b""), 0)
    true(milliseconds_since(start) < 200, "sending did not end")
    equal(client.send(b"last"), 4)
    equal(server.recvfrom(10)[0], b"")
    equal(server.recv(10), b"")
    equal(server.recv(10), b"last")
    server.settimeout(0.05)
    times_out(50, server.recv, 10)
    client.close()
    server.close()


@rule("4.11-long-datagram-is-cut")
def cut():
    client, server = datagram_pair()
    client.send(b"0123456789")
    client.send(b"next")
    equal(server.recvfrom(4)[0], b"0123")
    equal(server.recv(10), b"next")
    client.send(b"0123456789")
    client.send(b"next")
    equal(server.recv(1), b"0")
    equal(server.recv(10), b"next")
    client.close()
    server.close()


@rule("4.10-zero-size-returns-at-once")
def zero_size():
    client, server = datagram_pair()
    start = now()
    equal(server.recv(0), b"")
    true(milliseconds_since(start) < 200, "waited for a datagram")
    client.send(b"first")
    equal(server.recv(0), b"")
    equal(server.recv(10), b"first")
    client.close()
    server.close()


@rule("4.10-negative-sizes")
def negative():
    client, server = datagram_pair()
    client.send(b"data")
    for size in (-1, -2, -1000, -(1 << 29)):
        raises(ValueError, server.recv, size)
        raises(ValueError, server.recvfrom, size)
    equal(server.recv(10), b"data")
    client.close()
    server.close()


@rule("4.11-datagram-sizes")
def sizes():
    client, server = datagram_pair()
    for size in (1, 2, 100, 512, 1000, 1400, 1472):
        data = bytes([size & 255]) * size
        equal(client.send(data), size)
        equal(server.recv(2000), data)
    client.close()
    server.close()


@rule("4.11-datagram-too-long-to-send")
def too_long():
    server, address = receiver()
    client = sender()
    for size in (65508, 65536, 65540, 70000):
        raises_number("EMSGSIZE", client.sendto, bytes(size), address)
    client.sendto(b"works", address)
    equal(server.recv(10), b"works")
    client.close()
    server.close()


@rule("2-udp-argument-types")
def types():
    server, address = receiver()
    client = sender()
    for wrong in (None, 5, []):
        raises(TypeError, client.sendto, wrong, address)
    raises(TypeError, client.sendto, b"x", "flags", address)
    raises(TypeError, client.sendto, b"x", 0, address, 0)
    client.sendto(b"works", address)
    equal(server.recv(10), b"works")
    client.close()
    server.close()


@rule("2-udp-str-as-buffer")
def str_buffer():
    not_on_cpython("sends bytes only; MicroPython's tutorials send str")
    server, address = receiver()
    client = sender()
    equal(client.sendto("text", address), 4)
    equal(server.recv(10), b"text")
    client.close()
    server.close()


@rule("2-udp-does-not-listen")
def no_listen():
    sock, _ = receiver()
    raises_number("EOPNOTSUPP", sock.listen, 1)
    raises(OSError, sock.accept)
    sock.close()


@rule("2-sendto-on-a-stream")
def stream_sendto():
    server, address = listener()
    client = socket.socket()
    client.connect(address)
    accepted, _ = server.accept()
    try:
        # Linux sends it to the peer that it has; lwIP's rule is the same or EISCONN.
        equal(client.sendto(b"data", address), 4)
        equal(accepted.recv(10), b"data")
    except OSError as error:
        equal(error.errno, number("EISCONN"))
    for sock in (client, accepted, server):
        sock.close()


@rule("2-udp-bind-twice")
def bind_twice():
    sock, _ = receiver()
    raises_number("EINVAL", sock.bind, (LOOPBACK, next_port()))
    sock.close()


@rule("2-udp-many-senders")
def many_senders():
    server, address = receiver()
    clients = [sender() for _ in range(3)]
    for index, client in enumerate(clients):
        client.sendto(b"%d" % index, address)
    sources = [server.recvfrom(10)[1] for _ in clients]
    equal(len(set(sources)), 3)
    for index, client in enumerate(clients):
        server.sendto(b"to %d" % index, sources[index])
    for index, client in enumerate(clients):
        equal(client.recvfrom(10), (b"to %d" % index, address))
        client.close()
    server.close()


@rule("4.5-ctrl-c-ends-recvfrom")
def ctrl_c():
    not_on_cpython("retries after a signal")
    client, server = datagram_pair()
    interrupted(server.recvfrom, 10)
    interrupted(server.recv, 10)
    client.send(b"works")
    equal(server.recv(10), b"works")
    client.close()
    server.close()


@rule("2-udp-flood-leaves-it-working")
def flood():
    server, address = receiver()
    client = sender()
    for _ in range(200):
        client.sendto(b"x" * 500, address)
    server.settimeout(0.2)
    received = 0
    try:
        while True:
            equal(server.recv(1000), b"x" * 500)
            received += 1
    except socket.timeout:
        pass
    true(received >= 4, "only %d of 200 arrived" % received)
    client.sendto(b"works", address)
    equal(server.recv(1000), b"works")
    client.close()
    server.close()
