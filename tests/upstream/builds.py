"""The builds that are compared, and the groups of upstream's tests that run on them."""

import os
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TESTS = ROOT / "tests"
MODULES = HERE / "modules"

# Empty for the usual MicroPython; another one has folders of its own.
VERSION = os.environ.get("UPSTREAM_VERSION", "")
BINARIES = ROOT / "target" / "build" / VERSION
RESULTS = ROOT / "target" / "test" / "upstream" / VERSION

# Whatever becomes of us, what we started ends with us.
END_WITH_US = ("setpriv", "--pdeathsig", "KILL")


@dataclass(frozen=True)
class Build:
    name: str
    stack: str
    kernel_partner: str | None  # what it talks to across two stacks

    @property
    def is_board(self):
        return self.kernel_partner is None

    @property
    def binary(self):
        return (
            BINARIES / self.name / ("firmware.elf" if self.is_board else "micropython")
        )

    @property
    def has_own_stack(self):
        return self.stack.startswith("lwip-")


BUILDS = {
    build.name: build
    for build in (
        Build("unix", "kernel", "unix"),
        Build("stock-unix", "kernel", "stock-unix"),
        Build("unix-lwip-raw", "lwip-raw", "unix"),
        Build("stock-modlwip-in-unix", "lwip-raw", "stock-unix"),
        Build("unix-lwip-sockets", "lwip-sockets", "unix"),
        Build("stock-esp32-in-unix", "lwip-sockets", "stock-unix"),
        Build("board", "board", None),
        Build("stock-board", "board", None),
    )
}

# Whose C module is what ours has to be at least as good as.
STOCK = {
    "unix": "stock-unix",
    "unix-lwip-raw": "stock-modlwip-in-unix",
    "unix-lwip-sockets": "stock-esp32-in-unix",
    "board": "stock-board",
}
