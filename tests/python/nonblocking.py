"""Non-blocking sockets: EAGAIN from recv, send and accept, None from the stream's methods."""

import errno
import socket

from check import (
    LOOPBACK,
    SILENT_PEER_PORT,
    WORLD,
    datagram_pair,
    drain,
    equal,
    fill,
    listener,
    milliseconds_since,
    next_port,
    not_on_cpython,
    now,
    pair,
    peer,
    raises,
    raises_number,
    rule,
    settle,
    times_out,
    true,
    wait_readable,
)


@rule("4.2-recv-EAGAIN")
def recv():
    client, server = pair()
    client.setblocking(False)
    start = now()
    raises_number("EAGAIN", client.recv, 10)
    raises_number("EAGAIN", client.recvfrom, 10)
    true(milliseconds_since(start) < 200, "waited")
    server.send(b"x")
    wait_readable(client)
    equal(client.recv(10), b"x")
    raises_number("EAGAIN", client.recv, 10)
    client.close()
    server.close()


@rule("4.2-settimeout-zero-is-non-blocking")
def settimeout_zero():
    client, server = pair()
    for zero in (0, 0.0):
        client.settimeout(zero)
        raises_number("EAGAIN", client.recv, 10)
        client.setblocking(True)
    client.settimeout(0.05)
    times_out(50, client.recv, 10)
    client.close()
    server.close()


@rule("4.2-blocking-again")
def blocking_again():
    sock = peer("late 300 hello")
    sock.setblocking(False)
    raises_number("EAGAIN", sock.recv, 10)
    sock.setblocking(True)
    equal(sock.recv(10), b"hello")
    sock.close()


@rule("4.2-datagram-EAGAIN")
def datagram():
    client, server = datagram_pair()
    server.setblocking(False)
    raises_number("EAGAIN", server.recv, 10)
    raises_number("EAGAIN", server.recvfrom, 10)
    client.send(b"")
    settle()
    equal(server.recv(10), b"")
    raises_number("EAGAIN", server.recv, 10)
    client.close()
    server.close()


@rule("4.2-accept-EAGAIN")
def accept():
    server, address = listener()
    server.setblocking(False)
    raises_number("EAGAIN", server.accept)
    client = socket.socket()
    client.connect(address)
    settle()
    server.accept()[0].close()
    raises_number("EAGAIN", server.accept)
    client.close()
    server.close()


@rule("4.2-connect-EINPROGRESS")
def connect():
    sock = socket.socket()
    sock.setblocking(False)
    address = (WORLD, SILENT_PEER_PORT)
    raises_number("EINPROGRESS", sock.connect, address)
    raises_number("EALREADY", sock.connect, address)
    raises(OSError, sock.recv, 1)
    sock.close()


@rule("4.2-connect-completes")
def connect_completes():
    server, address = listener()
    sock = socket.socket()
    sock.setblocking(False)
    try:
        sock.connect(address)
    except OSError as error:
        equal(error.errno, errno.EINPROGRESS)
    settle()
    accepted, _ = server.accept()
    accepted.send(b"hello")
    wait_readable(sock)
    equal(sock.recv(10), b"hello")
    for end in (sock, accepted, server):
        end.close()


@rule("4.9-refused-and-asked-again")
def refused_again():
    # The classic way to learn the outcome is to call connect() again.
    sock = socket.socket()
    sock.setblocking(False)
    address = (LOOPBACK, next_port())
    if sock.connect_ex(address) != errno.ECONNREFUSED:
        settle()
        equal(sock.connect_ex(address), errno.ECONNREFUSED)
    sock.close()


@rule("4.9-refused-in-the-background")
def refused():
    sock = socket.socket()
    sock.setblocking(False)
    address = (LOOPBACK, next_port())
    error = raises(OSError, sock.connect, address)
    if error.errno != errno.ECONNREFUSED:
        settle()
        raises_number("ECONNREFUSED", sock.recv, 1)
    sock.close()


@rule("4.2-send-EAGAIN")
def send():
    client, server = pair()
    client.setblocking(False)
    sent = fill(client)
    raises_number("EAGAIN", client.send, bytes(1000))
    equal(drain(server), sent)
    equal(client.send(b"x"), 1)
    client.close()
    server.close()


@rule("2-non-blocking-send-may-be-short")
def short_send():
    client, server = pair()
    client.setblocking(False)
    block = bytes(200000)
    total = count = client.send(block)
    while count == len(block):
        try:
            count = client.send(block)
        except OSError as error:
            equal(error.errno, errno.EAGAIN)
            break
        total += count
    equal(drain(server), total)
    client.close()
    server.close()


@rule("4.3-sendall-tells-what-was-sent")
def sendall():
    not_on_cpython("does not tell")
    client, server = pair()
    client.setblocking(False)
    sent = fill(client)
    error = raises_number("EAGAIN", client.sendall, bytes(300000))
    equal(drain(server), sent + error.args[2])
    client.close()
    server.close()


@rule("4.2-stream-methods-give-None")
def stream_methods():
    not_on_cpython("sockets have no read")
    client, server = pair()
    client.setblocking(False)
    equal(client.read(10), None)
    equal(client.read(), None)
    equal(client.readinto(bytearray(4)), None)
    equal(client.readline(), None)
    server.send(b"text")
    wait_readable(client)
    equal(client.read(10), b"text")
    equal(client.read(10), None)
    client.close()
    server.close()


@rule("4.2-write-gives-None")
def write():
    not_on_cpython("sockets have no write")
    client, server = pair()
    client.setblocking(False)
    sent = fill(client)
    equal(client.write(bytes(1000)), None)
    equal(drain(server), sent)
    equal(client.write(b"x"), 1)
    client.close()
    server.close()


@rule("4.2-readline-without-newline")
def readline():
    not_on_cpython("sockets have no readline")
    # As MicroPython's streams do: what is there comes back, with or without its newline.
    client, server = pair()
    client.setblocking(False)
    server.send(b"one\ntw")
    wait_readable(client)
    equal(client.readline(), b"one\n")
    equal(client.readline(), b"tw")
    equal(client.readline(), None)
    server.send(b"o\n")
    wait_readable(client)
    equal(client.readline(), b"o\n")
    client.close()
    server.close()


@rule("4.6-eof")
def eof():
    client, server = pair()
    client.setblocking(False)
    server.close()
    settle()
    for _ in range(3):
        equal(client.recv(10), b"")
    not_on_cpython("sockets have no read")
    for _ in range(2):
        equal(client.read(10), b"")
        equal(client.read(), b"")
        equal(client.readline(), b"")
        equal(client.readinto(bytearray(4)), 0)
    client.close()


@rule("2-setblocking-arguments")
def arguments():
    sock = socket.socket()
    raises(TypeError, sock.setblocking)
    raises(TypeError, sock.setblocking, True, True)
    for value in (0, 1, True, False):
        equal(sock.setblocking(value), None)
    sock.close()
