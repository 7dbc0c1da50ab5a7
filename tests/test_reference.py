"""The examples of the reference print what it shows, and the reference has all names."""

import api
import api_columns
import api_stubs
import documents
import pytest
import stub_texts
from test_api_table import column_of

EXAMPLES = documents.all_examples()


@pytest.fixture(scope="session")
def printed(target):
    column = column_of(target)
    chosen = [
        (name, documents.sources(documents.REFERENCE, example))
        for name, (entry, example) in EXAMPLES.items()
        if not documents.why_not_on(column, entry, example)
    ]
    return documents.run_examples(target, chosen)


@pytest.mark.parametrize("name", EXAMPLES)
def test_example(target, printed, name):
    entry, example = EXAMPLES[name]
    reason = documents.why_not_on(column_of(target), entry, example)
    if reason:
        pytest.skip(reason)
    statements = [*documents.setup(documents.REFERENCE), *example.statements]
    assert documents.surprises(printed, name, statements) == ""


def test_each_name_is_in_the_reference():
    wanted = {key for key in api.names() if key[0] != api.IMPORT}
    wanted |= {key for key in api_stubs.definitions() if key[0] == api_stubs.QUERY}
    assert documents.texts().keys() == wanted


def test_signatures_are_those_of_the_stub():
    stub = api_stubs.rendered()
    for entry in documents.entries():
        for signature in entry.signatures:
            key = entry.place, documents.name_of(signature)
            assert signature in stub.get(key, [key[1]])
    shown = {
        (entry.place, signature)
        for entry in documents.entries()
        for signature in entry.signatures
    }
    for (place, _), signatures in stub.items():
        assert {(place, signature) for signature in signatures} <= shown


def test_each_entry_has_an_example():
    assert [
        entry.signatures for entry in documents.entries() if not entry.examples
    ] == []


def test_stub_has_the_texts():
    assert (
        stub_texts.texts() == stub_texts.wanted()
    )  # if not, scripts/api-table writes them


def where_told(name):
    """How the reference says that a name is not on every stack."""
    absent = {
        column for column in api_columns.OURS if api.reason_of_absence(name, column)
    }
    if absent == {api.LWIP_RAW}:
        return "Not on lwIP's raw API"
    if absent == {api.KERNEL, api.LWIP_SOCKETS}:
        return "On lwIP's raw API only"
    if "present where it is on" in api.reason_of_absence(name, api.LWIP_SOCKETS):
        return "where lwIP was built with it"
    return "On the kernel's sockets only"


@pytest.mark.parametrize("names, _columns, _reason", api.ABSENT)
def test_absence_is_told(names, _columns, _reason):
    for (_, name), text in documents.texts().items():
        if name in names.split():
            assert where_told(name) in text, name
