"""What a socket tells about itself, how it ends, and `with`."""

import socket

from check import (
    LOOPBACK,
    datagram_pair,
    equal,
    file,
    listener,
    next_port,
    pair,
    peer,
    raises,
    raises_number,
    receive,
    receiver,
    rule,
    skip,
    true,
    wait_readable,
)


@rule("2-CPython-GeneralModuleTests.testSockName")
def sockname():
    sock = socket.socket()
    port = next_port()
    sock.bind(("0.0.0.0", port))
    equal(sock.getsockname(), ("0.0.0.0", port))
    sock.close()


@rule("2-getsockname-and-getpeername")
def both_names():
    client, server = pair()
    equal(client.getsockname(), server.getpeername())
    equal(client.getpeername(), server.getsockname())
    equal(client.getsockname()[0], LOOPBACK)
    true(0 < client.getsockname()[1] < 65536, "no port")
    client.close()
    server.close()


@rule("2-getpeername-needs-a-peer")
def no_peer():
    server, _ = listener()
    sock, _ = receiver()
    for unconnected in (socket.socket(), server, sock):
        raises_number("ENOTCONN", unconnected.getpeername)
        unconnected.close()


@rule("2-udp-getpeername")
def udp_names():
    sender, sock = datagram_pair()
    equal(sender.getpeername(), sock.getsockname())
    equal(sender.getsockname()[0], LOOPBACK)
    sender.close()
    sock.close()


@rule("2-CPython-GeneralModuleTests.testNewAttributes")
def attributes():
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    equal((sock.family, sock.type, sock.proto), (socket.AF_INET, socket.SOCK_STREAM, 0))
    sock.close()
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    equal((sock.family, sock.type), (socket.AF_INET, socket.SOCK_DGRAM))
    sock.close()
    client, server = pair()
    equal((server.family, server.type), (client.family, client.type))
    for name in ("family", "type", "proto"):
        raises(AttributeError, setattr, client, name, 1)
    client.close()
    server.close()


@rule("2-CPython-GeneralModuleTests.test_repr")
def representation():
    server, address = listener()
    client = socket.socket()
    client.connect(address)
    for sock, parts in (
        (client, ("laddr=", "raddr=", str(address), str(client.getsockname()))),
        (server, ("family=", "type=", "proto=", "laddr=", str(address))),
    ):
        for part in parts:
            true(part in repr(sock), "no %s in %r" % (part, sock))
        sock.close()
        for part in ("[closed]", "family=", "type="):
            true(part in repr(sock), "no %s in %r" % (part, sock))
    sock = socket.socket()
    true("raddr" not in repr(sock), "%r looks connected" % sock)
    sock.close()


@rule("2-CPython-BasicTCPTest.testShutdown")
def shut_down_both():
    client, server = pair()
    client.send(b"done")
    equal(client.shutdown(socket.SHUT_RDWR), None)
    equal(receive(server, 100), b"done")
    client.close()
    server.close()


@rule("2-shutdown-of-one-direction")
def shut_down_one():
    client, server = pair()
    client.send(b"question")
    client.shutdown(socket.SHUT_WR)
    equal(receive(server, 100), b"question")
    equal(server.recv(1), b"")
    server.send(b"answer")
    equal(client.recv(100), b"answer")
    raises_number("EPIPE", client.send, b"more")
    client.close()
    server.close()


@rule("2-shutdown-of-receiving")
def shut_down_receiving():
    client, server = pair()
    client.shutdown(socket.SHUT_RD)
    equal(client.recv(10), b"")
    client.send(b"still")
    equal(server.recv(10), b"still")
    client.close()
    server.close()


@rule("2-CPython-BasicTCPTest.testShutdown_overflow")
def shut_down_overflow():
    # A C int would keep nothing of it, and take it for SHUT_RD.
    client, server = pair()
    raises(OverflowError, client.shutdown, 1 << 32)
    server.send(b"open")
    equal(client.recv(10), b"open")
    client.close()
    server.close()


@rule("2-shutdown-errors")
def shut_down_errors():
    sock = socket.socket()
    raises_number("ENOTCONN", sock.shutdown, socket.SHUT_RDWR)
    raises_number("EINVAL", sock.shutdown, 9)
    raises(TypeError, sock.shutdown, "x")
    raises(TypeError, sock.shutdown)
    sock.close()
    raises_number("EBADF", sock.shutdown, socket.SHUT_RDWR)


@rule("2-CPython-BasicTCPTest.testDetach")
def detach():
    if not hasattr(socket.socket, "detach"):
        skip("the stack has no descriptors")
    sock = socket.socket()
    number_before = sock.fileno()
    equal(sock.detach(), number_before)
    equal(sock.fileno(), -1)
    raises_number("EBADF", sock.listen, 1)
    equal(sock.detach(), -1)
    sock.close()


