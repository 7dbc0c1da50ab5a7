"""The outside world, at the other end of a long cable: the sites that upstream's tests visit.

    unshare --net python -m upstream.world CABLE FOLDER

CABLE is the descriptor of a TUN interface of the tests' network. FOLDER has the certificates that
`certificates.make` wrote. Other addresses than WORLD are dead: what is sent to them gets lost.
"""

import collections
import os
import select
import socket
import ssl
import sys
import threading
import time
from pathlib import Path

import certificates
from upstream import interfaces

HOME = "198.18.0.2"
WORLD = "198.18.0.1"

# One way. A connection is under way for twice as long, which is what some tests look for.
DELAY = 0.02
PATIENCE = 10
PACKET = 65536

# What micropython.org answers, as upstream's expected output has it.
ANSWER = b"""HTTP/1.1 200 OK\r
Server: nginx/1.8.1\r
Date: Mon, 05 Jan 2026 08:00:00 GMT\r
Content-Type: text/html\r
Content-Length: 54\r
Last-Modified: Sat, 04 Oct 2014 21:53:09 GMT\r
Connection: close\r
Vary: Accept-Encoding\r
ETag: "54306c85-36"\r
Strict-Transport-Security: max-age=15768000\r
Accept-Ranges: bytes\r
\r
<html><body>A page of fifty-four bytes.</body></html>
"""
NO_HTTP = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"


def carry(here, there):
    """Packets both ways, each arriving DELAY after it was sent."""
    under_way = collections.deque()
    while True:
        wait = max(under_way[0][0] - time.monotonic(), 0) if under_way else None
        for device in select.select([here, there], [], [], wait)[0]:
            packet = os.read(device, PACKET)
            other = there if device == here else here
            under_way.append((time.monotonic() + DELAY, other, packet))
        while under_way and under_way[0][0] <= time.monotonic():
            _, device, packet = under_way.popleft()
            os.write(device, packet)


def answer(connection, tls):
    try:
        connection.settimeout(PATIENCE)
        if tls:
            connection = tls.wrap_socket(connection, server_side=True)
        request = connection.recv(PACKET)
        connection.sendall(ANSWER if request.startswith(b"GET ") else NO_HTTP)
        if tls:
            connection = connection.unwrap()
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(PACKET):
            pass
    except OSError:
        pass  # the tests hang up on us in many ways
    finally:
        connection.close()


def serve(listener, tls=None):
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=answer, args=(connection, tls), daemon=True).start()


def listen(port, tls=None):
    listener = socket.create_server((WORLD, port), backlog=50)
    threading.Thread(target=serve, args=(listener, tls), daemon=True).start()


def main(cable, folder):
    there = interfaces.open_tun("home", WORLD)
    interfaces.route_everything_to("home")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(*certificates.chain_and_key(Path(folder)))
    listen(80)
    listen(443, tls)
    listen(8883, tls)
    print("ready", flush=True)
    carry(int(cable), there)


if __name__ == "__main__":
    main(*sys.argv[1:])
