"""Each call of the API with its n-th allocation failing, for every n until none does.

Needs the module `faults` (tests/robustness/faults). A case makes what its call needs, lets `fail`
make the call, and checks that it did what it always does: after a refusal `fail` calls once more,
as a script would. Nothing may be left over.
"""

import gc
import os
import select
import socket
import time

from check import (
    LOOPBACK,
    WORLD,
    Skip,
    datagram_pair,
    equal,
    listener,
    next_port,
    one_line,
    pair,
    print_traceback,
    raises,
    receive,
    receiver,
    true,
    wait_readable,
)

import faults

# Names take seconds while lwIP's pools stay empty: the short form leaves that out.
ALL = True
PATIENCE = 7  # seconds until lwIP has sent a lost segment again
SETTLED_MS = 6000
DISCARD_PORT = 9  # RFC 863; nobody listens
HAS_POOLS = bool(faults.pools())
SOURCES = (faults.HEAP, faults.POOLS) if HAS_POOLS else (faults.HEAP,)
# Timers, and the groups that belong to the interface's own IPv6 addresses.
BACKGROUND = ("SYS_TIMEOUT", "MLD6_GROUP")
DATA = b"line\nrest"


class Failing:
    """One run of a case."""

    def __init__(self, source, nth, lasting):
        self.source = source
        self.nth = nth
        self.lasting = lasting
        self.refused = 0

    def __call__(self, function, *arguments, again=None):
        """What the call returns at last. `again` is for one that cannot be repeated once lwIP had
        no memory."""
        try:
            return faults.call(
                self.source, self.nth, self.lasting, function, *arguments
            )
        except MemoryError:
            if not faults.refused(self.source):
                raise
        except OSError:
            if self.source == faults.HEAP or not faults.refused(self.source):
                raise
            if again:
                return again()
        finally:
            self.refused += faults.refused(self.source)
        return function(*arguments)


def in_use():
    """What must not be lost: elements of lwIP's pools, or descriptors."""
    if not HAS_POOLS:
        return len(os.listdir("/proc/self/fd"))
    faults.abort_time_wait()
    pools = faults.pools()
    for name in BACKGROUND:
        pools.pop(name, None)
    return pools


def forget():
    """Overwrites what is left of calls on the stack, then collects."""

    def deep(depth):
        return deep(depth - 1) + 1 if depth else 0

    deep(20)
    gc.collect()


def nudge():
    """lwIP's loopback keeps what it had no memory to announce until something else comes."""
    sock = udp()
    sock.sendto(b"", (LOOPBACK, DISCARD_PORT))
    sock.close()


def settled(expected):
    """What is in use once connections have ended."""
    start = time.ticks_ms()
    while (now := in_use()) != expected and time.ticks_diff(
        time.ticks_ms(), start
    ) < SETTLED_MS:
        forget()
        nudge()
        time.sleep_ms(5)
    return now


def run_once(function, failing):
    gc.collect()
    function(failing)


def run_all(function):
    """How many allocations were refused."""
    run_once(function, Failing(faults.HEAP, 0, False))
    forget()
    time.sleep_ms(20)
    before = in_use()
    before = settled(before)
    refused = 0
    for source in SOURCES:
        for lasting in (False, True):
            pools_stay_empty = lasting and source == faults.POOLS
            if pools_stay_empty and not ALL:
                continue
            # Where nothing is freed, a call would wait for ever.
            socket.setdefaulttimeout(0.2 if pools_stay_empty else PATIENCE)
            nth = 0
            while True:
                nth += 1
                failing = Failing(source, nth, lasting)
                where = "%s, allocation %d%s" % (
                    "heap" if source == faults.HEAP else "pools",
                    nth,
                    " and all after it" if lasting else "",
                )
                try:
                    run_once(function, failing)
                except Exception:
                    print("with", where)
                    raise
                after = settled(before)
                true(
                    after == before,
                    "left over with %s: %r, before %r" % (where, after, before),
                )
                refused += failing.refused
                if not failing.refused:
                    break
    return refused


