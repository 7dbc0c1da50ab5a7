"""The columns of the API's table: the modules, and how their names are found."""

import re
import subprocess
import sys
from pathlib import Path

import api

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / "target" / "build"
PROBE = ROOT / "tests" / "support" / "api_probe.py"
CPYTHON_VERSION = (3, 11)
CPYTHON = "CPython 3.11"
# `__class__` and the like.
HELD_BY_EVERY_OBJECT = re.compile(r"__\w+__")

OURS = {
    api.KERNEL: "unix",
    api.LWIP_SOCKETS: "unix-lwip-sockets",
    api.LWIP_RAW: "unix-lwip-raw",
}
# MicroPython's own modules that are built for this computer.
STOCK = {
    "unix": "stock-unix",
    "ESP32": "stock-esp32-in-unix",
    "lwIP": "stock-modlwip-in-unix",
}
# Those that are read.
SOURCES = {"NIC": "extmod/modsocket.c", "Zephyr": "ports/zephyr/modsocket.c"}
COLUMNS = (*OURS, *STOCK, *SOURCES, CPYTHON)

MODULE_TABLE = re.compile(
    r"mp_module_socket_globals_table\[\] = \{(.*?)\n\};", re.DOTALL
)
SOCKET_TABLE = re.compile(r"socket_locals_dict_table\[\] = \{(.*?)\n\};", re.DOTALL)
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
ENTRY = re.compile(r"MP_ROM_QSTR\(MP_QSTR_(\w+)\),")
EXTENSIBLE = "MP_REGISTER_EXTENSIBLE_MODULE(MP_QSTR_socket,"


class Missing(Exception):
    """Something that has to be made first."""


def parse_probe(lines):
    """`(place, name)` of each line of the probe."""
    return {tuple(line.split()[1:]) for line in lines if line.startswith("has ")}


def run_probe(command):
    output = subprocess.run(
        [*command, PROBE], check=True, capture_output=True, text=True, timeout=60
    ).stdout
    return parse_probe(output.splitlines())


def names_of_build(build):
    binary = BUILD / build / "micropython"
    if not binary.exists():
        raise Missing(f"{build} is not built: run scripts/build {build}")
    return run_probe([binary])


def names_of_source(path):
    text = COMMENT.sub("", path.read_text())
    found = set()
    for place, pattern in ((api.MODULE, MODULE_TABLE), (api.SOCKET, SOCKET_TABLE)):
        table = pattern.search(text)
        if not table:
            raise Missing(f"{path.name} has no table of the names of the {place}")
        found |= {(place, name) for name in ENTRY.findall(table.group(1))}
    if EXTENSIBLE in text:
        found.add((api.IMPORT, "usocket"))
    return found


def is_that_cpython():
    return sys.version_info[:2] == CPYTHON_VERSION


def names_of(column, micropython):
    """What the module of a column has. `micropython` is the folder of its source."""
    if column in OURS:
        return names_of_build(OURS[column])
    if column in STOCK:
        return names_of_build(STOCK[column])
    if column in SOURCES:
        return names_of_source(Path(micropython) / SOURCES[column])
    if not is_that_cpython():
        raise Missing(f"this is not {CPYTHON}, but {sys.version.split()[0]}")
    return run_probe([sys.executable])


def holes(column, found):
    """What one of our builds lacks, or has, and the API does not say so."""
    wanted = set(api.names())
    for place, name in api.names():
        reason = api.reason_of_absence(name, column)
        if (place, name) not in found and not reason:
            yield f"{column} lacks {name}: mend it, or give the reason in tests/support/api.py"
        if (place, name) in found and reason:
            yield f"{column} has {name}: take its absence out of tests/support/api.py"
    for place, name in sorted(found - wanted):
        if not HELD_BY_EVERY_OBJECT.fullmatch(name):
            yield f"{column} has {name}, which tests/support/api.py does not name"
