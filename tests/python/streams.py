"""Sockets as files: read, readinto, readline, write, makefile."""

import array
import json
import socket
import time

from check import (
    CPYTHON,
    datagram_pair,
    equal,
    file,
    listener,
    not_on_cpython,
    pair,
    peer,
    raises,
    raises_number,
    receive,
    rule,
    true,
)


@rule("2-read-waits-for-all-it-was-asked-for")
def read():
    sock = peer("drip 10 20")
    stream = file(sock)
    equal(stream.read(4), b"abcd")
    equal(stream.read(6), b"efghij")
    equal(stream.read(1), b"")
    sock.close()


@rule("2-read-until-the-end")
def read_all():
    for size in ((), (-1,)):
        sock = peer("bytes 5000")
        equal(file(sock).read(*size), bytes(range(250)) * 20)
        sock.close()


@rule("2-read-short-at-the-end")
def read_short():
    sock = peer("bytes 10")
    stream = file(sock)
    equal(stream.read(100), bytes(range(10)))
    equal(stream.read(100), b"")
    sock.close()


@rule("4.10-read-zero")
def read_zero():
    client, server = pair()
    equal(file(client).read(0), b"")
    server.send(b"x")
    equal(file(client).read(0), b"")
    equal(client.recv(1), b"x")
    client.close()
    server.close()


@rule("2-readline")
def readline():
    client, server = pair()
    server.send(b"GET / HTTP/1.0\r\nHost: x\r\n\r\nrest")
    server.close()
    stream = file(client)
    equal(stream.readline(), b"GET / HTTP/1.0\r\n")
    equal(stream.readline(), b"Host: x\r\n")
    equal(stream.readline(), b"\r\n")
    equal(stream.readline(), b"rest")
    equal(stream.readline(), b"")
    equal(stream.readline(), b"")
    client.close()


@rule("2-readline-waits-for-the-newline")
def readline_waits():
    sock = peer("lines 3 50")
    stream = file(sock)
    for index in range(3):
        equal(stream.readline(), b"line %d\n" % index)
    equal(stream.readline(), b"")
    sock.close()


@rule("2-readline-takes-no-more")
def readline_no_more():
    not_on_cpython("the file object has a buffer")
    client, server = pair()
    server.send(b"header\nbody")
    equal(client.readline(), b"header\n")
    equal(client.recv(100), b"body")
    client.close()
    server.close()


@rule("2-readline-limit")
def readline_limit():
    client, server = pair()
    server.send(b"0123456789\nrest\n")
    stream = file(client)
    equal(stream.readline(4), b"0123")
    equal(stream.readline(100), b"456789\n")
    equal(stream.readline(0), b"")
    equal(stream.readline(5), b"rest\n")
    client.close()
    server.close()


@rule("2-readline-long")
def readline_long():
    client, server = pair()
    line = b"x" * 5000 + b"\n"
    server.send(line + b"next\n")
    stream = file(client)
    equal(stream.readline(), line)
    equal(stream.readline(), b"next\n")
    client.close()
    server.close()


@rule("2-lines-of-a-request")
def many_lines():
    sock = peer("lines 200 0")
    stream = file(sock)
    for index in range(200):
        equal(stream.readline(), b"line %d\n" % index)
    equal(stream.readline(), b"")
    sock.close()


# As many pieces as lwIP's mailbox holds: by default on an ESP32, and in lwIP's port to Unix.
@rule("2-end-behind-a-full-mailbox")
def end_behind_pieces():
    for count in (6, 127):
        sock = peer("pieces %d" % count)
        time.sleep(0.5 + 0.005 * count)
        sock.settimeout(2)
        equal(len(receive(sock, count)), count)
        equal(sock.recv(1), b"")
        sock.close()


@rule("2-readinto")
def readinto():
    sock = peer("drip 10 20")
    stream = file(sock)
    buffer = bytearray(4)
    equal(stream.readinto(buffer), 4)
    equal(buffer, b"abcd")
    equal(stream.readinto(memoryview(buffer)[1:3]), 2)
    equal(buffer, b"aefd")
    equal(stream.readinto(bytearray(0)), 0)
    words = array.array("B", [0] * 3)
    equal(stream.readinto(words), 3)
    equal(bytes(words), b"ghi")
    sock.close()


@rule("2-readinto-with-a-count")
def readinto_count():
    not_on_cpython("readinto takes a buffer only")
    client, server = pair()
    server.send(b"0123456789")
    buffer = bytearray(b"........")
    equal(client.readinto(buffer, 3), 3)
    equal(buffer, b"012.....")
    equal(client.readinto(buffer, 0), 0)
    raises(ValueError, client.readinto, buffer, -1)
    equal(receive(client, 7), b"3456789")
    client.close()
    server.close()


@rule("2-readinto-needs-a-writable-buffer")
def readinto_readonly():
    client, server = pair()
    server.send(b"data")
    stream = file(client)
    for wrong in (b"bytes", "text", None, 5):
        raises(TypeError, stream.readinto, wrong)
    raises(TypeError, stream.readinto)
    equal(stream.read(4), b"data")
    client.close()
    server.close()


