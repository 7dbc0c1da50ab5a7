"""setsockopt(SOL_SOCKET, 20, callback): MicroPython's way to be called when something came."""

import gc
import socket
import time

from check import (
    LOOPBACK,
    equal,
    listener,
    next_port,
    not_on_cpython,
    pair,
    raises,
    raises_number,
    receiver,
    rule,
    skip,
    true,
)

OPTION = (socket.SOL_SOCKET, 20)


def need_callbacks():
    not_on_cpython("20 is SO_RCVTIMEO")
    if hasattr(socket, "AF_UNIX"):
        skip("kernel sockets call nobody")


def wait_for(condition, what):
    for _ in range(200):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError(what)


def stays(condition, what):
    for _ in range(20):
        time.sleep(0.01)
        true(condition(), what)


class Calls(list):
    """A callback that remembers what it was called with."""

    def of(self, sock):
        sock.setsockopt(*OPTION, self.append)
        return sock


@rule("4.8-callback-on-kernel-sockets")
def kernel():
    not_on_cpython("20 is SO_RCVTIMEO")
    if not hasattr(socket, "AF_UNIX"):
        skip("the stack has callbacks")
    raises_number("ENOPROTOOPT", socket.socket().setsockopt, *OPTION, print)


@rule("2-callback-readable")
def readable():
    need_callbacks()
    client, server = pair()
    calls = Calls()
    calls.of(client)
    server.send(b"hello")
    wait_for(lambda: calls, "not called when data came")
    true(calls[0] is client, "called with %r" % calls[0])
    equal(client.recv(10), b"hello")
    client.close()
    server.close()


@rule("2-callback-for-what-is-there")
def there():
    need_callbacks()
    client, server = pair()
    server.send(b"hello")
    time.sleep(0.05)
    calls = Calls()
    calls.of(client)
    wait_for(lambda: calls, "not called for data that was there")
    client.close()
    server.close()


@rule("2-callback-datagram")
def datagram():
    need_callbacks()
    sock, address = receiver()
    calls = Calls()
    calls.of(sock)
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for text in (b"one", b"two"):
        sender.sendto(text, address)
        wait_for(lambda: calls, "not called when a datagram came")
        equal(sock.recv(10), text)
        calls.clear()
    sender.close()
    sock.close()


@rule("2-callback-acceptable")
def acceptable():
    need_callbacks()
    server, address = listener(2)
    calls = Calls()
    calls.of(server)
    clients = [socket.create_connection(address) for _ in range(2)]
    wait_for(lambda: calls, "not called when a connection came")
    calls.clear()
    accepted = [server.accept()[0]]
    wait_for(lambda: calls, "not called for the connection that is left")
    accepted.append(server.accept()[0])
    for sock in clients + accepted + [server]:
        sock.close()


@rule("2-callback-closed")
def closed():
    need_callbacks()
    client, server = pair()
    calls = Calls()
    calls.of(client)
    server.close()
    wait_for(lambda: calls, "not called at the end")
    equal(client.recv(1), b"")
    calls.clear()
    stays(lambda: not calls, "called again and again at the end")
    client.close()


@rule("2-callback-refused")
def refused():
    need_callbacks()
    sock = socket.socket()
    calls = Calls()
    calls.of(sock)
    raises_number("ECONNREFUSED", sock.connect, (LOOPBACK, next_port()))
    time.sleep(0.05)
    true(len(calls) <= 2, "called %d times" % len(calls))
    sock.close()


@rule("2-callback-only-when-something-came")
def nothing():
    need_callbacks()
    calls = Calls()
    client, accepted = pair()
    server, _ = listener()
    sockets = [client, server, socket.socket(), receiver()[0]]
    sockets.append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
    for sock in sockets:
        calls.of(sock)
    stays(lambda: not calls, "called though nothing came")
    for sock in sockets + [accepted]:
        sock.close()


@rule("2-callback-set-before-listen")
def before_listen():
    need_callbacks()
    calls = Calls()
    server = calls.of(socket.socket())
    address = (LOOPBACK, next_port())
    server.bind(address)
    server.listen(1)
    stays(lambda: not calls, "called though nobody connected")
    client = socket.create_connection(address)
    wait_for(lambda: calls, "not called when a connection came")
    client.close()
    server.close()


@rule("2-callback-again-for-what-is-left")
def left():
    need_callbacks()
    client, server = pair()
    taken = []
    client.setsockopt(*OPTION, lambda sock: taken.append(sock.recv(4)))
    server.send(b"0123456789")
    server.close()
    wait_for(lambda: b"" in taken, "got %r" % taken)
    equal(b"".join(taken), b"0123456789")
    client.close()


@rule("2-callback-unread-is-told-once")
def unread():
    need_callbacks()
    client, server = pair()
    calls = Calls()
    calls.of(client)
    server.send(b"hello")
    wait_for(lambda: calls, "not called when data came")
    calls.clear()
    stays(lambda: not calls, "called again and again for the same data")
    client.close()
    server.close()


@rule("2-callback-none-removes")
def removed():
    need_callbacks()
    client, server = pair()
    calls = Calls()
    calls.of(client).setsockopt(*OPTION, None)
    server.send(b"hello")
    stays(lambda: not calls, "called though it was removed")
    client.close()
    server.close()


def one_of_four_is_removed(index, remove):
    calls = Calls()
    pairs = [pair() for _ in range(4)]
    for client, _ in pairs:
        calls.of(client)
    remove(pairs[index][0])
    for _, server in pairs:
        server.send(b"x")
    wait_for(lambda: len(calls) == 3, "called by %r" % calls)
    for ends in pairs:
        for end in ends:
            end.close()


@rule("2-callback-among-others")
def among_others():
    need_callbacks()
    for index in range(4):
        one_of_four_is_removed(index, lambda sock: sock.setsockopt(*OPTION, None))
        one_of_four_is_removed(index, lambda sock: sock.close())


@rule("2-callback-keeps-its-socket")
def kept():
    need_callbacks()
    calls = Calls()

    def forget():
        client, server = pair()
        calls.of(client)
        return server

    server = forget()
    keep = [bytearray(32) for _ in range(100)]
    gc.collect()
    server.send(b"hello")
    wait_for(lambda: calls, "the collector took a socket with a callback")
    equal(calls[0].recv(10), b"hello")
    calls[0].close()
    server.close()
    true(keep, "")


@rule("2-callback-may-close")
def may_close():
    need_callbacks()
    pairs = [pair() for _ in range(3)]
    calls = []

    def close_all(sock):
        calls.append(sock)
        for client, _ in pairs:
            client.close()

    for client, _ in pairs:
        client.setsockopt(*OPTION, close_all)
    for _, server in pairs:
        server.send(b"x")
    wait_for(lambda: calls, "not called")
    stays(lambda: len(calls) == 1, "called for closed sockets: %r" % calls)
    for _, server in pairs:
        server.close()


@rule("2-callback-types")
def types():
    need_callbacks()
    sock = socket.socket()
    raises(TypeError, sock.setsockopt, socket.SOL_SOCKET, socket.SO_REUSEADDR, print)
    raises_number("ENOPROTOOPT", sock.setsockopt, *OPTION, 5)
    sock.close()
    raises_number("EBADF", sock.setsockopt, *OPTION, print)
