"""Functions made at random, as LLVM would print them, run on the emulated ESP8266 core: what
scripts/xtensa makes shorter gives the same results."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "scripts" / "xtensa"))

from asm_filter import Filter
from short_forms import INVERSE

FUNCTIONS = 60
INPUTS = [(0, 0), (1, 2), (0x7FF, -1), (-2048, 5), (77, 77)]
VALUES = [f"a{n}" for n in range(2, 12)]
BRANCHES = sorted(INVERSE)

# Writes every result to standard output by way of the emulator, and ends it.
START = """\
\t.text
\t.literal_position
\t.global _start
_start:
\tmovi a1, stack_top
\tmovi a13, results
{calls}
\tmovi a2, 4
\tmovi a3, 1
\tmovi a4, results
\tmovi a5, results_end
\tsub a5, a5, a4
\tsimcall
\tmovi a2, 1
\tmovi a3, 0
\tsimcall
\t.bss
\t.align 16
results: .space {size}
results_end:
\t.space 4096
stack_top: .space 16
"""

CALL = """\
\tmovi a2, {one}
\tmovi a3, {other}
\tmovi a12, {number}
\tcall0 {name}
\ts32i a2, a13, 0
\ts32i a12, a13, 4
\taddi a13, a13, 8"""

# Leaves nothing of the registers that a called function may change.
MIX = ["slli a4, a2, 3", "add a2, a4, a3", "xor a3, a2, a4"]
MIX += [f"addx2 a{n}, a{n - 1}, a2" for n in range(5, 12)] + ["ret"]


class Generator:
    """One function: its instructions, labels and literals in LLVM's manner."""

    def __init__(self, number, chance):
        self.number = number
        self.chance = chance
        self.literals = []
        self.code = []
        self.labels = 0

    def emit(self, *instructions):
        self.code += [f"\t{text.replace(' ', chr(9), 1)}" for text in instructions]

    def label(self):
        self.labels += 1
        return f".LBB{self.number}_{self.labels}"

    def literal(self, value):
        name = f".LCPI{self.number}_{len(self.literals)}"
        self.literals.append(f"\t.literal {name}, {value}")
        return name

    def value(self):
        return self.chance.choice(VALUES)

    def branch(self, target):
        name = self.chance.choice(BRANCHES)
        if name in ("bbci", "bbsi"):
            second = f"{self.chance.randrange(12)}, "
        elif name.endswith("z"):
            second = ""
        elif name.endswith("i"):
            second = f"{self.chance.choice((2, 4, 8, 16))}, "
        else:
            second = f"{self.value()}, "
        return f"{name} {self.value()}, {second}{target}"

    def body(self, length, end):
        """`end` is a label behind the body, for the jumps that go far."""
        kinds = [self.sum, self.masked, self.bit_branch, self.long_branch, self.call]
        for _ in range(length):
            self.chance.choice(kinds)(end)

    def sum(self, _end):
        name = self.chance.choice(("add", "sub", "xor", "or", "addx4"))
        self.emit(f"{name} {self.value()}, {self.value()}, {self.value()}")

    def masked(self, _end):
        mask, number = self.value(), self.chance.choice((1, 2, 3, 7, 8, 12, 255, 1024))
        sources = [self.value(), mask]
        self.chance.shuffle(sources)
        self.emit(f"movi {mask}, {number}")
        self.emit(f"and {self.value()}, {sources[0]}, {sources[1]}")

    def bit_branch(self, end):
        self.masked(end)
        result = self.code[-1].split()[1].rstrip(",")
        target = self.chance.choice((end, self.label()))
        self.emit(f"{self.chance.choice(('beqz', 'bnez'))} {result}, {target}")
        if target != end:
            self.sum(end)
            self.code.append(f"{target}:")

    def long_branch(self, end):
        near = self.label()
        self.emit(self.branch(near), f"j {end}")
        self.code.append(f"{near}:")

    def call(self, _end):
        register = self.chance.choice(("a8", "a9"))
        self.emit(f"l32r {register}, {self.literal('mix')}")
        # Not of the register: addresses are not the same in both images.
        self.emit(f"or a3, a{self.chance.randrange(2, 8)}, a2")
        self.emit(f"callx0 {register}")

    def function(self, name):
        section = f'\t.section\t.text.{name},"ax",@progbits'
        heading = [
            f"\t.globl\t{name}",
            "\t.p2align\t2",
            f"\t.type\t{name},@function",
            f"{name}:",
        ]
        ending = [
            f".Lfunc_end{self.number}:",
            f"\t.size\t{name}, .Lfunc_end{self.number}-{name}",
        ]
        return [
            "\t.literal_position",
            *self.literals,
            section,
            *heading,
            *self.code,
            *ending,
        ]


