"""Threads that share sockets: nobody waits for ever, and nobody uses what another has closed.

Rules are those of tests/python; ROUNDS is smaller where a tool makes everything slow.
"""

import _thread
import gc
import select
import socket
import time

from check import (
    LOOPBACK,
    WORLD,
    datagram_pair,
    equal,
    listener,
    number,
    pair,
    receive,
    receiver,
    rule,
    true,
)

ROUNDS = 20
PATIENCE = 30  # seconds
BLOCK = 500
# What a call may say whose socket another thread has closed, or whose peer is gone.
ENDINGS = [number(name) for name in ("EBADF", "ECONNRESET", "EPIPE", "ENOTCONN")]


class Crew:
    """Threads that are waited for; what one of them raises is raised here."""

    def __init__(self):
        self.running = 0
        self.errors = []

    def start(self, function, *arguments):
        def work():
            try:
                function(*arguments)
            except Exception as error:
                self.errors.append(error)
            finally:
                self.running -= 1

        self.running += 1
        _thread.start_new_thread(work, ())

    def join(self):
        start = time.ticks_ms()
        while self.running:
            late = time.ticks_diff(time.ticks_ms(), start) > PATIENCE * 1000
            true(not late, "%d threads wait for ever" % self.running)
            time.sleep_ms(2)
        if self.errors:
            raise self.errors[0]


def until_the_end(call, *arguments):
    """Calls again and again, until the socket has ended; how often."""
    count = 0
    try:
        while call(*arguments):
            count += 1
    except OSError as error:
        true(error.errno in ENDINGS, repr(error))
    return count


def echo(index):
    for turn in range(ROUNDS):
        client, server = pair_of(index, turn)
        data = bytes([index + 1]) * BLOCK
        client.sendall(data)
        equal(receive(server, BLOCK), data)
        server.write(data)
        server.close()
        equal(client.read(), data)
        client.close()


def pair_of(index, turn):
    """As pair(), with ports that no other thread takes."""
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    address = (LOOPBACK, 30000 + 1000 * index + turn)
    server.bind(address)
    server.listen(1)
    client = socket.socket()
    client.connect(address)
    accepted, _ = server.accept()
    server.close()
    return client, accepted


@rule("4.2-threads-with-sockets-of-their-own")
def own():
    # lwIP's sockets API has ten, of which each has three for a moment.
    crew = Crew()
    for index in range(3):
        crew.start(echo, index)
    crew.join()


@rule("4.2-one-thread-reads-another-writes")
def duplex():
    client, server = pair()
    blocks = 10 * ROUNDS
    crew = Crew()

    def write(sock):
        for index in range(blocks):
            sock.sendall(bytes([index & 255]) * BLOCK)

    def read(sock):
        for index in range(blocks):
            equal(receive(sock, BLOCK), bytes([index & 255]) * BLOCK)

    for sock in (client, server):
        crew.start(write, sock)
        crew.start(read, sock)
    crew.join()
    client.close()
    server.close()


def close_under(wait, delay):
    """One reads, one writes, one closes."""
    client, server = pair()
    crew = Crew()
    crew.start(until_the_end, wait, client)
    crew.start(until_the_end, client.send, bytes(BLOCK))
    crew.start(until_the_end, server.recv, BLOCK)
    time.sleep_ms(delay)
    client.close()
    crew.join()
    server.close()


@rule("4.6-one-reads-one-writes-one-closes")
def closed():
    buffer = bytearray(BLOCK)
    for turn in range(ROUNDS):
        for wait in (
            lambda sock: sock.recv(BLOCK),
            lambda sock: sock.readinto(buffer),
            lambda sock: sock.readline(),
        ):
            close_under(wait, turn % 7)


def close_while(call, sock):
    crew = Crew()
    crew.start(until_the_end, call)
    time.sleep_ms(3)
    sock.close()
    crew.join()


def receive_and_keep(sock, got):
    while data := sock.recv(10):
        got.append(data)


