#!/usr/bin/env python3
"""Prove that no code of Rust's panic machinery is reachable from a library's exported functions.

The library is linked with section garbage collection from those functions on, as the firmware
will be. Whatever is left then is reachable; a panic among it is an error that names its callers.
"""

import argparse
import re
import subprocess
import sys
from collections import deque
from pathlib import Path

PANIC = re.compile(r"core::panicking::|rust_begin_unwind|rust_panic")
RUST_SYMBOL = re.compile(r"_R|_ZN|rust_|__rust|__rustc")
CRATE_HASH = re.compile(r"\[[0-9a-f]+\]")
RELOCATIONS_OF = re.compile(r"RELOCATION RECORDS FOR \[(.+)\]:")
RELOCATION = re.compile(r"[0-9a-f]{8} R_\S+ +([^\s+]+)")


class Tools:
    """GNU binutils of one chip."""

    def __init__(self, prefix):
        self.prefix = prefix

    def run(self, name, *arguments):
        command = [self.prefix + name, *map(str, arguments)]
        result = subprocess.run(command, check=False, capture_output=True, text=True)
        if result.returncode:
            sys.exit(f"{command[0]} failed: {result.stderr.strip()}")
        return result.stdout


def exported(tools, archive):
    """The functions and variables that C may use: whatever is global and not Rust's own."""
    names = []
    for line in tools.run(
        "nm", "--extern-only", "--defined-only", archive
    ).splitlines():
        fields = line.split()
        if len(fields) == 3 and not RUST_SYMBOL.match(fields[2]):
            names.append(fields[2])
    return names


def link(tools, archives, roots, result):
    options = ["-r", "--gc-sections", "-o", result]
    for root in roots:
        options += ["-u", root]
    tools.run("ld", *options, *archives)


def panics(tools, linked):
    """Symbols of the panic machinery that are defined or wanted, mangled -> readable."""
    mangled = tools.run("nm", "--no-sort", linked).splitlines()
    readable = tools.run("nm", "--no-sort", "--demangle", linked).splitlines()
    found = {}
    for plain, nice in zip(mangled, readable, strict=True):
        name = nice[11:]
        if PANIC.search(name):
            found[plain[11:]] = name
    return found


def callers(tools, linked):
    """Who mentions whom, by the sections that rustc gives each function and constant."""
    graph = {}
    section = ""
    for line in tools.run("objdump", "--reloc", linked).splitlines():
        if heading := RELOCATIONS_OF.match(line):
            section = heading.group(1)
        elif (relocation := RELOCATION.match(line)) and is_code_or_data(section):
            graph.setdefault(function_of(relocation.group(1)), set()).add(
                function_of(section)
            )
    return graph


def is_code_or_data(section):
    return section.startswith((".text", ".rodata", ".data"))


def function_of(name):
    return re.sub(r"^\.(text|rodata|data|bss)\.(unlikely\.|hot\.)?", "", name)


def path_from_export(graph, panic, roots):
    """The shortest chain of callers from an exported function to `panic`."""
    waiting = deque([[panic]])
    seen = {panic}
    while waiting:
        chain = waiting.popleft()
        if chain[0] in roots:
            return chain
        for caller in sorted(graph.get(chain[0], ())):
            if caller not in seen:
                seen.add(caller)
                waiting.append([caller, *chain])
    return [panic]


def demangle(tools, names):
    readable = tools.run("c++filt", "--format=rust", *names).splitlines()
    return [CRATE_HASH.sub("", name) for name in readable]


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tools", required=True, help="such as xtensa-lx106-elf-")
    parser.add_argument(
        "--result", required=True, type=Path, help="the linked object to write"
    )
    parser.add_argument(
        "library", type=Path, help="whose exported functions are the roots"
    )
    parser.add_argument("others", type=Path, nargs="*", help="archives that it needs")
    arguments = parser.parse_args()

    tools = Tools(arguments.tools)
    roots = exported(tools, arguments.library)
    if not roots:
        sys.exit(
            f"{arguments.library} exports no function, so nothing of it would be linked"
        )
    link(tools, [arguments.library, *arguments.others], roots, arguments.result)
    found = panics(tools, arguments.result)
    if not found:
        return
    graph = callers(tools, arguments.result)
    for panic in found:
        chain = path_from_export(graph, panic, set(roots))
        print("may panic: " + " -> ".join(demangle(tools, chain)), file=sys.stderr)
    sys.exit(f"{arguments.library}: {len(found)} panic function(s) can be reached")


if __name__ == "__main__":
    main()
