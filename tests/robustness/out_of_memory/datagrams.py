"""Datagrams that are sent and received without memory."""

import socket

from check import datagram_pair, equal, receiver, true
from refusals import DATA, HAS_POOLS, case, close, ready_datagram, udp


def arrives(sock, data, send):
    """A datagram may be lost where lwIP has no memory for it; the next one is not."""
    sock.settimeout(0.3)
    try:
        equal(sock.recv(100), data)
    except socket.timeout:
        true(HAS_POOLS, "the datagram was lost")
        send()
        equal(sock.recv(100), data)


@case("send-datagram")
def send_datagram(fail):
    sender, sock = datagram_pair()
    fail(sender.send, DATA)
    arrives(sock, DATA, lambda: sender.send(DATA))
    close(sender, sock)


@case("sendto")
def sendto(fail):
    sock, address = receiver()
    sender = udp()
    fail(sender.sendto, DATA, address)
    arrives(sock, DATA, lambda: sender.sendto(DATA, address))
    close(sender, sock)


@case("sendto-name")
def sendto_name(fail):
    sock, address = receiver()
    sender = udp()
    there = ("loopback.test", address[1])
    fail(sender.sendto, DATA, there)
    arrives(sock, DATA, lambda: sender.sendto(DATA, there))
    close(sender, sock)


@case("recv-datagram")
def recv_datagram(fail):
    sock, _ = ready_datagram()
    equal(fail(sock.recv, 100), DATA)
    sock.close()


@case("recvfrom-datagram")
def recvfrom_datagram(fail):
    sock, sender = ready_datagram()
    equal(fail(sock.recvfrom, 100), (DATA, sender))
    sock.close()


@case("recvfrom_into-datagram")
def recvfrom_into_datagram(fail):
    sock, sender = ready_datagram()
    buffer = bytearray(20)
    equal(fail(sock.recvfrom_into, buffer), (9, sender))
    equal(bytes(buffer[:9]), DATA)
    sock.close()
