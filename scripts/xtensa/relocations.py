"""Find what an object's relocations lead to in the image that it was linked into.

A relocation says where an address stands, in code or in data. What the address is, the image says.
"""

import re
import subprocess
from dataclasses import dataclass

CODE = ".irom0.text"
RECORDS_OF = re.compile(r"RELOCATION RECORDS FOR \[(.+)\]:")
RECORD = re.compile(r"([0-9a-f]{8}) R_XTENSA_32 +([^\s+]+)")
SYMBOL = re.compile(r"([0-9a-f]{8}) (?:[0-9a-f]{8} )?[A-TV-Za-z] (\S+)$")
CONTENTS = re.compile(r" ([0-9a-f]+) ((?:[0-9a-f]{2,8} ){1,4}) ")


@dataclass(frozen=True)
class Address:
    """An address in an object: where it stands, and the symbol that it comes from."""

    section: str
    offset: int
    symbol: str


def run(tool, *arguments):
    return subprocess.run(
        [tool, *map(str, arguments)], check=True, capture_output=True, text=True
    ).stdout


def addresses(tools, linked_object):
    section = ""
    for line in run(f"{tools}objdump", "--reloc", linked_object).splitlines():
        if heading := RECORDS_OF.match(line):
            section = heading[1]
        elif record := RECORD.match(line):
            yield Address(section, int(record[1], 16), record[2])


def symbols(tools, image):
    """name -> address"""
    lines = run(f"{tools}nm", image).splitlines()
    return {match[2]: int(match[1], 16) for match in map(SYMBOL.match, lines) if match}


def contents(tools, image, start, size):
    span = [f"--start-address={start}", f"--stop-address={start + size}"]
    result = bytearray(size)
    for line in run(f"{tools}objdump", "--full-contents", *span, image).splitlines():
        if match := CONTENTS.match(line):
            part = bytes.fromhex(match[2])
            offset = int(match[1], 16) - start
            result[offset : offset + len(part)] = part
    return result


def to_constants(tools, image, linked_object, place_of, is_constant):
    """A sentence for each address in the object that leads to constants.

    `place_of`: where a section is in the image, and its size, for those that are there. Offsets
    in code are not the image's, since the linker makes code shorter: what has no symbol of its
    own there is found by the code that loads it.
    """
    known = symbols(tools, image)
    data = {
        section: contents(tools, image, start, size)
        for section, (start, size) in place_of.items()
    }
    for address in addresses(tools, linked_object):
        if address.section not in data:
            continue
        where = f"{linked_object}: {address.section}+{address.offset:#x}"
        word = data[address.section][address.offset : address.offset + 4]
        value = int.from_bytes(word, "little")
        if is_constant(known.get(address.symbol, 0)):
            yield f"{where} refers to {address.symbol}, which is constants in flash"
        elif address.section != CODE and is_constant(value):
            yield f"{where} leads to constants in flash, at {value:#x}"
