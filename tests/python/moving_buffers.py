"""Buffers that grow, shrink or lose their socket while a call waits with them."""

import socket
import time

from check import (
    datagram_pair,
    drain,
    equal,
    fill,
    not_on_cpython,
    pair,
    raises_number,
    receive,
    rule,
    settle,
    true,
)

try:
    from machine import Timer
except ImportError:
    Timer = None

DELAY = 60  # milliseconds until the other one begins
SIZE = 64
GUARDS = 300
LOCKED = "a buffer that a call uses cannot be resized"

# The memory that a buffer has left; whoever still writes to it writes to these.
guards = []


def later(function):
    """Other code, while the next call waits: a timer's on a board, else another thread's."""
    if Timer:
        Timer(-1).init(period=DELAY, mode=Timer.ONE_SHOT, callback=lambda _: function())
        return
    import _thread

    def thread():
        time.sleep_ms(DELAY)
        function()

    _thread.start_new_thread(thread, ())


def hemmed_in():
    """A bytearray that cannot grow where it is."""
    rows = [bytearray(SIZE) for _ in range(3)]
    guards.append(rows)
    return rows[1]


def move(buffer):
    """Grows it, so that it moves, and has its old memory taken by others."""
    old = address(buffer)
    buffer.extend(bytes(40 * SIZE))
    moved = address(buffer) != old
    for _ in range(GUARDS):
        guards.append(bytearray(b"g" * SIZE))
    true(moved, "the buffer did not move")


def address(buffer):
    import uctypes

    return uctypes.addressof(buffer)


def check_guards():
    for guard in guards:
        if isinstance(guard, bytearray):
            equal(bytes(guard), b"g" * SIZE)
    guards.clear()


def into_moving(call, sock, send):
    """The call waits; its buffer moves, then `send` sends what it waits for."""
    buffer = hemmed_in()

    def other():
        move(buffer)
        send(b"data")

    later(other)
    call(sock, buffer)
    check_guards()
    equal(bytes(buffer[:4]), b"data")


STREAM = (
    lambda sock, buffer: sock.recv_into(buffer),
    lambda sock, buffer: sock.recv_into(buffer, 10),
    lambda sock, buffer: sock.recvfrom_into(buffer),
    lambda sock, buffer: sock.readinto(buffer, 4),
    lambda sock, buffer: sock.recv_into(memoryview(buffer)[:10]),
)


@rule("2-buffer-moves-while-a-receive-waits")
def receive_into_moving():
    not_on_cpython(LOCKED)
    for call in STREAM[:4]:
        client, server = pair()
        into_moving(call, client, server.send)
        client.close()
        server.close()


@rule("2-buffer-moves-while-a-datagram-is-awaited")
def datagram_into_moving():
    not_on_cpython(LOCKED)
    for call in (STREAM[0], STREAM[2]):
        sender, sock = datagram_pair()
        into_moving(call, sock, sender.send)
        sock.close()
        sender.close()


@rule("2-buffer-moves-in-the-middle-of-readinto")
def readinto_moving():
    not_on_cpython(LOCKED)
    client, server = pair()
    server.send(b"first ")
    settle()
    buffer = hemmed_in()

    def other():
        move(buffer)
        server.send(b"last")

    later(other)
    equal(client.readinto(buffer, 10), 10)
    check_guards()
    equal(bytes(buffer[:10]), b"first last")
    client.close()
    server.close()


def into_shrinking(call):
    client, server = pair()
    buffer = bytearray(b"." * SIZE)

    def other():
        buffer[2:] = b""
        server.send(b"data")

    later(other)
    call(client, buffer)
    equal(bytes(buffer), b"da")
    client.settimeout(1)
    equal(client.recv(10), b"ta")
    client.close()
    server.close()


@rule("2-buffer-shrinks-while-a-receive-waits")
def receive_into_shrinking():
    not_on_cpython(LOCKED)
    for call in STREAM[:4]:
        into_shrinking(call)


def renew_and_move(buffer):
    for index in range(SIZE):
        buffer[index] = ord("n")
    move(buffer)


def send_while_moving(call, client, server):
    """`call` waits, since the peer's end is full; then the peer takes everything."""
    client.setblocking(False)
    before = fill(client)
    client.settimeout(5)
    server.settimeout(5)
    buffer = hemmed_in()
    buffer[:] = b"o" * SIZE
    taken = []

    def other():
        renew_and_move(buffer)
        piece = bytearray(2000)
        left = before
        while left:
            left -= server.recv_into(piece, min(left, len(piece)))
        taken.append(before)

    later(other)
    result = call(client, buffer)
    check_guards()
    while not taken:
        settle()
    # Some may have gone before the wait, the rest is what the buffer has now.
    true(set(receive(server, SIZE)) <= set(b"on"), "other memory was sent")
    return result


@rule("2-buffer-moves-while-a-send-waits")
def send_moving():
    not_on_cpython(LOCKED)
    for call in (
        lambda sock, buffer: sock.send(buffer),
        lambda sock, buffer: sock.sendall(buffer),
        lambda sock, buffer: sock.write(buffer),
        lambda sock, buffer: sock.write(buffer, SIZE),
    ):
        client, server = pair()
        true(
            send_while_moving(call, client, server) in (SIZE, None), "not all was sent"
        )
        client.close()
        server.close()


@rule("2-buffer-moves-while-sendto-resolves")
def sendto_moving():
    not_on_cpython(LOCKED)
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    buffer = hemmed_in()
    buffer[:] = b"o" * SIZE

    later(lambda: renew_and_move(buffer))
    equal(sock.sendto(buffer, ("moving.slow.test", 7000)), SIZE)
    check_guards()
    sock.settimeout(2)
    equal(sock.recv(1000), b"n" * SIZE)
    sock.close()


def closed_with_buffer(call):
    client, server = pair()
    buffer = bytearray(b"." * SIZE)

    def other():
        client.close()
        server.send(b"data")

    later(other)
    raises_number("EBADF", call, client, buffer)
    settle()
    equal(bytes(buffer), b"." * SIZE)
    server.close()


@rule("2-closed-while-a-call-waits-with-a-buffer")
def closed_meanwhile():
    not_on_cpython("waits on")
    for call in STREAM:
        closed_with_buffer(call)


@rule("2-closed-while-a-send-waits")
def closed_while_sending():
    not_on_cpython("waits on")
    for method in ("send", "sendall", "write"):
        client, server = pair()
        client.setblocking(False)
        fill(client)
        client.settimeout(5)
        later(client.close)
        raises_number("EBADF", getattr(client, method), bytes(100))
        true(drain(server) > 0, "nothing came")
        server.close()
