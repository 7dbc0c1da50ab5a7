"""A copy of upstream's tests in which they may leave what they like, and what they need around it."""

import os
import re
import shutil
from pathlib import Path

import certificates
from upstream import builds

# What run-tests.py takes for the unix port when it is not told which tests to run.
FOLDERS = (
    "basics",
    "micropython",
    "misc",
    "extmod",
    "thread",
    "float",
    "import",
    "io",
    "stress",
    "unicode",
    "cmdline",
    "ports/unix",
)
TOUCHES_NETWORK = re.compile(
    r"^\s*(?:import|from)\s.*\b(socket|select|u?asyncio|ssl|tls|websocket|webrepl|network)\b",
    re.MULTILINE,
)
WANTS_UNITTEST = re.compile(r"^import unittest", re.MULTILINE)
# Certificates of the real authority that upstream's tests read from files.
AUTHORITY_FILES = ("net_inet/mpycert.der", "net_inet/isrg.der")


class Workspace:
    def __init__(self, folder, micropython):
        self.tests = folder / "tests"
        left_out = shutil.ignore_patterns("results", "__pycache__")
        shutil.copytree(micropython / "tests", self.tests, ignore=left_out)
        for name in ("extmod", "tools"):
            (folder / name).symlink_to(micropython / name)
        # micropython-lib is not there: its unittest is one of ours.
        library = folder / "lib" / "micropython-lib" / "python-stdlib"
        library.mkdir(parents=True)
        (library / "unittest").symlink_to(builds.MODULES / "unittest")

    def trust(self, authority):
        for name in AUTHORITY_FILES:
            if (self.tests / name).exists():
                (self.tests / name).write_bytes(certificates.der_of(authority))

    def in_folder(self, folder):
        return sorted(
            f"{folder}/{path.name}" for path in (self.tests / folder).glob("*.py")
        )

    def touching_network(self):
        return [test for test in self.complete() if self._has(TOUCHES_NETWORK, test)]

    def wanting_unittest(self):
        return [
            test for test in self.touching_network() if self._has(WANTS_UNITTEST, test)
        ]

    def complete(self):
        return [test for folder in FOLDERS for test in self.in_folder(folder)]

    def _has(self, pattern, test):
        return pattern.search((self.tests / test).read_text(errors="replace"))


def micropython_folder():
    return Path(os.environ["MICROPYTHON_DIR"])
