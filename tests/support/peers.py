"""The other computer of the behaviour tests: does what a connection's first line orders.

sum COUNT        reads COUNT bytes, answers with their CRC-32
bytes COUNT      sends COUNT bytes 0…249 over and over, then ends
drip COUNT MS    sends COUNT letters, one each MS milliseconds, then ends
lines COUNT MS   sends `line N`, one each MS milliseconds, then ends
pieces COUNT     sends COUNT letters, each in a segment of its own, and its end in another one
late MS TEXT     sends TEXT after MS milliseconds, then waits for the end
hold TEXT        sends TEXT at once, then waits for the end
secure ORDER…    follows the order after a handshake of TLS
end MS           ends after MS milliseconds
reset MS [TEXT]  sends TEXT, resets the connection after MS milliseconds
sip COUNT MS     reads COUNT bytes each MS milliseconds
knock PORT MS    connects to the script's PORT, over and over, four at a time; after MS milliseconds
                 says how often it succeeded
"""

import functools
import socket
import ssl
import struct
import tempfile
import threading
import time
import zlib
from pathlib import Path

import certificates

PORT = 7000
SILENT_PORT = 7001
SMALL_BUFFER = 4096


def pause(milliseconds):
    time.sleep(int(milliseconds) / 1000)


def wait_for_end(connection):
    while connection.recv(1000):
        pass


def sum_up(connection, count):
    checksum = 0
    left = int(count)
    while left:
        data = connection.recv(min(left, 65536))
        if not data:
            return
        checksum = zlib.crc32(data, checksum)
        left -= len(data)
    connection.sendall(b"%d" % checksum)
    wait_for_end(connection)


def send_bytes(connection, count):
    count = int(count)
    connection.sendall((bytes(range(250)) * (count // 250 + 1))[:count])


def drip(connection, count, interval):
    for index in range(int(count)):
        connection.sendall(b"%c" % (97 + index % 26))
        pause(interval)


def send_lines(connection, count, interval):
    for index in range(int(count)):
        connection.sendall(b"line %d\n" % index)
        pause(interval)


def send_pieces(connection, count):
    drip(connection, count, 4)
    pause(300)  # all are acknowledged
    connection.shutdown(socket.SHUT_WR)
    wait_for_end(connection)


def send_late(connection, delay, *words):
    pause(delay)
    connection.sendall(" ".join(words).encode())
    wait_for_end(connection)


def hold(connection, *words):
    send_late(connection, 0, *words)


@functools.cache
def secure_context():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        certificates.make_authority(folder)
        certificates.make_site(folder, ["peer.test"], key=certificates.EC)
        context.load_cert_chain(*certificates.chain_and_key(folder))
    return context


def secure(connection, order, *words):
    with secure_context().wrap_socket(connection, server_side=True) as wrapped:
        ORDERS[order](wrapped, *words)


def end(connection, delay):
    pause(delay)


def reset(connection, delay, *words):
    connection.sendall(" ".join(words).encode())
    pause(delay)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def sip(connection, count, interval):
    while connection.recv(int(count)):
        pause(interval)


def knock(connection, port, duration):
    address = connection.getpeername()[0], int(port)
    end = time.monotonic() + int(duration) / 1000
    reached = []

    def connect_again_and_again():
        while time.monotonic() < end:
            try:
                socket.create_connection(address, 0.2).close()
                reached.append(1)
            except OSError:
                pass  # nobody listens just now

    threads = [threading.Thread(target=connect_again_and_again) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    connection.sendall(b"%d" % len(reached))


ORDERS = {
    "sum": sum_up,
    "bytes": send_bytes,
    "drip": drip,
    "lines": send_lines,
    "pieces": send_pieces,
    "late": send_late,
    "hold": hold,
    "secure": secure,
    "end": end,
    "reset": reset,
    "sip": sip,
    "knock": knock,
}


def read_order(connection):
    """The first line, and nothing of what follows it."""
    line = b""
    while not line.endswith(b"\n"):
        byte = connection.recv(1)
        if not byte:
            return []
        line += byte
    return line.decode().split()


def follow(connection):
    with connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            order = read_order(connection)
            if order:
                ORDERS[order[0]](connection, *order[1:])
        except OSError:
            pass  # the script under test went away, which is its right


def in_background(function, *arguments):
    threading.Thread(target=function, args=arguments, daemon=True).start()


def serve_connections(server):
    while True:
        in_background(follow, server.accept()[0])


def echo_datagrams(server):
    while True:
        data, sender = server.recvfrom(2000)
        server.sendto(data, sender)


def listen(host, port, backlog):
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
    server.bind((host, port))
    server.listen(backlog)
    return server


def fill_queue(host, port):
    """A listener that nobody can connect to any more: its handshakes stay unanswered."""
    server = listen(host, port, 0)
    waiting = []
    while True:
        client = socket.socket()
        client.settimeout(0.3)
        waiting.append(client)
        try:
            client.connect((host, port))
        except TimeoutError:
            return server, waiting


def start(host):
    """Returns what has to be kept alive."""
    in_background(serve_connections, listen(host, PORT, 32))
    datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    datagrams.bind((host, PORT))
    in_background(echo_datagrams, datagrams)
    return fill_queue(host, SILENT_PORT)
