"""The module's functions beside socket() and getaddrinfo()."""

import socket

from check import (
    CPYTHON,
    LOOPBACK,
    SILENT_PEER_PORT,
    WORLD,
    equal,
    interrupted,
    listener,
    milliseconds_since,
    next_port,
    not_on_cpython,
    now,
    number,
    raises,
    raises_number,
    rule,
    skip,
    times_out,
    true,
)


@rule("1-CPython-GeneralModuleTests.testNtoH")
def byte_order():
    for function, size in (
        (socket.htonl, 32),
        (socket.ntohl, 32),
        (socket.htons, 16),
        (socket.ntohs, 16),
    ):
        mask = (1 << size) - 1
        for value in (0, 1, 0xFF00, 0x1234 & mask, 0xAABBCCDD & mask, mask):
            equal(function(function(value)), value)
        equal(function(mask), mask)
    equal(socket.htons(0x1234).to_bytes(2, "little"), b"\x12\x34")
    equal(socket.htonl(0x12345678).to_bytes(4, "little"), b"\x12\x34\x56\x78")


@rule("1-CPython-GeneralModuleTests.testNtoHErrors")
def byte_order_errors():
    for function, size in (
        (socket.htonl, 32),
        (socket.ntohl, 32),
        (socket.htons, 16),
        (socket.ntohs, 16),
    ):
        for value in (-1, -2, -(1 << 40), 1 << size, 1 << 64, 1 << 1000):
            raises(OverflowError, function, value)
        for value in ("1", b"1", 1.5, None, []):
            raises(TypeError, function, value)
        raises(TypeError, function)


@rule("1-CPython-GeneralModuleTests.testStringToIPv4")
def aton():
    for text, packed in (
        ("0.0.0.0", b"\0\0\0\0"),
        ("255.0.170.85", b"\xff\x00\xaa\x55"),
        ("18.52.86.120", b"\x12\x34\x56\x78"),
        ("255.255.255.255", b"\xff\xff\xff\xff"),
    ):
        equal(socket.inet_aton(text), packed)
        equal(socket.inet_pton(socket.AF_INET, text), packed)
    for text in ("0.0.0.", "300.0.0.0", "a.0.0.0", "1.2.3.4.5", "::1", ""):
        raises(OSError, socket.inet_aton, text)
        raises(OSError, socket.inet_pton, socket.AF_INET, text)


@rule("1-CPython-GeneralModuleTests.testIPv4_inet_aton_fourbytes")
def aton_limits():
    # A buffer of four bytes was overrun once.
    equal(socket.inet_aton("0.0.0.0"), bytes(4))
    equal(socket.inet_aton("255.255.255.255"), b"\xff" * 4)


@rule("1-CPython-GeneralModuleTests.testIPv4toString")
def ntoa():
    for packed, text in (
        (b"\x01\x00\x01\x00", "1.0.1.0"),
        (b"\xaa\x55\xaa\x55", "170.85.170.85"),
        (bytearray(b"\xff\xff\xff\xff"), "255.255.255.255"),
        (memoryview(b"\x01\x02\x03\x04"), "1.2.3.4"),
    ):
        equal(socket.inet_ntoa(packed), text)
        equal(socket.inet_ntop(socket.AF_INET, packed), text)
    for packed in (b"", b"\x00" * 3, b"\x00" * 5, b"\x00" * 16):
        raises((OSError, ValueError), socket.inet_ntoa, packed)
        raises((OSError, ValueError), socket.inet_ntop, socket.AF_INET, packed)
    raises(TypeError, socket.inet_ntoa, 1)


@rule("1-CPython-GeneralModuleTests.testDefaultTimeout")
def default_timeout():
    equal(socket.getdefaulttimeout(), None)
    try:
        for seconds in (10, 0.25, 0):
            socket.setdefaulttimeout(seconds)
            equal(socket.getdefaulttimeout(), seconds)
            sock = socket.socket()
            equal(sock.gettimeout(), seconds)
            sock.close()
        raises(ValueError, socket.setdefaulttimeout, -1)
        raises(TypeError, socket.setdefaulttimeout, "spam")
        equal(socket.getdefaulttimeout(), 0)
    finally:
        socket.setdefaulttimeout(None)
    sock = socket.socket()
    equal(sock.gettimeout(), None)
    sock.close()


@rule("4.7-default-timeout-of-accepted-sockets")
def accepted_default():
    server, address = listener()
    client = socket.socket()
    client.connect(address)
    try:
        socket.setdefaulttimeout(0.25)
        accepted, _ = server.accept()
    finally:
        socket.setdefaulttimeout(None)
    equal(accepted.gettimeout(), 0.25)
    equal(server.gettimeout(), None)
    times_out(250, accepted.recv, 1)
    for sock in (accepted, client, server):
        sock.close()


