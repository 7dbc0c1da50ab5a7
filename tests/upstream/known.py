"""What does not pass although nothing is wrong with our module: known.toml, with the reasons."""

import fnmatch
import tomllib

from upstream.builds import HERE

ENTRIES = tomllib.loads((HERE / "known.toml").read_text())["known"]


def reasons(stack, group):
    """The tests that are not expected to pass there, each with the reason."""
    place = f"{stack}: {group}"
    return {
        test: entry["reason"]
        for entry in ENTRIES
        if any(
            fnmatch.fnmatchcase(place, pattern) for pattern in entry.get("where", ["*"])
        )
        for test in entry["tests"]
    }


def tests():
    return {test for entry in ENTRIES for test in entry["tests"]}
