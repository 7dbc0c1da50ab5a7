"""Sockets far down in calls: C code that called Python that called C code.

On a processor with register windows, each depth has the registers of the callers in other places,
and exceptions and the collector have to find them all.
"""

import gc
import select
import socket

from check import (
    equal,
    listener,
    not_on_cpython,
    pair,
    raises,
    raises_number,
    receive,
    rule,
    settle,
)

DEPTH = 12
POLL = 3  # MicroPython's number of that request to an object


def quick_pair():
    """Both ends of a connection that does not hold back what is short."""
    client, server = pair()
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return client, server


def below(depth, call, *arguments):
    """What the call returns, from under that many calls of Python by C. Each level keeps a
    value meanwhile, also when an exception passes."""
    if depth == 0:
        return call(*arguments)
    kept = [depth, "x" * depth]
    results = []

    def key(_):
        results.append(below(depth - 1, call, *arguments))
        return 0

    try:
        max((0,), key=key)
    finally:
        equal(kept, [depth, "x" * depth])
    return results[0]


@rule("4.3-bytes-of-every-depth")
def every_depth():
    client, server = quick_pair()
    for depth in range(DEPTH):
        data = bytes([depth]) * (depth + 100)
        equal(below(depth, client.send, data), len(data))
        equal(below(DEPTH - depth, receive, server, len(data)), data)
    client.close()
    server.close()


@rule("4.7-connections-of-every-depth")
def connections():
    server, address = listener()
    for depth in range(DEPTH):
        client = socket.socket()
        below(depth, client.connect, address)
        accepted, peer_address = below(DEPTH - depth, server.accept)
        equal(peer_address, client.getsockname())
        below(depth, client.sendall, b"name\n")
        equal(receive(accepted, 5), b"name\n")
        below(depth, client.close)
        equal(below(depth, accepted.recv, 1), b"")
        accepted.close()
    server.close()


@rule("4.2-timeout-passes-every-depth")
def timeouts():
    client, server = quick_pair()
    for depth in range(DEPTH):
        server.settimeout(0.01)
        raises(socket.timeout, below, depth, server.recv, 1)
        client.send(b"x")
        server.settimeout(5)
        equal(below(depth, server.recv, 1), b"x")
    client.close()
    server.close()


@rule("4.9-errors-pass-every-depth")
def errors():
    server, address = listener()
    server.close()
    for depth in range(DEPTH):
        client = socket.socket()
        raises_number("ECONNREFUSED", below, depth, client.connect, address)
        client.close()
        raises_number("EBADF", below, depth, client.send, b"x")


@rule("4.4-recursion-limit-leaves-the-socket")
def recursion_limit():
    client, server = quick_pair()

    def forever(count):
        server.send(b"x")
        return forever(count + 1) + 1

    raises(RuntimeError, forever, 0)
    settle()
    client.settimeout(0.5)
    total = 0
    try:
        while True:
            total += len(client.recv(1000))
    except socket.timeout:
        pass
    server.send(b"end")
    equal(receive(client, 3), b"end")
    equal(total > DEPTH, True)
    client.close()
    server.close()


@rule("4.4-collections-at-every-depth")
def collections():
    """Objects that only a register or the stack has while the collector runs."""
    client, server = quick_pair()

    def collected(size):
        data = bytes([size]) * size
        gc.collect()
        bytearray(1000)  # takes what was free
        return data

    for depth in range(1, DEPTH):
        size = below(depth, client.send, below(depth, collected, depth))
        gc.collect()
        got = [below(depth, collected, depth), below(depth, receive, server, size)]
        equal(got, [bytes([depth]) * depth] * 2)
    client.close()
    server.close()


@rule("4.4-a-collection-with-every-allocation")
def every_allocation():
    not_on_cpython("its collector cannot be told to")
    server, address = listener()
    gc.threshold(16)
    try:
        for depth in range(1, DEPTH, 3):
            client = socket.socket()
            client.connect(address)
            accepted, _ = below(depth, server.accept)
            line = b"%d of these\n" % depth
            below(depth, client.write, line * 3)
            equal(below(depth, accepted.readline), line)
            equal(below(depth, accepted.read, len(line)), line)
            equal(below(depth, accepted.recvfrom, 100)[0], line)
            infos = below(depth, socket.getaddrinfo, *address)
            equal(infos[0][-1], socket.getaddrinfo(*address)[0][-1])
            client.close()
            accepted.close()
    finally:
        gc.threshold(-1)
    server.close()


def chain_class():
    """Objects that poll asks, and that ask the next one: MicroPython only."""
    not_on_cpython("poll asks descriptors there")
    import io

    class Link(io.IOBase):
        def __init__(self, inner):
            self.inner = inner

        def ioctl(self, request, argument):
            if request != POLL:
                return -22  # EINVAL: no other request
            poller = select.poll()
            poller.register(self.inner, argument)
            ready = poller.poll(0)
            gc.collect()
            return ready[0][1] if ready else 0

    return Link


@rule("4.2-poll-through-python-objects")
def poll_through_objects():
    Link = chain_class()
    client, server = quick_pair()
    chain = server
    for depth in range(DEPTH):
        poller = select.poll()
        poller.register(chain, select.POLLIN)
        equal(poller.poll(0), [])
        client.send(b"x")
        settle()
        equal(poller.poll(1000), [(chain, select.POLLIN)])
        equal(server.recv(1), b"x")
        chain = Link(chain)
    client.close()
    server.close()


@rule("4.9-errors-pass-polls-of-python-objects")
def errors_through_polls():
    Link = chain_class()
    client, server = quick_pair()

    class Last(Link):
        def ioctl(self, request, argument):
            return self.inner.recv(1) if request == POLL else -22

    server.setblocking(False)
    chain = Last(server)
    for depth in range(DEPTH):
        poller = select.poll()
        poller.register(chain, select.POLLIN)
        raises_number("EAGAIN", poller.poll, 0)
        chain = Link(chain)
    client.close()
    server.close()
