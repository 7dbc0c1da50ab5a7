"""What the migration note says of this module and of each port's own."""

import re

import api_table
import documents
import pytest
from test_api_table import column_of

EXAMPLES = documents.migrations()
C_MODULES = {
    "unix": ["stock-unix"],
    "esp32": ["stock-esp32-in-unix"],
    "modlwip": ["stock-modlwip-in-unix", "stock-board"],
}
SETUP = documents.setup(documents.MIGRATION)
ROWS = [
    (build, name)
    for name, example in EXAMPLES.items()
    for word in example.where
    for build in C_MODULES[word]
]


@pytest.fixture(scope="session")
def printed(target):
    column = column_of(target)
    chosen = [
        (name, documents.sources(documents.MIGRATION, example))
        for name, example in EXAMPLES.items()
        if column in [documents.PREDECESSORS[word] for word in example.where]
    ]
    return documents.run_examples(target, chosen) if chosen else {}


@pytest.mark.parametrize("name", EXAMPLES)
def test_on_this_module(target, printed, name):
    example = EXAMPLES[name]
    if column_of(target) not in [
        documents.PREDECESSORS[word] for word in example.where
    ]:
        pytest.skip(f"it is for scripts of {', '.join(example.where)}")
    statements = [*SETUP, *example.statements]
    assert documents.surprises(printed, name, statements) == ""


@pytest.mark.parametrize("c_module, name", ROWS, indirect=["c_module"])
def test_on_the_module_of_a_port(c_module, name):
    example = EXAMPLES[name]
    sources = documents.sources(documents.MIGRATION, example)
    printed = documents.run_examples(c_module, [(name, sources)])
    statements = [*SETUP, *documents.on_predecessor(example.statements)]
    assert documents.surprises(printed, name, statements) == ""


def test_checks_that_are_named():
    named = re.findall(r"`(\d[\d.]*-[^`]+)`", documents.MIGRATION.read_text())
    checks = {check.partition("-")[2] for check in api_table.all_checks()}
    assert len(named) > 10
    assert [name for name in named if name not in checks] == []
