"""One function's assembly, and what its instructions do to the registers.

What LLVM prints for a function is understood completely or not at all: an instruction,
directive or operand that is not known here raises Unknown, and the function is to stay as it is.
"""

import re
from dataclasses import dataclass

LABEL = re.compile(r"[\w.$]+:$")
LOCAL_LABEL = re.compile(r"(\.LBB\d+_\d+):$")
INSTRUCTION = re.compile(r"([a-z][\w.]*)(?:\t(\S.*))?$")
OPERAND = {
    "register": re.compile(r"a(\d|1[0-5])$"),
    "number": re.compile(r"-?\d+$"),
    "name": re.compile(r"[A-Za-z_.][\w.$]*$"),
}

# What the operands are, a letter each: a register that is written, read or both, a number, the
# target of a jump, another name.
OPERANDS = {
    "": "memw nop ret retw retw.n",
    "b#": "entry",
    "brr": "moveqz movgez movltz movnez",
    "n": "call0 call8",
    "#": "ssai",
    "r": "callx0 callx8 jx ssl ssr",
    "r#t": "bbci bbsi beqi bgei bgeui blti bltui bnei",
    "rr#": "s16i s32i s8i",
    "rrt": "ball bany bbc bbs beq bge bgeu blt bltu bnall bne bnone",
    "rt": "beqz bgez bltz bnez",
    "t": "j",
    "w#": "movi",
    "wn": "l32r",
    "wr": "abs neg nsau sll sra srl",
    "wr#": "addi addmi l16si l16ui l32i l8ui sext slli srai srli",
    "wr##": "extui",
    "wrr": "add addx2 addx4 addx8 and max maxu min minu mull mulsh muluh or quos quou rems "
    "remu src sub subx2 subx4 subx8 xor",
}
SHAPES = {name: shape for shape, names in OPERANDS.items() for name in names.split()}
KINDS = dict.fromkeys("bwr", "register") | {"#": "number", "n": "name", "t": "name"}

ALL = frozenset(range(16))
# What the ABI adds: the registers that carry arguments and results or belong to the caller are
# read, those that a called function need not preserve are written.
READ_BY_ABI = {
    "call0": frozenset(range(1, 8)),
    "call8": frozenset([1, *range(10, 16)]),
    "ret": frozenset([*range(6), *range(12, 16)]),
    "retw": frozenset(range(6)),
    "retw.n": frozenset(range(6)),
    "jx": ALL,  # to wherever: anything may be wanted there
}
WRITTEN_BY_ABI = {
    "call0": frozenset([0, *range(2, 12)]),
    "call8": frozenset(range(8, 16)),
}
for table in READ_BY_ABI, WRITTEN_BY_ABI:
    table |= {"callx0": table["call0"], "callx8": table["call8"]}
LEAVES = {"j", "jx", "ret", "retw", "retw.n"}


class Unknown(Exception):
    """Something that must not be guessed about."""


@dataclass(frozen=True)
class Label:
    name: str

    def __str__(self):
        return f"{self.name}:\n"


@dataclass(frozen=True)
class Instruction:
    name: str
    operands: tuple[str, ...] = ()

    def __post_init__(self):
        shape = SHAPES.get(self.name)
        if shape is None or len(shape) != len(self.operands):
            raise Unknown(str(self))
        for kind, operand in zip(shape, self.operands, strict=True):
            if not OPERAND[KINDS[kind]].match(operand):
                raise Unknown(str(self))

    def __str__(self):
        return f"\t{self.name}\t{', '.join(self.operands)}".rstrip() + "\n"

    def operands_of(self, kinds):
        shape = SHAPES[self.name]
        return [
            operand
            for kind, operand in zip(shape, self.operands, strict=True)
            if kind in kinds
        ]

    @property
    def reads(self):
        by_abi = READ_BY_ABI.get(self.name, frozenset())
        return by_abi.union(map(number_of, self.operands_of("br")))

    @property
    def writes(self):
        by_abi = WRITTEN_BY_ABI.get(self.name, frozenset())
        return by_abi.union(map(number_of, self.operands_of("bw")))

    @property
    def target(self):
        return next(iter(self.operands_of("t")), None)

    @property
    def leaves(self):
        """Whether what follows is not reached from here."""
        return self.name in LEAVES

    @property
    def is_call(self):
        return self.name.startswith("call")


def number_of(register):
    return int(register[1:])


class Function:
    """A head of directives, literals and the function's name, then its code."""

    def __init__(self, lines):
        self.head = []
        self.code = []
        for line in lines:
            self._add(line)

    def _add(self, line):
        text = line.strip()
        if label := LOCAL_LABEL.match(text):
            self.code.append(Label(label.group(1)))
        elif instruction := INSTRUCTION.match(text):
            name, operands = instruction.groups()
            self.code.append(
                Instruction(name, tuple(operands.split(", ")) if operands else ())
            )
        elif not self.code and (not text or text[0] == "." or LABEL.match(text)):
            self.head.append(line)
        else:
            raise Unknown(line)

    def lines(self):
        return self.head + [str(part) for part in self.code]


def live_after(code):
    """For each part of the code, the registers whose values may still be read after it."""
    at = {part.name: n for n, part in enumerate(code) if isinstance(part, Label)}
    after = [frozenset()] * len(code)
    before = [frozenset()] * len(code) + [ALL]  # code that runs on past its end
    changed = True
    while changed:
        changed = False
        for n in reversed(range(len(code))):
            part = code[n]
            live = before[n + 1]
            if isinstance(part, Instruction):
                if part.leaves:
                    live = READ_BY_ABI.get(part.name, frozenset())
                if part.target is not None:
                    live |= before[at[part.target]] if part.target in at else ALL
            after[n] = live
            if isinstance(part, Instruction):
                live = (live - part.writes) | part.reads
            if live != before[n]:
                before[n] = live
                changed = True
    return after
