"""Runs a behaviour file and collects one verdict per check (tests/python/check.py prints them)."""

import re
import time
from collections import namedtuple

from run import ScriptHung

CHECK_LIMIT = 40  # seconds without a verdict
INTERRUPT_AFTER = 0.3  # check.py's interrupted() knows this number

Verdict = namedtuple("Verdict", "kind text")

RULE = re.compile(r'^@rule\("([^"]+)"\)', re.MULTILINE)
LINE = re.compile(r"^(ok|FAIL|skip) ([^ :]+):? ?(.*)")


def check_names(path):
    return RULE.findall(path.read_text())


def run_checks(target, path):
    """A dictionary of check name → Verdict."""
    return collect(target.run_check(path), check_names(path))


def collect(run, names, limit=CHECK_LIMIT):
    verdicts = {}
    printed = []
    try:
        while (line := next_line(run, limit)) is not None:
            if line == "interrupt-me":
                time.sleep(INTERRUPT_AFTER)
                run.interrupt()
            elif match := LINE.match(line):
                kind, name, text = match.groups()
                details = printed + [text] if kind == "FAIL" else [text]
                verdicts[name] = Verdict(kind, "\n".join(details))
                printed = []
            else:
                printed.append(line)
    except ScriptHung as hung:
        printed.append(str(hung))
    finally:
        run.stop()
    for name in names:
        if name not in verdicts:
            verdicts[name] = Verdict(
                "FAIL",
                "\n".join(["no verdict, the script ended with:"] + printed[-20:]),
            )
    return verdicts


def next_line(run, limit):
    """Gives a check that hangs the chance to fail, and the ones after it to run."""
    try:
        return run.next_line(limit)
    except ScriptHung:
        run.interrupt()
        return run.next_line(5)
