"""Peers that mean harm: the station goes on serving others, and its memory is as it was."""

import sys
import threading
import time

import figures
import frames
import hostile
import hostile_names
import pytest
import stations
import traffic

sys.path.append(str(stations.SCRIPTS))
from usage import differences

# How often in the short form; the long one does so this many times as often.
SHORT = {
    "port_scan": 200,
    "half_open_connections": 4,
    "tiny_segments": 400,
    "resets_after_accept": 40,
    "crowd": 120,
    "datagram_flood": 200,
    "broken_packets": 800,
    "syn_flood": 300,
}
LONG_FACTOR = 25
LONG = {name: count * LONG_FACTOR for name, count in SHORT.items()}
LONG["half_open_connections"] = 40

# lwIP forgets a connection that was never completed after 20 s (nobody else gets into a listener
# whose places are taken by those), and fragments after 15 s; the module gives up one that it has
# closed after 10 s by the raw API, and after 30 s by the sockets API.
RECOVERY_LIMIT = 45
# Only one place for who waits, as in many people's servers.
BACKLOG = 1
FILES = ["usage.py", "service.py"]


class Served:
    """A station with its service, and a connection that brings it orders all along."""

    def __init__(self, station):
        self.station = station
        self.run = station.run_files(
            FILES, f"Service({stations.WORLD!r}, {BACKLOG}, (None, None)).run()"
        )
        self.run.wait_for("serving", 20)
        self.injector = frames.Injector(station.cable)
        self.traffic = traffic.Traffic(station.cable.seed)

    def honest_client(self):
        with traffic.connect(limit=2) as client:
            client.settimeout(traffic.PATIENCE)
            self.traffic.echo(client, bytes(range(250)) * 8)

    def serve_honest_client(self, limit):
        """One who tries again until he is served; how long it took."""
        start = time.monotonic()
        while True:
            try:
                self.honest_client()
                return time.monotonic() - start
            except OSError:
                assert time.monotonic() - start < limit, (
                    f"nobody is served for {limit} s"
                )

    def usage(self):
        return self.traffic.order("usage")

    def wait_until_as_before(self, before):
        end = time.monotonic() + RECOVERY_LIMIT
        while more := differences(before, self.usage()):
            if time.monotonic() > end:
                return more
            time.sleep(0.5)
        return {}

    def stop(self):
        self.traffic.close()
        self.injector.stop()
        self.run.stop()


@pytest.fixture(scope="module")
def served(station):
    opened = Served(station)
    yield opened
    opened.stop()


class HonestClients:
    """One after the other, while an attack goes on. Who does not get in tries again."""

    def __init__(self, served, limit):
        self._served = served
        self._limit = limit
        self._ending = threading.Event()
        self.waits = []
        self.failures = []
        self._thread = threading.Thread(target=self._visit)
        self._thread.start()

    def _visit(self):
        while not self.failures:
            try:
                self.waits.append(self._served.serve_honest_client(self._limit))
            except AssertionError as error:
                self.failures.append(repr(error))
            if self._ending.wait(0.1):
                return

    def stop(self):
        self._ending.set()
        self._thread.join()


@pytest.fixture(scope="module")
def warm(served):
    """What is in use when nobody does any harm."""
    for _ in range(3):
        served.honest_client()
    time.sleep(0.5)
    return served.usage()


@pytest.fixture
def is_long(request):
    return request.config.getoption("--all")


@pytest.mark.parametrize("attack", hostile.ATTACKS)
def test_others_are_served(served, warm, is_long, attack):
    """In the long form what is in use is looked at after each attack, else after all of them."""
    station, injector = served.station, served.injector
    injector.segments.clear()
    honest = HonestClients(served, RECOVERY_LIMIT)
    try:
        count = (LONG if is_long else SHORT)[attack]
        numbers = hostile.ATTACKS[attack](injector, station.cable.seed, count)
    finally:
        honest.stop()
    recovery = served.serve_honest_client(RECOVERY_LIMIT)
    left = served.wait_until_as_before(warm) if is_long else {}
    figures.record(
        "hostile peers",
        station.name,
        attack=attack,
        served_meanwhile=len(honest.waits),
        worst_wait=round(max(honest.waits, default=0), 2),
        recovery=round(recovery, 2),
        leaks=len(left),
        **numbers,
    )
    assert not honest.failures
    assert left == {}, f"after {attack} with seed {station.cable.seed}"


def test_nothing_is_left(served, warm):
    assert served.wait_until_as_before(warm) == {}


def test_lies_about_names(served, warm, is_long):
    rounds = 200 if is_long else 1
    # The C library's resolver is not ours, and waits a second for each answer that it drops.
    rounds = 1 if served.station.name == "unix" else rounds
    server = hostile_names.Server(served.station.cable.seed, served.injector)
    asked = believed = 0
    try:
        for number in range(rounds):
            for trick in [*hostile_names.TRICKS, "from_elsewhere"]:
                server.trick = trick
                found = served.traffic.order(
                    "name", f"{trick.replace('_', '-')}-{number}.test"
                )
                asked += 1
                believed += (
                    found == hostile_names.LIE and trick in hostile_names.OF_STRANGERS
                )
                assert isinstance(found, int) or found.count(".") == 3, found
        server.trick = None
        honest = served.traffic.order("name", "honest.test")
    finally:
        server.stop()
    left = served.wait_until_as_before(warm)
    figures.record(
        "names",
        served.station.name,
        asked=asked,
        lies=server.lies,
        believed=believed,
        leaks=len(left),
    )
    assert not believed
    assert honest == hostile_names.TRUTH
    assert server.lies >= asked
    assert left == {}
