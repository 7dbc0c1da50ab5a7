"""getsockopt, and what each option's value is before and after it was set."""

import socket
import struct

from check import (
    LOOPBACK,
    equal,
    pair,
    raises,
    raises_number,
    rule,
    skip,
    true,
)

GROUP = "239.1.2.3"


def datagram():
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)


def constant(name):
    """A constant that not every stack has."""
    if not hasattr(socket, name):
        skip("the stack has no " + name)
    return getattr(socket, name)


def group_request():
    """A `struct ip_mreq`. Linux without a default route has to be told which interface."""
    interface = LOOPBACK if hasattr(socket, "AF_UNIX") else "0.0.0.0"
    return socket.inet_aton(GROUP) + socket.inet_aton(interface)


def keeps(sock, level, name, values):
    for value in values:
        equal(sock.setsockopt(level, name, value), None)
        equal(sock.getsockopt(level, name), value)


@rule("4.8-CPython-GeneralModuleTests.testGetSockOpt")
def initial():
    sock = socket.socket()
    equal(sock.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR), 0)
    sock.close()


@rule("4.8-CPython-GeneralModuleTests.testSetSockOpt")
def set_and_get():
    sock = socket.socket()
    for name in (socket.SO_REUSEADDR, socket.SO_KEEPALIVE):
        sock.setsockopt(socket.SOL_SOCKET, name, 1)
        true(sock.getsockopt(socket.SOL_SOCKET, name), "the option is off")
        sock.setsockopt(socket.SOL_SOCKET, name, 0)
        equal(sock.getsockopt(socket.SOL_SOCKET, name), 0)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    true(sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY), "the option is off")
    sock.close()


@rule("4.8-SO_TYPE")
def kind():
    for number in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        sock = socket.socket(socket.AF_INET, number)
        equal(sock.getsockopt(socket.SOL_SOCKET, socket.SO_TYPE), number)
        raises_number(
            "ENOPROTOOPT", sock.setsockopt, socket.SOL_SOCKET, socket.SO_TYPE, 1
        )
        sock.close()


@rule("4.8-SO_ERROR")
def pending_error():
    sock = socket.socket()
    equal(sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR), 0)
    raises_number("ENOPROTOOPT", sock.setsockopt, socket.SOL_SOCKET, socket.SO_ERROR, 0)
    sock.close()


@rule("4.8-getsockopt-as-buffer")
def buffers():
    option = (socket.SOL_SOCKET, socket.SO_KEEPALIVE)
    sock = socket.socket()
    sock.setsockopt(*option, 1)
    value = sock.getsockopt(*option, 4)
    equal(type(value), bytes)
    equal(len(value), 4)
    true(any(value), "the option is off")
    for size in (-1, 1025):
        raises((OSError, ValueError), sock.getsockopt, *option, size)
    sock.close()


@rule("4.8-getsockopt-unknown")
def unknown():
    sock = socket.socket()
    raises_number("ENOPROTOOPT", sock.getsockopt, socket.SOL_SOCKET, 9999)
    raises_number("ENOPROTOOPT", sock.getsockopt, socket.IPPROTO_TCP, 9999)
    raises_number("ENOPROTOOPT", sock.getsockopt, socket.IPPROTO_IP, 9999)
    raises(TypeError, sock.getsockopt, "x", 1)
    raises(TypeError, sock.getsockopt, socket.SOL_SOCKET)
    sock.close()


@rule("4.8-TCP_KEEPIDLE")
def keep_alive():
    client, server = pair()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name in (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT):
        keeps(client, socket.IPPROTO_TCP, name, (5, 60))
        raises_number("EINVAL", client.setsockopt, socket.IPPROTO_TCP, name, 0)
        raises_number("EINVAL", client.setsockopt, socket.IPPROTO_TCP, name, -1)
    sock = datagram()
    raises(OSError, sock.setsockopt, socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 1)
    for opened in (sock, client, server):
        opened.close()


@rule("4.8-IP_TTL")
def time_to_live():
    for sock in (socket.socket(), datagram()):
        keeps(sock, socket.IPPROTO_IP, socket.IP_TTL, (1, 64, 255))
        for value in (256, 1000, -2):
            raises_number(
                "EINVAL", sock.setsockopt, socket.IPPROTO_IP, socket.IP_TTL, value
            )
        sock.close()


