"""scripts/xtensa: functions in fewer bytes, and what must stay as it is."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "scripts" / "xtensa"))

from direct_calls import call_directly
from machine_code import Function, Unknown
from short_forms import shorten
from tail_jumps import jump_to_last_call

LITERALS = {
    ".LCPI0_0": "vm_ticks_ms",
    ".LCPI0_1": "1000000",
    ".LCPI0_2": ".LJTI0_0",
    ".LCPI0_3": "table+4",
}


def lines_of(code):
    """Instructions and labels, parted by semicolons, as LLVM prints them."""
    parts = [part.strip() for part in code.split(";") if part.strip()]
    return [
        f"{part}\n" if part.endswith(":") else f"\t{part.replace(' ', chr(9), 1)}\n"
        for part in parts
    ]


def parse(code):
    literals = [f"\t.literal {name}, {value}\n" for name, value in LITERALS.items()]
    return Function([*literals, "example:\n", *lines_of(code)])


def changed(change, code):
    function = parse(code)
    change(function)
    return [str(part) for part in function.code]


DIRECT_CALLS = [
    ("l32r a8, .LCPI0_0; callx0 a8", "call0 vm_ticks_ms"),
    ("l32r a9, .LCPI0_0; or a2, a3, a3; callx0 a9", "or a2, a3, a3; call0 vm_ticks_ms"),
    (
        "entry a1, 32; l32r a8, .LCPI0_0; or a10, a2, a2; callx8 a8; retw.n",
        "entry a1, 32; or a10, a2, a2; call8 vm_ticks_ms; retw.n",
    ),
    (
        "l32r a8, .LCPI0_0; callx0 a8; l32r a8, .LCPI0_0; callx0 a8",
        "call0 vm_ticks_ms; call0 vm_ticks_ms",
    ),
]
INDIRECT_CALLS = {
    "read between": "l32r a8, .LCPI0_0; or a2, a8, a8; callx0 a8",
    "written between": "l32r a8, .LCPI0_0; l32i a8, a8, 4; callx0 a8",
    "updated between": "l32r a8, .LCPI0_0; moveqz a8, a3, a4; callx0 a8",
    "label between": "l32r a8, .LCPI0_0; .LBB0_1:; callx0 a8",
    "branch between": "l32r a8, .LCPI0_0; beqz a2, .LBB0_1; callx0 a8; .LBB0_1:; ret",
    "call between": "l32r a9, .LCPI0_0; callx0 a3; callx0 a9",
    "kept across calls": "l32r a12, .LCPI0_0; callx0 a12; callx0 a12",
    "an argument": "l32r a7, .LCPI0_0; callx0 a7",
    "callee's own": "l32r a9, .LCPI0_0; callx8 a9",
    "number": "l32r a8, .LCPI0_1; callx0 a8",
    "local": "l32r a8, .LCPI0_2; callx0 a8",
    "sum": "l32r a8, .LCPI0_3; callx0 a8",
    "argument of ours": "callx0 a8",
}


@pytest.mark.parametrize(("before", "after"), DIRECT_CALLS)
def test_a_call_goes_to_the_function_by_name(before, after):
    assert changed(call_directly, before) == lines_of(after)


@pytest.mark.parametrize("case", INDIRECT_CALLS)
def test_a_call_stays_indirect(case):
    code = INDIRECT_CALLS[case]
    assert changed(call_directly, code) == lines_of(code)


def test_only_unused_literals_go():
    function = parse("l32r a2, .LCPI0_1; l32r a8, .LCPI0_0; callx0 a8; ret")
    call_directly(function)
    assert function.head == ["\t.literal .LCPI0_1, 1000000\n", "example:\n"]


SHORT_FORMS = [
    ("addi a8, a1, -48; or a1, a8, a8; ret", "addi a1, a1, -48; ret"),
    (
        "movi a8, 4; and a9, a3, a8; beqz a9, .LBB0_1; .LBB0_1:; ret",
        "bbci a3, 2, .LBB0_1; .LBB0_1:; ret",
    ),
    (
        "movi a8, 1; and a9, a8, a9; bnez a9, .LBB0_1; .LBB0_1:; ret",
        "bbsi a9, 0, .LBB0_1; .LBB0_1:; ret",
    ),
    ("movi a8, 15; and a2, a3, a8; ret", "extui a2, a3, 0, 4; ret"),
    (
        "movi a8, 1; and a8, a3, a8; s8i a8, a2, 0; ret",
        "extui a8, a3, 0, 1; s8i a8, a2, 0; ret",
    ),
    (
        "bltu a2, a3, .LBB0_1; j .LBB0_2; .LBB0_1:; ret; .LBB0_2:; ret",
        "bgeu a2, a3, .LBB0_2; .LBB0_1:; ret; .LBB0_2:; ret",
    ),
    (
        "bnez a2, .LBB0_1; j .LBB0_3; .LBB0_2:; .LBB0_1:; j .LBB0_3; .LBB0_3:; ret",
        "beqz a2, .LBB0_3; .LBB0_2:; .LBB0_1:; j .LBB0_3; .LBB0_3:; ret",
    ),
]
LONG_FORMS = {
    "sum used": "addi a8, a1, -48; or a1, a8, a8; addi a2, a8, 4; ret",
    "sum used at the target": "addi a8, a1, -48; or a1, a8, a8; beqz a2, .LBB0_1; movi a8, 0;"
    " .LBB0_1:; or a2, a8, a8; ret",
    "sum used elsewhere": "addi a8, a1, -48; or a1, a8, a8; j somewhere_else",
    "sum used after a computed jump": "addi a8, a1, -48; or a1, a8, a8; jx a9",
    "result of the function": "addi a2, a1, -48; or a1, a2, a2; ret",
    "end of the code": "addi a8, a1, -48; or a1, a8, a8",
    "mask used": "movi a8, 15; and a2, a3, a8; or a3, a8, a8; ret",
    "mask of itself": "movi a8, 15; and a2, a8, a8; ret",
    "no field": "movi a8, 14; and a2, a3, a8; ret",
    "all ones": "movi a8, -1; and a2, a3, a8; ret",
    "field used": "movi a8, 4; and a2, a3, a8; beqz a2, .LBB0_1; .LBB0_1:; ret",
    "field used at the target": "movi a8, 4; and a9, a3, a8; beqz a9, .LBB0_1; movi a9, 0; ret;"
    " .LBB0_1:; or a2, a9, a9; ret",
    "other target": "bltu a2, a3, .LBB0_1; j .LBB0_2; .LBB0_2:; .LBB0_3:; ret; .LBB0_1:; ret",
}


@pytest.mark.parametrize(("before", "after"), SHORT_FORMS)
def test_there_is_a_shorter_form(before, after):
    assert changed(shorten, before) == lines_of(after)


@pytest.mark.parametrize("case", LONG_FORMS)
def test_the_long_form_stays(case):
    assert changed(shorten, LONG_FORMS[case]) == lines_of(LONG_FORMS[case])


FRAME = "addi a1, a1, -16; s32i a0, a1, 0"
RETURN = "l32i a0, a1, 0; addi a1, a1, 16; ret"
TAIL_JUMPS = [
    (
        f"{FRAME}; l32r a8, .LCPI0_0; callx0 a8; {RETURN}",
        "l32r a8, .LCPI0_0; jx a8",
    ),
    (
        f"{FRAME}; beqz a2, .LBB0_1; callx0 a9; {RETURN}; .LBB0_1:; movi a2, 1; {RETURN}",
        "beqz a2, .LBB0_1; jx a9; .LBB0_1:; movi a2, 1; ret",
    ),
]
TAIL_CALLS = {
    "another call": f"{FRAME}; callx0 a9; callx0 a8; {RETURN}",
    "result changed": f"{FRAME}; callx0 a8; movi a2, 0; {RETURN}",
    "local passed": f"{FRAME}; addi a2, a1, 4; callx0 a8; {RETURN}",
    "argument on the stack": f"{FRAME}; s32i a2, a1, 4; callx0 a8; {RETURN}",
    "argument from the stack": f"{FRAME}; l32i a2, a1, 16; callx0 a8; {RETURN}",
    "other registers saved": f"{FRAME}; s32i a12, a1, 4; callx0 a8; l32i a12, a1, 4; {RETURN}",
    "return address wanted": f"{FRAME}; or a2, a0, a0; callx0 a8; {RETURN}",
    "through an argument": f"{FRAME}; callx0 a7; {RETURN}",
    "other frame": f"{FRAME}; callx0 a8; l32i a0, a1, 4; addi a1, a1, 16; ret",
    "early return": f"{FRAME}; beqz a2, .LBB0_1; callx0 a8; {RETURN}; .LBB0_1:; ret",
    "windowed": "entry a1, 32; callx8 a8; retw",
}


@pytest.mark.parametrize(("before", "after"), TAIL_JUMPS)
def test_the_last_call_is_a_jump(before, after):
    assert changed(jump_to_last_call, before) == lines_of(after)


@pytest.mark.parametrize("case", TAIL_CALLS)
def test_the_last_call_stays(case):
    code = TAIL_CALLS[case]
    assert changed(jump_to_last_call, code) == lines_of(code)


UNKNOWN = [
    "rsil a2, 15",
    "addi a2, a3",
    "addi a2, a3, symbol",
    "or a2, a3, 4",
    "l32r a16, .LCPI0_0",
    ".p2align 2",
]


@pytest.mark.parametrize("line", UNKNOWN)
def test_unknown_code_is_not_guessed_about(line):
    with pytest.raises(Unknown):
        parse(f"movi a2, 0; {line}; ret")
