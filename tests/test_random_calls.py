"""Some seconds of what scripts/fuzz does for hours."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent / "fuzz" / "python"))
import fuzz

SECONDS = 10


def test_random_calls(with_faults, record_property):
    if with_faults.name not in fuzz.BUILDS:
        pytest.skip("the sanitizers are the unix port's")
    seed = fuzz.any_seed()
    record_property("seed", seed)
    assert fuzz.fuzz(with_faults, seed, SECONDS) > 0


def test_a_seed_makes_the_same_calls(with_faults):
    if with_faults.name not in fuzz.BUILDS:
        pytest.skip("the sanitizers are the unix port's")
    assert (
        calls_of(with_faults, 7) == calls_of(with_faults, 7) != calls_of(with_faults, 8)
    )


def calls_of(target, seed):
    """The names of the first ones: what came of them before, and when, decides about later ones."""
    lines = fuzz.run_rounds(target, seed, 1, trace=True).splitlines()
    calls = [line.partition("(")[0] for line in lines if line.startswith("    s")]
    assert len(calls) > 50
    return calls[:8]