@rule("4.8-IP_TOS")
def type_of_service():
    for sock in (socket.socket(), datagram()):
        keeps(sock, socket.IPPROTO_IP, socket.IP_TOS, (0, 0x10, 0xB8))
        sock.close()


@rule("4.8-IP_MULTICAST_TTL")
def multicast_ttl():
    sock = datagram()
    equal(sock.getsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL), 1)
    keeps(sock, socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, (2, 255))
    raises_number(
        "EINVAL", sock.setsockopt, socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 256
    )
    sock.close()


@rule("4.8-IP_MULTICAST_LOOP")
def multicast_loop():
    sock = datagram()
    keeps(sock, socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, (0, 1))
    sock.close()


@rule("4.8-IP_MULTICAST_IF")
def multicast_interface():
    sock = datagram()
    address = socket.inet_aton(LOOPBACK)
    sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, address)
    equal(sock.getsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, 4), address)
    sock.close()


@rule("4.8-IP_ADD_MEMBERSHIP")
def membership():
    sock = datagram()
    group = group_request()
    join = (socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP)
    leave = (socket.IPPROTO_IP, socket.IP_DROP_MEMBERSHIP)
    raises(OSError, sock.setsockopt, *leave, group)
    for _ in range(3):
        sock.setsockopt(*join, group)
        sock.setsockopt(*leave, group)
    raises(OSError, sock.setsockopt, *leave, group)
    for bad in (b"", group[:3], group[:7]):
        raises_number("EINVAL", sock.setsockopt, *join, bad)
    raises(OSError, sock.setsockopt, *join, socket.inet_aton("10.0.0.1") + bytes(4))
    sock.close()


@rule("4.8-IP_ADD_MEMBERSHIP-twice")
def twice():
    sock = datagram()
    group = group_request()
    join = (socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group)
    sock.setsockopt(*join)
    raises_number("EADDRINUSE", sock.setsockopt, *join)
    sock.setsockopt(socket.IPPROTO_IP, socket.IP_DROP_MEMBERSHIP, group)
    sock.setsockopt(*join)
    sock.close()


@rule("4.8-IP_ADD_MEMBERSHIP-on-a-stream")
def stream_membership():
    sock = socket.socket()
    join = (socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group_request())
    raises(OSError, sock.setsockopt, *join)
    sock.close()


@rule("4.8-IPV6_V6ONLY-on-IPv4")
def v6_only_on_v4():
    name = constant("IPV6_V6ONLY")
    sock = socket.socket()
    raises_number("ENOPROTOOPT", sock.setsockopt, socket.IPPROTO_IPV6, name, 1)
    sock.close()


@rule("4.8-SO_LINGER")
def linger():
    option = (socket.SOL_SOCKET, constant("SO_LINGER"))
    client, server = pair()
    value = struct.pack("ii", 1, 0)
    client.setsockopt(*option, value)
    equal(client.getsockopt(*option, len(value)), value)
    client.close()
    raises_number("ECONNRESET", server.recv, 1)
    server.close()


@rule("4.8-SO_RCVBUF")
def receive_buffer():
    option = (socket.SOL_SOCKET, constant("SO_RCVBUF"))
    sock = datagram()
    sock.setsockopt(*option, 10000)
    true(sock.getsockopt(*option) >= 10000, "smaller than asked for")
    sock.close()


@rule("4.8-SO_SNDBUF")
def send_buffer():
    option = (socket.SOL_SOCKET, constant("SO_SNDBUF"))
    sock = socket.socket()
    sock.setsockopt(*option, 10000)
    true(sock.getsockopt(*option) >= 10000, "smaller than asked for")
    sock.close()


@rule("4.8-IPV6_V6ONLY")
def only_ipv6():
    option = (socket.IPPROTO_IPV6, constant("IPV6_V6ONLY"))
    sock = socket.socket(socket.AF_INET6)
    for value in (1, 0):
        sock.setsockopt(*option, value)
        equal(bool(sock.getsockopt(*option)), bool(value))
    sock.close()


@rule("3-CPython-GeneralModuleTests.testCrucialConstants")
def constants():
    values = [
        socket.SOCK_STREAM,
        socket.SOCK_DGRAM,
        constant("SOCK_RAW"),
    ]
    equal(len(set(values)), 3)
    equal((socket.SHUT_RD, socket.SHUT_WR, socket.SHUT_RDWR), (0, 1, 2))
    equal(socket.INADDR_ANY, 0)
    true(socket.SOMAXCONN > 0, "no backlog at all")
    true(socket.AF_INET != socket.AF_INET6, "the same families")


