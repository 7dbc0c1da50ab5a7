"""Blocks of 64 KB with lwIP alone at one end or both: only for a build that has the module."""

import socket

import lwip_alone


def lwip_to_lwip(copies):
    port, _ = next_lwip_address()
    lwip_alone.listen(port, copies)
    lwip_alone.connect(port)
    return lwip_alone.transfer, 1


def lwip_copied():
    return lwip_to_lwip(True)


def lwip_dropped():
    return lwip_to_lwip(False)


def lwip_by_steps(after_each):
    """A window at a time, as the other loops are."""
    lwip_to_lwip(True)

    def run():
        rest = SIZE
        while rest > 0:
            count = lwip_alone.send(rest)
            rest -= count
            settle()
            after_each(count)

    return run, 1


def lwip_from_python():
    return lwip_by_steps(lambda count: None)


def lwip_and_memory():
    """What recv asks MicroPython for."""
    return lwip_by_steps(bytearray)


def next_lwip_address():
    """Without the connection of the operation before."""
    lwip_alone.close()
    address = next_address()
    return _port, address


def send_to_lwip():
    port, address = next_lwip_address()
    lwip_alone.listen(port, True)
    near = socket.socket()
    near.connect(address)
    near.setsockopt(TCP, NODELAY, 1)
    near.setblocking(False)
    data = memoryview(bytearray(SIZE))

    def run():
        sent = 0
        while sent < SIZE:
            sent += near.send(data[sent:])
            settle()
        if lwip_alone.arrived() != SIZE:
            raise OSError("not all has arrived")

    return run, 1


def receive_from_lwip():
    lwip_alone.close()
    listener, _ = listen()
    lwip_alone.connect(_port)
    far = listener.accept()[0]
    listener.close()
    return far


def recv_from_lwip():
    far = receive_from_lwip()

    def run():
        rest = SIZE
        while rest > 0:
            count = lwip_alone.send(rest)
            rest -= count
            settle()
            while count > 0:
                count -= len(far.recv(count))

    return run, 1


def readinto_from_lwip():
    far = receive_from_lwip()
    data = memoryview(bytearray(SIZE))

    def run():
        rest = SIZE
        while rest > 0:
            count = lwip_alone.send(rest)
            rest -= count
            settle()
            far.readinto(data[:count])

    return run, 1
