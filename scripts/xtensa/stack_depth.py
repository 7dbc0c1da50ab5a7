#!/usr/bin/env python3
"""The deepest stack of each function that a linked firmware has of the module.

Frames come from the code itself, calls too. A call through a register goes to a function whose
address was taken by one that is still on the stack: closures and trait objects are only ever lent
downwards. What is outside of the module (MicroPython, lwIP) is where counting ends.
"""

import argparse
import functools
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import flash_access
from esp8266_image import BORDER, RUST, Map

STACK_POINTER = "a1"
# Of the stack pointer. Others that seem to write it are padding between instructions.
MOVES = ("entry", "mov", "movsp", "addi", "addmi", "add", "sub")
# Debugging information has addresses of its own, some of them those of code.
CODE = re.compile(r"\.(irom0\.)?text\b")
# Names that begin as those of stores do.
CALCULATIONS = (
    "sub",
    "subx2",
    "subx4",
    "subx8",
    "slli",
    "sll",
    "srli",
    "srl",
    "srai",
    "sra",
    "src",
)
CALL = re.compile(r"callx?\d+$")
ADDRESS = re.compile(r"([0-9a-f]+) <")
PLACE = re.compile(r" at 0x[0-9a-f]+$")
# Of a vtable: what drops the value, its size, its alignment.
VTABLE_HEAD, WORD = 3, 4


@dataclass
class Function:
    name: str
    frame: int = 0
    calls: set = field(default_factory=set)
    # Instead of returning: its own frame is gone then.
    tail_calls: set = field(default_factory=set)
    is_indirect: bool = False
    is_tail_indirect: bool = False
    # Of functions and vtables.
    taken: set = field(default_factory=set)


class Unbounded(Exception):
    """Nothing can be said about how deep the stack gets."""


def frame_of(code, name):
    """What a function takes off the stack pointer."""
    # Registers: what is known to be in them, and how far they are from the stack pointer.
    constants, moved, frame = {}, {STACK_POINTER: 0}, 0
    for each in code:
        target, *sources = each.operands or [None]
        operation = "mov" if is_copy(each) else each.name
        value = change = None
        if operation == "movi":
            value = signed(int(sources[0], 0))
        elif operation == "l32r":
            value = None if each.value is None else signed(each.value)
        elif operation == "entry":
            change = -int(sources[0], 0)
        elif operation in ("mov", "movsp"):
            value, change = constants.get(sources[0]), moved.get(sources[0])
        elif operation in ("addi", "addmi") and sources[0] in moved:
            change = moved[sources[0]] + signed(int(sources[1], 0))
        elif operation in ("add", "sub") and set(sources) & moved.keys():
            base, other = sources if sources[0] in moved else reversed(sources)
            if constants.get(other) is not None:
                sign = -1 if operation == "sub" else 1
                change = moved[base] + sign * constants[other]
        if target == STACK_POINTER and operation in MOVES:
            if change is None:
                raise Unbounded(f"{name}: a frame of any size, at {each.address:#x}")
            frame -= min(change, 0)
        elif target != STACK_POINTER and not is_store_or_branch(operation):
            constants[target] = value
            moved.pop(target, None)
            if change is not None:
                moved[target] = change
    return frame


def is_copy(instruction):
    first, *rest = instruction.operands[1:] or [None]
    return instruction.name == "mov" or instruction.name == "or" and rest == [first]


def is_store_or_branch(operation):
    return operation[0] in "sb" and operation not in CALCULATIONS


def signed(word):
    return word - (1 << 32) if word >> 31 > 0 else word


def function_of(name, code, starts):
    """What a function does to the stack. `starts`: the addresses of all functions."""
    name = PLACE.sub("", name)
    function = Function(name, frame_of(code, name))
    loaded = {}
    for each in code:
        if each.name == "l32r":
            loaded[each.operands[0]] = each.value
            if each.value is not None:
                function.taken.add(each.value)
            continue
        is_tail = each.name in ("j", "jx")
        if CALL.match(each.name) or is_tail:
            found = ADDRESS.match(each.operands[0])
            target = int(found[1], 16) if found else loaded.get(each.operands[0])
            if target in starts:
                (function.tail_calls if is_tail else function.calls).add(target)
            elif target is None and is_tail:
                function.is_tail_indirect = True
            elif target is None:
                function.is_indirect = True
        elif each.operands and each.operands[0] in loaded:
            del loaded[each.operands[0]]
        if CALL.match(each.name):
            loaded.clear()
    return function


