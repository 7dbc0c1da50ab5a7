"""The files that scripts/test-device was told to run."""

import pytest
from run import ScriptHung
from verdicts import judge


@pytest.fixture
def board(target):
    return target


@pytest.fixture
def limit(request):
    return request.config.getoption("--limit")


def test_rule(board, verdicts, path, name):
    judge(verdicts(board, path)[name])


def test_script(board, script, limit):
    """Ends in time and without an exception."""
    run = board.run_source(script.read_text())
    try:
        run.wait_for_end(limit)
    except ScriptHung as hung:
        pytest.fail(str(hung), pytrace=False)
    finally:
        run.stop()
    if run.has_failed():
        pytest.fail(run.tail(), pytrace=False)