@rule("1-CPython-GeneralModuleTests.testHostnameRes")
def host_name():
    name = socket.gethostname()
    equal(type(name), str)
    true(name, "the host has no name")


@rule("1-gethostbyname")
def by_name():
    equal(socket.gethostbyname("192.0.2.7"), "192.0.2.7")
    equal(socket.gethostbyname("micropython.org"), WORLD)
    equal(socket.gethostbyname(""), "0.0.0.0")
    raises(TypeError, socket.gethostbyname, 1)


@rule("1-CPython-GeneralModuleTests.test_host_resolution_bad_address")
def bad_hosts():
    for host in ("::1q", "::1::2", "1:1:1:1:1:1:1:1:1"):
        raises(socket.gaierror, socket.gethostbyname, host)
        raises(socket.gaierror, socket.getaddrinfo, host, 80)


@rule("1-CPython-GeneralModuleTests.test_getaddrinfo_ipv6_scopeid_numeric")
def scope():
    if not socket.has_ipv6:
        skip("the stack has no IPv6")
    found = socket.getaddrinfo(
        "ff02::1de:c0:face:8D%42", 1234, socket.AF_INET6, socket.SOCK_DGRAM
    )
    equal([item[4] for item in found], [("ff02::1de:c0:face:8d", 1234, 0, 42)])


@rule("1-sockaddr")
def sockaddr():
    not_on_cpython("a function of MicroPython's unix port")
    equal(socket.sockaddr((LOOPBACK, 80)), (socket.AF_INET, b"\x7f\0\0\x01", 80))
    equal(
        socket.sockaddr(("::1", 80, 1, 2)),
        (socket.AF_INET6, bytes(15) + b"\x01", 80, 1, 2),
    )
    for bad in (b"", b"\x02", b"\x02\x00\x00"):
        raises((OSError, ValueError), socket.sockaddr, bad)
    raises(TypeError, socket.sockaddr, 1)


@rule("1-CPython-TestExceptions.testExceptionTree")
def exceptions():
    true(socket.error is OSError, "error is another type")
    for kind in (socket.gaierror, socket.timeout):
        true(issubclass(kind, OSError), "%r is no OSError" % kind)
    true(not issubclass(socket.gaierror, socket.timeout), "one in the other")


@rule("1-has_ipv6")
def has_ipv6():
    equal(type(socket.has_ipv6), bool)
    if socket.has_ipv6:
        socket.socket(socket.AF_INET6).close()


@rule("1-CPython-NetworkConnectionNoServer.test_connect")
def connect_to_nobody():
    sock = socket.socket()
    raises_number("ECONNREFUSED", sock.connect, (LOOPBACK, next_port()))
    sock.close()


@rule("1-CPython-NetworkConnectionNoServer.test_create_connection")
def create_to_nobody():
    raises_number("ECONNREFUSED", socket.create_connection, (LOOPBACK, next_port()))
    raises(socket.gaierror, socket.create_connection, ("nowhere.invalid", 80))


@rule("1-CPython-NetworkConnectionNoServer.test_create_connection_timeout")
def create_times_out():
    # Fills the backlog of a peer that never accepts: the last one waits for an answer.
    kept = []
    try:
        for _ in range(10):
            try:
                kept.append(socket.create_connection((WORLD, SILENT_PEER_PORT), 0.3))
            except socket.timeout:
                return
        raise AssertionError("all connections were accepted")
    finally:
        for sock in kept:
            sock.close()


@rule("1-CPython-NetworkConnectionAttributesTest.testSourceAddress")
def source_address():
    server, address = listener()
    port = next_port()
    client = socket.create_connection(address, 5, (LOOPBACK, port))
    equal(client.getsockname(), (LOOPBACK, port))
    equal(server.accept()[1], (LOOPBACK, port))
    client.close()
    server.close()


@rule("1-CPython-NetworkConnectionAttributesTest.testFamily")
def connection_family():
    server, address = listener()
    client = socket.create_connection(address)
    equal((client.family, client.type), (socket.AF_INET, socket.SOCK_STREAM))
    equal(client.getpeername(), address)
    client.close()
    server.close()


@rule("1-CPython-NetworkConnectionAttributesTest.testTimeoutDefault")
def connection_default_timeout():
    server, address = listener()
    try:
        socket.setdefaulttimeout(42)
        client = socket.create_connection(address)
    finally:
        socket.setdefaulttimeout(None)
    equal(client.gettimeout(), 42)
    client.close()
    server.close()


