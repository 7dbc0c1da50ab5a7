"""Arguments of all kinds and sizes, each with what a person can read."""

import array
import gc
import socket


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
PORTS = [0, 1, 80, 65535]
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


class Held:
    """What a round has made so far, for its calls and their arguments."""

    def __init__(self):
        self.sockets = []
        self.queries = []
        self.ports = PORTS


class Arguments:
    def __init__(self, random, held):
        self.random = random
        self.held = held

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
        port = self.random.choice(self.held.ports)
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
                self.random.choice(self.held.sockets) if self.held.sockets else None
            ),
            "query": lambda: (
                self.random.choice(self.held.queries) if self.held.queries else None
            ),
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

    def any(self):
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
        """Arguments that get further than the checks; none when any will do."""
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
            value = self.thing() if self.random.chance(5) else self.any()
            return [self.number(), self.number()] + ([value] if name[0] == "s" else [])
        return []

    def called(self, *arguments):
        """What option 20 calls: it may do what it likes."""
        for sock in arguments:
            if self.random.chance(2):
                sock.close()
            else:
                sock.recv(10)
