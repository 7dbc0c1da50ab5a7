"""A name server with a handful of names, for boards, the unix port and CPython alike."""

import socket
import struct
import threading
import time

import namespace

ADDRESSES = {
    "micropython.org": namespace.WORLD,
    "broker.test": namespace.WORLD,
    "pool.ntp.org": namespace.WORLD,
    "nobody.test": "192.0.2.99",
    "loopback.test": "127.0.0.1",
    "slow.test": namespace.WORLD,
    "quick.test": namespace.WORLD,
    "silent.test": None,
}
DELAY = 0.5  # seconds, for slow.test
# Answered for every name below them, too: caches know each name once.
WITH_ALL_BELOW = ("slow.test", "quick.test")

TYPE_A = 1
NXDOMAIN = 3
HEADER = struct.Struct(">6H")


def question_of(query):
    """The name and the type that a query asks for, and where its question ends."""
    labels = []
    position = HEADER.size
    while length := query[position]:
        labels.append(
            query[position + 1 : position + 1 + length].decode("ascii", "replace")
        )
        position += 1 + length
    kind = struct.unpack_from(">H", query, position + 1)[0]
    return ".".join(labels).lower(), kind, position + 5


def without_label(name):
    """The name that stands for it in ADDRESSES."""
    for parent in WITH_ALL_BELOW:
        if name.endswith(f".{parent}"):
            return parent
    return name


def answer_to(query):
    """The answer, or None when the name's servers are dead."""
    name, kind, end = question_of(query)
    name = without_label(name)
    number = struct.unpack_from(">H", query)[0]
    question = query[HEADER.size : end]
    if name not in ADDRESSES:
        return HEADER.pack(number, 0x8180 | NXDOMAIN, 1, 0, 0, 0) + question
    if ADDRESSES[name] is None:
        return None
    if kind != TYPE_A:
        return HEADER.pack(number, 0x8180, 1, 0, 0, 0) + question
    record = struct.pack(">HHHIH", 0xC00C, TYPE_A, 1, 60, 4) + socket.inet_aton(
        ADDRESSES[name]
    )
    return HEADER.pack(number, 0x8180, 1, 1, 0, 0) + question + record


def serve_one(server, query, sender):
    if without_label(question_of(query)[0]) == "slow.test":
        time.sleep(DELAY)
    answer = answer_to(query)
    if answer:
        server.sendto(answer, sender)


def start(address="0.0.0.0"):
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    # A name server of a single address may stand beside this one.
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind((address, 53))

    def serve():
        while True:
            query, sender = server.recvfrom(512)
            threading.Thread(
                target=serve_one, args=(server, query, sender), daemon=True
            ).start()

    threading.Thread(target=serve, daemon=True).start()
