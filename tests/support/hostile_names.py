"""A name server, and somebody beside it, who lie: answers that are broken, too long, or not theirs."""

import contextlib
import random
import socket
import struct
import threading

import dns_server
import frames
import stations

TRUTH, LIE = "192.0.2.1", "203.0.113.66"
HEADER = dns_server.HEADER


def answer(
    query, address=TRUTH, number=None, name=b"\xc0\x0c", counts=(1, 1), question=None
):
    """As a server would, but for what is given."""
    _, kind, end = dns_server.question_of(query)
    number = struct.unpack_from(">H", query)[0] if number is None else number
    head = HEADER.pack(number % 65536, 0x8180, *counts, 0, 0)
    body = query[HEADER.size : end] if question is None else question
    if kind != dns_server.TYPE_A:
        return HEADER.pack(number % 65536, 0x8180, 1, 0, 0, 0) + body
    record = name + struct.pack(">HHIH", 1, 1, 60, 4) + socket.inet_aton(address)
    return head + body + record


def pointer_to(position):
    return struct.pack(">H", 0xC000 | position)


class Liar:
    """Each method gives, for a query, the datagrams that come before the true answer."""

    def __init__(self, seed):
        self._chance = random.Random(seed)

    def other_numbers(self, query):
        number = struct.unpack_from(">H", query)[0]
        return [
            answer(query, LIE, number + self._chance.randint(1, 65535))
            for _ in range(20)
        ]

    def another_question(self, query):
        return [answer(query, LIE, question=b"\x04evil\x04test\0\0\1\0\1")]

    def garbage(self, query):
        return [query[:2] + self._chance.randbytes(self._chance.randint(0, 500))]

    def changed_bytes(self, query):
        message = bytearray(answer(query))
        for _ in range(self._chance.randint(1, 8)):
            message[self._chance.randrange(2, len(message))] = self._chance.randrange(
                256
            )
        return [bytes(message)]

    def cut_off(self, query):
        message = answer(query)
        return [message[: self._chance.randrange(len(message))]]

    def endless_pointer(self, query):
        """A name whose end is its own beginning."""
        return [answer(query, LIE, name=pointer_to(len(answer(query)) - 16))]

    def pointers_in_a_ring(self, query):
        start = len(answer(query)) - 16
        return [
            answer(
                query,
                LIE,
                name=b"\1a" + pointer_to(start + 4) + b"\1b" + pointer_to(start),
            )
        ]

    def pointer_in_the_question(self, query):
        return [answer(query, LIE, question=pointer_to(12) + b"\0\1\0\1")]

    def pointer_to_nowhere(self, query):
        return [answer(query, LIE, name=pointer_to(0x3FFF))]

    def long_label(self, query):
        return [answer(query, LIE, question=b"\x7f" + b"a" * 127 + b"\0\0\1\0\1")]

    def oversized(self, query):
        """More than the 512 bytes of RFC 1035, and than one packet holds."""
        return [
            answer(query, LIE)[:-10] + bytes(self._chance.choice((600, 1400, 4000)))
        ]

    def more_than_there_is(self, query):
        return [answer(query, counts=(1, 65535))[:-3], answer(query, counts=(65535, 1))]

    def long_address(self, query):
        message = answer(query)
        return [message[:-6] + struct.pack(">H", 65535) + message[-4:]]


TRICKS = [name for name in vars(Liar) if not name.startswith("_")]
# Whoever does these is not the server, or does not know the question: nobody may listen to him.
OF_STRANGERS = ("other_numbers", "another_question", "from_elsewhere")


class Server:
    """Lies by `trick`, then tells the truth."""

    def __init__(self, seed, injector):
        self._liar = Liar(seed)
        self._injector = injector
        self.trick = None
        self.lies = 0
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((stations.WORLD, 53))
        self._socket.settimeout(0.2)
        self._ended = False
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        while not self._ended:
            with contextlib.suppress(TimeoutError):
                query, sender = self._socket.recvfrom(512)
                self._lie(query, sender)
                self._socket.sendto(answer(query), sender)

    def _lie(self, query, sender):
        if self.trick == "from_elsewhere":
            ports = 53, sender[1]
            self._injector.send(frames.udp("203.0.113.99", ports, answer(query, LIE)))
            self.lies += 1
        elif self.trick:
            for message in getattr(self._liar, self.trick)(query):
                self._socket.sendto(message, sender)
                self.lies += 1

    def stop(self):
        self._ended = True
        self._thread.join()
        self._socket.close()
