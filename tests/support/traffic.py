"""Mixed traffic with robustness/on_station/service.py: honest clients, hasty ones, silent ones."""

import ast
import contextlib
import errno
import functools
import itertools
import random
import socket
import ssl
import time
import zlib
from collections import Counter

import dns_server
import peers
import stations
from exchange import reset_at_close

ECHO_PORT = 7
ORDER_PORT = 9
TLS_PORT = 8443
FETCHED = (bytes(range(250)) * 21)[:5000]
IDLE_LIMIT = 2  # seconds that the service lets a client be silent
PATIENCE = 20

# How often, in a thousand.
WEIGHTS = {
    "short": 520,
    "long": 40,
    "half_closed": 60,
    "burst": 50,
    "reset": 70,
    "hasty": 40,
    "silent": 20,
    "datagrams": 100,
    "fetch": 40,
    "reset_by_peer": 20,
    "impatient": 10,
    "refused": 20,
    "unknown_name": 10,
}


@functools.cache
def open_world():
    """Once. The computers that the station visits, but for the one with TLS."""
    dns_server.start()
    return peers.start(stations.WORLD)


def receive_exactly(sock, count):
    data = b""
    while len(data) < count:
        piece = sock.recv(count - len(data))
        assert piece, f"the station ended after {len(data)} of {count} bytes"
        data += piece
    return data


# Each in its turn: lwIP does not serve who comes from a port again while it remembers (for two
# minutes) a connection from there that it has ended itself. The kernel might choose it.
SOURCE_PORTS = itertools.cycle(range(10000, 32000))


def bind_to_next_port(sock):
    while True:
        try:
            return sock.bind((stations.WORLD, next(SOURCE_PORTS)))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:  # by a connection that lasts
                raise


def connect(port=ECHO_PORT, limit=PATIENCE):
    sock = socket.socket()
    try:
        sock.settimeout(limit)
        bind_to_next_port(sock)
        sock.connect((stations.ADDRESS, port))
    except OSError:
        sock.close()
        raise
    return sock


class Traffic:
    """One thing after the other, chosen by `seed`. `step()` does the next."""

    def __init__(self, seed, tls=None):
        self._chance = random.Random(f"{seed} of the traffic")
        self._tls = tls
        self.counts = Counter()
        self.doing = "nothing"
        self._silent = []
        self._datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._datagrams.settimeout(5)
        self.open_orders()

    def open_orders(self):
        """The connection that brings the service its orders."""
        self._orders = connect(ORDER_PORT)
        self._answers = self._orders.makefile("r")
        self.counts["connections"] += 1

    def close(self):
        for sock, _ in self._silent:
            sock.close()
        self._silent.clear()
        self._answers.close()
        self._orders.close()

    def order(self, *words):
        self._orders.sendall(" ".join(map(str, words)).encode() + b"\n")
        line = self._answers.readline()
        assert line, "the service has ended"
        return ast.literal_eval(line)

    def step(self):
        self.doing = kind = self._chance.choices(list(WEIGHTS), WEIGHTS.values())[0]
        getattr(self, kind)()
        self.counts[kind] += 1
        self._see_silent_ones_off()

    def _bytes(self, most):
        return self._chance.randbytes(self._chance.randint(1, most))

    def latency(self):
        """Seconds from the first packet to the answer."""
        self.doing = "latency"
        start = time.monotonic()
        with connect() as sock:
            sock.sendall(b"how long?")
            receive_exactly(sock, 9)
        self.counts["connections"] += 1
        return time.monotonic() - start

    def echo(self, sock, data):
        sock.sendall(data)
        assert receive_exactly(sock, len(data)) == data
        self.counts["bytes"] += 2 * len(data)

    def _connect(self):
        self.counts["connections"] += 1
        return connect()

    def short(self):
        with self._connect() as sock:
            self.echo(sock, self._bytes(200))

    def long(self):
        with self._connect() as sock:
            for _ in range(10):
                self.echo(sock, self._bytes(2000))

    def half_closed(self):
        """All of it is echoed to a client that has ended its own direction."""
        data = self._bytes(2000)
        with self._connect() as sock:
            sock.sendall(data)
            sock.shutdown(socket.SHUT_WR)
            assert receive_exactly(sock, len(data)) == data
            assert sock.recv(1) == b""
        self.counts["bytes"] += 2 * len(data)

    def burst(self):
        """Four at a time; half of them go without a word or with a reset."""
        with contextlib.ExitStack() as stack:
            clients = [stack.enter_context(self._connect()) for _ in range(4)]
            reset_at_close(clients[0])
            for client in clients[2:]:
                self.echo(client, self._bytes(500))

    def reset(self):
        with self._connect() as sock:
            sock.sendall(self._bytes(1000))
            reset_at_close(sock)

    def hasty(self):
        """Gone before it was accepted."""
        with self._connect() as sock:
            if self._chance.random() < 0.5:
                reset_at_close(sock)

    def silent(self):
        if len(self._silent) < 2:
            self._silent.append((self._connect(), time.monotonic()))

    def _see_silent_ones_off(self):
        """The service has ended them by now."""
        for item in list(self._silent):
            sock, since = item
            if time.monotonic() - since > IDLE_LIMIT + 1:
                self._silent.remove(item)
                with sock:
                    assert sock.recv(1) == b""

    def datagrams(self):
        for _ in range(3):
            data = self._bytes(1400)
            self._datagrams.sendto(data, (stations.ADDRESS, ECHO_PORT))
            try:
                assert self._datagrams.recv(2000) == data
            except TimeoutError:
                self.counts["datagrams lost"] += 1
            self.counts["datagrams sent"] += 1

    def fetch(self):
        answer = self.order("ask", "bytes", len(FETCHED))
        assert answer == (len(FETCHED), zlib.crc32(FETCHED)), answer
        self.counts["connections"] += 1
        self.counts["bytes"] += len(FETCHED)

    def reset_by_peer(self):
        answer = self.order("ask", "reset", 10, "abc")
        assert answer in (104, (3, zlib.crc32(b"abc"))), answer
        self.counts["connections"] += 1

    def impatient(self):
        waited = self.order("wait", 40, "late", 5000, "sorry")
        assert waited >= 40, waited
        self.counts["connections"] += 1
        self.counts["timeouts"] += 1

    def refused(self):
        answer = self.order("knock", 1)
        assert answer == 111, answer

    def unknown_name(self):
        answer = self.order("name", f"nobody-{self._chance.random()}.test")
        assert isinstance(answer, int), answer

    def secured(self):
        """TLS in either direction."""
        self.doing = "secured"
        site, context = self._tls
        answer = self.order("tls", site.port)
        assert answer == (len(FETCHED), zlib.crc32(FETCHED)), answer
        with context.wrap_socket(
            connect(TLS_PORT), server_hostname="station.test"
        ) as s:
            s.sendall(b"over TLS\n")
            assert receive_exactly(s, 9) == b"over TLS\n"
        self.counts["connections"] += 2
        self.counts["handshakes"] += 2


class Site:
    """Sends FETCHED to whoever speaks TLS."""

    def __init__(self, certificate, key):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self._server = socket.create_server((stations.WORLD, 0))
        self.port = self._server.getsockname()[1]
        peers.in_background(self._serve, context)

    def _serve(self, context):
        while True:
            connection, _ = self._server.accept()
            with contextlib.suppress(OSError), connection:
                connection.settimeout(PATIENCE)
                with context.wrap_socket(connection, server_side=True) as secured:
                    secured.sendall(FETCHED)