@rule("1-CPython-NetworkConnectionAttributesTest.testTimeoutNone")
def connection_without_timeout():
    server, address = listener()
    try:
        socket.setdefaulttimeout(30)
        client = socket.create_connection(address, timeout=None)
    finally:
        socket.setdefaulttimeout(None)
    equal(client.gettimeout(), None)
    client.close()
    server.close()


@rule("1-CPython-NetworkConnectionAttributesTest.testTimeoutValueNamed")
def connection_with_timeout():
    server, address = listener()
    for client in (
        socket.create_connection(address, timeout=30),
        socket.create_connection(address, 30),
    ):
        equal(client.gettimeout(), 30)
        client.close()
    server.close()


@rule("4.2-CPython-NetworkConnectionBehaviourTest.testOutsideTimeout")
def connection_times_out():
    server, address = listener()
    client = socket.create_connection(address, timeout=0.2)
    times_out(200, client.recv, 5)
    client.close()
    server.close()


@rule("1-CPython-CreateServerTest.test_address")
def server_address():
    port = next_port()
    server = socket.create_server((LOOPBACK, port))
    equal(server.getsockname(), (LOOPBACK, port))
    raises_number("EADDRINUSE", socket.create_server, (LOOPBACK, port))
    server.close()


@rule("1-CPython-CreateServerTest.test_family_and_type")
def server_family():
    server = socket.create_server((LOOPBACK, 0))
    equal((server.family, server.type), (socket.AF_INET, socket.SOCK_STREAM))
    server.close()


@rule("1-CPython-CreateServerTest.test_reuse_port")
def server_reuse_port():
    server = socket.create_server((LOOPBACK, 0), reuse_port=False)
    true(server.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR), "no address reuse")
    server.close()
    if CPYTHON:
        skip("CPython: Linux has SO_REUSEPORT")
    try:
        socket.create_server((LOOPBACK, 0), reuse_port=True)
    except ValueError:
        return
    raise AssertionError("reuse_port=True was accepted")


@rule("1-CPython-CreateServerFunctionalTest.test_tcp4")
def server_echo():
    server = socket.create_server((LOOPBACK, 0), backlog=1)
    client = socket.create_connection(server.getsockname(), 5)
    accepted, address = server.accept()
    equal(address, client.getsockname())
    client.sendall(b"foo")
    equal(accepted.recv(10), b"foo")
    for sock in (client, accepted, server):
        sock.close()


@rule("1-create-connection-port-as-text")
def connect_to_text():
    server = socket.create_server((LOOPBACK, 0))
    port = str(server.getsockname()[1])
    client = socket.create_connection((LOOPBACK, port), 5)
    equal(client.getpeername(), server.getsockname())
    client.close()
    server.close()


@rule("1-CPython-CreateServerFunctionalTest.test_tcp6")
def server_echo_ipv6():
    if not socket.has_ipv6:
        skip("the stack has no IPv6")
    server = socket.create_server(("::1", 0), family=socket.AF_INET6)
    client = socket.create_connection(server.getsockname()[:2], 5)
    accepted, _ = server.accept()
    equal(client.family, socket.AF_INET6)
    client.sendall(b"foo")
    equal(accepted.recv(10), b"foo")
    for sock in (client, accepted, server):
        sock.close()


@rule("4.5-ctrl-c-ends-create_connection")
def interrupted_connection():
    # A backlog that is full: nobody answers any more.
    kept = []
    try:
        for _ in range(10):
            start = now()
            try:
                kept.append(socket.create_connection((WORLD, SILENT_PEER_PORT), 0.2))
            except socket.timeout:
                break
        true(milliseconds_since(start) >= 190, "nothing waits")
        interrupted(socket.create_connection, (WORLD, SILENT_PEER_PORT))
    finally:
        for sock in kept:
            sock.close()


@rule("2-connect_ex")
def connect_ex():
    sock = socket.socket()
    equal(sock.connect_ex((LOOPBACK, next_port())), number("ECONNREFUSED"))
    sock.close()
    server, address = listener()
    client = socket.socket()
    equal(client.connect_ex(address), 0)
    equal(client.connect_ex(address), number("EISCONN"))
    waiting = socket.socket()
    waiting.setblocking(False)
    true(waiting.connect_ex(address) in (0, number("EINPROGRESS")), "an unknown number")
    client.close()
    equal(client.connect_ex(address), number("EBADF"))
    raises(socket.gaierror, socket.socket().connect_ex, ("nowhere.invalid", 80))
    raises(TypeError, waiting.connect_ex, 1)
    waiting.close()
    server.close()
