"""Each call of the API with each of its allocations failing: tests/robustness/out_of_memory.py."""

import re
from pathlib import Path

import api
import pytest
from verdicts import collect

SCRIPT = (Path(__file__).parent / "robustness" / "out_of_memory.py").read_text()
CASES = re.findall(r'^@case\("([^"]+)"\)', SCRIPT, re.MULTILINE)
LIMIT = 120  # seconds for a case
# Values, and another name of OSError.
NO_CALLS = {"has_ipv6", "error"}


@pytest.fixture(scope="session")
def out_of_memory(request):
    """out_of_memory(target): the verdicts of all cases."""
    known = {}
    is_long = request.config.getoption("--all")
    source = SCRIPT if is_long else SCRIPT.replace("ALL = True", "ALL = False")

    def get(target):
        if target.name not in known:
            known[target.name] = collect(target.run_source(source), CASES, LIMIT)
        return known[target.name]

    return get


def refused(verdict):
    return int(verdict.text.split()[0])


@pytest.mark.parametrize("case", CASES)
def test_call(with_faults, out_of_memory, case, record_property):
    verdict = out_of_memory(with_faults)[case]
    if verdict.kind == "skip":
        pytest.skip(verdict.text)
    assert verdict.kind == "ok", verdict.text
    record_property("refused", refused(verdict))


def test_allocations_are_refused(with_faults, out_of_memory):
    verdicts = out_of_memory(with_faults).values()
    assert sum(refused(verdict) for verdict in verdicts if verdict.kind == "ok") > 500


def test_each_name_has_a_case(with_faults):
    calls = {
        name
        for place, name in api.names()
        if place != api.IMPORT and not name.isupper()
    }
    assert calls - NO_CALLS == {case.partition("-")[0] for case in CASES} - {
        "query",
        "poll",
    }
