#!/usr/bin/env python3
"""Check where a firmware image for the ESP8266 has the module, and what it takes there.

Flash and IRAM can only be read in aligned words. GCC works around that (-mforce-l32), rustc does
not, so Rust's constants belong to RAM. Its code belongs to flash: IRAM is nearly full. What the
linker did is read from its map, what the code does from the image itself, and where addresses
stand in Rust's code and data from the relocations of its object.
"""

import argparse
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import flash_access
import relocations

FLASH, IRAM, RAM = "irom0_0_seg", "iram1_0_seg", "dram0_0_seg"
NAMES = {FLASH: "flash", IRAM: "IRAM", RAM: "RAM"}
# Where the linked objects of the module are, below the build's folder.
RUST = re.compile(r"(^|/)usocket/libusocket\.o$")
BORDER = re.compile(r"(^|/)usocket/(modsocket|border/\w+)\.o$")
# As cmodules/usocket/esp8266.ld and esp8266.mk name it; code is relocations.CODE.
RUST_CONSTANTS = ".data.constants"

REGION = re.compile(r"(\w+) +0x([0-9a-f]+) +0x([0-9a-f]+)")
SECTION_ALONE = re.compile(r" (\S+)$")
PIECE = re.compile(r" (\S*) +0x([0-9a-f]+) +0x([0-9a-f]+) (\S.*)$")
OUTPUT = re.compile(r"(\.[\w.]+)(?: +0x([0-9a-f]+) +0x([0-9a-f]+))?")
OUTPUT_SIZE = re.compile(r" +0x([0-9a-f]+) +0x([0-9a-f]+)$")


@dataclass(frozen=True)
class Region:
    name: str
    start: int
    size: int

    def has(self, address):
        return self.start <= address < self.start + self.size


@dataclass(frozen=True)
class Piece:
    """A section of an object file, where the linker put it."""

    section: str
    start: int
    size: int
    file: str


class Map:
    """What the linker's map says."""

    def __init__(self, text):
        _, configuration, rest = text.partition("\nMemory Configuration\n")
        configuration, found, rest = rest.partition("\nLinker script and memory map\n")
        if not found:
            sys.exit("the map is not one of GNU ld's")
        rest = rest.partition("\nCross Reference Table\n")[0].splitlines()
        self.regions = [
            Region(match[1], int(match[2], 16), int(match[3], 16))
            for match in REGION.finditer(configuration)
        ]
        self.pieces = list(pieces(rest))
        self.used = self._used(rest)

    def region(self, address):
        return next((each for each in self.regions if each.has(address)), None)

    def _used(self, lines):
        used = Counter()
        for _, start, size in outputs(lines):
            if size and (region := self.region(start)):
                used[region.name] += size
        return used


def pieces(lines):
    """Long names of sections stand on a line of their own."""
    alone = ""
    for line in lines:
        if match := PIECE.match(line):
            section, start, size = (
                match[1] or alone,
                int(match[2], 16),
                int(match[3], 16),
            )
            if size and start and section.startswith((".", "COMMON")):
                yield Piece(section, start, size, match[4])
        match = SECTION_ALONE.match(line)
        alone = match[1] if match else ""


def outputs(lines):
    """Sections of the image: name, start, size."""
    alone = ""
    for line in lines:
        match = OUTPUT.match(line)
        if match and match[2]:
            yield match[1], int(match[2], 16), int(match[3], 16)
        elif alone and (size := OUTPUT_SIZE.match(line)):
            yield alone, int(size[1], 16), int(size[2], 16)
        alone = match[1] if match and not match[2] else ""


def misplaced(placed, rust, border):
    for piece in [*rust, *border]:
        region = placed.region(piece.start)
        if region and region.name == IRAM:
            yield f"{piece.file}: {piece.size} bytes of {piece.section} are in IRAM"
    for piece in rust:
        region = placed.region(piece.start)
        if region and region.name == FLASH and piece.section != relocations.CODE:
            yield (
                f"{piece.file}: {piece.size} bytes of {piece.section} are in flash,"
                " where Rust cannot read bytes"
            )


def wrong_accesses(tools, image, placed, rust, border):
    def is_flash(address):
        region = placed.region(address)
        return region is not None and region.name == FLASH

    ends = flash_access.ends_of_functions(tools, image)

    def is_constant(address):
        return is_flash(address) and address not in ends

    in_flash = {
        piece: flash_access.disassemble(tools, image, ends, piece.start, piece.size)
        for piece in [*rust, *border]
        if piece.section == relocations.CODE and is_flash(piece.start)
    }
    for piece, code in in_flash.items():
        yield from flash_access.narrow_accesses(code)
        if piece in rust:
            yield from flash_access.pointers_to_constants(code, ends, is_flash)
    yield from unknown_code(tools, image, placed, ends, in_flash)
    yield from pointers_in_memory(tools, image, rust, is_constant)


