"""The operations that scripts/bench measures, with both ends in one script.

It runs on MicroPython and is the files of this folder, joined: this one, those with the operations, repeat.py.
Before it come the lines PORT = the first free one, CLIENTS = number, SETTLE = way and
PLAN = [(operation, count, milliseconds), ...]: each operation is repeated `count` times or more, until
so much time has passed. It prints a line for each: name, repetitions, microseconds, bytes of Python's heap
for one. An operation is a function that makes its sockets and returns what to repeat, and how often that
repeats the operation in one call.
"""

import socket
import time

FEED = 4000  # what one end sends at once fits into any stack's window
# MicroPython's unix port has no names for them.
TCP = getattr(socket, "IPPROTO_TCP", 6)
NODELAY = getattr(socket, "TCP_NODELAY", 1)
LINE = b"x" * 79 + b"\n"

_port = PORT
timed = False


def settle():
    """What was sent over lwIP's loopback arrives when events are handled. The C module sleeps a millisecond
    after that: where the clock would count it, receiving shall not have to wait."""
    if SETTLE == "sleep":
        time.sleep_ms(0)
    elif SETTLE == "loop" and timed:
        for _ in range(64):
            pass


def next_address():
    global _port
    _port += 1
    return socket.getaddrinfo("127.0.0.1", _port)[0][-1]


def listen():
    while True:
        address = next_address()
        listener = socket.socket()
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(1)
            return listener, address
        except OSError:  # in use
            listener.close()


def pair():
    listener, address = listen()
    near = socket.socket()
    near.connect(address)
    far = listener.accept()[0]
    listener.close()
    for end in (near, far):
        end.setsockopt(TCP, NODELAY, 1)
    return near, far