def case(name):
    def run(function):
        try:
            place = name.split("-")[0]
            if (
                not hasattr(socket, place)
                and not hasattr(socket.socket, place)
                and place not in OTHERS
            ):
                raise Skip("the stack does not have it")
            refused = run_all(function)
        except Skip as reason:
            print("skip %s: %s" % (name, reason))
        except Exception as error:
            print_traceback(error)
            print("FAIL %s: %s %s" % (name, type(error).__name__, one_line(error)))
        else:
            print("ok %s: %d allocations refused" % (name, refused))
        socket.setdefaulttimeout(None)
        forget()

    return run


OTHERS = (
    "family",
    "type",
    "proto",
    "__repr__",
    "__iter__",
    "__next__",
    "query",
    "poll",
)


def patient(*sockets):
    for sock in sockets:
        sock.settimeout(PATIENCE)


def udp():
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)


def close(*sockets):
    for sock in sockets:
        sock.close()


def ready_pair(data=DATA):
    """Two ends of a connection; the first has something to receive."""
    client, server = pair()
    server.sendall(data)
    wait_readable(client)
    return client, server


def ready_datagram():
    """A bound socket with a datagram, and the sender's address."""
    sock, address = receiver()
    sender = udp()
    sender.bind((LOOPBACK, 0))
    sender.sendto(DATA, address)
    wait_readable(sock)
    own = sender.getsockname()
    sender.close()
    return sock, own


def arrives(sock, data, send):
    """A datagram may be lost where lwIP has no memory for it; the next one is not."""
    sock.settimeout(0.3)
    try:
        equal(sock.recv(100), data)
    except socket.timeout:
        true(HAS_POOLS, "the datagram was lost")
        send()
        equal(sock.recv(100), data)


# Functions.


@case("socket")
def make(fail):
    close(fail(socket.socket), fail(udp))


@case("getaddrinfo")
def numeric(fail):
    infos = fail(socket.getaddrinfo, LOOPBACK, "80", 0, socket.SOCK_STREAM)
    equal([info[4] for info in infos], [(LOOPBACK, 80)])


_fresh = 0


def fresh_name():
    """One that no cache knows."""
    global _fresh
    _fresh += 1
    return "n%d.quick.test" % _fresh


@case("getaddrinfo-name")
def name(fail):
    infos = fail(socket.getaddrinfo, fresh_name(), 80)
    equal(infos[0][4], (WORLD, 80))


@case("gethostbyname")
def host_by_name(fail):
    equal(fail(socket.gethostbyname, fresh_name()), WORLD)


@case("resolve")
def resolve(fail):
    query = fail(socket.resolve, fresh_name(), 80)
    wait_readable(query)
    equal(query.result()[0][4], (WORLD, 80))
    query.close()


@case("query-result")
def query_result(fail):
    query = socket.resolve(fresh_name(), 80)
    wait_readable(query)
    equal(fail(query.result)[0][4], (WORLD, 80))
    equal(fail(query.result)[0][4], (WORLD, 80))
    fail(query.close)


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


def gets_through(client, server):
    """The client's connection works, which may not be the first that the listener has."""
    patient(client, server)
    client.send(DATA)
    got = b""
    while got != DATA:
        accepted, _ = server.accept()
        patient(accepted)
        got = receive(accepted, 9)
        accepted.close()


def gets_through_at_last(fail, clients, server, again):
    """The same, `again` if the listener had no memory for the connection and reset it."""
    try:
        gets_through(clients[-1], server)
    except OSError:
        if fail.source == faults.HEAP or not fail.refused:
            raise
        again()
        gets_through(clients[-1], server)
    close(server, *clients)


@case("create_connection")
def create_connection(fail):
    server, address = listener()
    clients = [fail(socket.create_connection, address)]

    def again():
        clients.append(socket.create_connection(address))

    gets_through_at_last(fail, clients, server, again)


@case("create_server")
def create_server(fail):
    address = (LOOPBACK, next_port())
    server = fail(socket.create_server, address)
    client = socket.create_connection(address)
    accepted, _ = server.accept()
    close(client, accepted, server)


@case("getdefaulttimeout")
def get_default_timeout(fail):
    equal(fail(socket.getdefaulttimeout), socket.getdefaulttimeout())


@case("setdefaulttimeout")
def set_default_timeout(fail):
    old = socket.getdefaulttimeout()
    fail(socket.setdefaulttimeout, 1.5)
    equal(socket.getdefaulttimeout(), 1.5)
    socket.setdefaulttimeout(old)


