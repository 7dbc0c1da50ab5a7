"""Threads that share sockets (tests/robustness/threads.py), also as valgrind's helgrind sees them."""

import re
import shutil
from pathlib import Path

import pytest
from verdicts import check_names, collect

ROBUSTNESS = Path(__file__).parent / "robustness"
SCRIPT = ROBUSTNESS / "threads.py"
HELGRIND = [
    "valgrind",
    "--tool=helgrind",
    "--fair-sched=yes",
    f"--suppressions={ROBUSTNESS / 'helgrind.supp'}",
]
# Those with a thread of the module's, or of lwIP's.
WITH_THREADS_OF_THEIR_OWN = ("unix", "unix-lwip-sockets")


@pytest.fixture(scope="session")
def threads():
    known = {}

    def get(target):
        if target.name not in known:
            run = target.run_source(SCRIPT.read_text())
            known[target.name] = collect(run, check_names(SCRIPT))
        return known[target.name]

    return get


@pytest.mark.parametrize("name", check_names(SCRIPT))
def test_threads(with_faults, threads, name):
    if with_faults.name.startswith("board"):
        pytest.skip("no threads")
    verdict = threads(with_faults)[name]
    assert verdict.kind == "ok", verdict.text


def test_no_race(any_firmware):
    if any_firmware.name not in WITH_THREADS_OF_THEIR_OWN:
        pytest.skip("Python's threads alone have the GIL")
    if not shutil.which("valgrind"):
        pytest.skip("valgrind is not installed")
    source = SCRIPT.read_text().replace("ROUNDS = 20", "ROUNDS = 4")
    run = any_firmware.run_source(source, wrapper=HELGRIND)
    verdicts = collect(run, check_names(SCRIPT), 120)
    assert {verdict.kind for verdict in verdicts.values()} == {"ok"}, run.output
    assert re.search(r"ERROR SUMMARY: 0 errors", run.output), run.output
