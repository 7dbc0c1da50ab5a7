"""The behaviour files with a collection at each allocation, and with a heap of 32 KB."""

import os
import subprocess

import pytest
from targets import CHECKS, ROOT
from verdicts import check_names, collect

FILES = [path for path in sorted(CHECKS.glob("*.py")) if path.name != "check.py"]
# All that receives, sends, keeps, resolves and calls back.
SHORT = ("callbacks", "into", "naming", "options", "streams", "tcp", "udp")
# Memory that the collector takes for free is overwritten, too. That takes its time.
COLLECT_ALWAYS = """
import check
check.LATE = 2000
import faults
faults.collect_always(True)
del check, faults
"""
SMALL_HEAP = 32 * 1024
MPY_CROSS = ROOT / "target" / "mpy-cross" / "mpy-cross"


def pytest_generate_tests(metafunc):
    if "path" in metafunc.fixturenames:
        is_long = metafunc.config.getoption("--all")
        checks = [
            pytest.param(path, name, id=f"{path.stem}-{name}")
            for path in FILES
            if is_long or path.stem in SHORT
            for name in check_names(path)
        ]
        metafunc.parametrize("path, name", checks)


class Verdicts:
    """Of files that run once, when the first of their checks is asked for."""

    def __init__(self, run):
        self._run = run
        self._known = {}

    def get(self, target, path, name):
        key = target.name, path
        if key not in self._known:
            self._known[key] = collect(self._run(target, path), check_names(path))
        return self._known[key][name]

    def of(self, target):
        return [
            verdict
            for (name, _), verdicts in self._known.items()
            for verdict in verdicts.values()
            if name == target.name
        ]


@pytest.fixture(scope="session")
def while_collecting():
    return Verdicts(
        lambda target, path: target.run_source(COLLECT_ALWAYS + path.read_text())
    )


@pytest.fixture(scope="session")
def on_small_heap(tmp_path_factory):
    """Compiled on this computer: the compiler would need most of such a heap."""
    folder = tmp_path_factory.mktemp("compiled")
    for path in CHECKS.glob("*.py"):
        subprocess.run(
            [MPY_CROSS, "-s", path.name, "-o", folder / f"{path.stem}.mpy", path],
            env={**os.environ, "LC_ALL": "C"},
            check=True,
        )
    return Verdicts(
        lambda target, path: target.run_compiled(path.stem, folder, SMALL_HEAP)
    )


def judge(verdict):
    if verdict.kind == "skip":
        pytest.skip(verdict.text)
    assert verdict.kind == "ok", verdict.text


def test_collecting(with_faults, while_collecting, path, name):
    if with_faults.name.startswith("board"):
        # recursion.py has one at each allocation there, for a part of the API.
        pytest.skip("a collection of its 1 MB takes the emulated core too long")
    judge(while_collecting.get(with_faults, path, name))


def does_not_fit(verdict):
    """What says so, of the check's own data, or the rest of its file; or of what a thread or task of
    the check made, for which others then wait in vain."""
    lines = verdict.text.splitlines() if verdict.kind == "FAIL" else ()
    return next(
        (line for line in lines if line.strip().startswith("MemoryError")), None
    )


def test_small_heap(with_faults, on_small_heap, path, name):
    verdict = on_small_heap.get(with_faults, path, name)
    if reason := does_not_fit(verdict):
        pytest.skip(f"does not fit: {reason.strip()}")
    judge(verdict)


def test_nearly_all_fits(with_faults, on_small_heap):
    verdicts = on_small_heap.of(with_faults)
    assert len(list(filter(does_not_fit, verdicts))) < len(verdicts) // 8
