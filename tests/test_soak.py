"""Mixed traffic for twenty seconds; `scripts/soak` goes on for an hour, and draws what it sees."""

import statistics
import time

import figures
import flatness
import pytest
import soak
import stations
import traffic

SECONDS = 20
RATE = 40

# A sleep of unix-lwip-raw takes up to 50 ms: whoever is not woken up waits for its end.
PROMPT = 0.03


def test_nothing_grows(soaked):
    samples, counts, wrong = soak.soak(soaked, SECONDS, rate=RATE)
    figures.record("soak", soaked, samples=len(samples), **counts)
    assert not wrong
    assert counts["connections"] > SECONDS * RATE / 4


def visit(run):
    """How long the answers of an idle service took."""
    run.wait_for("serving", 20)
    visitor = traffic.Traffic(1)
    latencies = []
    for _ in range(21):
        time.sleep(0.03)  # the station has gone to sleep
        latencies.append(visitor.latency())
    visitor.close()
    return latencies


def test_an_answer_does_not_wait_for_the_end_of_a_sleep(soaked):
    station = stations.open_station(soaked, 1)
    try:
        run = station.run_files(
            soak.FILES, f"Service({stations.WORLD!r}, 1, (None, None)).run()"
        )
        try:
            latencies = visit(run)
        finally:
            run.stop()
    finally:
        station.stop()
    assert statistics.median(latencies) < PROMPT


@pytest.mark.parametrize("name", flatness.NAMES)
def test_what_grows_is_noticed(name):
    """The judge of flat lines, of one that rises half way."""
    samples = [dict.fromkeys(flatness.NAMES, 1000) for _ in range(60)]
    assert flatness.why_not_flat(samples) == ""
    for sample in samples[30:]:
        sample[name] *= 20
    assert flatness.why_not_flat(samples).startswith(f"{name} rose from ")
