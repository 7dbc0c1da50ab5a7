"""README's table of libraries says what the tests run: which versions, on which targets."""

import gzip
import re
import subprocess
import sys
from pathlib import Path

import conftest
import pytest
import servers
import targets

HERE = Path(__file__).parent
TABLE = re.compile(r"## Libraries and tools\n.*?(?=\n## )", re.DOTALL)
ROW = re.compile(r"^\| (.*) \|$", re.MULTILINE)
PINNED = re.compile(r"^([\w.-]+)==(\S+)", re.MULTILINE)
PROGRAM = re.compile(r"(mosquitto|dnsmasq|chrony|lftp) (\d[\d.]*\d)")

# What the last column says, and the targets that the tests of a row are made for.
ALL_FOUR = set(conftest.ONE_FOR_EACH_STACK) - {"device"}
PLACES = {
    "all four": ALL_FOUR,
    "where lwIP is": ALL_FOUR - {"unix"},
    "two boards on a cable": set(conftest.BOARDS),
    "emulated board": {"board"},
}
TESTS = {
    "micropython-urequests": "test_libraries.py::test_urequests",
    "micropython-uaiohttpclient": "test_libraries.py::test_uaiohttpclient",
    "micropython-umqtt": "test_libraries.py::test_umqtt",
    "microdot": "test_libraries.py::test_microdot",
    "picoweb": "test_libraries.py::test_picoweb",
    "asyncio's streams": "test_many_connections.py::test_",
    "micropython-mdns": "test_two_boards.py::test_micropython_mdns",
    "names": "test_libraries.py::test_names_of_dnsmasq",
    "a time client": "test_libraries.py::test_ntp",
    "an FTP server": "test_callbacks.py::test_curl",
    "the board's half of WebREPL": "test_callbacks.py::test_webrepl",
    "Thonny": "test_thonny",
}


def rows():
    text = TABLE.search((targets.ROOT / "README.md").read_text()).group()
    cells = [row.split(" | ") for row in ROW.findall(text)]
    return [row for row in cells if len(row) == 4 and row[1] != "version"]


def pinned():
    """A dictionary of name → version, without what the others only need."""
    libraries = dict(PINNED.findall((HERE / "libraries.txt").read_text()))
    libraries.pop("micropython-pkg_resources")
    thonny = dict(PINNED.findall((HERE / "thonny.txt").read_text()))
    return {**libraries, "thonny": thonny["thonny"]}


def names_of(cell):
    """`micropython-umqtt.simple, .robust` are two."""
    first, *others = cell.split(", ")
    return [first, *(first.partition(".")[0] + other for other in others)]


def version_of_package(name):
    for package in (name, f"{name}-base"):
        path = servers.ROOT / "usr" / "share" / "doc" / package / "changelog.Debian.gz"
        if path.exists():
            with gzip.open(path, "rt") as changes:
                return re.search(r"\((?:\d+:)?([^-)]+)", changes.readline()).group(1)
    raise AssertionError(f"scripts/setup has unpacked no {name}")


@pytest.fixture(scope="module")
def collected():
    """The names of all Python tests."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-c",
        HERE / "pytest.ini",
        "--rootdir",
        HERE,
    ]
    output = subprocess.run(
        [*command, "--collect-only", "--quiet", *sorted(HERE.glob("test_*.py"))],
        cwd=HERE,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return output.splitlines()


@pytest.mark.parametrize("name", TESTS)
def test_targets(collected, name):
    (row,) = [row for row in rows() if row[0].startswith(name)]
    place = next(place for place in PLACES if row[3].startswith(place))
    tests = [test for test in collected if test.startswith(TESTS[name])]
    # A test that names no target belongs to the board.
    found = {test.partition("[")[2].rstrip("]") or "board" for test in tests}
    assert found == PLACES[place]


def test_each_row_has_tests():
    assert [row[0] for row in rows() if not row[0].startswith(tuple(TESTS))] == []


def test_versions_from_pypi():
    told = {}
    for library, version, other_end, _ in rows():
        told.update(zip(names_of(library), version.split(", "), strict=False))
        told.update(re.findall(r"(webrepl) (\S+)", other_end))
    told["thonny"] = next(row[1] for row in rows() if row[0].startswith("Thonny"))
    wanted = pinned()
    assert {name: told.get(name) for name in wanted} == wanted


def test_versions_from_debian():
    told = {found for row in rows() for found in PROGRAM.findall(row[2])}
    assert {name for name, _ in told} == {"mosquitto", "dnsmasq", "chrony", "lftp"}
    assert {(name, version_of_package(name)) for name, _ in told} == told