class Image:
    """A linked firmware's bytes, by address."""

    def __init__(self, tools, path):
        self.words = {}
        listing = run(tools, "objdump", "--full-contents", path)
        for line in listing.splitlines():
            fields = line.partition("  ")[0].split()
            if line.startswith(" ") and len(fields) >= 2:
                address = int(fields[0], 16)
                for place, word in enumerate(fields[1:]):
                    if len(word) == 2 * WORD:
                        little = int.from_bytes(bytes.fromhex(word), "little")
                        self.words[address + WORD * place] = little

    def methods(self, address, starts):
        """Of the vtable there, if it is one."""
        head = [self.words.get(address + WORD * n) for n in range(VTABLE_HEAD)]
        if None in head or head[0] not in starts | {0} or head[2] not in (1, 2, 4, 8):
            return set()
        found, place = {head[0]} - {0}, address + WORD * VTABLE_HEAD
        while self.words.get(place) in starts:
            found.add(self.words[place])
            place += WORD
        return found


def run(tools, name, *arguments):
    command = [tools + name, *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


class Graph:
    def __init__(self, functions, recursions):
        self.functions = functions
        self.recursions = recursions
        self.used = set()
        self.deepest = functools.cache(self._deepest)

    def depth(self, start):
        """Bytes, and the functions that take them."""
        self.path = []
        return self.deepest(start, frozenset())

    def _deepest(self, start, lent):
        function = self.functions[start]
        # A function may be there twice, with less lent to it the second time.
        state = start, lent
        if state in self.path:
            raise Unbounded(f"recursion: {self._name_path(state)}")
        self.path.append(state)
        lent = lent | (function.taken & self.functions.keys())
        times = self._times(function)
        calls, tails = set(function.calls), set(function.tail_calls)
        # The pointer that reached this function leads no further than here.
        onwards = lent - {start}
        if function.is_indirect:
            calls |= onwards
        if function.is_tail_indirect:
            tails |= onwards
        if times > 1:
            calls.discard(start)
            tails.discard(start)
        below = [self.deepest(each, onwards) for each in calls & self.functions.keys()]
        after = [self.deepest(each, onwards) for each in tails & self.functions.keys()]
        self.path.pop()
        size, names = max(below, default=(0, ()))
        own = (function.frame * times + size, (function.name, *names))
        return max([own, *after])

    def _times(self, function):
        for name, times in self.recursions.items():
            if function.name.endswith(name):
                self.used.add(name)
                return times
        return 1

    def _name_path(self, again):
        at = self.path.index(again)
        return " -> ".join(
            self.functions[start].name for start, _ in [*self.path[at:], again]
        )


def module_functions(tools, image, pieces):
    ends = flash_access.ends_of_functions(tools, image)
    functions = {}
    for piece in pieces:
        code = flash_access.disassemble(tools, image, ends, piece.start, piece.size)
        for name, instructions in code.items():
            if instructions:
                start = instructions[0].address
                functions[start] = function_of(name, instructions, ends.keys())
    contents = Image(tools, image)
    for function in functions.values():
        for pointer in set(function.taken):
            function.taken |= contents.methods(pointer, ends.keys())
    return functions


def exported(tools, image):
    for line in run(tools, "nm", "--defined-only", image).splitlines():
        address, kind, name = line.split()
        if kind == "T":
            yield int(address, 16), name


def recursion(text):
    name, found, times = text.rpartition("=")
    if not found or not times.isdigit():
        raise argparse.ArgumentTypeError(f"{text} is not NAME=TIMES")
    return name, int(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tools", required=True, help="such as xtensa-lx106-elf-")
    parser.add_argument("--limit", type=int, help="bytes that are an error when passed")
    parser.add_argument(
        "--recursion",
        type=recursion,
        action="append",
        default=[],
        metavar="NAME=TIMES",
        help="a function that calls itself, and how often it is on the stack at most",
    )
    parser.add_argument("image", type=Path)
    parser.add_argument("map", type=Path, help="the linker's")
    arguments = parser.parse_args()

    pieces = [
        piece
        for piece in Map(arguments.map.read_text()).pieces
        if CODE.match(piece.section)
        and (RUST.search(piece.file) or BORDER.search(piece.file))
    ]
    try:
        functions = module_functions(arguments.tools, arguments.image, pieces)
        graph = Graph(functions, dict(arguments.recursion))
        depths = [
            (*graph.depth(start), name)
            for start, name in exported(arguments.tools, arguments.image)
            if start in functions
        ]
    except Unbounded as problem:
        sys.exit(f"{arguments.image}: {problem}")
    if not depths:
        sys.exit(f"{arguments.image} has nothing of the module")
    for size, path, name in sorted(depths, reverse=True):
        print(f"{size:5}  {name}: {' > '.join(path)}")
    if unused := dict(arguments.recursion).keys() - graph.used:
        sys.exit(f"{arguments.image} has no {', '.join(sorted(unused))}")
    deepest = max(depths)[0]
    if arguments.limit is not None and deepest > arguments.limit:
        sys.exit(f"{deepest} bytes of stack are more than {arguments.limit}")


if __name__ == "__main__":
    main()
