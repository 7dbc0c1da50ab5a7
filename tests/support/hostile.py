"""Attacks on a station that runs robustness/on_station/service.py. Each does `count` times what its
name says, and returns what it counted."""

import contextlib
import random
import socket
import time

import frames
import stations
import traffic
from exchange import reset_at_close
from frames import ACK, FIN, PSH, RST, SYN, URG, Stranger

PORT = traffic.ECHO_PORT
NEIGHBOURS = [f"203.0.113.{number}" for number in range(10, 250)]
FAR_AWAY = [f"198.18.{number}.1" for number in range(250)]
SOME_AT_ONCE = 40


def port_scan(injector, seed, count):
    """Ports from 1 on: as connections, and with combinations of flags that nobody uses."""
    for port in range(1, count + 1):
        for flags in (SYN, FIN, 0, FIN | PSH | URG, SYN | FIN, ACK, SYN | RST):
            injector.send(frames.tcp(stations.WORLD, (40000, port), flags, 7, 9))
        injector.send(frames.udp(stations.WORLD, (40000, port), b"anybody?"))
        if port % 16 == 0:
            time.sleep(0.002)
    refused = {s.source for s in injector.segments if s.flags & RST}
    return {"packets": 8 * count, "ports refused": len(refused)}


def syn_flood(injector, seed, count):
    """From everywhere, and nobody answers the station's answers."""
    chance = random.Random(seed)
    for number in range(count):
        source = chance.choice((NEIGHBOURS, FAR_AWAY)[number % 2])
        ports = chance.randrange(1024, 65536), PORT
        injector.send(frames.tcp(source, ports, SYN, chance.randrange(2**32)))
        if number % 16 == 0:
            time.sleep(0.002)
    return {"packets": count}


def half_open_connections(injector, seed, count):
    """Connected, half of them with a request; then the peer is no more."""
    connected = 0
    for number in range(count):
        stranger = Stranger(injector, 2000 + number, PORT)
        if stranger.connect():
            connected += 1
            if number % 2:
                stranger.send(ACK | PSH, b"half a request")
    assert connected, "nobody could connect"
    return {"packets": 3 * count, "connections": connected}


def tiny_segments(injector, seed, count):
    """One byte in each; then shuffled, repeated and overlapping, with some beyond the window."""
    client = traffic.connect()
    with client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        data = random.Random(seed).randbytes(count)
        for start in range(0, count, 50):
            piece = data[start : start + 50]
            for byte in piece:
                client.send(bytes((byte,)))
            assert traffic.receive_exactly(client, len(piece)) == piece
    shuffled_segments(injector, seed)
    return {"packets": count, "connections": 2, "bytes": 2 * count}


def shuffled_segments(injector, seed):
    chance = random.Random(seed)
    text = bytes(range(64, 128))
    stranger = Stranger(injector, 1999, PORT)
    assert stranger.connect(), "the station does not let anybody in"
    pieces = [(at, text[at : at + chance.randint(1, 9)]) for at in range(len(text))]
    for at, piece in chance.sample(pieces, len(pieces)):
        stranger.send(ACK | PSH, piece, at)
        stranger.send(ACK | PSH, b"far beyond", 2**20 + at)
    stranger.next += len(text)
    end = time.monotonic() + 10
    while (data := stranger.receive()) != text:
        assert time.monotonic() < end, f"the station sent back {data!r}"
        time.sleep(0.05)
    stranger.send(RST)


def resets_after_accept(injector, seed, count):
    chance = random.Random(seed)
    for _ in range(count):
        with traffic.connect() as client:
            if chance.random() < 0.5:
                client.sendall(b"never mind")
            reset_at_close(client)
    return {"connections": count}


def crowd(injector, seed, count):
    """Many at a time, more than may wait: some get in and talk, some go again, some with a reset."""
    chance = random.Random(seed)
    waiting = []
    reached = 0
    for number in range(count):
        client = socket.socket()
        client.setblocking(False)
        traffic.bind_to_next_port(client)
        client.connect_ex((stations.ADDRESS, PORT))
        waiting.append(client)
        if len(waiting) == SOME_AT_ONCE or number == count - 1:
            time.sleep(0.05)
            for client in waiting:
                with client, contextlib.suppress(OSError):
                    client.send(b"let me in")
                    reached += 1
                    if chance.random() < 0.3:
                        reset_at_close(client)
            waiting.clear()
    return {"connections": count, "got in": reached}


def datagram_flood(injector, seed, count):
    """More than a queue holds, and first fragments whose rest never comes."""
    chance = random.Random(seed)
    for number in range(count):
        source = chance.choice(NEIGHBOURS)
        injector.send(
            frames.udp(source, (5, PORT), chance.randbytes(chance.randint(0, 1400)))
        )
        fragment = frames.ipv4(source, frames.UDP, bytes(400), number, 0x2000)
        injector.send(fragment)
        if number % 16 == 0:
            time.sleep(0.002)
    return {"packets": 2 * count}


def broken_packets(injector, seed, count):
    """Good packets with bytes changed, cut off or added, headers included."""
    chance = random.Random(seed)
    for number in range(count):
        ports = chance.randrange(65536), chance.choice((PORT, traffic.ORDER_PORT, 1))
        packet = bytearray(
            frames.tcp(
                chance.choice(NEIGHBOURS), ports, chance.randrange(256), data=b"0123"
            )
            if number % 2
            else frames.udp(chance.choice(NEIGHBOURS), ports, b"0123")
        )
        for _ in range(chance.randint(1, 3)):
            packet[chance.randrange(len(packet))] = chance.randrange(256)
        if (
            chance.random() < 0.5
        ):  # a header that is right about what is wrong behind it
            packet[10:12] = b"\0\0"
            packet[10:12] = frames.checksum(bytes(packet[:20])).to_bytes(2, "big")
        injector.send(
            bytes(packet[: chance.randint(1, len(packet))])
            + chance.randbytes(number % 3)
        )
        if number % 16 == 0:
            time.sleep(0.002)
    return {"packets": count}


# In their order: what takes longest to be forgotten comes last.
ATTACKS = {
    attack.__name__: attack
    for attack in (
        port_scan,
        half_open_connections,
        tiny_segments,
        resets_after_accept,
        crowd,
        datagram_flood,
        broken_packets,
        syn_flood,
    )
}
