"""Ctrl-C at every call that blocks: it ends within 100 ms, and the socket goes on.

The last line tells the longest time that it took, in milliseconds.
"""

import errno
import select
import socket

from check import (
    SILENT_PEER_PORT,
    WORLD,
    drain,
    equal,
    fill,
    interrupted,
    listener,
    not_on_cpython,
    pair,
    peer,
    receive,
    receiver,
    rule,
    settle,
    skip,
    wait_readable,
)

RETRIES = "retries after a signal"
durations = []


def stopped(call, *arguments):
    durations.append(interrupted(call, *arguments))


def goes_on(one, other):
    """Both ways."""
    for sender, sock in ((one, other), (other, one)):
        sender.sendall(b"goes on")
        equal(receive(sock, 7), b"goes on")


@rule("4.5-ctrl-c-in-accept")
def accept():
    not_on_cpython(RETRIES)
    server, address = listener()
    for timeout in (None, 5):
        server.settimeout(timeout)
        stopped(server.accept)
    client = socket.create_connection(address)
    accepted, _ = server.accept()
    goes_on(client, accepted)
    for sock in (client, accepted, server):
        sock.close()


RECEIVES = (
    lambda sock: sock.recv(5),
    lambda sock: sock.recvfrom(5),
    lambda sock: sock.recv_into(bytearray(5)),
    lambda sock: sock.recvfrom_into(bytearray(5)),
    lambda sock: sock.read(5),
    lambda sock: sock.read(),
    lambda sock: sock.readinto(bytearray(5)),
    lambda sock: sock.readline(),
    lambda sock: next(sock),
    lambda sock: list(sock),
)


@rule("4.5-ctrl-c-in-each-receive")
def receives():
    not_on_cpython(RETRIES)
    client, server = pair()
    for call in RECEIVES:
        stopped(call, client)
    client.settimeout(5)
    for call in RECEIVES:
        stopped(call, client)
    goes_on(client, server)
    client.close()
    server.close()


@rule("4.5-ctrl-c-in-each-receive-of-a-datagram")
def datagrams():
    not_on_cpython(RETRIES)
    sock, address = receiver()
    for call in RECEIVES[:8]:
        stopped(call, sock)
    sock.sendto(b"goes on", address)
    equal(sock.recv(10), b"goes on")
    sock.close()


@rule("4.5-ctrl-c-in-each-send")
def sends():
    not_on_cpython(RETRIES)
    for method in ("send", "sendall", "write"):
        client, server = pair()
        client.setblocking(False)
        fill(client)
        for timeout in (None, 5):
            client.settimeout(timeout)
            stopped(getattr(client, method), bytes(50000))
        drain(server)
        client.settimeout(5)
        server.settimeout(5)
        goes_on(client, server)
        client.close()
        server.close()


@rule("4.5-ctrl-c-in-sendto-to-a-name")
def sendto():
    not_on_cpython("waits inside libc")
    sock, address = receiver()
    stopped(sock.sendto, b"x", ("silent.test", 7000))
    sock.sendto(b"goes on", address)
    equal(sock.recv(10), b"goes on")
    sock.close()


def crowd():
    """As many connections as a listener has room for that accepts none."""
    kept = []
    try:
        while len(kept) < 10:
            kept.append(socket.create_connection((WORLD, SILENT_PEER_PORT), 0.2))
    except socket.timeout:
        pass
    return kept


@rule("4.5-ctrl-c-in-each-connect")
def connects():
    not_on_cpython(RETRIES)
    kept = crowd()
    for method in ("connect", "connect_ex"):
        stopped(
            lambda method: getattr(socket.socket(), method)((WORLD, SILENT_PEER_PORT)),
            method,
        )
    stopped(socket.create_connection, (WORLD, SILENT_PEER_PORT))
    for sock in kept:
        sock.close()
    sock = peer("hold goes on")
    equal(receive(sock, 7), b"goes on")
    sock.close()


@rule("4.5-ctrl-c-while-a-name-is-looked-up")
def names():
    not_on_cpython("waits inside libc")
    stopped(socket.getaddrinfo, "silent.test", 80)
    stopped(socket.gethostbyname, "silent.test")
    sock = socket.socket()
    stopped(sock.bind, ("silent.test", 80))
    stopped(sock.connect, ("silent.test", 80))
    equal(socket.gethostbyname("micropython.org"), WORLD)
    sock.connect((WORLD, 7000))
    sock.close()


@rule("4.5-ctrl-c-in-poll-and-select")
def polls():
    not_on_cpython("the check needs a Ctrl-C that the script survives")
    client, server = pair()
    poller = select.poll()
    poller.register(client, select.POLLIN)
    for timeout in (-1, 5000):
        stopped(poller.poll, timeout)
        stopped(lambda limit: list(poller.ipoll(limit)), timeout)
    if hasattr(select, "select"):
        stopped(select.select, [client], [], [], 5)
    server.send(b"goes on")
    equal(poller.poll(1000)[0][1], select.POLLIN)
    equal(receive(client, 7), b"goes on")
    client.close()
    server.close()


def ask():
    """A query, once lwIP has room for one more beside those that were given up."""
    while True:
        try:
            return socket.resolve("silent.test", 80)
        except socket.gaierror as error:
            equal(error.args[0], socket.EAI_AGAIN)
            settle()


@rule("4.5-ctrl-c-while-a-query-is-polled")
def query():
    not_on_cpython("its loop.getaddrinfo() has a thread")
    asked = ask()
    stopped(wait_readable, asked)
    asked.close()


def secured(sock):
    """The socket with TLS, for which MicroPython says ENOMEM where others raise MemoryError."""
    try:
        import tls
    except ImportError:
        skip("built without TLS")
    context = tls.SSLContext(tls.PROTOCOL_TLS_CLIENT)
    context.verify_mode = tls.CERT_NONE
    try:
        return context.wrap_socket(sock)
    except OSError as error:
        if error.errno == errno.ENOMEM:
            raise MemoryError from None
        raise


@rule("4.5-ctrl-c-in-a-handshake")
def handshake():
    not_on_cpython(RETRIES)
    stopped(secured, peer("hold"))
    client, server = pair()
    goes_on(client, server)
    client.close()
    server.close()


SECURE_READS = (
    lambda sock: sock.read(5),
    lambda sock: sock.read(),
    lambda sock: sock.readinto(bytearray(5)),
    lambda sock: sock.readline(),
)


@rule("4.5-ctrl-c-in-each-read-with-tls")
def secure_reads():
    not_on_cpython(RETRIES)
    plain = peer("secure sum 7")
    sock = secured(plain)
    for timeout in (None, 5):
        plain.settimeout(timeout)
        for call in SECURE_READS:
            stopped(call, sock)
    sock.write(b"goes on")
    equal(sock.read(10), b"1923455490")  # its CRC-32
    sock.close()


@rule("4.5-ctrl-c-in-asyncio")
def tasks():
    not_on_cpython("its loop handles the signal")
    import asyncio

    async def reads(sock):
        await asyncio.StreamReader(sock).read(10)

    client, server = pair()
    client.setblocking(False)
    stopped(lambda: asyncio.run(reads(client)))
    asyncio.new_event_loop()
    client.setblocking(True)
    settle()
    goes_on(client, server)
    client.close()
    server.close()


print("Ctrl-C: %d times, %d ms at most" % (len(durations), max(durations or [0])))
