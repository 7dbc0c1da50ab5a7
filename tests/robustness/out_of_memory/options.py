"""Options, timeouts, attributes and polls without memory."""

import select
import socket
import time

from check import LOOPBACK, Skip, equal, true
from refusals import HAS_POOLS, case, close, ready_datagram, ready_pair, udp


@case("getdefaulttimeout")
def get_default_timeout(fail):
    equal(fail(socket.getdefaulttimeout), socket.getdefaulttimeout())


@case("setdefaulttimeout")
def set_default_timeout(fail):
    old = socket.getdefaulttimeout()
    fail(socket.setdefaulttimeout, 1.5)
    equal(socket.getdefaulttimeout(), 1.5)
    socket.setdefaulttimeout(old)


@case("setsockopt")
def setsockopt(fail):
    sock = socket.socket()
    fail(sock.setsockopt, socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    true(sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE), "not set")
    sock.close()


@case("setsockopt-membership")
def membership(fail):
    sock = udp()
    # Linux without a default route has to be told which interface.
    interface = "0.0.0.0" if HAS_POOLS else LOOPBACK
    group = socket.inet_aton("239.1.2.3") + socket.inet_aton(interface)

    def again():
        # lwIP's sockets API keeps a note of the member while there is no memory to take it back.
        try:
            sock.setsockopt(socket.IPPROTO_IP, socket.IP_DROP_MEMBERSHIP, group)
        except OSError:
            pass
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group)

    join = socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group
    fail(sock.setsockopt, *join, again=again if fail.lasting else None)
    fail(sock.setsockopt, socket.IPPROTO_IP, socket.IP_DROP_MEMBERSHIP, group)
    sock.close()


@case("setsockopt-callback")
def option_20(fail):
    if not HAS_POOLS:
        raise Skip("the kernel calls nobody")
    called = []
    sock, _ = ready_datagram()
    fail(sock.setsockopt, socket.SOL_SOCKET, 20, called.append)
    time.sleep_ms(30)
    true(called, "not called")
    sock.close()


@case("getsockopt")
def getsockopt(fail):
    sock = socket.socket()
    equal(fail(sock.getsockopt, socket.SOL_SOCKET, socket.SO_TYPE), socket.SOCK_STREAM)
    equal(len(fail(sock.getsockopt, socket.SOL_SOCKET, socket.SO_TYPE, 4)), 4)
    sock.close()


@case("settimeout")
def settimeout(fail):
    sock = socket.socket()
    fail(sock.settimeout, 1.5)
    equal(sock.gettimeout(), 1.5)
    sock.close()


@case("gettimeout")
def gettimeout(fail):
    sock = socket.socket()
    sock.settimeout(1.5)
    equal(fail(sock.gettimeout), 1.5)
    sock.close()


@case("setblocking")
def setblocking(fail):
    sock = socket.socket()
    fail(sock.setblocking, False)
    equal(sock.gettimeout(), 0)
    sock.close()


@case("getblocking")
def getblocking(fail):
    sock = socket.socket()
    equal(fail(sock.getblocking), True)
    sock.close()


@case("family")
def family(fail):
    sock = socket.socket()
    equal(fail(getattr, sock, "family"), socket.AF_INET)
    sock.close()


@case("type")
def kind(fail):
    sock = socket.socket()
    equal(fail(getattr, sock, "type"), socket.SOCK_STREAM)
    sock.close()


@case("proto")
def protocol(fail):
    sock = socket.socket()
    equal(fail(getattr, sock, "proto"), sock.proto)
    sock.close()


@case("__repr__")
def representation(fail):
    sock = socket.socket()
    equal(fail(repr, sock), repr(sock))
    sock.close()


@case("poll")
def poll(fail):
    client, server = ready_pair()
    poller = select.poll()
    fail(poller.register, client, select.POLLIN)
    equal(fail(poller.poll, 1000)[0][1], select.POLLIN)
    close(client, server)
