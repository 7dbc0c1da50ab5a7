"""The figures kept in the repository: what a change must not make worse without saying so."""

import json
from pathlib import Path

from measure import open_build
from rows import ROWS

FILE = Path(__file__).with_name("kept.json")
TOLERANCE = 1.03
HEAP = "100k"
# Those that scripts/test builds anyway, where each run gives the same number.
BUILDS = ("unix", "unix-lwip-raw")


def read():
    return json.loads(FILE.read_text()) if FILE.exists() else {}


def write(part, figures):
    everything = read()
    everything[part] = figures
    FILE.write_text(json.dumps(everything, indent=1, sort_keys=True) + "\n")


def measure_instructions():
    figures = {}
    for build in BUILDS:
        side = open_build(build)
        for row in ROWS:
            if row.quick:
                figures[f"{build} {row.name}"] = round(side.instructions(row, HEAP)[0])
    return figures


def verdict_of(before, now):
    """What there is to say, and whether it is bad."""
    if before is None:
        return "not kept yet", True
    rise = now / before - 1 if before else float(now > 0)
    if now > before * TOLERANCE:
        return f"{rise:+.1%}: too many", True
    return f"{rise:+.1%}", False


def compare(part, figures, unit):
    """Prints each figure beside the kept one; how many are too large, new or gone."""
    kept = read().get(part, {})
    bad = 0
    for name, now in figures.items():
        text, is_bad = verdict_of(kept.get(name), now)
        bad += is_bad
        print(f"{name:44} {now:>8} {unit}  {text}")
    for name in kept.keys() - figures.keys():
        print(f"{name:44} is not measured any more")
        bad += 1
    return bad


def check(part, figures, unit, accept, command):
    """The exit status: 0 when no figure has risen by more than 3 % of what is kept."""
    if accept:
        write(part, figures)
    bad = compare(part, figures, unit)
    if bad:
        print(
            f"{bad} figures are not as they were kept: mend that, or keep the new ones with {command} --accept"
        )
    return 1 if bad else 0


def instructions(accept):
    return check(
        "instructions", measure_instructions(), "instructions", accept, "scripts/bench"
    )