@rule("3-CPython-GeneralModuleTests.testCrucialIpProtoConstants")
def protocols():
    equal(socket.IPPROTO_TCP, 6)
    equal(socket.IPPROTO_UDP, 17)
    equal(socket.IPPROTO_IP, 0)
    equal(socket.IPPROTO_ICMP, 1)
    equal(socket.IPPROTO_IPV6, 41)


@rule("3-EAI-numbers-are-negative-and-differ")
def resolver_errors():
    numbers = (
        socket.EAI_ADDRFAMILY,
        socket.EAI_AGAIN,
        socket.EAI_BADFLAGS,
        socket.EAI_FAIL,
        socket.EAI_FAMILY,
        socket.EAI_MEMORY,
        socket.EAI_NONAME,
        socket.EAI_SERVICE,
        socket.EAI_SOCKTYPE,
    )
    equal(len(set(numbers)), len(numbers))
    true(all(number < 0 for number in numbers), "one is not negative")
    error = raises(socket.gaierror, socket.getaddrinfo, "nowhere.invalid", 80)
    equal(error.args[0], socket.EAI_NONAME)
    error = raises(socket.gaierror, socket.getaddrinfo, LOOPBACK, 80, 99)
    equal(error.args[0], socket.EAI_FAMILY)


@rule("3-AI_NUMERICHOST")
def numeric_host():
    flag = constant("AI_NUMERICHOST")
    error = raises(
        socket.gaierror, socket.getaddrinfo, "micropython.org", 80, 0, 0, 0, flag
    )
    equal(error.args[0], socket.EAI_NONAME)
    equal(socket.getaddrinfo(LOOPBACK, 80, 0, 1, 0, flag)[0][4], (LOOPBACK, 80))


@rule("3-AI_NUMERICSERV")
def numeric_service():
    ask = (socket.AF_INET, socket.SOCK_STREAM, 0, constant("AI_NUMERICSERV"))
    error = raises(socket.gaierror, socket.getaddrinfo, LOOPBACK, "http", *ask)
    equal(error.args[0], socket.EAI_NONAME)
    equal(socket.getaddrinfo(LOOPBACK, "80", *ask)[0][4], (LOOPBACK, 80))


@rule("3-AI_V4MAPPED")
def mapped():
    ask = (socket.AF_INET6, socket.SOCK_STREAM, 0, constant("AI_V4MAPPED"))
    found = socket.getaddrinfo(LOOPBACK, 80, *ask)
    equal(found[0][4], ("::ffff:127.0.0.1", 80, 0, 0))


@rule("3-AI_ALL-and-AI_ADDRCONFIG")
def other_flags():
    # What they do depends on the addresses that the computer has.
    for flag in (constant("AI_ALL"), constant("AI_ADDRCONFIG")):
        ask = (socket.AF_INET, socket.SOCK_STREAM, 0, flag)
        equal(len(socket.getaddrinfo("micropython.org", 80, *ask)), 1)


@rule("3-AI_PASSIVE")
def passive():
    flag = constant("AI_PASSIVE")
    found = socket.getaddrinfo(None, 80, socket.AF_INET, socket.SOCK_STREAM, 0, flag)
    equal([item[4] for item in found], [("0.0.0.0", 80)])


@rule("3-AI_CANONNAME")
def canonical_name():
    flag = constant("AI_CANONNAME")
    for host in ("micropython.org", LOOPBACK):
        found = socket.getaddrinfo(
            host, 80, socket.AF_INET, socket.SOCK_STREAM, 0, flag
        )
        equal(found[0][3], host)


@rule("2-SOCK_RAW")
def raw():
    # An echo request to this host, and the answer of the stack, which gets each packet too.
    kind = constant("SOCK_RAW")
    sock = socket.socket(socket.AF_INET, kind, socket.IPPROTO_ICMP)
    equal((sock.type, sock.proto), (kind, socket.IPPROTO_ICMP))
    sock.settimeout(2)
    request = b"\x08\x00\xe5\xca\x12\x34\x00\x01"
    equal(sock.sendto(request, (LOOPBACK, 0)), len(request))
    message = request
    while message[0] == request[0]:
        packet, address = sock.recvfrom(200)
        equal(address, (LOOPBACK, 0))
        message = packet[(packet[0] & 15) * 4 :]
    equal(message, b"\x00\x00\xed\xca\x12\x34\x00\x01")
    sock.close()
