"""The programs that people use, and what their output says."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

SUMMARY = Path(__file__).with_name("wrk.lua")

CHROMIUM = [
    "chromium",
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--dump-dom",
]


def output_of(command, limit):
    done = subprocess.run(
        command,
        capture_output=True,
        check=False,
        timeout=limit,
        stdin=subprocess.DEVNULL,
    )
    complaint = done.stderr[-2000:].decode("utf8", "replace")
    assert done.returncode == 0, (
        f"{command[0]} failed with status {done.returncode}:\n{complaint}"
    )
    return done.stdout.decode()


def curl(url, *options):
    return output_of(
        ["curl", "--silent", "--show-error", "--max-time", "10", *options, url], 15
    )


def chromium(url, *options):
    """The page as the browser sees it. One that hangs, as it did once on a busy computer, gets a second try."""
    try:
        return _chromium(url, options)
    except subprocess.TimeoutExpired:
        return _chromium(url, options)


def _chromium(url, options):
    profile = tempfile.mkdtemp(prefix="usocket-chromium-")
    try:
        return output_of([*CHROMIUM, *options, f"--user-data-dir={profile}", url], 40)
    finally:
        shutil.rmtree(profile, ignore_errors=True)


def wrk(url, connections, seconds=5):
    """Asks for the page over and over; wrk's own counters by name."""
    command = [
        "wrk",
        "--threads",
        "1",
        "--connections",
        str(connections),
        "--duration",
        f"{seconds}s",
    ]
    report = output_of([*command, "--script", str(SUMMARY), url], seconds + 20)
    counters = re.findall(r"(\w+)=(\d+)", report[report.index("summary ") :])
    return {name: int(number) for name, number in counters}
