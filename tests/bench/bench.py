"""Compares the socket module with MicroPython's C modules: scripts/bench starts it."""

import argparse
import json
import os
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import kept
import report
import throughput
import web_servers
from measure import BenchError, open_build, quartiles
from rows import PAIRS, rows_of

ROUNDS = 5
MILLISECONDS = 60  # for an operation in one round, at least
BOARD_HEAP = "1m"  # as it is built


def parse_arguments():
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument(
        "--pair", action="append", choices=[pair.name for pair in PAIRS]
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--accept", action="store_true")
    parser.add_argument("--result", required=True)
    return parser.parse_args()


def say(text):
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def heaps_of(pair, quick):
    if pair.name == "board":
        return [BOARD_HEAP]
    return ["100k"] if quick else ["100k", "2m"]


def wall_times(pair, heap, rows, rounds, milliseconds):
    """Both in turn, `rounds` times: per row the ratios of neighbours, and bytes of each side."""
    sides = [open_build(build) for build in (pair.ours, pair.theirs)]
    taken = [[], []]
    try:
        for _ in range(rounds):
            for side, results in zip(sides, taken):
                plan = [(row.name, cycle_of(row, heap), milliseconds) for row in rows]
                results.append(side.times(plan, heap))
    finally:
        for side in sides:
            side.close()
    for row in rows:
        ours, theirs = ([one[row.name] for one in side] for side in taken)
        yield row, summary_of_times(ours, theirs)


def cycle_of(row, heap):
    """How often at least: for what a whole heap of garbage slows down."""
    return max(row.cycle if heap == "2m" else 0, 1)


def summary_of_times(ours, theirs):
    if ours[0] is None:
        return {}
    each = [microseconds / count for count, microseconds, _ in ours]
    found = {"ours": {"us": statistics.median(each), "bytes": ours[0][2]}}
    if theirs[0] is not None:
        others = [microseconds / count for count, microseconds, _ in theirs]
        ratios = [a / b for a, b in zip(each, others)]
        found["theirs"] = {"us": statistics.median(others), "bytes": theirs[0][2]}
        found["ratio"] = statistics.median(ratios)
        found["spread"] = quartiles(ratios)
    return found


def count(pair, build, row, heap):
    """Instructions and calls into the stack; empty when the module lacks the operation."""
    measured = build.instructions(row, heap, pair.stack_functions)
    if measured is None:
        return {}
    found = {"instructions": measured[0]}
    if pair.stack_functions:
        found["stack_calls"] = measured[1]
    if pair.name == "kernel":
        found["stack_calls"] = build.system_calls(row, heap)
    return found


def instructions(pair, heap, rows):
    """Both sides of all rows: as many at once as there are processors, but one on a board."""
    on_board = pair.name == "board"
    sides = {
        "ours": open_build(pair.ours, on_board),
        "theirs": open_build(pair.theirs, on_board),
    }
    tasks = [(row, side) for row in rows for side in sides]
    with ThreadPoolExecutor(1 if on_board else os.cpu_count()) as pool:
        try:
            counted = pool.map(
                lambda task: count(pair, sides[task[1]], task[0], heap), tasks
            )
            table = {row.name: {} for row in rows}
            for (row, side), found in zip(tasks, counted, strict=True):
                if found:
                    table[row.name][side] = found
        finally:
            for side in sides.values():
                side.close()
    return table


def milliseconds_of(arguments):
    return MILLISECONDS // 3 if arguments.quick else MILLISECONDS


def run_pair(pair, arguments):
    for heap in heaps_of(pair, arguments.quick):
        rows = [row for row in rows_of(pair, heap, arguments.quick)]
        say(f"{pair.name}, heap {heap}: instructions")
        table = instructions(pair, heap, counted_rows(pair, rows, heap))
        say(f"{pair.name}, heap {heap}: times")
        milliseconds = milliseconds_of(arguments)
        for row, times in wall_times(pair, heap, rows, arguments.rounds, milliseconds):
            merge(table.setdefault(row.name, {}), times)
        yield {
            "pair": pair.name,
            "heap": heap,
            "c_module": pair.c_module,
            "rows": table,
        }


def counted_rows(pair, rows, heap):
    """Instructions depend on the heap only where garbage does, which one pair of builds shows."""
    if heap != "2m":
        return rows
    cycles = [row for row in rows if row.cycle and pair.name == "kernel"]
    return cycles + [row for row in rows if "100k" not in row.heaps]


def merge(into, other):
    for key, value in other.items():
        if isinstance(value, dict):
            merge(into.setdefault(key, {}), value)
        else:
            into[key] = value


def save(path, result):
    with open(f"{path}.json", "w") as file:
        json.dump(result, file, indent=1)


def main():
    arguments = parse_arguments()
    try:
        if arguments.check or arguments.accept:
            return kept.instructions(arguments.accept)
        pairs = [
            pair for pair in PAIRS if not arguments.pair or pair.name in arguments.pair
        ]
        tables = []
        for pair in pairs:
            for table in run_pair(pair, arguments):
                tables.append(table)
                save(arguments.result, {"tables": tables})
        lwip_alone = {}
        if any(pair.name == "board" for pair in pairs):
            lwip_alone = throughput.measure(
                arguments.rounds, milliseconds_of(arguments), say
            )
        loads = [] if arguments.quick else web_servers.measure(arguments.rounds, say)
    except BenchError as error:
        sys.exit(f"bench: {error}")
    result = {
        "date": time.strftime("%Y-%m-%d %H:%M"),
        "rounds": arguments.rounds,
        "tables": tables,
        "lwip_alone": lwip_alone,
        "servers": loads,
    }
    save(arguments.result, result)
    text = report.text_of(result)
    with open(f"{arguments.result}.md", "w") as file:
        file.write(text + "\n")
    print(text)
    report.draw(result, f"{arguments.result}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
