"""Address texts, packed addresses, and the addresses that bind, connect and sendto take."""

import socket

from check import (
    LOOPBACK,
    PEER_PORT,
    WORLD,
    equal,
    listener,
    next_port,
    not_on_cpython,
    raises,
    raises_number,
    receiver,
    rule,
    skip,
    true,
)

UNPACKABLE = (
    "", ".", "1", "1.2", "1.2.3", "1.2.3.", ".1.2.3.4", "1.2.3.4.", "1.2.3.4.5", "1..2.3",
    "...", "256.1.1.1", "300.1.1.1", "1.2.3.256", "1.2.3.4xyz", "xyz1.2.3.4", " 1.2.3.4",
    "1.2.3.4 ", "1.2.3.4\n", "0x1.2.3.4", "01.2.3.4", "1.2.3.04", "1.2.3.0x4", "-1.2.3.4",
    "+1.2.3.4", "1.2.3.4/24", "4294967296", "1.2.3.4:80", "::1",
)  # fmt: skip

UNPACKABLE_IPV6 = (
    "", ":", ":::", "::1::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:",
    ":1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8::x", "12345::", "g::", "::1.2.3", "::1.2.3.256",
    "::1.2.3.4.5", "1.2.3.4::", "::01.2.3.4", "2001:db8:00001::f", "::1%lo", "::1/64", "[::1]",
    " ::1", "::1 ", "1.2.3.4",
)  # fmt: skip

IPV6 = (
    ("::", "00000000000000000000000000000000", "::"),
    ("::1", "00000000000000000000000000000001", "::1"),
    ("1::", "00010000000000000000000000000000", "1::"),
    ("2001:DB8::A", "20010db800000000000000000000000a", "2001:db8::a"),
    ("2001:0db8:0000:0000:0001:0000:0000:0001", "20010db8000000000001000000000001", "2001:db8::1:0:0:1"),
    ("2001:db8:0:1:1:1:1:1", "20010db8000000010001000100010001", "2001:db8:0:1:1:1:1:1"),
    ("1:0:0:2:0:0:0:3", "00010000000000020000000000000003", "1:0:0:2::3"),
    ("::ffff:1.2.3.4", "00000000000000000000ffff01020304", "::ffff:1.2.3.4"),
    ("::ffff:c0a8:1", "00000000000000000000ffffc0a80001", "::ffff:192.168.0.1"),
    ("64:ff9b::192.0.2.33", "0064ff9b0000000000000000c0000221", "64:ff9b::c000:221"),
    ("fe80::1:2:3:4", "fe800000000000000001000200030004", "fe80::1:2:3:4"),
    ("1:2:3:4:5:6:7::", "00010002000300040005000600070000", "1:2:3:4:5:6:7:0"),
)  # fmt: skip


def from_hex(text):
    return bytes([int(text[i : i + 2], 16) for i in range(0, len(text), 2)])


@rule("1-inet-pton-ipv4")
def pton_ipv4():
    equal(socket.inet_pton(socket.AF_INET, "0.0.0.0"), bytes(4))
    equal(socket.inet_pton(socket.AF_INET, "192.0.2.33"), b"\xc0\x00\x02\x21")
    equal(socket.inet_pton(socket.AF_INET, "255.255.255.255"), b"\xff\xff\xff\xff")


@rule("1-inet-pton-ipv6")
def pton_ipv6():
    for text, packed, _ in IPV6:
        equal((text, socket.inet_pton(socket.AF_INET6, text)), (text, from_hex(packed)))


@rule("5.20-inet-pton-is-strict")
def pton_strict():
    for text in UNPACKABLE:
        true(raises(OSError, socket.inet_pton, socket.AF_INET, text), text)


@rule("5.20-inet-pton-ipv6-is-strict")
def pton_ipv6_strict():
    for text in UNPACKABLE_IPV6:
        true(raises(OSError, socket.inet_pton, socket.AF_INET6, text), text)


@rule("1-inet-pton-nul-in-text")
def pton_nul():
    for text in ("1.2.3.4\0", "1.2.3.4\0junk", "\0"):
        raises((OSError, ValueError), socket.inet_pton, socket.AF_INET, text)


@rule("1-inet-pton-long-text")
def pton_long():
    raises(OSError, socket.inet_pton, socket.AF_INET, "1" * 5000)
    raises(OSError, socket.inet_pton, socket.AF_INET6, "1:" * 5000)


