"""Servers of the tests under wrk: requests a second, and how long they take."""

import re
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))

from board import BoardError
from measure import BenchError, quartiles
from targets import open_target

SECONDS = 2
PERCENTILES = Path(__file__).with_name("percentiles.lua")
# wrk alone says `Host`; a browser, here Firefox, says more.
BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-US,en;q=0.5",
    "Accept-Encoding": "gzip, deflate",
    "Connection": "keep-alive",
    "Upgrade-Insecure-Requests": "1",
}
# What a person would run: name, script, port, wrk's connections and headers.
SERVERS = [
    ("web server script", "web_server.py", 80, 1, {}),
    ("the same, asked as a browser asks", "web_server.py", 80, 1, BROWSER),
    ("microdot hello world", "microdot_hello.py", 5000, 8, {}),
]
PAIRS = [("unix", "unix", "stock-unix"), ("board", "bench/board", "stock-board")]
FIGURES = [("requests/s", "rate"), ("p50, ms", "p50"), ("p99, ms", "p99")]


def wrk(url, connections, headers):
    command = [
        "wrk",
        "-t",
        "1",
        "-c",
        str(connections),
        "-d",
        f"{SECONDS}s",
        "-s",
        str(PERCENTILES),
    ]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    command.append(url)
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=SECONDS + 30, check=False
    )
    if done.returncode != 0:
        raise BenchError(f"wrk: {done.stderr.strip().splitlines()[-1]}")
    found = re.search(r"found requests=(\d+) us=(\d+) p50=(\d+) p99=(\d+)", done.stdout)
    requests, microseconds, p50, p99 = map(int, found.groups())
    return {"rate": requests * 1e6 / microseconds, "p50": p50 / 1000, "p99": p99 / 1000}


def wait_for_port(address):
    """The scripts say that they listen just before they do."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            return socket.create_connection(address, 1).close()
        except OSError:
            time.sleep(0.05)
    raise BenchError(f"nobody listens at {address}")


def serve(build, *server):
    """On a busy computer a board may not answer in time when it boots."""
    for _ in range(3):
        try:
            return serve_once(build, *server)
        except BoardError as error:
            last = error
    raise BenchError(f"{build}: {last}")


def serve_once(build, script, port, *load):
    target = open_target(build)
    try:
        if script == "web_server.py":
            run = target.run_script(script)
        else:
            run = target.run_with_libraries(script, "microdot")
        try:
            run.wait_for("listening on", 15)
            wait_for_port(target.address(port))
            return wrk("http://{}:{}/".format(*target.address(port)), *load)
        finally:
            run.stop()
    finally:
        target.stop()


def measure(rounds, say):
    """Both sides in turn, a fresh process or board each time."""
    found = []
    for where, ours, theirs in PAIRS:
        for what, *server in SERVERS:
            say(f"{what} under wrk, {where}")
            sides = {"ours": [], "theirs": []}
            for _ in range(rounds):
                for side, build in (("ours", ours), ("theirs", theirs)):
                    sides[side].append(serve(build, *server))
            found += [
                row_of(f"{what}, {label}", where, sides, key) for label, key in FIGURES
            ]
    return found


def row_of(what, where, sides, key):
    ours, theirs = ([figures[key] for figures in side] for side in sides.values())
    found = {
        "what": what,
        "where": where,
        "ours": statistics.median(ours),
        "theirs": statistics.median(theirs),
    }
    if all(theirs):
        ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
        found |= {"ratio": statistics.median(ratios), "spread": quartiles(ratios)}
    return found
