"""Blocks of 64 KB on the board beside what lwIP alone moves, in one image and in turn."""

import statistics

from measure import NANOSECONDS, BenchError, EmulatedBoard, quartiles

BUILD = "bench/board"
FILES = ("blocks", "lwip_alone")
ROUNDS = 5  # at least: each takes a second
COUNT = 8  # blocks in a round, at least
# What all are compared with comes first.
OPERATIONS = {
    "lwip_copied": "lwIP alone, into memory",
    "lwip_dropped": "lwIP alone, dropped on arrival",
    "lwip_from_python": "lwIP alone, Python asks for each window",
    "lwip_and_memory": "the same, and for a bytearray as large",
    "send_to_lwip": "send, to lwIP alone",
    "readinto_from_lwip": "readinto, from lwIP alone",
    "recv_from_lwip": "recv, from lwIP alone",
    "block_write_readinto": "write and readinto",
    "block_send_recv": "send and recv",
}
ALONE = next(iter(OPERATIONS))


def rounds_of(counted, rounds, milliseconds):
    """Microseconds for a block, per operation and round. In a round they run one after the other."""
    board = EmulatedBoard(BUILD, counted)
    plan = [(name, COUNT, milliseconds) for name in OPERATIONS]
    taken = {name: [] for name in OPERATIONS}
    try:
        for _ in range(rounds):
            results = board.run(plan, FILES)
            for name, each in taken.items():
                if not results.get(name):
                    raise BenchError(f"{BUILD}: {name} moves no blocks")
                count, microseconds, _ = results[name]
                each.append(microseconds / count)
    finally:
        board.close()
    return taken


def shares_of(taken):
    """Per operation: the median for a block, and the throughput by that of lwIP alone in the same round."""
    found = {}
    for name, each in taken.items():
        shares = [alone / ours for alone, ours in zip(taken[ALONE], each, strict=True)]
        found[name] = {
            "us": statistics.median(each),
            "share": statistics.median(shares),
            "spread": quartiles(shares),
        }
    return found


def measure(rounds, milliseconds, say):
    rounds = max(rounds, ROUNDS)
    say("board against lwIP alone: instructions")
    counted = shares_of(rounds_of(True, rounds, 0))
    for found in counted.values():
        found["instructions"] = found.pop("us") * NANOSECONDS
    say("board against lwIP alone: times")
    timed = shares_of(rounds_of(False, rounds, milliseconds))
    return {
        name: {"counted": counted[name], "timed": timed[name]} for name in OPERATIONS
    }
