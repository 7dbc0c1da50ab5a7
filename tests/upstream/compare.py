"""Runs upstream's tests on several builds, and holds ours against the C modules.

    python -m upstream.compare [--complete] [--ours] BUILD...

Fails when a test that passes with the C module does not pass with ours, and when known.toml is not
what was seen.
"""

import argparse
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from upstream import known
from upstream.builds import BUILDS, END_WITH_US, RESULTS, STOCK, TESTS, VERSION
from upstream.workspace import micropython_folder

# Builds at the same time: their tests wait most of the time.
AT_ONCE = 2

VERBS = {"fail": "fails", "skip": "is skipped"}


def run(build, options):
    """Upstream's tests on one build, in a network of their own: group, test, result."""
    results = RESULTS / build / "results.json"
    results.unlink(missing_ok=True)
    inside = [sys.executable, TESTS / "support" / "namespace.py", *END_WITH_US]
    command = [*inside, sys.executable, "-m", "upstream.run", build, *options]
    status = subprocess.run(command, check=False, stdin=subprocess.DEVNULL).returncode
    return json.loads(results.read_text()) if status == 0 and results.exists() else None


def print_table(results):
    groups = list(dict.fromkeys(group for tests in results.values() for group in tests))
    columns = {build: len(build) + 2 for build in results}
    columns = {build: max(width, 16) for build, width in columns.items()}
    rows = [("passed / skipped / failed", list(results))]
    rows += [
        (group, [counts_of(results[build].get(group)) for build in results])
        for group in groups
    ]
    for head, cells in rows:
        print(f"{head:26}" + "".join(map(str.rjust, cells, columns.values())))
    print()
    for group in groups:
        print_what_does_not_pass(
            group, [tests.get(group, {}) for tests in results.values()]
        )
    print()


def print_what_does_not_pass(group, columns):
    for test in dict.fromkeys(test for tests in columns for test in tests):
        verdicts = [tests.get(test, "-") for tests in columns]
        differ = len({verdict for verdict in verdicts if verdict != "-"}) > 1
        if differ or any(needs_reason(group, verdict) for verdict in verdicts):
            cells = "  ".join(f"{verdict:4}" for verdict in verdicts)
            print(f"  {cells}  {test}" + (f" ({group})" if "," in group else ""))


def counts_of(tests):
    if tests is None:
        return "-"
    verdicts = list(tests.values())
    return " / ".join(
        str(verdicts.count(verdict)) for verdict in ("pass", "skip", "fail")
    )


def complaints_about(ours, results):
    """What is wrong with our build, also beside the C module's of the same stack."""
    stack = BUILDS[ours].stack
    stock = results.get(STOCK[ours], {})
    for group, tests in results[ours].items():
        reasons = known.reasons(stack, group)
        for test, verdict in tests.items():
            place = f"on {ours} ({group})"
            if verdict != "pass" and stock.get(group, {}).get(test) == "pass":
                yield f"{test} passes on {STOCK[ours]} and {VERBS[verdict]} {place}"
            elif verdict == "pass" and test in reasons:
                yield f"{test} passes {place}: its reason in known.toml is no longer true"
            elif needs_reason(group, verdict) and test not in reasons:
                yield f"{test} {VERBS[verdict]} {place}, and known.toml has no reason"


def needs_reason(group, verdict):
    """What a build for this computer leaves out of the whole suite is not ours to explain."""
    return verdict == "fail" or verdict == "skip" and group != "complete"


def complaints_about_known():
    folder = micropython_folder() / "tests"
    if VERSION:
        return  # the list is the usual MicroPython's, another one may have fewer tests
    for test in sorted(known.tests()):
        if not (folder / test).exists():
            yield f"{test} is in known.toml and not in {folder}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("builds", nargs="+", choices=STOCK)
    parser.add_argument("--complete", action="store_true")
    parser.add_argument("--ours", action="store_true")
    options = parser.parse_args()
    builds = list(options.builds)
    if not options.ours:
        builds = [name for build in builds for name in (build, STOCK[build])]
    results = run_all(builds, ["--complete"] if options.complete else [])
    print_table(results)
    complaints = list(complaints_about_known())
    for build in options.builds:
        complaints += complaints_about(build, results)
    for text in complaints:
        print(f"FAIL  {text}")
    print(summary([results[build] for build in options.builds], len(complaints)))
    sys.exit(bool(complaints))


def run_all(builds, options):
    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = dict(zip(builds, pool.map(lambda build: run(build, options), builds)))
    broken = [build for build in builds if results[build] is None]
    if broken:
        raise SystemExit(
            f"upstream's tests did not come to an end on {', '.join(broken)}"
        )
    return results


def summary(results, failed):
    verdicts = [
        verdict
        for groups in results
        for tests in groups.values()
        for verdict in tests.values()
    ]
    passed = verdicts.count("pass")
    return f"{passed} passed, {failed} failed, {len(verdicts) - passed} left out with a reason"


if __name__ == "__main__":
    main()
