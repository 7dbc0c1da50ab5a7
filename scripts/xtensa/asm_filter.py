#!/usr/bin/env python3
"""Make the assembly that rustc prints for Xtensa fit for the GNU assembler.

LLVM 22 prints the literals of a function (the constants that `l32r` loads) before it switches
to the section of that function, so they would land in the section of the function before.
This filter moves them to the head of the section that they belong to, and drops the embedded
bitcode, which keeps `ar` from writing an index, and writes functions in fewer bytes. Everything
else passes through unchanged, and only if it is known: what this filter does not understand is
an error that names the line.
"""

import argparse
import re
import sys
from pathlib import Path

from direct_calls import call_directly
from machine_code import Function, Unknown
from short_forms import shorten
from tail_jumps import jump_to_last_call

KEPT_SECTION = re.compile(r"\.(text|rodata|data|bss)(\..+)?|\.note\.GNU-stack")
DROPPED_SECTIONS = {".llvmbc", ".llvmcmd"}
PLAIN_DIRECTIVES = {
    ".ascii",
    ".asciz",
    ".byte",
    ".file",
    ".global",
    ".globl",
    ".hidden",
    ".ident",
    ".long",
    ".set",
    ".short",
    ".size",
    ".space",
    ".type",
    ".weak",
    ".zero",
}

INLINE_ASSEMBLY_MARKS = {"#APP", "#NO_APP"}

LABEL = re.compile(r'("[^"]+"|[\w.$]+):$')
FUNCTION_END = re.compile(r"\.Lfunc_end(\d+):$")
DIRECTIVE = re.compile(r"\s*(\.[a-z]\w*)\b")
SECTION = re.compile(r'\s*\.section\s+("[^"]+"|[^,\s]+)')
LITERAL = re.compile(r"\s*\.literal\s+(\.LCPI(\d+)_\d+),\s*\S")
LITERAL_USE = re.compile(r"\.LCPI\d+_\d+")
INSTRUCTION = re.compile(r"\s+[a-z][a-z0-9_.]*(\s|$)")


class NotUnderstood(Exception):
    """A line that this filter must not guess about."""


class Filter:
    """One pass over one file; `feed` takes its lines, `finish` checks that none was left over."""

    def __init__(self):
        self.output = []
        self.function_start = 0  # in the output
        self.not_shorter = []  # why functions were left as they are
        self.section = ".text"
        self.held = []  # literals whose section has not begun yet
        self.held_names = {}  # of those: name -> number of the function
        self.placed = {}  # literals of the function that is being printed

    def feed(self, line):
        text = line.strip()
        if not text or text in INLINE_ASSEMBLY_MARKS:
            self.emit(line)
        elif label := LABEL.match(text):
            self.label(line, label)
        elif directive := DIRECTIVE.match(line):
            self.directive(line, directive.group(1))
        elif INSTRUCTION.match(line):
            self.instruction(line)
        else:
            raise NotUnderstood("neither label, directive nor instruction")

    def finish(self):
        if self.held:
            raise NotUnderstood(
                "the file ends before the function of its last literals"
            )

    def emit(self, line):
        if self.section not in DROPPED_SECTIONS:
            self.output.append(line)

    def label(self, line, label):
        if self.held:
            raise NotUnderstood(
                "a label between literals and their function's alignment"
            )
        if end := FUNCTION_END.match(label.group(0)):
            if any(number != end.group(1) for number in self.placed.values()):
                raise NotUnderstood("this function was given another one's literals")
            self.placed = {}
            self.shorten_function()
        self.emit(line)

    def shorten_function(self):
        lines = self.output[self.function_start :]
        try:
            function = Function(lines)
        except Unknown as reason:
            self.not_shorter.append(str(reason))
            return
        shorten(function)
        jump_to_last_call(function)
        call_directly(function)
        self.output[self.function_start :] = function.lines()

    def directive(self, line, name):
        if name == ".section":
            self.switch(line, SECTION.match(line))
        elif name == ".text":
            self.section = ".text"
            self.function_start = len(self.output)
            self.emit(line)
        elif name in (".literal", ".literal_position"):
            self.hold(line, name)
        elif name == ".p2align":
            if self.held and self.section.startswith(".text"):
                self.place()
            self.emit(line)
        elif name in PLAIN_DIRECTIVES or self.section in DROPPED_SECTIONS:
            self.emit(line)
        else:
            raise NotUnderstood(f"unknown directive {name}")

    def switch(self, line, section):
        if not section:
            raise NotUnderstood("a section without a name")
        self.section = section.group(1).strip('"')
        if self.section not in DROPPED_SECTIONS and not KEPT_SECTION.fullmatch(
            self.section
        ):
            raise NotUnderstood(f"unknown section {self.section}")
        self.function_start = len(self.output)
        self.emit(line)

    def hold(self, line, name):
        if self.placed:
            raise NotUnderstood("literals inside a function")
        if name == ".literal":
            literal = LITERAL.match(line)
            if not literal:
                raise NotUnderstood("a literal of unknown form")
            self.held_names[literal.group(1)] = literal.group(2)
        self.held.append(line)

    def place(self):
        self.output += self.held
        self.placed = self.held_names
        self.held = []
        self.held_names = {}

    def instruction(self, line):
        if not self.section.startswith(".text"):
            raise NotUnderstood(f"an instruction in section {self.section}")
        if self.held:
            raise NotUnderstood("an instruction between literals and their function")
        for name in LITERAL_USE.findall(line):
            if name not in self.placed:
                raise NotUnderstood(f"{name} is not a literal of this function")
        self.emit(line)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("source", type=Path, help="what rustc --emit=asm wrote")
    parser.add_argument("result", type=Path, help="what xtensa-*-elf-as is to read")
    arguments = parser.parse_args()

    lines = Filter()
    number, line = 0, ""
    try:
        with arguments.source.open(encoding="utf-8") as source:
            for number, line in enumerate(source, 1):
                lines.feed(line)
        lines.finish()
    except NotUnderstood as reason:
        sys.exit(f"{arguments.source}:{number}: {reason}: {line.strip()}")
    if lines.not_shorter:
        print(
            f"{arguments.source.name}: {len(lines.not_shorter)} function(s) could be shorter, "
            f"but have code that is not known, such as {lines.not_shorter[0].strip()}",
            file=sys.stderr,
        )
    arguments.result.write_text("".join(lines.output), encoding="utf-8")


if __name__ == "__main__":
    main()
