"""Options and fixtures. scripts/test starts pytest with all that is needed around it."""

import os
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "support"), str(HERE.parent / "scripts")]

import builds
import dns_server
import namespace
import peers
import stations
import targets as all_targets
import verdicts as all_verdicts

FIRMWARE = ("unix", "unix-lwip-raw", "unix-lwip-sockets", "board", "board-windowed")
# Not a target of the behaviour files: their checks for bugs have to fail there.
C_MODULES = "c-modules"
BOARDS = ("board", "board-windowed")
# Other people's builds with the module in them.
BUILDS = "builds"
# Built with tests/robustness/faults, for the tests of memory.
WITH_FAULTS = (
    "unix-sanitized",
    "unix-lwip-raw-sanitized",
    "unix-lwip-sockets-sanitized",
    "board-faults",
)
# Where the scripts of people run, with clients of this computer.
WITH_CLIENTS = ("unix", "board", "device")
# Where people's libraries run.
ONE_FOR_EACH_STACK = ("unix", "unix-lwip-raw", "unix-lwip-sockets", "board", "device")


def pytest_addoption(parser):
    group = parser.getgroup("usocket")
    group.addoption(
        "--target",
        action="append",
        help="run on this target only: cpython, unix, board, builds, 1.25.0/unix, c-modules…",
    )
    group.addoption(
        "--all", action="store_true", help="the long forms of the tests, too"
    )
    group.addoption(
        "--seed", type=int, default=1, help="for the faults of networks (default: 1)"
    )
    group.addoption("--totals", help="write `passed failed skipped` to this file")


def pytest_configure(config):
    if not os.environ.get(namespace.MARK):
        raise pytest.UsageError(
            "these tests need a network of their own: start them with scripts/test"
        )


def chosen_targets(config):
    names = config.getoption("--target") or ["cpython", *FIRMWARE]
    return [name for name in names if name not in (C_MODULES, BUILDS, *WITH_FAULTS)]


def chosen_firmware(config):
    return [name for name in chosen_targets(config) if name in WITH_CLIENTS]


def chosen_stacks(config):
    return [name for name in chosen_targets(config) if name in ONE_FOR_EACH_STACK]


def chosen_lwip(config):
    return [name for name in chosen_stacks(config) if name != "unix"]


def chosen_boards(config):
    return [name for name in chosen_targets(config) if name in BOARDS]


def chosen_with_faults(config):
    names = config.getoption("--target") or ()
    return [name for name in names if name in WITH_FAULTS]


CHOICES = {
    "target": chosen_targets,
    "firmware": chosen_firmware,
    "any_firmware": chosen_stacks,
    "lwip_firmware": chosen_lwip,
    "emulated": chosen_boards,
    "station": chosen_stacks,
    "soaked": chosen_stacks,
    "with_faults": chosen_with_faults,
}


def pytest_generate_tests(metafunc):
    """`target` is any place where a script runs, `firmware` one of those with our module on which
    people's scripts run, `any_firmware` one on each stack, `lwip_firmware` one of those with lwIP,
    `emulated` an emulated board, `station` one on each stack at the end of a cable, `soaked` its name alone,
    `with_faults` a build whose allocations can be made to fail."""
    for fixture, choose in CHOICES.items():
        if fixture in metafunc.fixturenames:
            # There is one cable at a time.
            scope = "module" if fixture == "station" else "session"
            names = choose(metafunc.config)
            metafunc.parametrize(fixture, names, indirect=True, scope=scope)


def pytest_collection_modifyitems(config, items):
    """Leaves out what is for a target that was not chosen. A test of none belongs to the board."""

    def is_left_out(item):
        if item.get_closest_marker("builds"):
            return BUILDS not in (config.getoption("--target") or ())
        for fixture, choose in CHOICES.items():
            if fixture in item.fixturenames:
                return not choose(config)
        if "c_module" in item.fixturenames:
            return C_MODULES not in (config.getoption("--target") or ())
        home = "board-windowed" if item.get_closest_marker("windowed") else "board"
        return home not in chosen_targets(config)

    left_out = [item for item in items if is_left_out(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session", autouse=True)
def world():
    """The other computers: a name server, and the peers of the behaviour files."""
    dns_server.start(namespace.NAME_SERVER)
    return peers.start(namespace.WORLD)


@pytest.fixture(scope="session")
def open_targets():
    opened = {}

    def get(name):
        if name not in opened:
            opened[name] = all_targets.open_target(name)
        return opened[name]

    yield get
    for target in opened.values():
        target.stop()


@pytest.fixture(scope="session")
def target(request, open_targets):
    return open_targets(request.param)


@pytest.fixture(scope="session")
def firmware(request, open_targets):
    return open_targets(request.param)


@pytest.fixture(scope="session")
def any_firmware(request, open_targets):
    return open_targets(request.param)


@pytest.fixture(scope="session")
def emulated(request, open_targets):
    return open_targets(request.param)


@pytest.fixture(scope="session")
def lwip_firmware(request, open_targets):
    return open_targets(request.param)


@pytest.fixture(scope="module")
def station(request):
    opened = stations.open_station(request.param, request.config.getoption("--seed"))
    yield opened
    opened.stop()


@pytest.fixture
def soaked(request):
    return request.param


@pytest.fixture(scope="session")
def with_faults(request, open_targets):
    return open_targets(request.param)


@pytest.fixture
def c_module(request, open_targets):
    return open_targets(request.param)


@pytest.fixture(scope="session")
def esp32_on_unix():
    """The esp32 port, by its own CMake files. scripts/build makes mpy-cross on its way."""
    output, status = builds.run(all_targets.ROOT / "scripts" / "build", "esp32-on-unix")
    assert status == 0, output
    return all_targets.BUILD / "esp32-on-unix"


@pytest.fixture(scope="session")
def verdicts(request):
    """verdicts(target, path): the file runs once, each of its checks is a test."""
    known = {}

    def get(target, path):
        key = target.name, path
        if key not in known:
            limit = request.config.getoption("--limit", all_verdicts.CHECK_LIMIT)
            known[key] = all_verdicts.run_checks(target, path, limit)
        return known[key]

    return get


def pytest_terminal_summary(terminalreporter, config):
    if config.getoption("--totals"):
        count = {kind: len(reports) for kind, reports in terminalreporter.stats.items()}
        failed = count.get("failed", 0) + count.get("error", 0)
        totals = f"{count.get('passed', 0)} {failed} {count.get('skipped', 0)}\n"
        Path(config.getoption("--totals")).write_text(totals)
