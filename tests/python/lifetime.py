"""Dropped sockets, exhausted stacks, ports and descriptors that come back."""

import errno
import gc
import socket
import time

from check import (
    LOOPBACK,
    equal,
    listener,
    next_port,
    number,
    pair,
    peer,
    raises,
    receive,
    rule,
    settle,
    skip,
    true,
)

MANY = 400  # more than any stack has, and more than the runner lets a process open


@rule("5.9-dropped-sockets-are-closed")
def dropped():
    for _ in range(MANY):
        socket.socket()
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM)


@rule("5.9-dropped-connections-are-closed")
def dropped_connections():
    server, address = listener()
    for _ in range(MANY // 4):
        client = socket.socket()
        client.connect(address)
        server.accept()
    server.close()


def forget_and_collect():
    """Overwrites what is left of the calls before on the stack, then collects."""

    def deep(depth):
        return deep(depth - 1) + 1 if depth else 0

    deep(20)
    gc.collect()
    gc.collect()


def drop_clients():
    """The servers' ends of connections whose other ends are dropped."""
    return [pair()[1] for _ in range(3)]


@rule("4.6-collector-ends-a-connection")
def collector_ends():
    survivors = drop_clients()
    forget_and_collect()
    seen = 0
    for server in survivors:
        server.settimeout(0.5)
        try:
            seen += server.recv(1) == b""
        except socket.timeout:
            pass
        server.close()
    # A conservative collector may see one of them on the stack for a while.
    true(seen >= 2, "%d of 3 ends were closed" % seen)


def bound(address):
    server = socket.socket()
    server.bind(address)
    server.listen(1)
    return server


def drop_servers(addresses):
    return len([bound(address) for address in addresses])


@rule("4.6-collector-frees-a-port")
def collector_frees_port():
    addresses = [(LOOPBACK, next_port()) for _ in range(3)]
    drop_servers(addresses)
    forget_and_collect()
    free = 0
    for address in addresses:
        try:
            bound(address).close()
            free += 1
        except OSError as error:
            equal(error.errno, number("EADDRINUSE"))
    true(free >= 2, "%d of 3 ports are free" % free)


def hold_sockets(held, kind):
    for _ in range(MANY):
        held.append(socket.socket(socket.AF_INET, kind))


@rule("1-out-of-sockets")
def out_of_sockets():
    expected = [number(name) for name in ("EMFILE", "ENFILE", "ENOMEM")]
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        held = []
        error = raises(OSError, hold_sockets, held, kind)
        true(error.errno in expected, repr(error))
        true(len(held) >= 3, "only %d sockets" % len(held))
        count = len(held)
        for sock in held:
            sock.close()
        held = [socket.socket(socket.AF_INET, kind) for _ in range(count)]
        for sock in held:
            sock.close()


@rule("1-out-of-sockets-then-works")
def works_after():
    client, server = pair()
    client.send(b"works")
    equal(receive(server, 5), b"works")
    client.close()
    server.close()


def closed_sockets():
    """As many as pair() opens, which takes over their descriptors."""
    closed = [socket.socket() for _ in range(3)]
    for sock in closed:
        sock.close()
    return closed


@rule("5.8-second-close-harms-nobody")
def second_close():
    closed = closed_sockets()
    client, server = pair()
    for sock in closed * 3:
        sock.close()
    client.send(b"works")
    equal(server.recv(10), b"works")
    client.close()
    server.close()


@rule("5.8-closed-socket-that-is-collected")
def closed_and_collected():
    closed_sockets()
    client, server = pair()
    forget_and_collect()
    client.send(b"works")
    equal(server.recv(10), b"works")
    client.close()
    server.close()


@rule("4.6-file-keeps-the-socket")
def file_keeps():
    def open_file():
        client, server = pair()
        return client.makefile("rwb", 0), server

    stream, server = open_file()
    forget_and_collect()
    server.send(b"line\n")
    equal(stream.readline(), b"line\n")
    stream.close()
    server.close()


@rule("4.6-accepted-outlives-the-listener")
def outlives():
    server, address = listener()
    client = socket.socket()
    client.connect(address)
    accepted, _ = server.accept()
    server.close()
    del server
    forget_and_collect()
    client.send(b"works")
    equal(accepted.recv(10), b"works")
    client.close()
    accepted.close()


@rule("4.6-close-with-connections-in-the-queue")
def queue_dropped():
    address = None
    for _ in range(20):
        server, address = listener(3)
        clients = [socket.socket() for _ in range(2)]
        for client in clients:
            client.connect(address)
        settle()
        server.close()
        for client in clients:
            client.settimeout(2)
            try:
                equal(client.recv(1), b"")
            except OSError as error:
                equal(error.errno, errno.ECONNRESET)
            client.close()


@rule("4.6-close-while-connections-arrive")
def arriving():
    for _ in range(200):
        server, address = listener(1)
        client = socket.socket()
        client.connect(address)
        server.close()
        client.close()


@rule("4.6-close-while-another-computer-connects")
def knocked():
    # Handshakes are half done when the listener goes away.
    address = ("0.0.0.0", next_port())
    sock = peer("knock %d 1000" % address[1])
    sock.setblocking(False)
    reached = None
    while reached is None:
        server = socket.socket()
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(address)
        server.listen(1)
        time.sleep(0.003)
        server.close()
        try:
            reached = sock.recv(10)
        except OSError as error:
            equal(error.errno, errno.EAGAIN)
    sock.close()
    if reached == b"0":
        skip("the other computer cannot connect to the emulated board")


@rule("4.6-unread-data-is-freed")
def unread():
    # What nobody read must not fill the stack's pools.
    for _ in range(60):
        client, server = pair()
        client.send(b"x" * 2000)
        settle()
        server.close()
        client.close()
    client, server = pair()
    client.send(b"works")
    equal(receive(server, 5), b"works")
    client.close()
    server.close()


@rule("4.6-unread-datagrams-are-freed")
def unread_datagrams():
    for _ in range(60):
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        address = (LOOPBACK, next_port())
        sock.bind(address)
        sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        for _ in range(4):
            sender.sendto(b"x" * 500, address)
        sock.close()
        sender.close()
    client, server = pair()
    client.send(b"works")
    equal(receive(server, 5), b"works")
    client.close()
    server.close()
