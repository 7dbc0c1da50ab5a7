"""AF_UNIX and socket pairs, where the stack has them."""

import os
import socket
import time

from check import equal, raises, rule, skip, true


def local_socket():
    if not hasattr(socket, "AF_UNIX"):
        skip("the stack has no AF_UNIX")
    return socket.socket(socket.AF_UNIX)


def connected(address):
    """A server, its client, and the accepted socket."""
    server, client = local_socket(), local_socket()
    server.bind(address)
    server.listen(1)
    client.connect(server.getsockname())
    return server, client, server.accept()[0]


def close(*sockets):
    for sock in sockets:
        sock.close()


@rule("2-CPython-BasicSocketPairTest.testDefaults")
def socket_pair():
    if not hasattr(socket, "socketpair"):
        skip("the stack has no socket pairs")
    one, other = socket.socketpair()
    for sock in (one, other):
        equal((sock.family, sock.type), (socket.AF_UNIX, socket.SOCK_STREAM))
        equal(sock.proto, 0)
    one.send(b"message")
    equal(other.recv(100), b"message")
    other.send(b"answer")
    equal(one.recv(100), b"answer")
    one.close()
    equal(other.recv(1), b"")
    other.close()


@rule("4.1-CPython-TestUnixDomain.testUnbound")
def unbound():
    sock = local_socket()
    equal(sock.getsockname(), "")
    sock.close()


@rule("4.1-CPython-TestUnixDomain.testStrAddr")
def path():
    local_socket().close()
    name = "/tmp/usocket-test-%d" % time.time_ns()
    server, client, accepted = connected(name)
    try:
        equal(server.getsockname(), name)
        equal(client.getpeername(), name)
        client.send(b"x")
        equal(accepted.recv(1), b"x")
    finally:
        os.remove(name)
        close(server, client, accepted)


@rule("4.1-CPython-TestUnixDomain.testEmptyAddress")
def empty():
    sock = local_socket()
    raises(OSError, sock.connect, "")
    sock.close()


@rule("4.1-CPython-TestLinuxAbstractNamespace.testLinuxAbstractNamespace")
def abstract():
    local_socket().close()
    name = "\0usocket-test\0abstract"
    server, client, accepted = connected(name)
    # CPython gives bytes.
    for address in (server.getsockname(), client.getpeername()):
        true(address in (name, name.encode()), "another name: %r" % address)
    client.send(b"x")
    equal(accepted.recv(1), b"x")
    close(server, client, accepted)


@rule("4.1-CPython-TestLinuxAbstractNamespace.testNameOverflow")
def long_names():
    sock = local_socket()
    for address in ("\0" + "h" * 108, "/" + "h" * 200):
        raises(OSError, sock.bind, address)
    longest = "\0" + "h" * 107
    sock.bind(longest)
    true(sock.getsockname() in (longest, longest.encode()), "another name")
    sock.close()


@rule("4.1-CPython-TestLinuxAbstractNamespace.testAutobind")
def automatic():
    sock = local_socket()
    sock.bind("")
    equal(len(sock.getsockname()), 6)
    sock.close()
