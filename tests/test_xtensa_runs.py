"""Functions made at random, as LLVM would print them, run on the emulated cores: what scripts/xtensa
makes shorter gives the same results."""

import random
import subprocess
import sys
from dataclasses import dataclass
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


@dataclass
class Abi:
    tools: str
    machine: list  # QEMU's
    memory: int
    start: str  # until all can be called
    call: str  # of an example, from there
    mix: list  # leaves nothing of the registers that a called function may change
    enter: list
    leave: list
    wrapper: list  # all it does is to call the example before it

    # The function has two arguments, the second of them with another use before.
    call_mix: list


CALL0 = Abi(
    tools="xtensa-lx106-elf-",
    machine=["-M", "lx60-nommu", "-cpu", "lx106"],
    memory=0x60000000,
    start="\tmovi a13, results",
    call="""\
\tmovi a2, {one}
\tmovi a3, {other}
\tmovi a12, {number}
\tcall0 {name}
\ts32i a2, a13, 0
\ts32i a12, a13, 4
\taddi a13, a13, 8""",
    mix=["slli a4, a2, 3", "add a2, a4, a3", "xor a3, a2, a4"]
    + [f"addx2 a{n}, a{n - 1}, a2" for n in range(5, 12)]
    + ["ret"],
    enter=["addi a8, a1, -32", "or a1, a8, a8", "s32i a0, a1, 28", "s32i a12, a1, 24"],
    leave=["or a12, a2, a2", "xor a2, a12, a3", "l32i a12, a1, 24", "l32i a0, a1, 28"]
    + ["addi a8, a1, 32", "or a1, a8, a8", "ret"],
    wrapper=["addi a8, a1, -16", "or a1, a8, a8", "s32i a0, a1, 0", "or a4, a3, a3"]
    + ["or a3, a2, a2", "or a2, a4, a4", "l32r a8, {literal}", "callx0 a8"]
    + ["l32i a0, a1, 0", "addi a8, a1, 16", "or a1, a8, a8", "ret"],
    call_mix=["movi a3, 7", "and a4, {value}, a3", "callx0 {register}"],
)

# Four functions deep, the windows suffice. A call leaves addresses in a8 and a9, which are not
# the same in both images.
WINDOWED = Abi(
    tools=f"{ROOT}/target/deps/xtensa-dc233c/bin/xtensa-dc233c-elf-",
    machine=["-M", "lx60", "-cpu", "dc233c"],
    memory=0x2000,
    start="""\
\tmovi a2, 1
\twsr.windowstart a2
\tmovi a2, 0x40020
\twsr.ps a2
\trsync
\tmovi a7, results""",
    call="""\
\tmovi a10, {one}
\tmovi a11, {other}
\tmovi a6, {number}
\tcall8 {name}
\ts32i a10, a7, 0
\ts32i a6, a7, 4
\taddi a7, a7, 8""",
    mix=["entry a1, 32", "slli a4, a2, 3", "add a2, a4, a3", "xor a3, a2, a4"]
    + [f"addx2 a{n}, a{n - 1}, a2" for n in range(5, 8)]
    + ["retw"],
    enter=["entry a1, 32"],
    leave=["xor a2, a2, a3", "retw"],
    wrapper=["entry a1, 32", "or a11, a2, a2", "or a10, a3, a3", "l32r a8, {literal}"]
    + ["callx8 a8", "or a2, a10, a10", "retw"],
    call_mix=[
        "or a10, a2, a2",
        "movi a11, 7",
        "and a3, {value}, a11",
        "callx8 {register}",
    ]
    + ["or a2, a10, a10", "or a8, a11, a11", "or a9, a12, a12"],
)

# Writes every result to standard output by way of the emulator, and ends it.
START = """\
\t.text
\t.literal_position
\t.global _start
_start:
\tmovi a1, stack_top
{start}
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


class Generator:
    """One function: its instructions, labels and literals in LLVM's manner."""

    def __init__(self, abi, number, chance):
        self.abi = abi
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
        value = f"a{self.chance.randrange(2, 8)}"
        code = "\n".join(self.abi.call_mix).format(value=value, register=register)
        self.emit(*code.splitlines())

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


def example(abi, number, chance):
    function = Generator(abi, number, chance)
    function.emit(*abi.enter)
    function.emit(*(f"addx8 a{n}, a{n - 1}, a2" for n in range(4, 12)))
    end = function.label()
    function.body(chance.randrange(2, 60), end)
    function.code.append(f"{end}:")
    function.emit(*abi.leave)
    return function.function(f"example_{number}")


def wrapper(abi, number):
    function = Generator(abi, number, None)
    literal = function.literal(f"example_{number - 1}")
    function.emit(*(text.format(literal=literal) for text in abi.wrapper))
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


def tool(abi, name, *arguments):
    command = [abi.tools + name, *map(str, arguments)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return done.stdout


def run(abi, folder, source, start):
    """What the emulator prints, and the size of the code."""
    folder.mkdir()
    objects = []
    for name, text in ("start", start), ("functions", source):
        (folder / f"{name}.s").write_text(text)
        objects.append(folder / f"{name}.o")
        options = ["--text-section-literals", "--longcalls", "--no-target-align"]
        tool(abi, "as", *options, "-o", objects[-1], folder / f"{name}.s")
    image = folder / "image.elf"
    script = folder / "link.ld"
    script.write_text(
        f"ENTRY(_start) SECTIONS {{ . = {abi.memory}; .text : {{ *(.text .text.*) }}"
        " .bss : { *(.bss) } /DISCARD/ : { *(.xt.* .xtensa.info .xtensa.info.*) } }"
    )
    tool(abi, "ld", "--no-warn-rwx-segments", "-T", script, "-o", image, *objects)
    machine = [*abi.machine, "-m", "16M", "-semihosting"]
    silence = ["-display", "none", "-monitor", "none", "-serial", "none"]
    command = ["qemu-system-xtensa", *machine, *silence, "-kernel", str(image)]
    done = subprocess.run(command, check=True, capture_output=True, timeout=60)
    sizes = tool(abi, "size", "-A", image)
    text = next(line for line in sizes.splitlines() if line.startswith(".text"))
    return done.stdout, int(text.split()[1])


@pytest.mark.parametrize(
    "abi",
    [
        pytest.param(CALL0, marks=pytest.mark.board, id="call0"),
        pytest.param(WINDOWED, marks=pytest.mark.windowed, id="windowed"),
    ],
)
def test_shorter_functions_do_the_same(abi, tmp_path):
    chance = random.Random(2026)
    mix = Generator(abi, 0, None)
    mix.emit(*abi.mix)
    lines = mix.function("mix")
    for number in range(1, FUNCTIONS, 2):
        lines += example(abi, number, chance) + wrapper(abi, number + 1)
    calls = [
        abi.call.format(one=one, other=other, number=number, name=f"example_{number}")
        for number in range(1, FUNCTIONS + 1)
        for one, other in INPUTS
    ]
    start = START.format(start=abi.start, calls="\n".join(calls), size=8 * len(calls))

    plain, long = run(abi, tmp_path / "plain", filtered(Unshortened, lines), start)
    results, short = run(abi, tmp_path / "shorter", filtered(Filter, lines), start)
    assert len(plain) == 8 * len(calls)
    assert len({plain[n : n + 4] for n in range(0, len(plain), 8)}) > len(calls) // 8
    assert results == plain
    assert short < long
