"""Each check of tests/python/ is a test, on CPython and on every target."""

from pathlib import Path

import pytest
from verdicts import check_names, judge

FILES = [
    path
    for path in sorted((Path(__file__).parent / "python").glob("*.py"))
    if path.name != "check.py"
]
CHECKS = [
    pytest.param(path, name, id=f"{path.stem}-{name}")
    for path in FILES
    for name in check_names(path)
]


@pytest.mark.parametrize("path, name", CHECKS)
def test_rule(target, verdicts, path, name):
    judge(verdicts(target, path)[name])


def test_names_are_unique():
    names = [(path.name, name) for path in FILES for name in check_names(path)]
    assert len(names) == len(set(names))