@case("sockaddr")
def sockaddr(fail):
    equal(fail(socket.sockaddr, (LOOPBACK, 80))[2], 80)


@case("socketpair")
def socketpair(fail):
    one, other = fail(socket.socketpair)
    one.send(DATA)
    equal(other.recv(20), DATA)
    close(one, other)


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


# Connections.


@case("bind")
def bind(fail):
    for sock in (socket.socket(), udp()):
        port = next_port()
        fail(sock.bind, (LOOPBACK, port))
        equal(sock.getsockname(), (LOOPBACK, port))
        sock.close()


@case("listen")
def listen(fail):
    server = socket.socket()
    server.bind((LOOPBACK, next_port()))
    fail(server.listen, 2)
    client = socket.create_connection(server.getsockname())
    accepted, _ = server.accept()
    close(client, accepted, server)


@case("accept")
def accept(fail):
    server, address = listener()
    client = socket.create_connection(address)
    client.send(DATA)
    accepted, peer = fail(server.accept)
    equal(peer, client.getsockname())
    equal(receive(accepted, 9), DATA)
    close(client, accepted, server)


@case("accept-timeout")
def accept_nobody(fail):
    server, address = listener()
    server.settimeout(0.01)
    fail(raises, socket.timeout, server.accept)
    client = socket.create_connection(address)
    server.settimeout(PATIENCE)
    accepted, _ = server.accept()
    close(client, accepted, server)


def connects(fail, method, host):
    server, (_, port) = listener()
    clients = [socket.socket()]

    def attempt():
        return getattr(clients[-1], method)((host, port))

    def again():
        # As on Linux, an attempt that was given up goes on by itself.
        clients.pop().close()
        clients.append(socket.socket())
        patient(*clients)
        return attempt()

    if fail(attempt, again=again):
        again()
    gets_through_at_last(fail, clients, server, again)


@case("connect")
def connect(fail):
    connects(fail, "connect", LOOPBACK)


@case("connect-name")
def connect_name(fail):
    connects(fail, "connect", "loopback.test")


@case("connect_ex")
def connect_ex(fail):
    connects(fail, "connect_ex", LOOPBACK)


@case("connect-refused")
def connect_refused(fail):
    client = socket.socket()
    fail(raises, OSError, client.connect, (LOOPBACK, next_port()))
    client.close()


@case("getsockname")
def getsockname(fail):
    sock, address = receiver()
    equal(fail(sock.getsockname), address)
    sock.close()


@case("getpeername")
def getpeername(fail):
    client, server = pair()
    equal(fail(client.getpeername), server.getsockname())
    close(client, server)


@case("shutdown")
def shutdown(fail):
    client, server = ready_pair()
    fail(server.shutdown, socket.SHUT_WR)
    patient(client)
    equal(receive(client, 20), DATA)
    equal(client.recv(1), b"")
    close(client, server)


@case("close")
def close_it(fail):
    client, server = ready_pair()
    fail(client.close)
    equal(client.fileno(), -1)
    server.close()


@case("__del__")
def finalise(fail):
    client, server = ready_pair()
    fail(client.__del__)
    equal(client.fileno(), -1)
    server.close()


@case("__enter__")
def enter(fail):
    sock = socket.socket()
    equal(fail(sock.__enter__), sock)
    sock.close()


@case("__exit__")
def leave(fail):
    sock = socket.socket()
    fail(sock.__exit__, None, None, None)
    equal(sock.fileno(), -1)


@case("makefile")
def makefile(fail):
    client, server = ready_pair()
    equal(fail(client.makefile, "rb").readline(), b"line\n")
    close(client, server)


@case("fileno")
def fileno(fail):
    sock = socket.socket()
    true(fail(sock.fileno) >= 0, "no descriptor")
    sock.close()


@case("detach")
def detach(fail):
    sock = socket.socket()
    descriptor = sock.fileno()
    if HAS_POOLS:
        raise Skip("nobody here can close what is detached")
    equal(fail(sock.detach), descriptor)
    open(descriptor, "rb").close()


# Sending.


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


# Receiving.


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


# Options and the rest.


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
