"""IPv6: addresses of four items, TCP and UDP over the loopback."""

import socket

from check import (
    equal,
    listener,
    milliseconds_since,
    next_port,
    now,
    raises,
    raises_number,
    receive,
    rule,
    skip,
    true,
)

LOOPBACK6 = "::1"


def needs_ipv6():
    try:
        socket.socket(socket.AF_INET6).close()
    except OSError:
        skip("the stack was built without IPv6")


@rule("4.1-ipv6-tcp")
def tcp():
    needs_ipv6()
    server, address = listener(2, LOOPBACK6, socket.AF_INET6)
    client = socket.socket(socket.AF_INET6)
    client.connect(address)
    accepted, source = server.accept()
    equal((type(source), len(source), source[0]), (tuple, 4, LOOPBACK6))
    equal(source[2:], (0, 0))
    client.send(b"question")
    equal(receive(accepted, 8), b"question")
    accepted.send(b"answer")
    equal(receive(client, 6), b"answer")
    for sock in (client, accepted, server):
        sock.close()


@rule("4.1-ipv6-udp")
def udp():
    needs_ipv6()
    server = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    port = next_port()
    server.bind((LOOPBACK6, port))
    client = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    equal(client.sendto(b"question", (LOOPBACK6, port)), 8)
    data, source = server.recvfrom(100)
    equal(data, b"question")
    equal((type(source), len(source), source[0]), (tuple, 4, LOOPBACK6))
    server.sendto(b"answer", source)
    equal(client.recvfrom(100), (b"answer", (LOOPBACK6, port, 0, 0)))
    client.close()
    server.close()


@rule("4.1-ipv6-addresses-of-four-items")
def four_items():
    needs_ipv6()
    server = socket.socket(socket.AF_INET6)
    address = (LOOPBACK6, next_port(), 0, 0)
    server.bind(address)
    server.listen(1)
    client = socket.socket(socket.AF_INET6)
    client.connect(address)
    server.accept()[0].close()
    client.close()
    server.close()


@rule("4.1-ipv6-ranges")
def ranges():
    needs_ipv6()
    sock = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    port = next_port()
    for address in ((LOOPBACK6, -1, 0, 0), (LOOPBACK6, 65536, 0, 0), (LOOPBACK6, port, 1 << 20, 0),
                    (LOOPBACK6, port, -1, 0)):  # fmt: skip
        raises(OverflowError, sock.sendto, b"x", address)
    for address in ((LOOPBACK6, port, "x", 0), (LOOPBACK6, port, 0, "x"), (LOOPBACK6,)):
        raises(TypeError, sock.sendto, b"x", address)
    sock.close()


@rule("1-ipv6-getaddrinfo")
def getaddrinfo():
    needs_ipv6()
    start = now()
    for host in (LOOPBACK6, "2001:DB8::0:1", "::"):
        entry = socket.getaddrinfo(host, 80)[0]
        equal(entry[0], socket.AF_INET6)
        equal(entry[1], socket.SOCK_STREAM)
        equal(entry[4][1:], (80, 0, 0))
    true(milliseconds_since(start) < 300, "took %d ms" % milliseconds_since(start))
    equal(socket.getaddrinfo("2001:DB8::0:1", 80)[0][4][0], "2001:db8::1")
    equal(
        socket.getaddrinfo(LOOPBACK6, 80, socket.AF_INET6)[0][4], (LOOPBACK6, 80, 0, 0)
    )


@rule("5.18-ipv6-answers-have-addresses")
def answers():
    needs_ipv6()
    equal(socket.getaddrinfo(LOOPBACK6, 80)[0][4], (LOOPBACK6, 80, 0, 0))


@rule("1-ipv6-malformed-hosts")
def malformed():
    needs_ipv6()
    for host in ("1::2::3", "::g", "1:2:3", ":::", "12345::", "[::1]"):
        raises((OSError, ValueError), socket.getaddrinfo, host, 80)


@rule("4.1-ipv6-any")
def any_address():
    needs_ipv6()
    server = socket.socket(socket.AF_INET6)
    port = next_port()
    server.bind(("::", port))
    server.listen(1)
    client = socket.socket(socket.AF_INET6)
    client.connect((LOOPBACK6, port))
    server.accept()[0].close()
    client.close()
    server.close()


@rule("4.1-ipv6-families-do-not-mix")
def mixed():
    needs_ipv6()
    raises((OSError, TypeError), socket.socket().connect, (LOOPBACK6, next_port()))
    raises((OSError, TypeError), socket.socket().bind, (LOOPBACK6, next_port()))


@rule("4.9-ipv6-refused")
def refused():
    needs_ipv6()
    raises_number(
        "ECONNREFUSED", socket.socket(socket.AF_INET6).connect, (LOOPBACK6, next_port())
    )


@rule("5.14-ipv6-peer-is-whole")
def whole_peer():
    needs_ipv6()
    server, address = listener(2, LOOPBACK6, socket.AF_INET6)
    client = socket.socket(socket.AF_INET6)
    client.connect(address)
    accepted, source = server.accept()
    answering = socket.socket(socket.AF_INET6)
    raises_number("ECONNREFUSED", answering.connect, source)
    for sock in (client, accepted, server, answering):
        sock.close()
