"""Other people's builds: commands, and what they say."""

import os
import subprocess
from pathlib import Path

MICROPYTHON = Path(os.environ["MICROPYTHON_DIR"])
UNIX_PORT = MICROPYTHON / "ports" / "unix"


def run(*command, **environment):
    """What it said, and its exit code."""
    result = subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | environment,
    )
    return result.stdout + result.stderr, result.returncode


def the_one_line(text, start):
    """What a person reads: one line of ours, whatever make says around it."""
    lines = [line for line in text.splitlines() if start in line]
    assert len(lines) == 1, text
    return lines[0]


def make(port, result, environment, *options):
    """A port's makefile, to its end: the result."""
    build = result.parent
    output, status = run(
        *("make", "-j2", "-C", port, f"BUILD={build}", *options), **environment
    )
    assert status == 0, output[-2000:]
    assert "Rust was asked for" not in output
    return result