def example(number, chance):
    function = Generator(number, chance)
    function.emit(
        "addi a8, a1, -32", "or a1, a8, a8", "s32i a0, a1, 28", "s32i a12, a1, 24"
    )
    function.emit(*(f"addx8 a{n}, a{n - 1}, a2" for n in range(4, 12)))
    end = function.label()
    function.body(chance.randrange(2, 60), end)
    function.code.append(f"{end}:")
    function.emit(
        "or a12, a2, a2", "xor a2, a12, a3", "l32i a12, a1, 24", "l32i a0, a1, 28"
    )
    function.emit("addi a8, a1, 32", "or a1, a8, a8", "ret")
    return function.function(f"example_{number}")


def wrapper(number):
    """All it does is to call the example before it."""
    function = Generator(number, None)
    literal = function.literal(f"example_{number - 1}")
    function.emit(
        "addi a8, a1, -16", "or a1, a8, a8", "s32i a0, a1, 0", "or a4, a3, a3"
    )
    function.emit("or a3, a2, a2", "or a2, a4, a4", f"l32r a8, {literal}", "callx0 a8")
    function.emit("l32i a0, a1, 0", "addi a8, a1, 16", "or a1, a8, a8", "ret")
    return function.function(f"example_{number}")


class Unshortened(Filter):
    def shorten_function(self):
        pass


def filtered(kind, lines):
    result = kind()
    for line in lines:
        result.feed(line + "\n")
    result.finish()
    assert not result.not_shorter
    return "".join(result.output)


def tool(name, *arguments):
    subprocess.run([f"xtensa-lx106-elf-{name}", *map(str, arguments)], check=True)


def run(folder, source, start):
    """What the emulator prints, and the size of the code."""
    folder.mkdir()
    objects = []
    for name, text in ("start", start), ("functions", source):
        (folder / f"{name}.s").write_text(text)
        objects.append(folder / f"{name}.o")
        options = ["--text-section-literals", "--longcalls", "--no-target-align"]
        tool("as", *options, "-o", objects[-1], folder / f"{name}.s")
    image = folder / "image.elf"
    script = folder / "link.ld"
    script.write_text(
        "ENTRY(_start) SECTIONS { . = 0x60000000; .text : { *(.text .text.*) }"
        " .bss : { *(.bss) } /DISCARD/ : { *(.xt.* .xtensa.info) } }"
    )
    tool("ld", "--no-warn-rwx-segments", "-T", script, "-o", image, *objects)
    machine = ["-M", "lx60-nommu", "-cpu", "lx106", "-m", "16M", "-semihosting"]
    silence = ["-display", "none", "-monitor", "none", "-serial", "none"]
    command = ["qemu-system-xtensa", *machine, *silence, "-kernel", str(image)]
    done = subprocess.run(command, check=True, capture_output=True, timeout=60)
    sizes = subprocess.run(
        ["xtensa-lx106-elf-size", "-A", image],
        check=True,
        capture_output=True,
        text=True,
    )
    text = next(line for line in sizes.stdout.splitlines() if line.startswith(".text"))
    return done.stdout, int(text.split()[1])


@pytest.mark.board
def test_shorter_functions_do_the_same(tmp_path):
    chance = random.Random(2026)
    mix = Generator(0, None)
    mix.emit(*MIX)
    lines = mix.function("mix")
    for number in range(1, FUNCTIONS, 2):
        lines += example(number, chance) + wrapper(number + 1)
    calls = [
        CALL.format(one=one, other=other, number=number, name=f"example_{number}")
        for number in range(1, FUNCTIONS + 1)
        for one, other in INPUTS
    ]
    start = START.format(calls="\n".join(calls), size=8 * len(calls))

    plain, long = run(tmp_path / "plain", filtered(Unshortened, lines), start)
    results, short = run(tmp_path / "shorter", filtered(Filter, lines), start)
    assert len(plain) == 8 * len(calls)
    assert len({plain[n : n + 4] for n in range(0, len(plain), 8)}) > len(calls) // 8
    assert results == plain
    assert short < long
