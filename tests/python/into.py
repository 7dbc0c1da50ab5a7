"""Receiving into buffers, and what the flags of a receive do."""

import array
import socket

from check import (
    LOOPBACK,
    datagram_pair,
    equal,
    pair,
    raises,
    raises_number,
    receive,
    receiver,
    rule,
    times_out,
    true,
    wait_readable,
)

MESSAGE = b"Michael Gilfix was here"


def stream():
    client, server = pair()
    client.send(MESSAGE)
    wait_readable(server)
    return client, server


def close(*sockets):
    for sock in sockets:
        sock.close()


@rule("2-CPython-BufferIOTest.testRecvIntoArray")
def into_array():
    client, server = stream()
    buffer = array.array("B", bytes(len(MESSAGE)))
    equal(server.recv_into(buffer), len(MESSAGE))
    equal(bytes(buffer), MESSAGE)
    close(client, server)


@rule("2-CPython-BufferIOTest.testRecvIntoBytearray")
def into_bytearray():
    client, server = stream()
    buffer = bytearray(1024)
    equal(server.recv_into(buffer), len(MESSAGE))
    equal(bytes(buffer[: len(MESSAGE)]), MESSAGE)
    equal(bytes(buffer[len(MESSAGE) :]), bytes(1024 - len(MESSAGE)))
    close(client, server)


@rule("2-CPython-BufferIOTest.testRecvIntoMemoryview")
def into_memoryview():
    client, server = stream()
    buffer = bytearray(b"-" * 12)
    equal(server.recv_into(memoryview(buffer)[2:9]), 7)
    equal(bytes(buffer), b"--Michael---")
    close(client, server)


@rule("2-CPython-BufferIOTest.testRecvFromIntoBytearray")
def from_into():
    sender, server = datagram_pair()
    sender.send(MESSAGE)
    for kind in (bytearray, memoryview, array.array):
        size = 100
        buffer = bytearray(size)
        if kind is array.array:
            buffer = array.array("B", bytes(size))
        elif kind is memoryview:
            buffer = memoryview(buffer)
        count, address = server.recvfrom_into(buffer)
        equal(bytes(buffer[:count]), MESSAGE)
        equal(address, (LOOPBACK, sender.getsockname()[1]))
        sender.send(MESSAGE)
    close(sender, server)


@rule("2-CPython-BufferIOTest.testRecvFromIntoSmallBuffer")
def small_buffer():
    client, server = stream()
    buffer = bytearray(8)
    raises(ValueError, server.recv_into, buffer, 1024)
    raises(ValueError, server.recvfrom_into, buffer, 1024)
    equal(bytes(buffer), bytes(8))
    equal(receive(server, len(MESSAGE)), MESSAGE)
    close(client, server)


@rule("2-CPython-BufferIOTest.testRecvFromIntoEmptyBuffer")
def empty_buffer():
    client, server = stream()
    equal(server.recv_into(bytearray()), 0)
    equal(server.recvfrom_into(bytearray())[0], 0)
    equal(server.recvfrom_into(bytearray(), 0)[0], 0)
    equal(receive(server, len(MESSAGE)), MESSAGE)
    close(client, server)


@rule("2-recv_into-arguments")
def arguments():
    client, server = stream()
    buffer = bytearray(10)
    equal(server.recv_into(buffer, 3), 3)
    equal(server.recv_into(buffer, 0), 10)
    equal(bytes(buffer), MESSAGE[3:13])
    equal(server.recv_into(buffer, nbytes=2, flags=socket.MSG_PEEK), 2)
    equal(bytes(buffer[:2]), MESSAGE[13:15])
    equal(receive(server, 10), MESSAGE[13:])
    for size in (-1, -1000):
        raises(ValueError, server.recv_into, buffer, size)
        raises(ValueError, server.recvfrom_into, buffer, size)
    for bad in (b"read-only", "text", 1, None):
        raises(TypeError, server.recv_into, bad)
        raises(TypeError, server.recvfrom_into, bad)
    raises(TypeError, server.recv_into)
    close(client, server)


@rule("4.2-recv_into")
def waiting():
    client, server = pair()
    server.settimeout(0.1)
    times_out(100, server.recv_into, bytearray(1))
    times_out(100, server.recvfrom_into, bytearray(1))
    server.setblocking(False)
    raises_number("EAGAIN", server.recv_into, bytearray(1))
    raises_number("EAGAIN", server.recvfrom_into, bytearray(1))
    client.close()
    wait_readable(server)
    equal(server.recv_into(bytearray(1)), 0)
    equal(server.recvfrom_into(bytearray(1))[0], 0)
    server.close()


@rule("4.11-recv_into-cuts-datagrams")
def cut():
    sender, server = datagram_pair()
    sender.send(b"0123456789")
    sender.send(b"next")
    buffer = bytearray(4)
    equal(server.recvfrom_into(buffer)[0], 4)
    equal(bytes(buffer), b"0123")
    equal(server.recv_into(buffer), 4)
    equal(bytes(buffer), b"next")
    close(sender, server)


@rule("4.11-CPython-RecvmsgGenericTests.testRecvmsgTrunc")
def truncated():
    sender, server = datagram_pair()
    buffer = bytearray(4)
    for size in (10, 1000):
        sender.send(bytes(size))
        equal(server.recv_into(buffer, 4, socket.MSG_TRUNC), size)
        sender.send(bytes(size))
        flags = socket.MSG_TRUNC | socket.MSG_PEEK
        equal(server.recvfrom_into(buffer, 4, flags)[0], size)
        equal(len(server.recv(2000)), size)
    close(sender, server)


@rule("2-CPython-RecvmsgGenericTests.testRecvmsgPeek")
def peek():
    client, server = stream()
    equal(server.recv(7, socket.MSG_PEEK), b"Michael")
    equal(server.recvfrom(7, socket.MSG_PEEK)[0], b"Michael")
    equal(receive(server, len(MESSAGE)), MESSAGE)
    close(client, server)
    sender, server = datagram_pair()
    sender.send(MESSAGE)
    equal(server.recv(7, socket.MSG_PEEK), b"Michael")
    equal(server.recv(100), MESSAGE)
    close(sender, server)


@rule("2-CPython-SendmsgStreamTests.testSendmsgDontWait")
def do_not_wait():
    client, server = pair()
    raises_number("EAGAIN", server.recv, 1, socket.MSG_DONTWAIT)
    raises_number("EAGAIN", server.recvfrom, 1, socket.MSG_DONTWAIT)
    block = bytes(4000)
    try:
        for _ in range(100000):
            client.send(block, socket.MSG_DONTWAIT)
        raise AssertionError("it takes everything")
    except OSError as error:
        equal(type(error) is socket.timeout, False)
    equal(client.getblocking(), True)
    close(client, server)
    sock, _ = receiver()
    raises_number("EAGAIN", sock.recvfrom, 1, socket.MSG_DONTWAIT)
    sock.close()


@rule("4.10-CPython-BasicUDPTest.testRecvFromNegative")
def negative():
    sock, _ = receiver()
    raises(ValueError, sock.recvfrom, -1)
    raises(ValueError, sock.recv, -1)
    raises(ValueError, sock.recvfrom, -1000)
    sock.close()


@rule("2-CPython-BasicTCPTest.testOverFlowRecvFrom")
def portions():
    client, server = stream()
    first, address = server.recvfrom(len(MESSAGE) - 3)
    second, _ = server.recvfrom(1024)
    equal(first + second, MESSAGE)
    true(address in (None, client.getsockname()), "from %r" % (address,))
    close(client, server)
