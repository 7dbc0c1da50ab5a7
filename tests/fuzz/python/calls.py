"""Random calls with random arguments, a round for each seed. tests/fuzz/python/fuzz.py runs it.

What is raised does not matter; a crash, a report of a sanitizer, a hang or a lost descriptor does.
"""

import array
import gc
import os
import select
import socket
import time

import faults

# Set by whoever runs this.
FIRST_SEED = 0
ROUNDS = 1
TRACE = False

CALLS_PER_ROUND = 150
SOCKETS_MAX = 6
TIMEOUT = 0.003  # seconds; no call may take longer for long
HAS_POOLS = bool(faults.pools())


class Random:
    """The same numbers on every build (xorshift, 32 bits)."""

    def __init__(self, seed):
        self.state = (seed * 2654435761 + 88172645) & 0xFFFFFFFF or 1

    def below(self, limit):
        x = self.state
        x ^= (x << 13) & 0xFFFFFFFF
        x ^= x >> 17
        x ^= (x << 5) & 0xFFFFFFFF
        self.state = x
        return (x >> 3) % limit

    def choice(self, options):
        return options[self.below(len(options))]

    def chance(self, one_in):
        return self.below(one_in) == 0


class Strange:
    """An object whose conversions go wrong."""

    def __init__(self, error):
        self.error = error

    def convert(self):
        gc.collect()
        if self.error:
            raise self.error
        return 1

    def __int__(self):
        return self.convert()

    def __len__(self):
        return self.convert()

    def __bool__(self):
        return bool(self.convert())


class Uninitialised(socket.socket):
    def __init__(self):
        pass


class Subclass(socket.socket):
    pass


