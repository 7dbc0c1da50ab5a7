"""setsockopt: level, name, type and length of the value are all checked."""

import socket

from check import (
    LOOPBACK,
    datagram_pair,
    equal,
    listener,
    next_port,
    not_on_cpython,
    number,
    pair,
    raises,
    raises_number,
    rule,
    skip,
)

REUSE = (socket.SOL_SOCKET, socket.SO_REUSEADDR)


def kinds():
    """An unused, a listening, a connected and a datagram socket."""
    server, _ = listener()
    client, accepted = pair()
    sender, receiver = datagram_pair()
    return socket.socket(), server, client, accepted, sender, receiver


@rule("4.8-SO_REUSEADDR")
def reuse():
    for sock in kinds():
        equal(sock.setsockopt(*REUSE, 1), None)
        equal(sock.setsockopt(*REUSE, 0), None)
        sock.close()


@rule("4.8-value-as-buffer")
def buffer():
    sock = socket.socket()
    for value in (b"\x01\x00\x00\x00", bytearray(4), memoryview(b"\x01\x00\x00\x00")):
        equal(sock.setsockopt(*REUSE, value), None)
    sock.close()


@rule("4.8-SO_BROADCAST")
def broadcast():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    equal(sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1), None)
    sock.close()


@rule("4.8-TCP_NODELAY")
def nodelay():
    client, server = pair()
    for value in (1, 0):
        equal(client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, value), None)
    client.send(b"x")
    equal(server.recv(1), b"x")
    client.close()
    server.close()


@rule("5.5-TCP_NODELAY-on-a-listener")
def nodelay_listener():
    # Linux keeps it for the connections to come, lwIP's listener has nowhere to keep it.
    server, address = listener()
    try:
        server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as error:
        equal(error.errno, number("ENOPROTOOPT"))
    client = socket.socket()
    client.connect(address)
    accepted, _ = server.accept()
    client.send(b"x")
    equal(accepted.recv(1), b"x")
    for sock in (client, accepted, server):
        sock.close()


@rule("5.5-TCP_NODELAY-on-a-datagram-socket")
def nodelay_datagram():
    sender, receiver = datagram_pair()
    raises_number(
        "ENOPROTOOPT", sender.setsockopt, socket.IPPROTO_TCP, socket.TCP_NODELAY, 1
    )
    sender.send(b"works")
    equal(receiver.recv(10), b"works")
    sender.close()
    receiver.close()


@rule("4.8-unknown-name")
def unknown_name():
    for sock in kinds():
        for name in (9999, 12345678):
            raises_number("ENOPROTOOPT", sock.setsockopt, socket.SOL_SOCKET, name, 1)
        raises_number("ENOPROTOOPT", sock.setsockopt, socket.IPPROTO_TCP, 9999, 1)
        sock.close()


@rule("4.8-unknown-level")
def unknown_level():
    for sock in kinds():
        raises_number("ENOPROTOOPT", sock.setsockopt, 9999, socket.SO_REUSEADDR, 1)
        sock.close()


@rule("4.8-value-types")
def value_types():
    sock = socket.socket()
    for value in (1.5, [], {}, (1,), 1j, "abcd"):
        raises(TypeError, sock.setsockopt, *REUSE, value)
    raises(TypeError, sock.setsockopt, "x", socket.SO_REUSEADDR, 1)
    raises(TypeError, sock.setsockopt, socket.SOL_SOCKET, "x", 1)
    raises(TypeError, sock.setsockopt, *REUSE)
    raises(TypeError, sock.setsockopt)
    sock.close()


@rule("4.8-value-none")
def value_none():
    # CPython asks for a length then; there is no option that takes None.
    sock = socket.socket()
    raises(TypeError, sock.setsockopt, *REUSE, None)
    sock.close()


@rule("4.8-value-too-large")
def value_large():
    sock = socket.socket()
    for value in (1 << 31, 1 << 64, -(1 << 64)):
        raises((OverflowError, TypeError), sock.setsockopt, *REUSE, value)
    sock.close()


@rule("4.8-buffer-length")
def buffer_length():
    sock = socket.socket()
    for value in (b"", b"\x01", b"\x01\x00\x00"):
        raises_number("EINVAL", sock.setsockopt, *REUSE, value)
    sock.close()


@rule("4.8-buffer-length-of-all-options")
def buffer_length_of_all():
    not_on_cpython("Linux reads the beginning, or a byte")
    sock = socket.socket()
    for length in (1, 3, 5, 8, 1000):
        raises_number("EINVAL", sock.setsockopt, *REUSE, bytes(length))
        raises_number(
            "EINVAL",
            sock.setsockopt,
            socket.IPPROTO_TCP,
            socket.TCP_NODELAY,
            bytes(length),
        )
        raises_number(
            "EINVAL", sock.setsockopt, socket.IPPROTO_IP, socket.IP_TTL, bytes(length)
        )
    sock.close()


@rule("4.8-timeouts-are-no-options")
def no_timeouts():
    # 20 and 21 are SO_RCVTIMEO and SO_SNDTIMEO of Linux; lwIP's are 0x1006 and 0x1005.
    not_on_cpython("its sockets may block in the kernel")
    sock = socket.socket()
    for name in (20, 21, 0x1005, 0x1006):
        raises_number(
            "ENOPROTOOPT", sock.setsockopt, socket.SOL_SOCKET, name, bytes(16)
        )
    sock.close()


@rule("5.2-SO_BINDTODEVICE-long-name")
def bind_to_device():
    if not hasattr(socket, "SO_BINDTODEVICE"):
        skip("the stack does not have it")
    sock = socket.socket()
    for length in (7, 16, 100, 1000):
        raises(
            OSError,
            sock.setsockopt,
            socket.SOL_SOCKET,
            socket.SO_BINDTODEVICE,
            b"x" * length,
        )
    sock.close()


@rule("5.13-memberships-end-with-the-socket")
def memberships():
    # More groups than lwIP has room for.
    interface = bytes(4)
    if hasattr(socket, "AF_UNIX"):
        interface = b"\x7f\0\0\1"  # Linux wants a route for the group otherwise
    for group in range(30):
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        join = socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP
        sock.setsockopt(*join, bytes((239, 1, 2, group)) + interface)
        sock.close()


@rule("5.5-closed-socket")
def closed():
    for sock in kinds():
        sock.close()
        raises_number("EBADF", sock.setsockopt, *REUSE, 1)
        raises_number(
            "EBADF", sock.setsockopt, socket.IPPROTO_TCP, socket.TCP_NODELAY, 1
        )


@rule("4.8-SO_REUSEADDR-frees-a-port")
def port_reuse():
    address = (LOOPBACK, next_port())
    for _ in range(3):
        server = socket.socket()
        server.setsockopt(*REUSE, 1)
        server.bind(address)
        server.listen(1)
        client = socket.socket()
        client.connect(address)
        accepted, _ = server.accept()
        accepted.close()
        client.close()
        server.close()
