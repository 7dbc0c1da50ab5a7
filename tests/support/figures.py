"""What tests have counted, a line of JSON each, where USOCKET_FIGURES names a file.

    python figures.py FILE

adds them up.
"""

import json
import os
import sys
from collections import Counter


def record(test, target, **numbers):
    path = os.environ.get("USOCKET_FIGURES")
    if path:
        with open(path, "a") as file:
            print(json.dumps({"test": test, "target": target, **numbers}), file=file)


def totals(lines):
    """By test and target: the sum of each number, the largest of what is a time."""
    sums = {}
    for line in lines:
        numbers = json.loads(line)
        counts = sums.setdefault(
            (numbers.pop("test"), numbers.pop("target")), Counter()
        )
        counts["runs"] += 1
        for name, value in numbers.items():
            if name in ("recovery", "worst_wait"):
                counts[name] = max(counts[name], value)
            elif isinstance(value, int):
                counts[name] += value
    return sums


def main(path):
    with open(path) as file:
        for (test, target), counts in sorted(totals(file).items()):
            print(
                f"{test}, {target}: " + ", ".join(f"{n} {k}" for k, n in counts.items())
            )


if __name__ == "__main__":
    main(sys.argv[1])
