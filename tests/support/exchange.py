"""The peer of robustness/on_station/exchange.py: sends the same pattern, and compares each byte."""

import ast
import contextlib
import socket
import threading
import time
import zlib
from dataclasses import dataclass, field

import stations
from cable import Faults

PORT = 7100
BLOCK = bytes((n * n // 7 + 3 * n) & 255 for n in range(1021))
SMALL_BUFFER = 4096
SLACK = 3  # seconds that a call may be late on a loaded computer
# lwIP gives a connection that was closed up to 20 s to say good-bye.
SETTLE_LIMIT = 60


def pattern(count):
    return (BLOCK * (count // len(BLOCK) + 1))[:count]


@dataclass
class Step:
    """One connection. `way` is a function of the station's, `at_third` is called with the cable
    when a third has arrived here; either end may pause before it reads."""

    way: str
    count: int
    limit: float
    station_listens: bool = False
    station_pause: float = 0
    peer_pause: float = 0
    at_third: object = None

    def for_station(self, port):
        address = None if self.station_listens else (stations.WORLD, port)
        return (
            f"({self.way}, {self.count}, {self.limit}, {self.station_pause}, {address})"
        )


@dataclass
class Outcome:
    complete: bool
    text: str
    elapsed: float
    left: dict = field(default_factory=dict)
    verified: int = 0  # bytes, at both ends


class Peer:
    """This end of one exchange."""

    def __init__(self, step, cable):
        self._step = step
        self._cable = cable
        self._deadline = time.monotonic() + step.limit
        self.verified = 0
        self.wrong = None

    def talk(self, connection):
        with connection:
            sending = threading.Thread(
                target=self._send, args=(connection,), daemon=True
            )
            sending.start()
            with contextlib.suppress(OSError):
                self._receive(connection)
            sending.join()
            # Neither the kernel nor the station has to keep what is on its way.
            if self.verified < self._step.count:
                reset_at_close(connection)

    def _time_left(self):
        return max(0.01, self._deadline - time.monotonic())

    def _send(self, connection):
        with contextlib.suppress(OSError):
            connection.settimeout(self._time_left())
            connection.sendall(pattern(self._step.count))
            connection.shutdown(socket.SHUT_WR)

    def _receive(self, connection):
        expected = memoryview(pattern(self._step.count))
        time.sleep(self._step.peer_pause)
        event = self._step.at_third
        while self.verified < self._step.count:
            connection.settimeout(self._time_left())
            data = connection.recv(65536)
            if not data:
                return
            if data != expected[self.verified : self.verified + len(data)]:
                self.wrong = self.verified
                return
            self.verified += len(data)
            if event and self.verified * 3 > self._step.count:
                event(self._cable)
                event = None


def reset_at_close(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def in_background(function, *arguments):
    thread = threading.Thread(target=function, args=arguments, daemon=True)
    thread.start()
    return thread


def listen(port=0):
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
    server.bind((stations.WORLD, port))
    server.listen(4)
    return server


def connect(limit):
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
    client.settimeout(limit)
    client.connect((stations.ADDRESS, PORT))
    return client


def accept_and_talk(server, peer, limit):
    server.settimeout(limit)
    with contextlib.suppress(OSError):
        peer.talk(server.accept()[0])


def connect_and_talk(peer, limit):
    with contextlib.suppress(OSError):
        peer.talk(connect(limit))


def follow(run, station, step, server):
    """One step of the script that runs on the station."""
    peer = Peer(step, station.cable)
    if step.station_listens:
        run.wait_for("listening", step.limit)
        thread = in_background(connect_and_talk, peer, step.limit)
    else:
        thread = in_background(accept_and_talk, server, peer, step.limit)
    return peer, thread


def judge(run, step, peer, thread):
    line = run.wait_for("outcome", step.limit + 4 * SLACK)
    _, elapsed, result = line.split(" ", 2)
    left = ast.literal_eval(
        run.wait_for("left", SETTLE_LIMIT + 4 * SLACK).split(" ", 1)[1]
    )
    thread.join(step.limit + SLACK)
    assert not thread.is_alive(), "the peer of the station did not come to an end"
    assert peer.wrong is None, f"other bytes than were sent, from {peer.wrong} on"
    complete = result.startswith("complete")
    if complete:
        assert result == f"complete {zlib.crc32(pattern(step.count))}"
    # Where the cable is cut for good, the station may have sent what nobody got.
    complete = complete and peer.verified == step.count
    return Outcome(
        complete,
        result,
        float(elapsed),
        left,
        peer.verified + (step.count if complete else 0),
    )


def exchange(station, steps, faults):
    """Runs the steps one after the other with the faults; the outcomes."""
    outcomes = []
    warm_up = Step("at_once", 2000, 30)
    with listen() as server:
        port = server.getsockname()[1]
        words = ", ".join(step.for_station(port) for step in [warm_up, *steps])
        run = station.run_files(
            ["usage.py", "exchange.py"], f"exchange([{words}], {SETTLE_LIMIT})"
        )
        try:
            _, thread = follow(run, station, warm_up, server)
            thread.join(warm_up.limit)
            station.cable.faults = faults
            for step in steps:
                peer, thread = follow(run, station, step, server)
                outcomes.append(judge(run, step, peer, thread))
                station.cable.is_pulled = False
        finally:
            station.cable.is_pulled = False
            station.cable.faults = Faults()
            run.stop()
    return outcomes
