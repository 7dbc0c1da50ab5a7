"""Find loads and stores of bytes and halfwords by an address that leads to memory of words.

An address is followed from the literal that it came from: through moves, arithmetic and the
stack, along every path of a function. Pointers that come from elsewhere are not known here: from
an argument, from memory, from a call.
"""

import re
import subprocess
from dataclasses import dataclass

# ROM, IRAM and flash. RAM is below, peripherals are above.
FIRST_WORD_ADDRESS, FIRST_PERIPHERAL = 0x40000000, 0x60000000

NARROW = {"l8ui", "l16ui", "l16si", "s8i", "s16i"}
STORES = {"s8i", "s16i", "s32i"}
CALLS = {"call0", "callx0"}
# They write no register.
TESTS = re.compile(
    r"b(all|any|bci?|bsi?|eq|ge|lt|nall|ne|none)|ssl|ssr|ssa|memw|nop|extw|isync"
)
ENDS = {"ret", "jx", "ill", "break"}
STACK_POINTER = "a1"
# What a called function may change.
CALLER_SAVED = frozenset({"a0", *(f"a{number}" for number in range(2, 12))})

HEADING = re.compile(r"([0-9a-f]{8}) <(.+)>:$")
LINE = re.compile(r" *([0-9a-f]+):\t(\S+)(?:\t(.*))?$")
VALUE = re.compile(r"\(([0-9a-f]+)\b.*\)$")
TARGET = re.compile(r"(?:0x)?([0-9a-f]{8})\b(?: <|$)")


@dataclass(frozen=True)
class Instruction:
    address: int
    name: str
    operands: tuple[str, ...]
    # Of l32r: the literal's place, and its value where objdump knows it.
    literal: int | None
    value: int | None
    # Of a branch.
    target: int | None


def disassemble(tools, image, ends, start, size):
    """The functions in a part of an image: name -> instructions. `ends`: ends_of_functions."""
    command = [f"{tools}objdump", "-d", "--no-show-raw-insn", "--demangle=rust"]
    span = [f"--start-address={start}", f"--stop-address={start + size}"]
    listing = subprocess.run(
        [*command, *span, image], check=True, capture_output=True, text=True
    ).stdout
    functions = {}
    code, end = [], 0
    for line in listing.splitlines():
        if heading := HEADING.match(line):
            address = int(heading[1], 16)
            code, end = [], ends.get(address, 0)
            if end:
                functions[f"{heading[2]} at {address:#x}"] = code
        elif (match := LINE.match(line)) and int(match[1], 16) < end:
            code.append(instruction(match))
    return functions


def ends_of_functions(tools, image):
    """By their starts. What stands between functions are literals, no code."""
    symbols = subprocess.run(
        [f"{tools}nm", "--print-size", image],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    ends = {}
    for line in symbols.splitlines():
        fields = line.split()
        if len(fields) == 4 and fields[2] in "tTwW":
            address = int(fields[0], 16)
            ends[address] = address + int(fields[1], 16)
    return ends


def instruction(match):
    name = match[2].removesuffix(".n").removeprefix("_")
    text = match[3] or ""
    value = VALUE.search(text) if name == "l32r" else None
    operands = tuple(part.strip() for part in text.split(","))
    target = None
    if name.startswith("b") or name == "j":
        found = TARGET.match(operands[-1])
        target = int(found[1], 16) if found else None
    literal = TARGET.match(operands[-1]) if name == "l32r" else None
    return Instruction(
        int(match[1], 16),
        name,
        operands,
        int(literal[1], 16) if literal else None,
        int(value[1], 16) if value else None,
        target,
    )


def not_analysed(ends, literals, start, size):
    """Spans of code that belong to no function whose size is known, and are no literals either.

    `literals`: their places, as far as code uses them.
    """
    known = set()
    for first, end in ends.items():
        known.update(range(max(first, start), min(end, start + size)))
    for place in literals:
        known.update(range(place, place + 4))
    span = []
    for address in range(start, start + size + 1):
        if address < start + size and address not in known:
            span.append(address)
        elif span:
            yield span[0], len(span)
            span = []


def is_no_code(span, start, is_address):
    """Is this what the assembler fills up with, and addresses that no code loads any more?"""
    first = -start % 4
    last = first + (len(span) - first) // 4 * 4
    words = [
        int.from_bytes(span[place : place + 4], "little")
        for place in range(first, last, 4)
    ]
    return not any(span[:first] + span[last:]) and all(map(is_address, words))


def narrow_accesses(functions):
    """A sentence for each access of fewer than 32 bits to memory that has words only."""
    for name, code in functions.items():
        for each in sorted(accesses(code), key=lambda found: found.address):
            yield (
                f"{name}: {each.name} {', '.join(each.operands)} at {each.address:#x}"
                " goes to flash or IRAM, which have words only"
            )


def pointers_to_constants(functions, known_functions, is_flash):
    """A sentence for each literal that leads to something in flash other than a function."""
    for name, code in functions.items():
        for each in code:
            value = each.value
            if value is not None and is_flash(value) and value not in known_functions:
                yield f"{name}: the literal {value:#x} leads to constants in flash"


def accesses(code):
    index = {each.address: position for position, each in enumerate(code)}
    known = [None] * len(
        code
    )  # places that may hold such an address, before each instruction
    waiting = [(0, frozenset())] if code else []
    found = set()
    while waiting:
        position, places = waiting.pop()
        if known[position] is not None and places <= known[position]:
            continue
        places = known[position] = places | (known[position] or frozenset())
        each = code[position]
        if each.name in NARROW and each.operands[1] in places:
            found.add(each)
        after = step(each, places)
        if each.target in index:
            waiting.append((index[each.target], after))
        if each.name not in ENDS and each.name != "j" and position + 1 < len(code):
            waiting.append((position + 1, after))
    return found


def step(each, places):
    """The places after an instruction: registers, and words of the stack by their offset."""
    if each.name in CALLS:
        return places - CALLER_SAVED
    if each.name in STORES:
        register, base, offset = each.operands
        if base != STACK_POINTER or each.name != "s32i":
            return places
        slot = word_of_stack(offset)
        return places | {slot} if register in places else places - {slot}
    if TESTS.match(each.name) or each.name == "j" or each.name in ENDS:
        return places
    written, *read = each.operands
    return places | {written} if leads_on(each, read, places) else places - {written}


def word_of_stack(offset):
    return f"[{offset}]"


def leads_on(each, read, places):
    """Does what an instruction writes lead to memory of words?"""
    if each.name == "l32r":
        value = each.value
        return value is not None and FIRST_WORD_ADDRESS <= value < FIRST_PERIPHERAL
    if each.name == "l32i":
        base, offset = read
        return base == STACK_POINTER and word_of_stack(offset) in places
    if each.name in NARROW or each.name == "extui":
        return False
    if each.name == "sub" and all(place in places for place in read):
        return False  # a distance
    if each.name.startswith("mov") and each.name not in ("mov", "movi"):
        read = [*read, each.operands[0]]  # conditional: the old value may stay
    return any(place in places for place in read)
