# Sends a pattern over TCP and receives as much of it; says what became of it, and what was left in use.
import binascii
import select
import socket
import time

PORT = 7100
BLOCK = bytes((n * n // 7 + 3 * n) & 255 for n in range(1021))
PIECE = 4 * len(BLOCK)


class TooLate(Exception):
    pass


class Limit:
    def __init__(self, seconds):
        self._start = time.ticks_ms()
        self._limit = int(seconds * 1000)

    def elapsed(self):
        return time.ticks_diff(time.ticks_ms(), self._start) / 1000

    def left(self):
        left = self._limit / 1000 - self.elapsed()
        if left <= 0:
            raise TooLate
        return left


def piece_of(position, count):
    """Of the pattern, from a position on."""
    skip = position % len(BLOCK)
    return (BLOCK * 5)[skip : skip + min(PIECE, count - position)]


def in_turn(sock, count, limit, pause):
    """First all out, then all in, with calls that wait."""
    sent = 0
    while sent < count:
        sock.settimeout(limit.left())
        piece = piece_of(sent, count)
        sock.sendall(piece)
        sent += len(piece)
    time.sleep(pause)
    checksum = received = 0
    while received < count:
        sock.settimeout(limit.left())
        data = sock.recv(PIECE)
        if not data:
            raise OSError(f"the end after {received} bytes")
        received += len(data)
        checksum = binascii.crc32(data, checksum)
    return checksum


def at_once(sock, count, limit, pause):
    """Both directions at a time, with calls that never wait, and poll."""
    time.sleep(pause)  # the peer fills the window meanwhile
    sock.setblocking(False)
    poll = select.poll()
    poll.register(sock, select.POLLIN | select.POLLOUT)
    sent = checksum = received = 0
    while received < count or sent < count:
        wanted = (select.POLLIN if received < count else 0) | (
            select.POLLOUT if sent < count else 0
        )
        poll.modify(sock, wanted)
        ready = poll.poll(int(limit.left() * 1000))
        for _, event in ready:
            if event & (select.POLLIN | select.POLLERR | select.POLLHUP):
                data = sock.recv(PIECE)
                if not data and received < count:
                    raise OSError(f"the end after {received} bytes")
                received += len(data)
                checksum = binascii.crc32(data, checksum)
            elif event & select.POLLOUT:
                sent += sock.send(piece_of(sent, count))
    return checksum


def wait_for_end(sock, limit):
    """The peer ends first: so the port is free at once."""
    sock.settimeout(limit.left())
    if sock.recv(1):
        raise OSError("more than there is")


def talk(way, count, seconds, pause, address):
    limit = Limit(seconds)
    sock = socket.socket()
    try:
        if address:
            sock.settimeout(limit.left())
            sock.connect(address)
            print("connected")
            checksum = way(sock, count, limit, pause)
            wait_for_end(sock, limit)
        else:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.bind(("0.0.0.0", PORT))
            sock.listen(1)
            print("listening")
            sock.settimeout(limit.left())
            client, _ = sock.accept()
            try:
                checksum = way(client, count, limit, pause)
                wait_for_end(client, limit)
            finally:
                client.close()
        return f"complete {checksum}", limit.elapsed()
    except TooLate:
        return "error timeout of poll", limit.elapsed()
    except OSError as error:
        return f"error {error}", limit.elapsed()
    finally:
        sock.close()


def exchange(steps, settle_seconds):
    """Each step: (in_turn or at_once, bytes, seconds, pause, address or None to listen). The first
    is not judged."""
    talk(*steps.pop(0))  # what the first one allocates, stays
    before = usage()
    for step in steps:
        outcome, elapsed = talk(*step)
        print("outcome", elapsed, outcome)
        print("left", settle(before, settle_seconds))
