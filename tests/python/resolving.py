"""getaddrinfo: shapes, filters, names that do not resolve, limits and Ctrl-C."""

import gc
import socket
import time

from check import (
    LOOPBACK,
    WORLD,
    equal,
    interrupted,
    milliseconds_since,
    not_on_cpython,
    now,
    raises,
    rule,
    true,
)

STREAM = socket.SOCK_STREAM
DATAGRAM = socket.SOCK_DGRAM


def sockaddrs(*arguments, **keywords):
    return [entry[4] for entry in socket.getaddrinfo(*arguments, **keywords)]


@rule("1-getaddrinfo-shape")
def shape():
    entries = socket.getaddrinfo(LOOPBACK, 80)
    equal(type(entries), list)
    for family, kind, protocol, name, address in entries:
        equal(family, socket.AF_INET)
        true(isinstance(kind, int) and isinstance(protocol, int), (kind, protocol))
        equal(name, "")
        equal(address, (LOOPBACK, 80))


@rule("1-getaddrinfo-stream-first")
def stream_first():
    equal(socket.getaddrinfo(LOOPBACK, 80)[0][1], STREAM)
    equal(socket.getaddrinfo(LOOPBACK, 80, 0, 0)[0][1], STREAM)


@rule("5.18-getaddrinfo-filters-by-type")
def filter_type():
    equal(
        [entry[1] for entry in socket.getaddrinfo(LOOPBACK, 80, 0, DATAGRAM)],
        [DATAGRAM],
    )
    equal([entry[1] for entry in socket.getaddrinfo(LOOPBACK, 80, 0, STREAM)], [STREAM])


@rule("5.18-getaddrinfo-filters-by-family")
def filter_family():
    equal(socket.getaddrinfo(LOOPBACK, 80, socket.AF_INET)[0][0], socket.AF_INET)
    raises(socket.gaierror, socket.getaddrinfo, LOOPBACK, 80, socket.AF_INET6)
    raises(socket.gaierror, socket.getaddrinfo, "::1", 80, socket.AF_INET)


@rule("5.18-getaddrinfo-filters-by-protocol")
def filter_protocol():
    entries = socket.getaddrinfo(LOOPBACK, 80, 0, 0, socket.IPPROTO_UDP)
    equal([entry[1] for entry in entries], [DATAGRAM])
    entries = socket.getaddrinfo(LOOPBACK, 80, 0, 0, socket.IPPROTO_TCP)
    equal([entry[1] for entry in entries], [STREAM])


@rule("1-getaddrinfo-contradictory-filters")
def contradiction():
    raises(
        socket.gaierror, socket.getaddrinfo, LOOPBACK, 80, 0, STREAM, socket.IPPROTO_UDP
    )


@rule("1-getaddrinfo-unknown-filters")
def unknown_filters():
    raises(socket.gaierror, socket.getaddrinfo, LOOPBACK, 80, 99)
    raises(socket.gaierror, socket.getaddrinfo, LOOPBACK, 80, 0, 99)


@rule("1-getaddrinfo-keywords")
def keywords():
    entries = socket.getaddrinfo(
        host=LOOPBACK, port=80, family=socket.AF_INET, type=DATAGRAM
    )
    equal([(entry[0], entry[1]) for entry in entries], [(socket.AF_INET, DATAGRAM)])
    entries = socket.getaddrinfo(LOOPBACK, 80, proto=socket.IPPROTO_TCP, flags=0)
    equal([entry[1] for entry in entries], [STREAM])


@rule("1-getaddrinfo-unknown-keyword")
def unknown_keyword():
    try:
        socket.getaddrinfo(LOOPBACK, 80, colour=1)
    except TypeError:
        return
    raise AssertionError("colour=1 was accepted")


@rule("1-getaddrinfo-any-host")
def any_host():
    equal(sockaddrs("0.0.0.0", 80)[0], ("0.0.0.0", 80))
    not_on_cpython("an empty host does not resolve")
    equal(sockaddrs("", 80, socket.AF_INET)[0], ("0.0.0.0", 80))


@rule("1-getaddrinfo-host-none-is-loopback")
def none_host():
    equal(sockaddrs(None, 80, socket.AF_INET, STREAM), [(LOOPBACK, 80)])


@rule("1-getaddrinfo-host-as-bytes")
def bytes_host():
    equal(sockaddrs(b"127.0.0.1", 80)[0], (LOOPBACK, 80))


@rule("1-getaddrinfo-ports")
def ports():
    equal(sockaddrs(LOOPBACK, "8080")[0], (LOOPBACK, 8080))
    equal(sockaddrs(LOOPBACK, None)[0], (LOOPBACK, 0))
    equal(sockaddrs(LOOPBACK, 0)[0], (LOOPBACK, 0))
    equal(sockaddrs(LOOPBACK, 65535)[0], (LOOPBACK, 65535))


@rule("4.1-getaddrinfo-port-out-of-range")
def port_range():
    not_on_cpython("libc cuts the number to 16 bits")
    for port in (-1, 65536, 1 << 32, 1 << 64):
        raises(OverflowError, socket.getaddrinfo, LOOPBACK, port)


@rule("1-getaddrinfo-malformed-port")
def malformed_port():
    for port in ("eighty", "80x", "0x50", " ", "-"):
        raises(socket.gaierror, socket.getaddrinfo, LOOPBACK, port)


