"""Each call of the API with each of its allocations failing: tests/robustness/out_of_memory."""

import re
from pathlib import Path

import api
import pytest
from verdicts import collect

FOLDER = Path(__file__).parent / "robustness" / "out_of_memory"
HARNESS = FOLDER / "refusals.py"
FILES = [path for path in sorted(FOLDER.glob("*.py")) if path != HARNESS]
CASE = re.compile(r'^@case\("([^"]+)"\)', re.MULTILINE)
CASES = {path: CASE.findall(path.read_text()) for path in FILES}
SHORT = "import refusals\nrefusals.ALL = False\n"
LIMIT = 120  # seconds for a case
# Values, and another name of OSError.
NO_CALLS = {"has_ipv6", "error"}


@pytest.fixture(scope="session")
def out_of_memory(request):
    """out_of_memory(target, path): the verdicts of a file's cases."""
    known = {}
    preparation = "" if request.config.getoption("--all") else SHORT

    def get(target, path):
        key = target.name, path
        if key not in known:
            run = target.run_source(preparation + path.read_text(), modules=[HARNESS])
            known[key] = collect(run, CASES[path], LIMIT)
        return known[key]

    return get


def refused(verdict):
    return int(verdict.text.split()[0])


@pytest.mark.parametrize(
    "path, case",
    [
        pytest.param(path, case, id=f"{path.stem}-{case}")
        for path, cases in CASES.items()
        for case in cases
    ],
)
def test_call(with_faults, out_of_memory, path, case, record_property):
    verdict = out_of_memory(with_faults, path)[case]
    if verdict.kind == "skip":
        pytest.skip(verdict.text)
    assert verdict.kind == "ok", verdict.text
    record_property("refused", refused(verdict))


def test_allocations_are_refused(with_faults, out_of_memory):
    verdicts = [
        verdict
        for path in FILES
        for verdict in out_of_memory(with_faults, path).values()
    ]
    assert sum(refused(verdict) for verdict in verdicts if verdict.kind == "ok") > 500


def test_each_name_has_a_case(with_faults):
    calls = {
        name
        for place, name in api.names()
        if place != api.IMPORT and not name.isupper()
    }
    cases = {case.partition("-")[0] for cases in CASES.values() for case in cases}
    assert calls - NO_CALLS == cases - {"query", "poll"}