@rule("2-CPython-ContextManagersTest.testSocketClass")
def context():
    server, address = listener()
    with socket.socket() as sock:
        equal(sock.fileno() >= 0, True)
        sock.connect(address)
        sock.sendall(b"foo")
    equal(sock.fileno(), -1)
    raises_number("EBADF", sock.sendall, b"foo")
    accepted, _ = server.accept()
    equal(receive(accepted, 100), b"foo")
    accepted.close()
    server.close()


@rule("2-CPython-ContextManagersTest.testCreateConnectionBase")
def context_of_a_connection():
    server, address = listener()
    with socket.create_connection(address) as sock:
        accepted, _ = server.accept()
        accepted.send(b"foo")
        equal(sock.recv(10), b"foo")
    equal(accepted.recv(10), b"")
    with accepted:
        pass
    raises_number("EBADF", accepted.recv, 1)
    server.close()


@rule("2-CPython-ContextManagersTest.testCreateConnectionClose")
def closed_in_context():
    server, address = listener()
    with socket.create_connection(address) as sock:
        sock.close()
    raises_number("EBADF", sock.sendall, b"foo")
    server.close()


@rule("2-context-with-an-exception")
def context_with_exception():
    try:
        with socket.socket() as sock:
            raise KeyError("mine")
    except KeyError:
        equal(sock.fileno(), -1)
        return
    raise AssertionError("the exception was swallowed")


@rule("2-CPython-GeneralModuleTests.test_listen_backlog")
def backlogs():
    for backlog in ((0,), (-1,), ()):
        sock = socket.socket()
        sock.bind((LOOPBACK, 0))
        sock.listen(*backlog)
        with socket.create_connection(sock.getsockname(), 5):
            sock.accept()[0].close()
        sock.close()


@rule("4.2-CPython-NonBlockingTCPTests.testSetBlocking")
def blocking():
    sock = socket.socket()
    for set_it, blocks, timeout in (
        (lambda: None, True, None),
        (lambda: sock.setblocking(True), True, None),
        (lambda: sock.setblocking(False), False, 0.0),
        (lambda: sock.settimeout(None), True, None),
        (lambda: sock.settimeout(0), False, 0.0),
        (lambda: sock.settimeout(10), True, 10.0),
        (lambda: sock.settimeout(0.25), True, 0.25),
    ):
        set_it()
        equal(sock.getblocking(), blocks)
        equal(sock.gettimeout(), timeout)
    sock.close()


@rule("4.2-CPython-NonBlockingTCPTests.testSetBlocking_overflow")
def blocking_large():
    # A number of which a C int would keep nothing.
    sock = socket.socket()
    sock.settimeout(3)
    sock.setblocking(1 << 32)
    equal(sock.gettimeout(), None)
    sock.close()


@rule("4.2-gettimeout-gives-what-was-set")
def timeout_as_set():
    # A board's floats have seven digits.
    sock = socket.socket()
    for milliseconds in (1, 100, 200, 300, 700, 1100, 60000):
        sock.settimeout(milliseconds / 1000)
        difference = sock.gettimeout() - milliseconds / 1000
        true(abs(difference) < 0.0005, "%r s too many" % difference)
    sock.close()


@rule("4.2-CPython-NonBlockingTCPTests.testInitNonBlocking")
def new_non_blocking():
    try:
        socket.setdefaulttimeout(0)
        sock = socket.socket()
    finally:
        socket.setdefaulttimeout(None)
    equal(sock.getblocking(), False)
    sock.bind((LOOPBACK, 0))
    sock.listen(1)
    raises_number("EAGAIN", sock.accept)
    sock.close()


@rule("4.6-CPython-TCPCloserTest.testClose")
def close_wakes_select():
    client, server = pair()
    server.close()
    wait_readable(client)
    equal(client.recv(1), b"")
    client.close()
    client.close()


@rule("4.6-CPython-TestExceptions.test_setblocking_invalidfd")
def closed_setblocking():
    sock = socket.socket()
    sock.close()
    raises(OSError, sock.setblocking, False)


@rule("4.6-closed-tells-nothing")
def closed_names():
    for sock in (socket.socket(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)):
        sock.close()
        for method in (sock.getsockname, sock.getpeername):
            raises_number("EBADF", method)
        raises_number("EBADF", sock.getsockopt, socket.SOL_SOCKET, socket.SO_REUSEADDR)
        raises_number("EBADF", sock.recv_into, bytearray(1))
        raises_number("EBADF", sock.recvfrom_into, bytearray(1))


@rule("2-iterating-gives-lines")
def lines():
    sock = peer("lines 3 20")
    equal([bytes(line) for line in file(sock)], [b"line 0\n", b"line 1\n", b"line 2\n"])
    sock.close()


@rule("2-next-line")
def next_line():
    client, server = pair()
    client.send(b"one\ntwo")
    client.shutdown(socket.SHUT_WR)
    source = iter(file(server))
    equal(next(source), b"one\n")
    equal(source.__iter__().__next__(), b"two")
    raises(StopIteration, source.__next__)
    raises(StopIteration, next, source)
    client.close()
    server.close()
