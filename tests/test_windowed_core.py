"""The emulated board's own code for the windowed ABI, under a storm of interrupts: the results of
tests/windowed/core.c are what Python makes of the same work."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BOARD = ROOT / "micropython" / "board"
CORE = BOARD / "dc233c"
TOOLS = ROOT / "target" / "deps" / "xtensa-dc233c" / "bin" / "xtensa-dc233c-elf-"
RUNTIME = ROOT / "target" / "xtensa" / "dc233c" / "libcompiler_builtins.a"
HEADERS = "/usr/lib/xtensa-lx106-elf/include"

WORD = 0xFFFFFFFF
DEPTH = 40
ROUNDS = 60

pytestmark = pytest.mark.windowed


def deep(n, x):
    before = (x * 31 + n) & WORD
    other = x ^ n << x % 8 & WORD
    below = x if n == 0 else deep(n - 1, before) + deep(n // 8, other)
    return (below * 5 + before * 3 + other) & WORD


def moving_stack(n):
    total = start = deep(12, n)
    if n > 0:
        total += moving_stack(n - 1)
    for i in range(n + 1):
        total = total * 33 + start + i & WORD
    return total


class Jump(Exception):
    pass


def throw_from(n, value):
    if n == 0:
        raise Jump(value)
    kept = value * 7 + n & WORD
    if n % 3:
        throw_from(n - 1, kept)
    try:
        throw_from(n - 1, kept)
    except Jump as jump:
        caught = jump.args[0]
    raise Jump(caught * 3 + kept + deep(4, kept) & WORD)


def jumps(number):
    with pytest.raises(Jump) as jump:
        throw_from(DEPTH - number % 5, number | 1)
    return jump.value.args[0] + number * 11


def loops(number):
    return sum(number * i * (i - 20) for i in range(40))


def arithmetic(number):
    one = number * 0x9E3779B9 & WORD
    other = (~number & WORD) * 0x85EBCA6B & WORD
    product = one * other
    bits = (number * 0x01234567 & WORD).bit_count()
    return product >> 32 ^ product & WORD ^ bits << 24


TASKS = {
    "recursion": lambda number: deep(DEPTH // 2, number),
    "stacks": lambda number: moving_stack(number % 25),
    "jumps": jumps,
    "loops": loops,
    "arithmetic": arithmetic,
    "marks": lambda number: DEPTH + 1,
}


def expected(task):
    result = 0
    for number in range(ROUNDS):
        result = result * 33 + task(number) & WORD
    return result


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    image = tmp_path_factory.mktemp("core") / "core.elf"
    sources = [CORE / "start.S", CORE / "jump.S", CORE / "library.c"]
    # fmt: off
    subprocess.run([
        f"{TOOLS}gcc", "-Os", "-Wall", "-Werror", "-Wno-infinite-recursion", "-ffunction-sections",
        "-mlongcalls", "-mtext-section-literals",
        f"-I{CORE}", f"-I{BOARD / 'hardware'}", "-isystem", HEADERS,
        "-nostdlib", f"-L{CORE}", "-T", BOARD / "link.ld", "-Wl,--gc-sections,--defsym=_heap_size=1M",
        "-Wl,--no-warn-execstack,--no-warn-rwx-segments",
        "-o", image, ROOT / "tests" / "windowed" / "core.c", *sources, RUNTIME,
    ], check=True)
    # An instruction is a little longer than a cycle of the timer.
    done = subprocess.run([
        "qemu-system-xtensa", "-M", "lx60", "-cpu", "dc233c", "-m", "16M", "-semihosting",
        "-icount", "shift=7", "-display", "none", "-monitor", "none", "-serial", "none",
        "-nic", "none", "-kernel", image,
    ], check=False, capture_output=True, text=True, timeout=60)
    # fmt: on
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    return {name: [int(number, 16) for number in numbers] for name, *numbers in lines}


@pytest.mark.parametrize("name", TASKS)
def test_same_under_interrupts(results, name):
    undisturbed, disturbed, interrupts = results[name]
    assert undisturbed == expected(TASKS[name])
    assert disturbed == undisturbed
    assert interrupts > ROUNDS