NUMBERS = [0, 1, 2, 3, 4, 6, 8, 10, 17, 20, 41, 64, 255, 256, 1000, 4096, 65535, 65536]
NUMBERS += [2**15, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**63 - 1, 2**63, 2**64, 2**70]
NUMBERS += [-1, -2, -(2**31), -(2**63)]
HOSTS = (
    "127.0.0.1",
    "::1",
    "",
    "0.0.0.0",
    "::",
    "::ffff:127.0.0.1",
    "255.255.255.255",
    "224.0.0.1",
)
HOSTS += (
    "1.2.3.4xyz",
    "300.1.1.1",
    "1:2:3",
    "fe80::1%1",
    "%",
    "x" * 300,
    "a.quick.test",
    "loopback.test",
)
TIMEOUTS = (0, 0.001, -1, 0.0, 1e-9, float("nan"), 1e300, 2**31)
OBJECTS = (
    "socket",
    "query",
    "callable",
    "strange",
    "list",
    "dict",
    "generator",
    "type",
)
CONSTANTS = [name for name in dir(socket) if isinstance(getattr(socket, name), int)]

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
    def __init__(self, seed):
        self.random = Random(seed)
        self.sockets = []
        self.queries = []
        self.ports = [0, 1, 80, 65535]

    # Arguments, each with what a person can read.

    def number(self):
        if self.random.chance(3):
            name = self.random.choice(CONSTANTS)
            return getattr(socket, name), "socket." + name
        number = self.random.choice(NUMBERS)
        return number, repr(number)

    def data(self):
        size = self.random.choice((0, 1, 2, 4, 5, 16, 28, 30, 100, 1000, 5000))
        fill = self.random.below(256)
        kind = self.random.choice(
            ("bytes", "bytearray", "memoryview", "str", "array", "slice")
        )
        raw = bytes([fill]) * size
        text = "%s of %d * %d" % (kind, size, fill)
        if kind == "bytearray":
            return bytearray(raw), text
        if kind == "memoryview":
            return memoryview(bytearray(raw)), text
        if kind == "slice":
            return memoryview(bytearray(raw))[1:3], text
        if kind == "str":
            return "x" * size, text
        if kind == "array":
            return array.array("i", [fill] * (size // 4)), text
        return raw, text

    def port(self):
        if self.random.chance(4):
            return self.number()
        port = self.random.choice(self.ports)
        return port, repr(port)

    def address(self):
        host = self.random.choice(HOSTS[:3] if self.random.chance(2) else HOSTS)
        port, text = self.port()
        address = [host, port]
        while self.random.chance(3):
            number, more = self.number()
            address.append(number)
            text += ", " + more
        text = "(%r, %s)" % (host, text)
        if self.random.chance(8):
            return address, "list" + text
        return tuple(address), text

    def thing(self):
        kind = self.random.choice(OBJECTS)
        things = {
            "socket": lambda: (
                self.random.choice(self.sockets) if self.sockets else None
            ),
            "query": lambda: self.random.choice(self.queries) if self.queries else None,
            "callable": lambda: self.called,
            "strange": lambda: Strange(
                self.random.choice((None, ValueError(), MemoryError()))
            ),
            "list": lambda: [1, "x", None],
            "dict": lambda: {1: 2},
            "generator": lambda: (i for i in range(3)),
            "type": lambda: socket.socket,
        }
        return things[kind](), kind

    def argument(self):
        kind = self.random.below(10)
        if kind < 3:
            return self.number()
        if kind < 6:
            return self.data()
        if kind < 8:
            return self.address()
        if kind == 8:
            host = self.random.choice(HOSTS)
            return host, repr(host)
        return self.thing()

    def likely(self, name):
        """Arguments that get further than the checks; None when any will do."""
        if name in (
            "bind",
            "connect",
            "connect_ex",
            "create_connection",
            "create_server",
        ):
            return [self.address()]
        if name == "sendto":
            return [self.data(), self.address()]
        if name in (
            "send",
            "sendall",
            "write",
            "readinto",
            "recv_into",
            "recvfrom_into",
        ):
            return [self.data()]
        if name in ("recv", "recvfrom", "read", "readline", "listen", "shutdown"):
            return [self.number()]
        if name in ("getaddrinfo", "resolve"):
            host = self.random.choice(HOSTS)
            return [(host, repr(host)), self.port()]
        if name in ("getsockopt", "setsockopt"):
            value = self.thing() if self.random.chance(5) else self.argument()
            return [self.number(), self.number()] + ([value] if name[0] == "s" else [])
        return []

    def called(self, *arguments):
        """What option 20 calls: it may do what it likes."""
        for sock in arguments:
            if self.random.chance(2):
                sock.close()
            else:
                sock.recv(10)

    # What is called.

    def make(self):
        if len(self.sockets) == SOCKETS_MAX:
            index = self.random.below(SOCKETS_MAX)
            if self.random.chance(2):
                self.sockets[index].close()
            self.sockets.pop(index)
        if self.random.chance(20):
            sock = Uninitialised()
        else:
            kind = Subclass if self.random.chance(6) else socket.socket
            family = socket.AF_INET6 if self.random.chance(6) else socket.AF_INET
            stream = socket.SOCK_DGRAM if self.random.chance(3) else socket.SOCK_STREAM
            sock = kind(family, stream)
        self.sockets.append(sock)
        self.trace("s%d = %s" % (len(self.sockets) - 1, type(sock).__name__))

    def make_pair(self):
        """Connections are what random calls seldom get."""
        server = socket.socket()
        server.bind(("127.0.0.1", 0))
        server.listen(1)
        client = socket.socket()
        client.connect(server.getsockname())
        while len(self.sockets) > SOCKETS_MAX - 3:
            self.sockets.pop(self.random.below(len(self.sockets)))
        self.ports = self.ports[:4] + [server.getsockname()[1]]
        self.sockets += [server, client, server.accept()[0]]
        self.trace("a pair: s%d…" % (len(self.sockets) - 3))

    def target(self):
        if self.queries and self.random.chance(15):
            query = self.random.choice(self.queries)
            name = self.random.choice(("result", "close"))
            return name, "query." + name, getattr(query, name)
        if not self.sockets or self.random.chance(4):
            name = self.random.choice(FUNCTIONS)
            return name, "socket." + name, getattr(socket, name)
        name = self.random.choice(METHODS)
        index = self.random.below(len(self.sockets))
        sock = self.sockets[index]
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
        arguments = [] if self.random.chance(8) else self.likely(name)
        # More arguments than that are mostly too many.
        while len(arguments) < 6 and self.random.chance(8 if arguments else 3):
            arguments.append(self.argument())
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
            self.sockets.append(result)
        elif type(result).__name__ == "query":
            self.queries = self.queries[-2:] + [result]

    def trace(self, text):
        if TRACE:
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
        del self.sockets[SOCKETS_MAX:]
        for sock in self.sockets:
            try:
                sock.settimeout(
                    self.random.choice(TIMEOUTS[:2])
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
        for sock in self.sockets:
            try:
                sock.close()
            except TypeError:
                pass  # never initialised
        self.sockets.clear()
        self.queries.clear()
        gc.collect()


def poll(sock):
    poller = select.poll()
    poller.register(sock)
    return poller.poll(1)


def descriptors():
    return len(os.listdir("/proc/self/fd"))


def main():
    Round(FIRST_SEED).run()
    before = descriptors()
    for seed in range(FIRST_SEED, FIRST_SEED + ROUNDS):
        print("seed", seed)
        Round(seed).run()
        # What a question to the name server has is closed by its thread.
        for _ in range(1000):
            if descriptors() <= before:
                break
            gc.collect()
            time.sleep_ms(5)
        if descriptors() > before:
            raise SystemExit("%d descriptors, %d before" % (descriptors(), before))
    print("done")


main()