@rule("1-inet-pton-unknown-family")
def pton_family():
    raises_number("EAFNOSUPPORT", socket.inet_pton, 99, "1.2.3.4")
    raises_number("EAFNOSUPPORT", socket.inet_pton, -1, "1.2.3.4")


@rule("1-inet-pton-argument-types")
def pton_types():
    raises(TypeError, socket.inet_pton, socket.AF_INET, 5)
    raises(TypeError, socket.inet_pton, socket.AF_INET, None)
    raises(TypeError, socket.inet_pton, "x", "1.2.3.4")
    raises(TypeError, socket.inet_pton, socket.AF_INET)
    raises(TypeError, socket.inet_pton)
    raises(TypeError, socket.inet_pton, socket.AF_INET, "1.2.3.4", 0)


@rule("1-inet-ntop-ipv4")
def ntop_ipv4():
    equal(socket.inet_ntop(socket.AF_INET, bytes(4)), "0.0.0.0")
    equal(socket.inet_ntop(socket.AF_INET, b"\xc0\x00\x02\x21"), "192.0.2.33")
    equal(
        socket.inet_ntop(socket.AF_INET, bytearray(b"\xff\xff\xff\xff")),
        "255.255.255.255",
    )
    equal(socket.inet_ntop(socket.AF_INET, memoryview(b"\x01\x02\x03\x04")), "1.2.3.4")


@rule("1-inet-ntop-rfc5952")
def ntop_ipv6():
    for _, packed, text in IPV6:
        equal(socket.inet_ntop(socket.AF_INET6, from_hex(packed)), text)


@rule("5.7-inet-ntop-length")
def ntop_length():
    for length in (0, 1, 3, 5, 15, 16, 17):
        raises(ValueError, socket.inet_ntop, socket.AF_INET, bytes(length))
    for length in (0, 1, 4, 15, 17):
        raises(ValueError, socket.inet_ntop, socket.AF_INET6, bytes(length))


@rule("5.7-sockaddr-length")
def sockaddr_length():
    not_on_cpython("has no sockaddr()")
    for length in (0, 1):
        raises(ValueError, socket.sockaddr, bytes(length))
    for family, least in ((socket.AF_INET, 8), (socket.AF_INET6, 28)):
        for length in range(2, least):
            packed = bytes((family, 0)) + bytes(length - 2)
            raises(ValueError, socket.sockaddr, packed)


@rule("1-inet-ntop-unknown-family")
def ntop_family():
    raises((OSError, ValueError), socket.inet_ntop, 99, bytes(4))


@rule("1-inet-ntop-argument-types")
def ntop_types():
    raises(TypeError, socket.inet_ntop, socket.AF_INET, 5)
    raises(TypeError, socket.inet_ntop, socket.AF_INET, None)
    raises(TypeError, socket.inet_ntop, "x", bytes(4))
    raises(TypeError, socket.inet_ntop, socket.AF_INET)


def each_address_method():
    """bind, connect and sendto of fresh sockets, as functions of an address."""
    tcp = socket.socket()
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    other = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    return (
        tcp.bind,
        tcp.connect,
        udp.bind,
        udp.connect,
        lambda address: other.sendto(b"x", address),
    )


@rule("4.1-port-out-of-range")
def port_range():
    for method in each_address_method():
        for port in (-1, 65536, 70000, 1 << 31, 1 << 32, 1 << 64, -(1 << 64)):
            raises(OverflowError, method, (LOOPBACK, port))


@rule("4.1-malformed-address")
def malformed():
    for method in each_address_method():
        for address in (None, 5, 1.5, (), (LOOPBACK,), {}, (5, 80), (None, 80), (LOOPBACK, "x"),
                        (LOOPBACK, None), (LOOPBACK, 1.5), (LOOPBACK, 1, 2, 3, 4, 5)):  # fmt: skip
            raises(TypeError, method, address)


@rule("4.1-address-missing")
def missing():
    sock = socket.socket()
    raises(TypeError, sock.bind)
    raises(TypeError, sock.connect)
    raises(TypeError, sock.sendto, b"x")
    raises(TypeError, sock.sendto)
    raises(TypeError, sock.bind, (LOOPBACK, 1), 2)


