"""Shorter code for what LLVM 22 writes in more instructions than it takes.

Each form applies where the registers that no longer get a value are not read any more, and
nowhere that this cannot be seen.
"""

from itertools import takewhile

from machine_code import Instruction, Label, live_after

OPPOSITES = (
    "ball bnall, bany bnone, bbc bbs, bbci bbsi, beq bne, beqi bnei, beqz bnez, bge blt, "
    "bgei blti, bgeu bltu, bgeui bltui, bgez bltz"
)
INVERSE = {}
for opposites in OPPOSITES.split(", "):
    one, other = opposites.split()
    INVERSE |= {one: other, other: one}


def shorten(function):
    function.code = branch_once(function.code)
    for shorter in (stack_pointer, bit_test, bit_field):
        function.code = replace_runs(function.code, shorter)


def branch_once(code):
    """A branch around a jump: one branch the other way.

    LLVM makes them where it takes the target for too far. The assembler makes them too, but
    it knows how far.
    """
    result = []
    for n, part in enumerate(code):
        if (
            result
            and is_one_of(part, "j")
            and is_one_of(result[-1], *INVERSE)
            and result[-1].target in labels_from(code, n + 1)
        ):
            branch = result.pop()
            operands = (*branch.operands[:-1], part.target)
            part = Instruction(INVERSE[branch.name], operands)
        result.append(part)
    return result


def is_one_of(part, *names):
    return isinstance(part, Instruction) and part.name in names


def labels_from(code, n):
    labels = takewhile(lambda part: isinstance(part, Label), code[n:])
    return {label.name for label in labels}


def replace_runs(code, shorter):
    """`shorter` gets the next three parts, and what is live after each; where it knows better
    it returns how many of them to replace, and by what."""
    live = live_after(code)
    result = []
    n = 0
    while n < len(code):
        length, part = shorter(code[n : n + 3], live[n : n + 3]) or (1, code[n])
        result.append(part)
        n += length
    return result


def begins_with(code, *names):
    return len(code) >= len(names) and all(
        is_one_of(part, *alternatives.split())
        for part, alternatives in zip(code, names, strict=False)
    )


def is_live(register, live):
    return int(register[1:]) in live


def stack_pointer(code, live):
    """`addi a8, a1, N; or a1, a8, a8` by way of no other register."""
    if not begins_with(code, "addi", "or"):
        return None
    register, base, number = code[0].operands
    if base != "a1" or code[1].operands != ("a1", register, register):
        return None
    if is_live(register, live[1]):
        return None
    return 2, Instruction("addi", ("a1", "a1", number))


def mask_of(code):
    """For `movi M, number; and R, S, M`, or `and R, M, S`: R, S, M and the number."""
    if not begins_with(code, "movi", "and"):
        return None
    mask, number = code[0].operands
    result, *sources = code[1].operands
    if sources.count(mask) != 1:
        return None
    sources.remove(mask)
    return result, sources[0], mask, int(number)


def bit_test(code, live):
    """`movi a8, 4; and a8, a9, a8; beqz a8, L`: there is a branch that looks at one bit."""
    found = mask_of(code)
    if not found or not begins_with(code, "movi", "and", "beqz bnez"):
        return None
    result, source, mask, number = found
    tested, target = code[2].operands
    if tested != result or number < 1 or number & (number - 1):
        return None
    if is_live(result, live[2]) or is_live(mask, live[2]):
        return None
    name = "bbci" if code[2].name == "beqz" else "bbsi"
    return 3, Instruction(name, (source, str(number.bit_length() - 1), target))


def bit_field(code, live):
    """`movi a8, 15; and a8, a9, a8`: there is an instruction that takes the lowest bits."""
    found = mask_of(code)
    if not found:
        return None
    result, source, mask, number = found
    if number < 1 or number & (number + 1) or number.bit_length() > 16:
        return None
    if mask != result and is_live(mask, live[1]):
        return None
    return 2, Instruction("extui", (result, source, "0", str(number.bit_length())))
