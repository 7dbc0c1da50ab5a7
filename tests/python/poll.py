"""select.poll and select.select: what a socket is ready for."""

import select
import socket

from check import (
    CPYTHON,
    LOOPBACK,
    SILENT_PEER_PORT,
    WORLD,
    datagram_pair,
    drain,
    equal,
    fill,
    interrupted,
    listener,
    milliseconds_since,
    next_port,
    not_on_cpython,
    now,
    pair,
    peer,
    rule,
    settle,
    skip,
    true,
)

IN = select.POLLIN
OUT = select.POLLOUT
ERR = select.POLLERR
HUP = select.POLLHUP
NVAL = 32  # MicroPython's select has no name for it


def events(sock, interest=IN | OUT, wait=0):
    poller = select.poll()
    poller.register(sock, interest)
    ready = poller.poll(wait)
    return ready[0][1] if ready else 0


def has(found, wanted, unwanted=0):
    true(found & wanted == wanted, "got %#x, expected %#x" % (found, wanted))
    true(found & unwanted == 0, "got %#x, did not expect %#x" % (found, unwanted))


@rule("4.2-poll-connected")
def connected():
    client, server = pair()
    has(events(client), OUT, IN | ERR | HUP)
    server.send(b"x")
    settle()
    has(events(client), IN | OUT, ERR | HUP)
    client.recv(1)
    has(events(client), OUT, IN | ERR | HUP)
    client.close()
    server.close()


@rule("4.2-poll-reports-what-was-asked")
def interest():
    client, server = pair()
    server.send(b"x")
    settle()
    equal(events(client, IN), IN)
    equal(events(client, OUT), OUT)
    client.close()
    server.close()


@rule("4.2-poll-listener")
def listening():
    server, address = listener()
    equal(events(server, IN), 0)
    client = socket.socket()
    client.connect(address)
    settle()
    equal(events(server, IN), IN)
    server.accept()[0].close()
    equal(events(server, IN), 0)
    client.close()
    server.close()


@rule("4.2-poll-not-connected")
def unconnected():
    has(events(socket.socket()), HUP, IN)


@rule("4.2-poll-full")
def full():
    client, server = pair()
    client.setblocking(False)
    fill(client)
    has(events(client), 0, OUT)
    drain(server)
    has(events(client, OUT, 1000), OUT)
    client.close()
    server.close()


@rule("4.6-poll-end")
def end():
    client, server = pair()
    server.close()
    settle()
    has(events(client, IN), IN)
    equal(client.recv(1), b"")
    has(events(client, IN), IN)
    client.close()


@rule("4.9-poll-reset")
def reset():
    sock = peer("reset 50")
    for _ in range(4):
        settle()
    found = events(sock, IN | OUT)
    true(found & (ERR | HUP), "got %#x" % found)
    has(found, IN)
    sock.close()


@rule("4.9-poll-refused")
def refused():
    sock = socket.socket()
    sock.setblocking(False)
    try:
        sock.connect((LOOPBACK, next_port()))
    except OSError:
        pass
    settle()
    true(events(sock, OUT) & (ERR | HUP), "a refused connect is not reported")
    sock.close()


@rule("4.2-poll-connecting")
def connecting():
    sock = socket.socket()
    sock.setblocking(False)
    try:
        sock.connect((WORLD, SILENT_PEER_PORT))
    except OSError:
        pass
    equal(events(sock), 0)
    sock.close()


@rule("4.2-poll-connect-completes")
def connect_completes():
    server, address = listener()
    sock = socket.socket()
    sock.setblocking(False)
    try:
        sock.connect(address)
    except OSError:
        pass
    has(events(sock, OUT, 1000), OUT, ERR | HUP)
    equal(sock.send(b"x"), 1)
    sock.close()
    server.close()


@rule("4.2-poll-datagram")
def datagram():
    client, server = datagram_pair()
    has(events(server), OUT, IN | ERR | HUP)
    client.send(b"")
    settle()
    has(events(server), IN | OUT, ERR | HUP)
    server.recv(1)
    has(events(server), OUT, IN)
    client.close()
    server.close()


@rule("4.6-poll-closed-is-POLLNVAL")
def closed():
    client, server = pair()
    poller = select.poll()
    poller.register(client, IN)
    client.close()
    equal(poller.poll(0)[0][1], NVAL)
    server.close()


@rule("4.2-poll-waits")
def waits():
    sock = peer("late 300 hello")
    start = now()
    equal(events(sock, IN, 5000), IN)
    true(
        200 <= milliseconds_since(start) <= 1000,
        "took %d ms" % milliseconds_since(start),
    )
    sock.close()


@rule("4.2-poll-timeout")
def timeout():
    client, server = pair()
    start = now()
    equal(events(client, IN, 200), 0)
    true(
        199 <= milliseconds_since(start) <= 300,
        "took %d ms" % milliseconds_since(start),
    )
    client.close()
    server.close()


@rule("4.5-ctrl-c-ends-poll")
def ctrl_c():
    not_on_cpython("the check needs a Ctrl-C that the script survives")
    client, server = pair()
    poller = select.poll()
    poller.register(client, IN)
    interrupted(poller.poll, 5000)
    client.close()
    server.close()


@rule("4.2-poll-several")
def several():
    pairs = [pair() for _ in range(3)]
    poller = select.poll()
    for client, _ in pairs:
        poller.register(client, IN)
    pairs[1][1].send(b"x")
    settle()
    ready = poller.poll(0)
    equal(len(ready), 1)
    true(
        ready[0][0] in (pairs[1][0], pairs[1][0].fileno()), "the wrong socket is ready"
    )
    poller.unregister(pairs[1][0])
    equal(poller.poll(0), [])
    for client, server in pairs:
        client.close()
        server.close()


@rule("4.2-select")
def select_call():
    if not hasattr(select, "select"):
        skip("the port has poll only")
    client, server = pair()
    equal(select.select([client], [], [], 0), ([], [], []))
    equal(select.select([], [client], [], 0), ([], [client], []))
    server.send(b"x")
    equal(select.select([client], [], [], 1), ([client], [], []))
    client.close()
    server.close()


@rule("4.2-ipoll")
def ipoll():
    not_on_cpython("has no ipoll")
    client, server = pair()
    poller = select.poll()
    poller.register(client, IN)
    equal([event[1] for event in poller.ipoll(0)], [])
    server.send(b"x")
    settle()
    equal([event[1] for event in poller.ipoll(0)], [IN])
    client.close()
    server.close()


class Subclass(socket.socket):
    pass


@rule("2-poll-a-subclass")
def subclass():
    server, address = listener()
    sock = Subclass()
    sock.connect(address)
    accepted, _ = server.accept()
    equal(events(sock, IN), 0)
    accepted.send(b"x")
    settle()
    equal(events(sock, IN), IN)
    equal(sock.recv(1), b"x")
    for end in (sock, accepted, server):
        end.close()


@rule("2-poll-a-file")
def poll_file():
    client, server = pair()
    stream = client.makefile("rwb", 0)
    equal(events(stream, IN), 0)
    server.send(b"x")
    settle()
    equal(events(stream, IN), IN)
    if CPYTHON:
        stream.close()
    client.close()
    server.close()
