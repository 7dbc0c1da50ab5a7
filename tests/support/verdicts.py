"""Runs a behaviour file and collects one verdict per check (tests/python/check.py prints them)."""

import re
import time
from collections import namedtuple

import pytest
from run import ScriptHung

CHECK_LIMIT = 40  # seconds without a verdict
INTERRUPTION_LIMIT = 5
INTERRUPT_AFTER = 0.3  # check.py's interrupted() knows this number

Verdict = namedtuple("Verdict", "kind text")

RULE = re.compile(r'^@rule\("([^"]+)"\)', re.MULTILINE)
LINE = re.compile(r"^(ok|FAIL|skip) ([^ :]+):? ?(.*)")


def check_names(path):
    return RULE.findall(path.read_text())


def run_checks(target, path, limit=CHECK_LIMIT):
    """A dictionary of check name → Verdict."""
    return collect(target.run_check(path), check_names(path), limit)


def judge(verdict):
    """Makes it the result of a test."""
    if verdict.kind == "skip":
        pytest.skip(verdict.text)
    if verdict.kind == "FAIL":
        pytest.fail(verdict.text, pytrace=False)


def collect(run, names, limit=CHECK_LIMIT):
    verdicts = {}
    printed = []
    due = time.monotonic() + limit
    interrupted = False
    try:
        while True:
            try:
                line = run.next_line(due - time.monotonic())
            except ScriptHung:
                if interrupted:
                    printed.append("it did not end by Ctrl-C")
                    break
                # The check gets the chance to fail, and the ones after it to run.
                printed.append(f"no verdict for {limit:g} s")
                run.interrupt()
                interrupted = True
                due = time.monotonic() + INTERRUPTION_LIMIT
                continue
            if line is None:
                break
            if line == "interrupt-me":
                time.sleep(INTERRUPT_AFTER)
                run.interrupt()
            elif match := LINE.match(line):
                kind, name, text = match.groups()
                details = printed + [text] if kind == "FAIL" else [text]
                verdicts[name] = Verdict(kind, "\n".join(details))
                printed = []
                due = time.monotonic() + limit
                interrupted = False
            else:
                printed.append(line)
    finally:
        run.stop()
    for name in names:
        if name not in verdicts:
            verdicts[name] = Verdict(
                "FAIL",
                "\n".join(["no verdict, the script ended with:"] + printed[-20:]),
            )
    return verdicts
