"""The table of the API in the documentation is what the builds export."""

import os
import re
from pathlib import Path

import api_columns
import api_table
import pytest

# Whose names each target has.
COLUMN = {
    **{build: column for column, build in api_columns.OURS.items()},
    "esp32-on-unix": "lwIP sockets",
    "board": "lwIP raw",
    "board-windowed": "lwIP raw",
    "cpython": api_columns.CPYTHON,
}
TIME_LIMIT = 30
CPYTHON_LIST = Path(__file__).parent / "cpython.md"


def column_of(target):
    """`1.25.0/unix` has the names of `unix`."""
    if target.name == "device":
        pytest.skip("nobody has told which stack a board of yours has")
    return COLUMN[target.name.rpartition("/")[2]]


@pytest.fixture(scope="module")
def exports(target):
    run = target.run_check(api_columns.PROBE)
    lines = []
    try:
        while (line := run.next_line(TIME_LIMIT)) is not None:
            lines.append(line)
    finally:
        run.stop()
    found = api_columns.parse_probe(lines)
    assert found, "\n".join(lines)
    return found


def test_names(target, exports):
    column = column_of(target)
    if column == api_columns.CPYTHON and not api_columns.is_that_cpython():
        pytest.skip(f"this is not {api_columns.CPYTHON}")
    wrong = list(api_table.differences(column, exports))
    if column in api_columns.OURS:
        wrong += api_columns.holes(column, exports)
    assert wrong == []


@pytest.mark.parametrize("column", api_columns.SOURCES)
def test_names_that_are_read(column):
    found = api_columns.names_of(column, os.environ["MICROPYTHON_DIR"])
    assert list(api_table.differences(column, found)) == []


def test_all_is_checked():
    assert list(api_table.rules_without_a_check()) == []
    assert list(api_table.names_without_a_check()) == []


def test_list_of_cpython_tests():
    checks = api_table.all_checks().keys()
    files = "|".join({check.partition("-")[0] for check in checks})
    named = set(re.findall(rf"`((?:{files})-\d[^`]*)`", CPYTHON_LIST.read_text()))
    assert sorted(named - checks) == []
    assert sorted(check for check in checks - named if "-CPython-" in check) == []