@rule("4.6-closed-under-accept-and-recvfrom")
def closed_waits():
    for _ in range(ROUNDS // 4 + 1):
        server, _ = listener()
        close_while(server.accept, server)
        sock, _ = receiver()
        close_while(sock.read, sock)
        sock, _ = receiver()
        close_while(lambda sock=sock: sock.recvfrom(10), sock)


def reuse_descriptor():
    client, server = pair()
    crew = Crew()
    got = []
    crew.start(until_the_end, receive_and_keep, client, got)
    time.sleep_ms(2)
    client.close()
    # Takes over the descriptor at once.
    one, other = pair()
    other.send(b"not yours")
    crew.join()
    equal(got, [])
    equal(receive(one, 9), b"not yours")
    for sock in (server, one, other):
        sock.close()


@rule("4.6-a-descriptor-that-is-somebody-elses-now")
def reused():
    for _ in range(ROUNDS):
        reuse_descriptor()


@rule("4.3-two-readers-share-what-comes")
def shared():
    client, server = pair()
    counts = []
    crew = Crew()

    def read():
        while data := client.recv(BLOCK):
            counts.append(len(data))

    for _ in range(2):
        crew.start(read)
    for _ in range(ROUNDS):
        server.sendall(bytes(BLOCK))
    server.close()
    crew.join()
    equal(sum(counts), ROUNDS * BLOCK)
    client.close()


@rule("4.2-two-threads-accept")
def acceptors():
    server, address = listener()
    accepted = []
    crew = Crew()

    def accept():
        for _ in range(ROUNDS // 2):
            sock, _ = server.accept()
            accepted.append(sock.recv(10))
            sock.close()

    for _ in range(2):
        crew.start(accept)
    for _ in range(ROUNDS // 2 * 2):
        client = socket.socket()
        client.connect(address)
        client.send(b"here")
        equal(client.recv(1), b"")
        client.close()
    crew.join()
    equal(accepted, [b"here"] * (ROUNDS // 2 * 2))
    server.close()


@rule("4.2-a-collection-while-others-wait")
def collections():
    client, server = pair()
    crew = Crew()
    got = []

    def read():
        got.append(client.read(10 * ROUNDS))

    crew.start(read)
    for _ in range(ROUNDS):
        gc.collect()
        server.send(bytes(10))
        bytearray(1000)
    crew.join()
    equal(got, [bytes(10 * ROUNDS)])
    client.close()
    server.close()


@rule("4.2-poll-while-another-thread-closes")
def polled():
    for _ in range(ROUNDS // 4 + 1):
        client, server = pair()
        crew = Crew()
        poller = select.poll()
        poller.register(client, select.POLLIN)
        crew.start(poller.poll, 300)
        time.sleep_ms(3)
        client.close()
        crew.join()
        server.close()


def look_up(name, answer):
    for _ in range(ROUNDS // 4 + 1):
        try:
            equal(socket.getaddrinfo(name, 80)[0][4][0], answer)
        except socket.gaierror as error:
            equal(answer, None)
            true(error.errno < 0, repr(error))


@rule("1-threads-look-up-names")
def names():
    crew = Crew()
    for name, answer in (
        ("micropython.org", WORLD),
        ("loopback.test", LOOPBACK),
        ("nowhere.invalid", None),
    ):
        crew.start(look_up, name, answer)
    crew.join()


@rule("1-queries-are-forgotten-while-they-are-answered")
def forgotten():
    for turn in range(ROUNDS):
        query = socket.resolve("f%d.quick.test" % turn, 80)
        time.sleep_ms(turn % 3)
        query.close()
        gc.collect()
    time.sleep_ms(300)
    equal(socket.gethostbyname("micropython.org"), WORLD)


@rule("4.2-datagrams-between-threads")
def datagrams():
    sender, sock = datagram_pair()
    crew = Crew()
    got = []

    def read():
        for _ in range(ROUNDS):
            got.append(sock.recv(100))

    crew.start(read)
    for index in range(ROUNDS):
        sender.send(b"%d" % index)
        while len(got) <= index:
            time.sleep_ms(1)
    crew.join()
    equal(got, [b"%d" % index for index in range(ROUNDS)])
    sender.close()
    sock.close()
