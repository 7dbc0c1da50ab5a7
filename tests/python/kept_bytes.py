"""No byte is lost: what a timed-out or interrupted read had taken comes first later."""

import json
import select
import socket

from check import (
    equal,
    interrupted,
    not_on_cpython,
    pair,
    peer,
    raises,
    raises_number,
    receive,
    rule,
    settle,
    true,
)


def after_partial_read(order, call):
    """A socket whose call timed out or was interrupted after a part had arrived."""
    sock = peer(order)
    sock.settimeout(0.3)
    raises(socket.timeout, lambda: call(sock))
    return sock


PARTIAL_READS = (
    lambda sock: sock.read(100),
    lambda sock: sock.read(),
    lambda sock: sock.readline(),
    lambda sock: sock.readinto(bytearray(100)),
)


@rule("4.3-timeout-keeps-bytes-for-recv")
def kept_for_recv():
    not_on_cpython("the file object is spent after a timeout")
    for call in PARTIAL_READS:
        sock = after_partial_read("hold part", call)
        equal(receive(sock, 4), b"part")
        sock.close()


@rule("5.17-read-n-that-times-out")
def kept_read():
    not_on_cpython("the file object is spent after a timeout")
    client, server = pair()
    client.settimeout(0.1)
    server.send(b"first ")
    raises(socket.timeout, client.read, 12)
    client.settimeout(5)
    server.send(b"second")
    server.close()
    equal(client.read(12), b"first second")
    client.close()


@rule("4.3-timeout-keeps-bytes-in-order")
def kept_in_order():
    not_on_cpython("the file object is spent after a timeout")
    for call in PARTIAL_READS:
        sock = peer("drip 26 60")
        sock.settimeout(0.3)
        raises(socket.timeout, call, sock)
        raises(socket.timeout, call, sock)
        sock.settimeout(5)
        equal(sock.read(26), b"abcdefghijklmnopqrstuvwxyz")
        sock.close()


@rule("4.3-kept-bytes-in-small-portions")
def kept_portions():
    not_on_cpython("the file object is spent after a timeout")
    sock = after_partial_read("hold 0123456789", lambda sock: sock.read(100))
    equal(sock.recv(2), b"01")
    equal(sock.read(2), b"23")
    buffer = bytearray(2)
    equal(sock.readinto(buffer), 2)
    equal(buffer, b"45")
    equal(sock.recvfrom(2)[0], b"67")
    equal(sock.readline(2), b"89")
    raises(socket.timeout, sock.recv, 1)
    sock.close()


@rule("4.3-kept-bytes-for-readline")
def kept_for_readline():
    not_on_cpython("the file object is spent after a timeout")
    client, server = pair()
    client.settimeout(0.1)
    server.send(b"head ")
    raises(socket.timeout, client.readline)
    client.settimeout(5)
    server.send(b"tail\nnext")
    equal(client.readline(), b"head tail\n")
    equal(client.recv(10), b"next")
    client.close()
    server.close()


@rule("4.3-kept-bytes-contain-a-line")
def kept_line():
    not_on_cpython("the file object is spent after a timeout")
    client, server = pair()
    client.settimeout(0.1)
    server.send(b"one\ntwo\nthree")
    raises(socket.timeout, client.read, 100)
    equal(client.readline(), b"one\n")
    equal(client.readline(), b"two\n")
    raises(socket.timeout, client.readline)
    client.settimeout(5)
    server.send(b"!\n")
    equal(client.readline(), b"three!\n")
    client.close()
    server.close()


@rule("4.3-peek-sees-kept-bytes")
def kept_peek():
    not_on_cpython("the file object is spent after a timeout")
    sock = after_partial_read("hold part", lambda sock: sock.read(100))
    if not hasattr(socket, "MSG_PEEK"):
        raise AssertionError("MSG_PEEK is missing")
    equal(sock.recv(2, socket.MSG_PEEK), b"pa")
    equal(sock.recv(10, socket.MSG_PEEK), b"part")
    equal(sock.recv(10), b"part")
    sock.close()


@rule("4.3-poll-reports-kept-bytes")
def kept_poll():
    not_on_cpython("the file object is spent after a timeout")
    sock = after_partial_read("hold part", lambda sock: sock.read(100))
    poller = select.poll()
    poller.register(sock, select.POLLIN)
    true(poller.poll(0), "poll does not see the kept bytes")
    equal(sock.recv(10), b"part")
    equal(poller.poll(0), [])
    sock.close()


@rule("4.3-kept-bytes-non-blocking")
def kept_nonblocking():
    not_on_cpython("the file object is spent after a timeout")
    sock = after_partial_read("hold part", lambda sock: sock.read(100))
    sock.setblocking(False)
    equal(sock.read(100), b"part")
    equal(sock.read(100), None)
    raises_number("EAGAIN", sock.recv, 1)
    sock.close()


@rule("4.3-kept-bytes-for-the-stream-slots")
def kept_slots():
    not_on_cpython("the file object is spent after a timeout")
    client, server = pair()
    client.settimeout(0.1)
    server.send(b"[1,")
    raises(socket.timeout, client.read, 100)
    client.settimeout(5)
    server.send(b" 2]")
    server.close()
    equal(json.load(client), [1, 2])
    client.close()


@rule("4.3-kept-bytes-before-the-end")
def kept_eof():
    not_on_cpython("the file object is spent after a timeout")
    client, server = pair()
    client.settimeout(0.1)
    server.send(b"last")
    raises(socket.timeout, client.read, 100)
    server.close()
    settle()
    equal(client.recv(10), b"last")
    equal(client.recv(10), b"")
    client.close()


@rule("4.3-kept-bytes-before-a-reset")
def kept_reset():
    not_on_cpython("the file object is spent after a timeout")
    sock = after_partial_read("reset 600 last words", lambda sock: sock.read(100))
    for _ in range(10):
        settle()
    equal(receive(sock, 10), b"last words")
    raises_number("ECONNRESET", sock.recv, 10)
    sock.close()


@rule("4.3-ctrl-c-keeps-bytes")
def kept_interrupt():
    not_on_cpython("the file object is spent")
    for call in PARTIAL_READS:
        sock = peer("hold part")
        interrupted(call, sock)
        sock.settimeout(1)
        equal(sock.recv(10), b"part")
        sock.close()
