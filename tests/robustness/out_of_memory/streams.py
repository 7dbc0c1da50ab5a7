"""Streams that are sent and received without memory."""

import socket

from check import equal, pair, raises, receive
from refusals import DATA, PATIENCE, case, close, patient, ready_pair


def sends(fail, method, *arguments):
    client, server = pair()
    fail(getattr(client, method), *arguments)
    patient(server)
    equal(receive(server, 9), DATA)
    close(client, server)


@case("send")
def send(fail):
    sends(fail, "send", DATA)


@case("sendall")
def sendall(fail):
    sends(fail, "sendall", DATA)


@case("write")
def write(fail):
    sends(fail, "write", DATA)


def receives(fail, method, *arguments):
    """The result, of a stream that has DATA; the rest has to follow."""
    client, server = ready_pair()
    got = fail(getattr(client, method), *arguments)
    server.close()
    rest = client.read()
    client.close()
    return got, rest


@case("recv")
def recv(fail):
    equal(receives(fail, "recv", 5), (b"line\n", b"rest"))


@case("recv-peek")
def recv_peek(fail):
    equal(receives(fail, "recv", 5, socket.MSG_PEEK), (b"line\n", DATA))


@case("recvfrom")
def recvfrom(fail):
    (data, _), rest = receives(fail, "recvfrom", 5)
    equal((data, rest), (b"line\n", b"rest"))


@case("read")
def read(fail):
    equal(receives(fail, "read", 5), (b"line\n", b"rest"))


@case("read-all")
def read_all(fail):
    client, server = ready_pair(b"x" * 3000)
    server.close()
    equal(fail(client.read), b"x" * 3000)
    client.close()


@case("readline")
def readline(fail):
    equal(receives(fail, "readline"), (b"line\n", b"rest"))


@case("__iter__")
def iterate(fail):
    client, server = ready_pair(b"line\n")
    server.close()
    lines = fail(client.__iter__)
    equal((fail(next, lines), fail(list, lines)), (b"line\n", []))
    client.close()


@case("__next__")
def next_line(fail):
    equal(receives(fail, "__next__"), (b"line\n", b"rest"))


def into(fail, method):
    buffer = bytearray(5)
    got, rest = receives(fail, method, buffer)
    equal((bytes(buffer), rest), (b"line\n", b"rest"))
    return got


@case("readinto")
def readinto(fail):
    equal(into(fail, "readinto"), 5)


@case("recv_into")
def recv_into(fail):
    equal(into(fail, "recv_into"), 5)


@case("recvfrom_into")
def recvfrom_into(fail):
    equal(into(fail, "recvfrom_into")[0], 5)


def cut_short(fail, method, *arguments):
    """A read that times out part-way keeps what it had, or gives it away: no byte is lost."""
    client, server = ready_pair(b"part")
    client.settimeout(0.01)

    def attempt():
        try:
            return getattr(client, method)(*arguments) or b""
        except socket.timeout:
            return b""

    got = fail(attempt)
    if isinstance(got, int):
        got = bytes(arguments[0][:got])
    client.settimeout(PATIENCE)
    equal(got + receive(client, 4 - len(got)), b"part")
    close(client, server)


@case("read-timeout")
def read_timeout(fail):
    cut_short(fail, "read", 100)


@case("readline-timeout")
def readline_timeout(fail):
    cut_short(fail, "readline")


@case("readinto-timeout")
def readinto_timeout(fail):
    cut_short(fail, "readinto", bytearray(100))


@case("recv-timeout")
def recv_timeout(fail):
    client, server = pair()
    client.settimeout(0.01)
    fail(raises, socket.timeout, client.recv, 10)
    close(client, server)
