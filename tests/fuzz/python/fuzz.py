"""Random calls of the module in the sanitized builds of the unix port: scripts/fuzz python.

Prints one line, and for a crash its seed and the calls that lead to it.
"""

import argparse
import os
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path[:0] = [str(ROOT / "tests" / "support"), str(ROOT / "scripts")]

import dns_server
import targets
from run import ScriptHung

MODULES = [HERE / name for name in ("calls.py", "arguments.py", "random_numbers.py")]
BUILDS = ("unix-sanitized", "unix-lwip-raw-sanitized", "unix-lwip-sockets-sanitized")
ROUNDS = 10  # seeds for each process
HEAP = "192k"  # small: it is collected often
ROUND_LIMIT = 60  # seconds
LAST = 100_000  # characters that are shown


class Failed(Exception):
    """What was printed, and the seed that it was at."""

    def __init__(self, seed, output):
        super().__init__(output)
        self.seed = seed

    def __str__(self):
        return f"{self.args[0][-LAST:]}\nfailed with --seed {self.seed}"


def run_rounds(target, seed, rounds, trace=False):
    """Everything that is printed; raises Failed unless all went well."""
    source = f"import calls\ncalls.main({seed}, {rounds}, {trace})"
    run = target.run_source(source, HEAP, modules=MODULES)
    at = seed
    try:
        while (line := run.next_line(ROUND_LIMIT)) is not None:
            if line.startswith("seed "):
                at = int(line.split()[1])
    except ScriptHung:
        raise Failed(at, run.output + f"\nhangs: nothing for {ROUND_LIMIT} s") from None
    finally:
        status = run.exit_status() if run.has_ended() else None
        run.stop()
    if status != 0 or not run.output.endswith("done\n"):
        raise Failed(at, run.output + f"\nended with status {status}")
    return run.output


def fuzz(target, seed, seconds):
    """How many rounds went well; without end for 0 seconds. Raises Failed, with the calls of the seed when it
    fails alone too."""
    end = time.monotonic() + seconds
    first = seed
    while not seconds or time.monotonic() < end:
        try:
            run_rounds(target, seed, ROUNDS)
        except Failed as failed:
            run_rounds(target, failed.seed, 1, trace=True)
            raise
        seed += ROUNDS
    return seed - first


def any_seed():
    return int.from_bytes(os.urandom(3), "big")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--one", action="store_true")
    parser.add_argument("build", choices=BUILDS)
    options = parser.parse_args()
    dns_server.start()
    target = targets.open_target(options.build)
    if options.one:
        print(run_rounds(target, options.seed, 1, trace=True))
        return
    try:
        rounds = fuzz(target, options.seed, options.seconds)
    except Failed as failed:
        sys.exit(f"{failed} in {options.build}")
    print(f"{options.build}: {rounds} rounds from --seed {options.seed}, no failure")


if __name__ == "__main__":
    main()
