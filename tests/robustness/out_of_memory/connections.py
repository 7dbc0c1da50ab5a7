"""Sockets and connections that begin and end without memory."""

import socket

from check import (
    LOOPBACK,
    Skip,
    equal,
    listener,
    next_port,
    pair,
    raises,
    receive,
    receiver,
    true,
)
from refusals import DATA, HAS_POOLS, PATIENCE, case, close, patient, ready_pair, udp

import faults


@case("socket")
def make(fail):
    close(fail(socket.socket), fail(udp))


def gets_through(client, server):
    """The client's connection works, which may not be the first that the listener has."""
    patient(client, server)
    client.send(DATA)
    got = b""
    while got != DATA:
        accepted, _ = server.accept()
        patient(accepted)
        got = receive(accepted, 9)
        accepted.close()


def gets_through_at_last(fail, clients, server, again):
    """The same, `again` if the listener had no memory for the connection and reset it."""
    try:
        gets_through(clients[-1], server)
    except OSError:
        if fail.source == faults.HEAP or not fail.refused:
            raise
        again()
        gets_through(clients[-1], server)
    close(server, *clients)


@case("create_connection")
def create_connection(fail):
    server, address = listener()
    clients = [fail(socket.create_connection, address)]

    def again():
        clients.append(socket.create_connection(address))

    gets_through_at_last(fail, clients, server, again)


@case("create_server")
def create_server(fail):
    address = (LOOPBACK, next_port())
    server = fail(socket.create_server, address)
    client = socket.create_connection(address)
    accepted, _ = server.accept()
    close(client, accepted, server)


@case("socketpair")
def socketpair(fail):
    one, other = fail(socket.socketpair)
    one.send(DATA)
    equal(other.recv(20), DATA)
    close(one, other)


@case("bind")
def bind(fail):
    for sock in (socket.socket(), udp()):
        port = next_port()
        fail(sock.bind, (LOOPBACK, port))
        equal(sock.getsockname(), (LOOPBACK, port))
        sock.close()


@case("listen")
def listen(fail):
    server = socket.socket()
    server.bind((LOOPBACK, next_port()))
    fail(server.listen, 2)
    client = socket.create_connection(server.getsockname())
    accepted, _ = server.accept()
    close(client, accepted, server)


@case("accept")
def accept(fail):
    server, address = listener()
    client = socket.create_connection(address)
    client.send(DATA)
    accepted, peer = fail(server.accept)
    equal(peer, client.getsockname())
    equal(receive(accepted, 9), DATA)
    close(client, accepted, server)


@case("accept-timeout")
def accept_nobody(fail):
    server, address = listener()
    server.settimeout(0.01)
    fail(raises, socket.timeout, server.accept)
    client = socket.create_connection(address)
    server.settimeout(PATIENCE)
    accepted, _ = server.accept()
    close(client, accepted, server)


def connects(fail, method, host):
    server, (_, port) = listener()
    clients = [socket.socket()]

    def attempt():
        return getattr(clients[-1], method)((host, port))

    def again():
        # As on Linux, an attempt that was given up goes on by itself.
        clients.pop().close()
        clients.append(socket.socket())
        patient(*clients)
        return attempt()

    if fail(attempt, again=again):
        again()
    gets_through_at_last(fail, clients, server, again)


@case("connect")
def connect(fail):
    connects(fail, "connect", LOOPBACK)


@case("connect-name")
def connect_name(fail):
    connects(fail, "connect", "loopback.test")


@case("connect_ex")
def connect_ex(fail):
    connects(fail, "connect_ex", LOOPBACK)


@case("connect-refused")
def connect_refused(fail):
    client = socket.socket()
    fail(raises, OSError, client.connect, (LOOPBACK, next_port()))
    client.close()


@case("getsockname")
def getsockname(fail):
    sock, address = receiver()
    equal(fail(sock.getsockname), address)
    sock.close()


@case("getpeername")
def getpeername(fail):
    client, server = pair()
    equal(fail(client.getpeername), server.getsockname())
    close(client, server)


@case("shutdown")
def shutdown(fail):
    client, server = ready_pair()
    fail(server.shutdown, socket.SHUT_WR)
    patient(client)
    equal(receive(client, 20), DATA)
    equal(client.recv(1), b"")
    close(client, server)


@case("close")
def close_it(fail):
    client, server = ready_pair()
    fail(client.close)
    equal(client.fileno(), -1)
    server.close()


@case("__del__")
def finalise(fail):
    client, server = ready_pair()
    fail(client.__del__)
    equal(client.fileno(), -1)
    server.close()


@case("__enter__")
def enter(fail):
    sock = socket.socket()
    equal(fail(sock.__enter__), sock)
    sock.close()


@case("__exit__")
def leave(fail):
    sock = socket.socket()
    fail(sock.__exit__, None, None, None)
    equal(sock.fileno(), -1)


@case("makefile")
def makefile(fail):
    client, server = ready_pair()
    equal(fail(client.makefile, "rb").readline(), b"line\n")
    close(client, server)


@case("fileno")
def fileno(fail):
    sock = socket.socket()
    true(fail(sock.fileno) >= 0, "no descriptor")
    sock.close()


@case("detach")
def detach(fail):
    sock = socket.socket()
    descriptor = sock.fileno()
    if HAS_POOLS:
        raise Skip("nobody here can close what is detached")
    equal(fail(sock.detach), descriptor)
    open(descriptor, "rb").close()
