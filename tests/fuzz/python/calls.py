"""Random calls with random arguments, a round for each seed. tests/fuzz/python/fuzz.py runs it.

What is raised does not matter; a crash, a report of a sanitizer, a hang or a lost descriptor does.
"""

import gc
import os
import select
import socket
import time

import faults

from arguments import PORTS, Arguments, Held
from random_numbers import Random

CALLS_PER_ROUND = 150
SOCKETS_MAX = 6
TIMEOUT = 0.003  # seconds; no call may take longer for long
SHORT_TIMEOUTS = (0, 0.001)
HAS_POOLS = bool(faults.pools())


class Uninitialised(socket.socket):
    def __init__(self):
        pass


class Subclass(socket.socket):
    pass


# How long a call may take is not left to chance, and a detached descriptor is lost.
LEFT_OUT = (
    "detach",
    "settimeout",
    "setblocking",
    "setdefaulttimeout",
    "print_pcbs",
    "socket",
)
FUNCTIONS = [
    name
    for name in dir(socket)
    if callable(getattr(socket, name)) and name not in LEFT_OUT
]
OF_CLASSES = ("__bases__", "__class__", "__dict__", "__name__")
METHODS = [
    name
    for name in dir(socket.socket)
    if name not in LEFT_OUT and name not in OF_CLASSES
]
METHODS += ["repr", "iter", "getattr", "poll", "print"]


class Round:
    def __init__(self, seed, shows_calls):
        self.random = Random(seed)
        self.held = Held()
        self.arguments = Arguments(self.random, self.held)
        self.shows_calls = shows_calls

    def make(self):
        if len(self.held.sockets) == SOCKETS_MAX:
            index = self.random.below(SOCKETS_MAX)
            if self.random.chance(2):
                self.held.sockets[index].close()
            self.held.sockets.pop(index)
        if self.random.chance(20):
            sock = Uninitialised()
        else:
            kind = Subclass if self.random.chance(6) else socket.socket
            family = socket.AF_INET6 if self.random.chance(6) else socket.AF_INET
            stream = socket.SOCK_DGRAM if self.random.chance(3) else socket.SOCK_STREAM
            sock = kind(family, stream)
        self.held.sockets.append(sock)
        self.trace("s%d = %s" % (len(self.held.sockets) - 1, type(sock).__name__))

    def make_pair(self):
        """Connections are what random calls seldom get."""
        server = socket.socket()
        server.bind(("127.0.0.1", 0))
        server.listen(1)
        client = socket.socket()
        client.connect(server.getsockname())
        while len(self.held.sockets) > SOCKETS_MAX - 3:
            self.held.sockets.pop(self.random.below(len(self.held.sockets)))
        self.held.ports = PORTS + [server.getsockname()[1]]
        self.held.sockets += [server, client, server.accept()[0]]
        self.trace("a pair: s%d…" % (len(self.held.sockets) - 3))

    def target(self):
        if self.held.queries and self.random.chance(15):
            query = self.random.choice(self.held.queries)
            name = self.random.choice(("result", "close"))
            return name, "query." + name, getattr(query, name)
        if not self.held.sockets or self.random.chance(4):
            name = self.random.choice(FUNCTIONS)
            return name, "socket." + name, getattr(socket, name)
        name = self.random.choice(METHODS)
        index = self.random.below(len(self.held.sockets))
        sock = self.held.sockets[index]
        others = {
            "repr": lambda: repr(sock),
            "iter": lambda: next(iter(sock)),
            "getattr": lambda: (sock.family, sock.type, sock.proto),
            "poll": lambda: poll(sock),
            "print": lambda: print("text", 5, file=sock),
        }
        call = others[name] if name in others else getattr(sock, name)
        return name, "s%d.%s" % (index, name), call

    def call(self):
        name, text, function = self.target()
        arguments = [] if self.random.chance(8) else self.arguments.likely(name)
        # More arguments than that are mostly too many.
        while len(arguments) < 6 and self.random.chance(8 if arguments else 3):
            arguments.append(self.arguments.any())
        values = [value for value, _ in arguments]
        text += "(%s)" % ", ".join([text for _, text in arguments])
        if self.random.chance(8):
            source = (
                faults.POOLS if HAS_POOLS and self.random.chance(2) else faults.HEAP
            )
            nth, lasting = 1 + self.random.below(8), self.random.chance(3)
            self.trace(
                "allocation %d of %d fails, %s: %s" % (nth, source, lasting, text)
            )
            result = faults.call(source, nth, lasting, function, *values)
        else:
            self.trace(text)
            result = function(*values)
        self.keep(result)

    def keep(self, result):
        if (
            isinstance(result, tuple)
            and result
            and isinstance(result[0], socket.socket)
        ):
            result = result[0]
        if isinstance(result, socket.socket):
            self.held.sockets.append(result)
        elif type(result).__name__ == "query":
            self.held.queries = self.held.queries[-2:] + [result]

    def trace(self, text):
        if self.shows_calls:
            print("   ", text)

    def step(self):
        kind = self.random.below(12)
        if kind == 0:
            self.make()
        elif kind == 1:
            self.make_pair()
        elif kind == 2 and self.random.chance(3):
            gc.collect()
        else:
            self.call()

    def limit_time(self):
        socket.setdefaulttimeout(TIMEOUT)
        del self.held.sockets[SOCKETS_MAX:]
        for sock in self.held.sockets:
            try:
                sock.settimeout(
                    self.random.choice(SHORT_TIMEOUTS)
                    if self.random.chance(3)
                    else TIMEOUT
                )
            except (OSError, TypeError):
                pass  # closed, or never initialised

    def run(self):
        faults.collect_always(self.random.chance(6))
        for _ in range(CALLS_PER_ROUND):
            self.limit_time()
            try:
                self.step()
            except Exception as error:
                self.trace("    %s %s" % (type(error).__name__, error))
        faults.collect_always(False)
        for sock in self.held.sockets:
            try:
                sock.close()
            except TypeError:
                pass  # never initialised
        self.held.sockets.clear()
        self.held.queries.clear()
        gc.collect()


def poll(sock):
    poller = select.poll()
    poller.register(sock)
    return poller.poll(1)


def descriptors():
    return len(os.listdir("/proc/self/fd"))


def main(first_seed, rounds, trace):
    Round(first_seed, trace).run()
    before = descriptors()
    for seed in range(first_seed, first_seed + rounds):
        print("seed", seed)
        Round(seed, trace).run()
        # What a question to the name server has is closed by its thread.
        for _ in range(1000):
            if descriptors() <= before:
                break
            gc.collect()
            time.sleep_ms(5)
        if descriptors() > before:
            raise SystemExit("%d descriptors, %d before" % (descriptors(), before))
    print("done")
