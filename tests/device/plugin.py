"""What scripts/test-device adds to pytest: the board, limits, files by name, a summary."""

import inspect
import signal
import time
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from device import BoardLost
from run import ScriptHung
from targets import SCRIPTS
from verdicts import check_names

NAMED_FILES = "files"
OUTCOMES = ("passed", "failed", "skipped")


def is_used_by(item, script):
    """Whether a test runs one of the people's scripts, itself or by a fixture."""
    name = str(script.relative_to(SCRIPTS))
    if name in parameters_of(item).values():
        return True
    functions = [item.function]
    for definitions in item._fixtureinfo.name2fixturedefs.values():
        functions += [definition.func for definition in definitions]
    return any(f'"{name}"' in inspect.getsource(function) for function in functions)


def parameters_of(item):
    callspec = getattr(item, "callspec", None)
    return callspec.params if callspec else {}


class DevicePlugin:
    def __init__(self, device, identity, files, limit):
        self._device = device
        self.complaint = None  # why nothing was run
        self._module = None
        self._hung = False
        self._identity = identity
        self._limit = limit
        scripts = [path for path in files if path.is_relative_to(SCRIPTS)]
        others = [path for path in files if path not in scripts]
        self._files = files
        self._peoples_scripts = scripts
        self._scripts = [path for path in others if not check_names(path)]
        self._checks = [(path, name) for path in others for name in check_names(path)]
        self._counts = defaultdict(Counter)
        self._seconds = Counter()
        self._start = time.monotonic()

    def pytest_addoption(self, parser):
        parser.addoption("--limit", type=float, default=self._limit)

    def pytest_generate_tests(self, metafunc):
        if metafunc.module.__name__ != NAMED_FILES:
            return
        if "script" in metafunc.fixturenames:
            metafunc.parametrize("script", self._scripts, ids=lambda path: path.name)
        else:
            ids = [f"{path.stem}-{name}" for path, name in self._checks]
            metafunc.parametrize("path, name", self._checks, ids=ids)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config, items):
        left_out = [item for item in items if not self._is_asked_for(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
        self.complaint = self._complaint(items, config.getoption("-k"))
        if self.complaint:
            items.clear()

    def _complaint(self, items, expression):
        if expression:
            return None if items else f"-k {expression}: no test has such a name"
        for script in self._peoples_scripts:
            if not any(is_used_by(item, script) for item in items):
                return (
                    f"no test of a single board runs {script.name}: name another of tests/scripts,"
                    " a file of tests/python, or a script of your own"
                )
        return None

    def _is_asked_for(self, item):
        if not self._files:
            return True
        if item.module.__name__ == NAMED_FILES:
            return bool(
                self._scripts if "script" in item.fixturenames else self._checks
            )
        return any(is_used_by(item, script) for script in self._peoples_scripts)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item):
        if self._hung or item.module is not self._module:
            self._device.reset()
            self._hung = False
        self._module = item.module
        return (yield from self._limited(item))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item):
        return (yield from self._limited(item))

    def _limited(self, item):
        """Checks of files have a limit each, the first one runs them all; so has a script of one's own."""

        def give_up(*_):
            raise ScriptHung(f"no result after {self._limit:g} s")

        if {"verdicts", "limit"} & set(item.fixturenames):
            return (yield)
        before = signal.signal(signal.SIGALRM, give_up)
        signal.setitimer(signal.ITIMER_REAL, self._limit)
        try:
            return (yield)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item, call):
        report = yield
        if call.excinfo and call.excinfo.errisinstance(BoardLost):
            item.session.shouldstop = str(call.excinfo.value)
        self._hung = self._hung or (
            call.excinfo and call.excinfo.errisinstance(ScriptHung)
        )
        parameters = parameters_of(item)
        name = Path(
            parameters.get("path") or parameters.get("script") or item.path
        ).name
        self._seconds[name] += report.duration
        if report.when == "call" or report.outcome != "passed":
            self._counts[name][report.outcome] += 1
        return report

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_terminal_summary(self, terminalreporter):
        yield
        if self.complaint:
            return
        write = terminalreporter.write_line
        write("")
        write(f"{'':32}  passed  failed skipped   seconds")
        for name, counts in self._counts.items():
            numbers = "".join(f"{counts[outcome]:8}" for outcome in OUTCOMES)
            write(f"{name:32}{numbers}{self._seconds[name]:10.1f}")
        total = sum(self._counts.values(), Counter())
        counted = ", ".join(f"{total[outcome]} {outcome}" for outcome in OUTCOMES)
        write("")
        write(
            f"{counted} in {time.monotonic() - self._start:.0f} s on {self._identity}"
        )
