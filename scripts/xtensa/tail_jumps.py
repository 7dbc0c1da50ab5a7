"""Jumps in place of a function's last call.

LLVM 22 makes no tail calls on Xtensa. A function that only ends in `return other(…)` makes a
frame for its return address, calls, and takes the frame down; here it jumps, and `other`
returns to the caller at once.

Nothing may be in the frame that `other` could still want. So this applies only where the frame
holds the return address and nothing else: its address is used to put that there, to bring it
back, and nowhere else. Where another call is left, the frame is needed, and all stays as it is.

The jump goes through the register that LLVM has loaded for the call. A plain one reaches 128 KB,
and GNU ld does not keep the functions of a file together.
"""

from direct_calls import DESTROYED
from machine_code import Instruction

RETURN = Instruction("ret")


def jump_to_last_call(function):
    match function.code:
        case [
            Instruction("addi", ("a1", "a1", size)),
            Instruction("s32i", ("a0", "a1", place)),
            *code,
        ]:
            epilogue = [
                Instruction("l32i", ("a0", "a1", place)),
                Instruction("addi", ("a1", "a1", str(-int(size)))),
                RETURN,
            ]
        case _:
            return
    jumping = with_jumps(code, epilogue)
    if not any(needs_frame(part) for part in jumping):
        function.code = jumping


def with_jumps(code, epilogue):
    """Without the frame's end wherever the function returns, and there without calls too."""
    result = []
    for part in code:
        result.append(part)
        if result[-3:] == epilogue:
            del result[-3:-1]
            match result[-2:]:
                case [Instruction("callx0", (register,)), _] if (
                    register in DESTROYED["callx0"]
                ):
                    result[-2:] = [Instruction("jx", (register,))]
        elif part == RETURN:
            return code  # one that leaves the frame to somebody else
    return result


def needs_frame(part):
    return isinstance(part, Instruction) and (
        part.is_call or "a0" in part.operands or "a1" in part.operands
    )
