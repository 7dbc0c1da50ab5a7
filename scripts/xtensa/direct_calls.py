"""Calls of functions by name.

LLVM 22 calls every function through a register, which it loads with the function's address:

    l32r    a8, .LCPI7_3        # .literal .LCPI7_3, vm_ticks_ms
    callx0  a8

The assembler, given --longcalls, writes the same for `call0 vm_ticks_ms`, but tells the linker
so, which puts a real `call0` there where the function is near enough: 3 bytes in place of 6, and
the literal goes. LLVM's own pairs are not marked, and the linker leaves them alone.

The register must be one that the call destroys anyway: with call0, one that the caller has to
save and that carries no argument. With windowed calls it is a8 only, the register in which
`call8` and `callx8` alike put the return address; a9 and up become the callee's own.
"""

import re

from machine_code import Instruction, Label

DIRECT = {"callx0": "call0", "callx8": "call8"}
DESTROYED = {"callx0": {"a8", "a9", "a10", "a11"}, "callx8": {"a8"}}
LITERAL = re.compile(r"\s*\.literal\s+(\.LCPI\w+),\s*(\S+)\s*$")
SYMBOL = re.compile(r"[A-Za-z_][\w$]*(\.[\w$]+)*$")


def call_directly(function):
    literals = dict(
        match.groups() for line in function.head if (match := LITERAL.match(line))
    )
    symbols = {name: value for name, value in literals.items() if SYMBOL.match(value)}
    code = []
    for part in function.code:
        if isinstance(part, Instruction) and part.name in DIRECT:
            load = load_for(part, code)
            symbol = symbols.get(code[load].operands[1]) if load is not None else None
            if symbol:
                del code[load]
                part = Instruction(DIRECT[part.name], (symbol,))
        code.append(part)
    function.code = code
    drop_unused_literals(function, literals)


def load_for(call, code):
    """Where in the code before it the register is loaded that this call alone uses."""
    (register,) = call.operands
    if register not in DESTROYED[call.name]:
        return None
    number = int(register[1:])
    for n in reversed(range(len(code))):
        part = code[n]
        if isinstance(part, Label) or part.is_call or part.leaves or part.target:
            return None
        if part.name == "l32r" and part.operands[0] == register:
            return n
        if number in part.reads or number in part.writes:
            return None
    return None


def drop_unused_literals(function, literals):
    used = {
        operand
        for part in function.code
        if isinstance(part, Instruction)
        for operand in part.operands
    }
    function.head = [
        line
        for line in function.head
        if not (match := LITERAL.match(line)) or match.group(1) in used
    ]
