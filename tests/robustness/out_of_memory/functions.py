"""Functions that need no network, and exceptions, without memory."""

import socket

from check import LOOPBACK, equal, true
from refusals import case


@case("getaddrinfo")
def numeric(fail):
    infos = fail(socket.getaddrinfo, LOOPBACK, "80", 0, socket.SOCK_STREAM)
    equal([info[4] for info in infos], [(LOOPBACK, 80)])


@case("gethostname")
def host_name(fail):
    equal(fail(socket.gethostname), socket.gethostname())


@case("inet_pton")
def inet_pton(fail):
    equal(fail(socket.inet_pton, socket.AF_INET6, "::1"), bytes(15) + b"\x01")


@case("inet_ntop")
def inet_ntop(fail):
    equal(fail(socket.inet_ntop, socket.AF_INET6, bytes(15) + b"\x01"), "::1")


@case("inet_aton")
def inet_aton(fail):
    equal(fail(socket.inet_aton, LOOPBACK), b"\x7f\x00\x00\x01")


@case("inet_ntoa")
def inet_ntoa(fail):
    equal(fail(socket.inet_ntoa, b"\x7f\x00\x00\x01"), LOOPBACK)


@case("htons")
def htons(fail):
    equal(fail(socket.htons, 0x1234), 0x3412)


@case("ntohs")
def ntohs(fail):
    equal(fail(socket.ntohs, 0x1234), 0x3412)


@case("htonl")
def htonl(fail):
    equal(fail(socket.htonl, 0x12345678), 0x78563412)


@case("ntohl")
def ntohl(fail):
    equal(fail(socket.ntohl, 0x78563412), 0x12345678)


@case("sockaddr")
def sockaddr(fail):
    equal(fail(socket.sockaddr, (LOOPBACK, 80))[2], 80)


@case("gaierror")
def gaierror(fail):
    # MicroPython's exceptions have no arguments when there is no memory for them.
    true(
        fail(socket.gaierror, -2, "text").args in ((-2, "text"), ()), "other arguments"
    )


@case("timeout")
def timeout_type(fail):
    true(
        fail(socket.timeout, 110, "text").args in ((110, "text"), ()), "other arguments"
    )


@case("reset")
def reset(fail):
    fail(socket.reset)


@case("callback")
def callback(fail):
    fail(socket.callback)


@case("print_pcbs")
def print_pcbs(fail):
    fail(socket.print_pcbs)