@rule("2-write-forms")
def write_forms():
    not_on_cpython("write takes a buffer only")
    client, server = pair()
    equal(client.write(b"0123456789"), 10)
    equal(client.write(b"abcdef", 3), 3)
    equal(client.write(b"ABCDEF", 2, 3), 3)
    equal(client.write("text"), 4)
    equal(client.write(memoryview(b"xviewx")[1:5]), 4)
    equal(client.write(array.array("B", b"array")), 5)
    equal(client.write(b""), 0)
    equal(receive(server, 29), b"0123456789abcCDEtextviewarray")
    client.close()
    server.close()


@rule("2-write-ranges")
def write_ranges():
    not_on_cpython("write takes a buffer only")
    client, server = pair()
    # As MicroPython's streams do: a count beyond the buffer is cut to it.
    equal(client.write(b"abc", 100), 3)
    equal(client.write(b"abc", 2, 100), 1)
    raises(ValueError, client.write, b"abc", -1)
    raises(ValueError, client.write, b"abc", -1, 2)
    equal(receive(server, 4), b"abcc")
    client.close()
    server.close()


@rule("2-write-argument-types")
def write_types():
    not_on_cpython("sockets have no write")
    client, server = pair()
    for wrong in (None, 5, []):
        raises(TypeError, client.write, wrong)
    raises(TypeError, client.write)
    raises(TypeError, client.write, b"x", "y")
    for method in (client.read, client.readline):
        raises(TypeError, method, "x")
        raises(TypeError, method, 1.5)
        raises(TypeError, method, 1, 2)
    client.close()
    server.close()


@rule("2-write-queues-everything")
def write_everything():
    data = bytes(range(250)) * 400
    sock = peer("sum %d" % len(data))
    if CPYTHON:
        equal(sock.makefile("wb", 0).write(data), len(data))
    else:
        equal(sock.write(data), len(data))
    true(int(sock.recv(20)) > 0, "no checksum")
    sock.close()


@rule("2-makefile-modes")
def makefile_modes():
    client, server = pair()
    for mode in ("rb", "rwb", "wb"):
        true(client.makefile(mode) is not None, mode)
    for mode in ("r", "w", "rw"):
        true(client.makefile(mode) is not None, mode)
    for mode in ("x", "a", "rx", "rb+", "q"):
        raises(ValueError, client.makefile, mode)
    raises(TypeError, client.makefile, 5)
    client.close()
    server.close()


@rule("2-makefile-of-the-tutorials")
def makefile_tutorial():
    client, server = pair()
    server.send(b"GET / HTTP/1.0\r\n\r\n")
    stream = client.makefile("rwb", 0)
    equal(stream.readline(), b"GET / HTTP/1.0\r\n")
    equal(stream.readline(), b"\r\n")
    equal(stream.write(b"answer"), 6)
    equal(server.recv(10), b"answer")
    client.close()
    server.close()


@rule("2-makefile-is-binary")
def makefile_binary():
    not_on_cpython("a mode without b is text")
    client, server = pair()
    server.send(b"line\n")
    equal(client.makefile("r").readline(), b"line\n")
    client.close()
    server.close()


@rule("2-makefile-refuses-cpython-only-arguments")
def makefile_arguments():
    not_on_cpython("has encoding, errors and newline")
    client, server = pair()
    try:
        client.makefile("r", encoding="utf8")
    except TypeError:
        return
    finally:
        client.close()
        server.close()
    raise AssertionError("encoding was accepted")


@rule("2-closing-the-file-closes-the-socket")
def makefile_close():
    not_on_cpython("the socket stays open")
    client, server = pair()
    client.makefile("rwb", 0).close()
    equal(server.recv(1), b"")
    raises_number("EBADF", client.send, b"x")
    server.close()


@rule("2-json-through-the-stream-slots")
def json_slots():
    client, server = pair()
    stream = client.makefile("w") if CPYTHON else client
    json.dump({"temperature": [20, 21]}, stream)
    if CPYTHON:
        stream.close()
    client.close()
    equal(
        json.load(server.makefile("r") if CPYTHON else server),
        {"temperature": [20, 21]},
    )
    server.close()


@rule("2-print-to-a-socket")
def print_slots():
    not_on_cpython("needs a text file")
    client, server = pair()
    print("hello", 5, file=client)
    equal(receive(server, 8), b"hello 5\n")
    client.close()
    server.close()


@rule("2-stream-methods-not-connected")
def not_connected():
    not_on_cpython("sockets have no read")
    for method, argument in (("read", 1), ("readline", 1), ("readinto", bytearray(1))):
        raises_number("ENOTCONN", getattr(socket.socket(), method), argument)
    raises(OSError, socket.socket().write, b"x")
    server, _ = listener()
    raises_number("ENOTCONN", server.read, 1)
    raises(OSError, server.write, b"x")
    server.close()


@rule("2-write-a-datagram")
def write_datagram():
    not_on_cpython("sockets have no read")
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.settimeout(0.05)
    raises(OSError, sock.write, b"x")
    sock.close()
    sender, receiver = datagram_pair()
    equal(sender.write(b"datagram"), 8)
    equal(receiver.recv(20), b"datagram")
    sender.close()
    receiver.close()