@rule("5.20-sendto-a-malformed-host")
def sendto_malformed():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for host in ("1.2.3.4xyz", "300.1.1.1", "1.2.3.4 "):
        raises(socket.gaierror, sock.sendto, b"x", (host, 9))
    sock.close()


@rule("5.20-malformed-host")
def malformed_host():
    for method in each_address_method():
        for host in ("1.2.3.4xyz", "300.1.1.1", "1.2.3.4 "):
            raises(socket.gaierror, method, (host, 9))
        # CPython's IDNA codec refuses empty labels with a UnicodeError, a ValueError.
        raises((OSError, ValueError), method, ("...", 9))


@rule("4.1-list-as-address")
def address_list():
    not_on_cpython("takes tuples only")
    server, address = listener()
    client = socket.socket()
    client.connect(list(address))
    server.accept()[0].close()
    client.close()
    server.close()


@rule("4.1-host-as-bytes")
def host_bytes():
    server = socket.socket()
    server.bind((b"127.0.0.1", next_port()))
    server.close()


@rule("4.1-empty-host-is-any")
def empty_host():
    server = socket.socket()
    port = next_port()
    server.bind(("", port))
    server.listen(1)
    client = socket.socket()
    client.connect((LOOPBACK, port))
    accepted, _ = server.accept()
    accepted.close()
    client.close()
    server.close()


@rule("4.1-connect-resolves-names")
def connect_name():
    sock = socket.socket()
    sock.connect(("micropython.org", PEER_PORT))
    sock.sendall(b"sum 0\n")
    equal(sock.recv(10), b"0")
    sock.close()


@rule("4.1-bind-resolves-names")
def bind_name():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    port = next_port()
    sock.bind(("loopback.test", port))
    other = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    other.sendto(b"hello", (LOOPBACK, port))
    equal(sock.recv(10), b"hello")
    sock.close()
    other.close()


@rule("4.1-sendto-resolves-names")
def sendto_name():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.settimeout(5)
    equal(sock.sendto(b"echo me", ("micropython.org", PEER_PORT)), 7)
    equal(sock.recvfrom(20), (b"echo me", (WORLD, PEER_PORT)))
    sock.close()


@rule("5.19-port-zero-is-ephemeral")
def port_zero():
    target, address = receiver()
    ports = []
    senders = []
    for text in (b"first", b"second"):
        sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sender.bind((LOOPBACK, 0))
        sender.sendto(text, address)
        data, source = target.recvfrom(10)
        equal(data, text)
        senders.append(sender)
        ports.append(source[1])
    true(all(0 < port <= 65535 for port in ports), ports)
    true(ports[0] != ports[1], ports)
    for sock in senders + [target]:
        sock.close()


@rule("5.19-port-zero-for-a-server")
def port_zero_tcp():
    servers = [socket.socket(), socket.socket()]
    for server in servers:
        server.bind((LOOPBACK, 0))
        server.listen(1)
    for server in servers:
        server.close()


@rule("4.1-address-in-use")
def in_use():
    server, address = listener()
    raises_number("EADDRINUSE", socket.socket().bind, address)
    server.close()
    sock, address = receiver()
    raises_number(
        "EADDRINUSE", socket.socket(socket.AF_INET, socket.SOCK_DGRAM).bind, address
    )
    sock.close()


@rule("4.1-foreign-address")
def foreign():
    raises(OSError, socket.socket().bind, ("198.51.100.7", next_port()))


@rule("5.6-peer-with-a-long-path")
def unix_peer():
    if not hasattr(socket, "AF_UNIX"):
        skip("the stack has no such addresses")
    # Names that begin with a NUL are in no folder.
    name, peer = ("\0" + letter * 80 for letter in "np")
    server = socket.socket(socket.AF_UNIX)
    server.bind(name)
    server.listen(1)
    client = socket.socket(socket.AF_UNIX)
    client.bind(peer)
    client.connect(name)
    accepted, address = server.accept()
    true(address in (peer, peer.encode()), repr(address))
    for sock in (client, accepted, server):
        sock.close()


@rule("4.1-returned-addresses-are-tuples")
def returned():
    server, address = listener()
    client = socket.socket()
    client.connect(address)
    accepted, source = server.accept()
    equal((type(source), len(source), source[0]), (tuple, 2, LOOPBACK))
    true(0 < source[1] <= 65535, source)
    accepted.close()
    client.close()
    server.close()