@rule("1-getaddrinfo-argument-types")
def types():
    raises(TypeError, socket.getaddrinfo)
    raises(TypeError, socket.getaddrinfo, LOOPBACK)
    raises(TypeError, socket.getaddrinfo, 5, 80)
    raises(TypeError, socket.getaddrinfo, LOOPBACK, 80, "x")
    raises(TypeError, socket.getaddrinfo, LOOPBACK, 80, 0, "x")
    raises(TypeError, socket.getaddrinfo, LOOPBACK, 80, 0, 0, 0, 0, 0)
    raises((TypeError, OSError), socket.getaddrinfo, LOOPBACK, 1.5)
    raises((TypeError, OSError), socket.getaddrinfo, LOOPBACK, [])


@rule("1-getaddrinfo-name")
def name():
    equal(sockaddrs("micropython.org", 80, 0, STREAM), [(WORLD, 80)])
    equal(sockaddrs("MicroPython.ORG", 80, 0, STREAM), [(WORLD, 80)])


@rule("1-numeric-hosts-never-touch-dns")
def numeric():
    start = now()
    for host in (LOOPBACK, "198.51.100.7", "0.0.0.0", "255.255.255.255"):
        equal(sockaddrs(host, 1)[0], (host, 1))
    true(milliseconds_since(start) < 300, "took %d ms" % milliseconds_since(start))


@rule("1-unknown-name")
def unknown_name():
    error = raises(socket.gaierror, socket.getaddrinfo, "no-such-name.test", 80)
    true(isinstance(error, OSError), "a gaierror is an OSError")
    true(error.args[0] < 0, error.args)
    equal(type(error.args[1]), str)
    true(len(error.args[1]) > 5, error.args)


@rule("4.9-gaierror-is-readable")
def readable():
    error = raises(socket.gaierror, socket.getaddrinfo, "no-such-name.test", 80)
    true(error.args[1] in str(error), str(error))


@rule("1-unknown-name-again")
def again():
    for _ in range(20):
        raises(socket.gaierror, socket.getaddrinfo, "no-such-name.test", 80)
    equal(sockaddrs("micropython.org", 80)[0], (WORLD, 80))


@rule("1-unknown-name-everywhere")
def unknown_everywhere():
    address = ("no-such-name.test", 80)
    raises(socket.gaierror, socket.socket().connect, address)
    raises(socket.gaierror, socket.socket().bind, address)
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    raises(socket.gaierror, udp.sendto, b"x", address)


@rule("1-malformed-names")
def malformed():
    # CPython's IDNA codec refuses some of these with a UnicodeError, a ValueError.
    for host in ("a..b", ".", "..", "a" * 64 + ".test", "a" * 300, ("a" * 60 + ".") * 5 + "test",
                 "with space.test", "under\0neath", "\xff\xfe", "-", "1.2.3.4.5"):  # fmt: skip
        start = now()
        raises((OSError, ValueError), socket.getaddrinfo, host, 80)
        true(milliseconds_since(start) < 2000, "%r took time" % host)


@rule("5.12-long-local-name")
def long_local():
    for length in (63, 100, 250, 1000):  # the first is a name, mDNS takes its time
        raises((OSError, ValueError), socket.getaddrinfo, "a" * length + ".local", 80)
    raises((OSError, ValueError), socket.getaddrinfo, ".local", 80)


@rule("1-getaddrinfo-unknown-flags")
def unknown_flags():
    for host in (LOOPBACK, "micropython.org"):
        for flags in (1 << 20, -1):
            error = raises(
                socket.gaierror, socket.getaddrinfo, host, 80, 0, 0, 0, flags
            )
            equal(error.args[0], socket.EAI_BADFLAGS)


@rule("4.5-resolving-has-a-limit")
def limit():
    start = now()
    raises(socket.gaierror, socket.getaddrinfo, "silent.test", 80)
    true(milliseconds_since(start) < 20000, "took %d ms" % milliseconds_since(start))


@rule("4.5-ctrl-c-ends-getaddrinfo")
def ctrl_c():
    not_on_cpython("waits inside libc")
    interrupted(socket.getaddrinfo, "silent.test", 80)
    interrupted(socket.socket().connect, ("silent.test", 80))


@rule("4.5-given-up-queries-leave-the-others-alone")
def given_up():
    not_on_cpython("waits inside libc")
    for number in range(4):
        interrupted(socket.getaddrinfo, "silent.test", 80)
    equal(sockaddrs("micropython.org", 80)[0], (WORLD, 80))


@rule("5.4-late-answer-after-ctrl-c")
def late_answer():
    not_on_cpython("waits inside libc")
    interrupted(socket.getaddrinfo, "slow.test", 80)
    gc.collect()
    keep = [bytearray(64) for _ in range(100)]
    start = now()
    while milliseconds_since(start) < 1500:
        time.sleep(0.05)
        equal(sockaddrs(LOOPBACK, 1)[0], (LOOPBACK, 1))
    true(all(block == bytes(64) for block in keep), "the late answer wrote into memory")
    equal(sockaddrs("micropython.org", 80)[0], (WORLD, 80))


@rule("1-slow-answer")
def slow():
    equal(sockaddrs("slow.test", 80)[0], (WORLD, 80))


@rule("1-usocket-is-socket")
def alias():
    not_on_cpython("has no usocket")
    import usocket

    true(usocket.socket is socket.socket, "usocket is another module")
    true(usocket.getaddrinfo is socket.getaddrinfo, "usocket is another module")
