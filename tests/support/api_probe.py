"""Prints what a socket module has: a line for each name, with where it is."""

import socket

OF_INSTANCES = ("family", "type", "proto")


def shows_its_address(sock):
    try:
        sock.bind(("127.0.0.1", 0))
        return str(sock.getsockname()) in repr(sock)
    except (AttributeError, OSError, TypeError):
        return False


def can_import(name):
    try:
        __import__(name)
    except ImportError:
        return False
    return True


def names():
    for name in dir(socket):
        yield "module", name
    for name in dir(socket.socket):
        if name != "__repr__":
            yield "socket", name
    sock = socket.socket()
    for name in OF_INSTANCES:
        if hasattr(sock, name):
            yield "socket", name
    if shows_its_address(sock):
        yield "socket", "__repr__"
    for name in ("usocket", "lwip"):
        if can_import(name):
            yield "import", name


for name in sorted(set(names())):
    print("has", *name)
