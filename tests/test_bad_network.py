"""Networks that lose, delay, repeat, swap, damage and cut: TCP brings all bytes or an error in time,
and leaves nothing behind. `scripts/bad-network` runs the long form by itself."""

import threading
from dataclasses import dataclass

import exchange
import figures
import pytest
from cable import Faults
from exchange import SLACK, Step

SHORT = 100_000
LONG = 1_000_000
# Longer than any of the long exchanges took, by far.
LIMIT = 300


@dataclass(frozen=True)
class Scenario:
    name: str
    faults: Faults
    steps: tuple
    must_complete: bool = True


def pulled_for(seconds):
    def pull(cable):
        cable.is_pulled = True
        threading.Timer(seconds, setattr, (cable, "is_pulled", False)).start()

    return pull


def pull_for_good(cable):
    cable.is_pulled = True


def both_ways(count, limit, **details):
    """From either end, with calls that wait and with calls that do not."""
    return (
        Step("in_turn", count, limit, **details),
        Step("at_once", count, limit, station_listens=True, **details),
    )


ALL_FAULTS = Faults(
    loss=0.02, duplicate=0.02, reorder=0.05, corrupt=0.02, delay=0.002, jitter=0.004
)

SHORT_FORM = [
    Scenario("everything", ALL_FAULTS, both_ways(SHORT, 90)),
    Scenario(
        "pulled",
        Faults(),
        (Step("at_once", 4 * SHORT, 60, at_third=pulled_for(0.7)),),
    ),
    Scenario(
        "vanished",
        Faults(),
        (Step("in_turn", 4 * SHORT, 3, at_third=pull_for_good),),
        must_complete=False,
    ),
]

LONG_FORM = [
    Scenario("clean", Faults(), both_ways(LONG, LIMIT)),
    Scenario("lost-1%", Faults(loss=0.01), both_ways(LONG, LIMIT)),
    Scenario("lost-5%", Faults(loss=0.05), both_ways(LONG, LIMIT)),
    # Whoever retransmits so often may give up.
    Scenario("lost-20%", Faults(loss=0.2), both_ways(LONG, LIMIT), must_complete=False),
    Scenario("delayed", Faults(delay=0.05), both_ways(LONG, LIMIT)),
    Scenario("jittering", Faults(delay=0.01, jitter=0.02), both_ways(LONG, LIMIT)),
    Scenario("duplicated", Faults(duplicate=0.1), both_ways(LONG, LIMIT)),
    Scenario("reordered", Faults(reorder=0.1), both_ways(LONG, LIMIT)),
    Scenario("corrupted", Faults(corrupt=0.05), both_ways(LONG, LIMIT)),
    Scenario("mtu-576", Faults(mtu=576), both_ways(LONG, LIMIT)),
    Scenario("everything", ALL_FAULTS, both_ways(LONG, LIMIT)),
    Scenario("pulled", Faults(), both_ways(LONG, LIMIT, at_third=pulled_for(5))),
    Scenario(
        "zero-window",
        Faults(),
        (
            *both_ways(LONG, LIMIT, peer_pause=8),
            *both_ways(LONG, LIMIT, station_pause=8),
        ),
    ),
    Scenario(
        "vanished",
        Faults(),
        both_ways(LONG, 8, at_third=pull_for_good),
        must_complete=False,
    ),
]


def pytest_generate_tests(metafunc):
    if "scenario" in metafunc.fixturenames:
        is_long = metafunc.config.getoption("--all")
        scenarios = LONG_FORM if is_long else SHORT_FORM
        metafunc.parametrize("scenario", scenarios, ids=lambda scenario: scenario.name)


@pytest.fixture
def narrow(station, scenario):
    """Only the frames of this computer are as short as the scenario says: TCP tells the peer."""
    station.world.set_mtu(scenario.faults.mtu)
    yield
    station.world.set_mtu(1500)


def test_all_bytes_or_an_error_in_time(station, scenario, narrow):
    station.cable.counts.clear()
    outcomes = exchange.exchange(station, scenario.steps, scenario.faults)
    figures.record(
        "bad network",
        station.name,
        scenario=scenario.name,
        seconds=[outcome.elapsed for outcome in outcomes],
        outcomes=[outcome.text for outcome in outcomes],
        bytes=sum(outcome.verified for outcome in outcomes),
        connections=len(outcomes),
        leaks=sum(len(outcome.left) for outcome in outcomes),
        **station.cable.counts,
    )
    for step, outcome in zip(scenario.steps, outcomes):
        told = f"{outcome} with seed {station.cable.seed}"
        assert outcome.elapsed < step.limit + SLACK, told
        assert outcome.complete or not scenario.must_complete, told
        assert outcome.left == {}, told
    faults_met = station.cable.counts.total() - station.cable.counts["frames"]
    # Who knows that packets are short sends none that is lost.
    harmless = Faults(mtu=scenario.faults.mtu)
    assert faults_met or scenario.faults == harmless, "the cable did no harm"