def unknown_code(tools, image, placed, ends, in_flash):
    symbols = set(relocations.symbols(tools, image).values())
    instructions = (
        each for code in in_flash.values() for body in code.values() for each in body
    )
    literals = {each.literal for each in instructions if each.literal is not None}
    for piece in in_flash:
        content = relocations.contents(tools, image, piece.start, piece.size)
        for start, size in flash_access.not_analysed(
            ends, literals, piece.start, piece.size
        ):
            offset = start - piece.start
            if not flash_access.is_no_code(
                content[offset : offset + size],
                start,
                lambda word: word in symbols or placed.region(word),
            ):
                yield (
                    f"{piece.file}: {size} bytes of code at {start:#x} belong to no function"
                    " whose size is known, so nobody knows what they do"
                )


def pointers_in_memory(tools, image, rust, is_constant):
    for file in sorted({piece.file for piece in rust}):
        start_of = {
            piece.section: (piece.start, piece.size)
            for piece in rust
            if piece.file == file
        }
        beside_the_map = image.parent / RUST.search(file).group().lstrip("/")
        yield from relocations.to_constants(
            tools, image, beside_the_map, start_of, is_constant
        )


def totals(placed, rust, border):
    """What there are limits for."""

    def sum_of(pieces, region, section=None):
        return sum(
            piece.size
            for piece in pieces
            if (found := placed.region(piece.start))
            and found.name == region
            and (section is None or piece.section == section)
        )

    both = [*rust, *border]
    return {
        "rust-code": sum_of(rust, FLASH, relocations.CODE),
        "rust-constants": sum_of(rust, RAM, RUST_CONSTANTS),
        "flash": sum_of(both, FLASH),
        "iram": sum_of(both, IRAM),
        "ram": sum_of(both, RAM),
    }


def report(placed, taken):
    print(f"{'':8}{'used':>9}{'of':>9}{'free':>9}{'the module':>13}")
    for name, key in (FLASH, "flash"), (IRAM, "iram"), (RAM, "ram"):
        region = next(each for each in placed.regions if each.name == name)
        used = placed.used[name]
        print(
            f"{NAMES[name]:8}{used:9}{region.size:9}{region.size - used:9}{taken[key]:13}"
        )
    print(
        f"Rust: {taken['rust-code']} bytes of code in flash,"
        f" {taken['rust-constants']} of constants in RAM"
    )


def limit(text):
    name, _, number = text.partition("=")
    if name not in totals(Map.__new__(Map), [], []) or not number.isdigit():
        raise argparse.ArgumentTypeError(f"{text} is not NAME=BYTES")
    return name, int(number)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tools", default="xtensa-lx106-elf-")
    parser.add_argument(
        "--limit",
        action="append",
        type=limit,
        default=[],
        metavar="NAME=BYTES",
        help="the most that the module may take: rust-code, rust-constants, flash, iram or ram",
    )
    parser.add_argument("image", type=Path, help="the linked image, with its symbols")
    parser.add_argument("map", type=Path, help="the map that the linker wrote for it")
    arguments = parser.parse_args()

    placed = Map(arguments.map.read_text(errors="replace"))
    if missing := {*NAMES} - {region.name for region in placed.regions}:
        sys.exit(f"{arguments.map}: no {min(missing)}: not an image for the ESP8266")
    rust = [piece for piece in placed.pieces if RUST.search(piece.file)]
    border = [piece for piece in placed.pieces if BORDER.search(piece.file)]
    if not rust or not border:
        sys.exit(f"{arguments.map}: the module is not in this image")

    taken = totals(placed, rust, border)
    report(placed, taken)
    errors = [*misplaced(placed, rust, border)]
    errors += wrong_accesses(arguments.tools, arguments.image, placed, rust, border)
    for name, most in arguments.limit:
        if taken[name] > most:
            errors.append(f"{name}: {taken[name]} bytes, and {most} is the limit")
    for error in errors:
        print(error, file=sys.stderr)
    if errors:
        sys.exit(f"{arguments.image}: {len(errors)} error(s)")


if __name__ == "__main__":
    try:
        main()
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"{Path(sys.argv[0]).name}: {error}")
