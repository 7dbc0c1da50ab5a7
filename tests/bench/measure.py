"""Runs operations on one build, and reads what a measuring tool says of it."""

import itertools
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from board import Board, BoardError

OPERATIONS = Path(__file__).parent / "operations"
EVERYWHERE = ("streams", "blocks", "datagrams", "connections", "names")
LIMIT = 600  # seconds for one run
# Of asyncio's, at a time: on lwIP's raw API 16 connections may wait to be accepted, on its sockets API both
# ends share 16 sockets.
CLIENTS = {"lwip-raw": 12, "lwip-sockets": 4, "kernel": 50}
STACKS = {
    "unix-lwip-raw": "lwip-raw",
    "stock-modlwip-in-unix": "lwip-raw",
    "unix-lwip-sockets": "lwip-sockets",
    "stock-esp32-in-unix": "lwip-sockets",
}
NANOSECONDS = 1000  # of the board's clock, one for each instruction, in a microsecond


class BenchError(Exception):
    """What went wrong, in one line."""


ports = itertools.cycle(range(20000, 60000, 200))


def source_of(plan, clients, settle, files=EVERYWHERE):
    """Runs at the same time are at other ports."""
    source = f"PORT = {next(ports)}\nCLIENTS = {clients}\nSETTLE = {settle!r}\nPLAN = {plan!r}\n"
    for name in ("common", *files, "repeat"):
        source += (OPERATIONS / f"{name}.py").read_text()
    return source


def results_of(output, build):
    """Per operation: repetitions, microseconds, bytes for one; None when the module lacks it, or fails."""
    results = {}
    for line in output.splitlines():
        name, *values = line.split()
        if values[0] == "fails":
            print(f"{build}: {line}", file=sys.stderr)
        if values[0] in ("absent", "fails"):
            results[name] = None
        elif len(values) == 3:
            results[name] = [float(value) for value in values]
        elif not line.startswith("Warning:"):  # of extmod/modlwip.c, about an option
            raise BenchError(f"{build} printed {line!r}")
    return results


class Unix:
    def __init__(self, build):
        self.build = build
        self.binary = ROOT / "target" / "build" / build / "micropython"
        self.stack = STACKS.get(build.rpartition("/")[2], "kernel")
        self.settle = "loop" if self.stack == "lwip-raw" else ""

    def run(self, plan, heap, wrapper=()):
        command = [
            *wrapper,
            str(self.binary),
            "-X",
            f"heapsize={heap}",
            "-c",
            source_of(plan, CLIENTS[self.stack], self.settle),
        ]
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, timeout=LIMIT
        )
        if done.returncode != 0:
            last = (done.stdout + done.stderr).strip().splitlines()[-1:]
            raise BenchError(f"{self.build}, {plan[0][0]}: {' '.join(last)}")
        return results_of(done.stdout, self.build)

    def times(self, plan, heap):
        """One by one: on lwIP an operation would lack the sockets that one before has left."""
        return {each[0]: self.run([each], heap)[each[0]] for each in plan}

    def _with_tool(self, tool, name, count, heap):
        """What a tool wrote to its file; None when the module lacks the operation."""
        with tempfile.NamedTemporaryFile("r") as file:
            result = self.run(
                [(name, count, 0)], heap, [part.format(file.name) for part in tool]
            )
            return file.read() if result[name] is not None else None

    def _difference(self, tool, read, row, heap):
        """For one repetition: what many of them cost more than few, so that the start does not count."""
        few, many = (
            (row.count, 2 * row.count)
            if heap != "2m" or not row.cycle
            else (200, row.cycle)
        )
        first = self._with_tool(tool, row.name, few, heap)
        if first is None:
            return None
        second = self._with_tool(tool, row.name, many, heap)
        if second is None:
            return None
        return [
            (b - a) / (many - few)
            for a, b in zip(read(first), read(second), strict=True)
        ]

    def instructions(self, row, heap, stack_functions=""):
        """Instructions of one repetition, and the calls into the stack."""
        tool = ["valgrind", "--tool=callgrind", "--callgrind-out-file={}"]

        def read(text):
            total = re.search(r"^(?:summary|totals): (\d+)", text, re.MULTILINE)
            calls = calls_into(text, stack_functions) if stack_functions else 0
            return int(total[1]), calls

        return self._difference(tool, read, row, heap)

    def system_calls(self, row, heap):
        tool = ["strace", "-f", "-qq", "-o", "{}"]

        def read(text):
            return (sum(" resumed>" not in line for line in text.splitlines()),)

        counts = self._difference(tool, read, row, heap)
        return counts and counts[0]

    def close(self):
        pass


def calls_into(callgrind, functions):
    """Calls of a stack's functions by what is not of the stack."""
    names = {}
    stack = re.compile(functions)
    inside = False
    callee = ""
    count = 0
    for line in callgrind.splitlines():
        kind, _, value = line.partition("=")
        if kind in ("fn", "cfn"):
            number, _, name = value.partition(" ")
            name = names.setdefault(number, name)
            if kind == "fn":
                inside = is_of(stack, name) or THE_STACK.fullmatch(name) is not None
            else:
                callee = name
        elif kind == "calls" and not inside and is_of(stack, callee):
            count += int(value.split()[0])
    return count


# What the stack consists of, beside what others call of it, and what the C modules and borders call their own.
THE_STACK = re.compile(
    r"(ip[46]?|netif|sys|mem|memp|icmp6?|igmp|nd6|mld6|dns|netconn|netbuf|tcpip|inet)_\w+"
)
NOT_THE_STACK = re.compile(
    r"_?lwip_(socket_\w|tcp_|udp_|raw_|port_|sockets_|new|setsockopt_)"
)


def is_of(stack, name):
    name = name.split("'")[0]
    return stack.fullmatch(name) is not None and NOT_THE_STACK.match(name) is None


def quartiles(values):
    if len(values) < 2:
        return values[0], values[0]
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, high


class EmulatedBoard:
    """The board, one for all runs; with `counted` its clock goes on by a nanosecond with each instruction."""

    def __init__(self, build, counted=False):
        self.build = build
        firmware = ROOT / "target" / "build" / build / "firmware.elf"
        self.board = Board(firmware, count_instructions=counted)

    def run(self, plan, files=EVERYWHERE):
        source = source_of(plan, CLIENTS["lwip-raw"], "sleep", files)
        try:
            self.board.reset()
            return results_of(self.board.evaluate(source, LIMIT), self.build)
        except BoardError as error:
            raise BenchError(f"{self.build}, {plan[0][0]}: {error}") from None

    def times(self, plan, _heap):
        """One by one, after a soft reset each: the C module hangs on what an operation before has left."""
        return {each[0]: self.run([each])[each[0]] for each in plan}

    def instructions(self, row, _heap, _stack_functions=""):
        result = self.run([(row.name, row.count, 0)])[row.name]
        return result and [result[1] * NANOSECONDS / result[0], 0]

    def close(self):
        self.board.stop()


def open_build(build, counted=False):
    return EmulatedBoard(build, counted) if build.endswith("board") else Unix(build)
