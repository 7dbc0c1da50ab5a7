# What is in use here: Python's heap, lwIP's pools or the process's descriptors.
import gc
import os
import time

try:
    import board
except ImportError:
    board = None

TIME_WAIT_BYTES = 512  # of lwIP's heap for each connection in TIME_WAIT, at most
HEAP_SLACK = (
    128  # less than any connection; what is smaller is an element of a pool, too
)
PYTHON_SLACK = 12000


def usage():
    gc.collect()
    used = {"python": gc.mem_alloc()}
    if board:
        pools = board.pools()
        pcbs = board.pcbs()
        # They go by themselves after two minutes.
        waiting = pcbs.pop("time_wait")
        pools["TCP_PCB"] = max(0, pools["TCP_PCB"] - waiting)
        used["lwip heap"] = pools.pop("HEAP")
        used["time_wait"] = waiting
        # The interface's own, for addresses that IPv6 gives itself in its first seconds.
        pools.pop("MLD6_GROUP")
        for pool in pools:
            if pools[pool]:
                used["pool " + pool] = pools[pool]
        for state in pcbs:
            if pcbs[state]:
                used["pcbs " + state] = pcbs[state]
    if hasattr(os, "getenv"):
        used["descriptors"] = len(os.listdir("/proc/self/fd"))
        with open("/proc/self/statm") as file:
            used["resident"] = int(file.read().split()[1]) * 4  # KB
    return used


def differences(before, after):
    """What is more now than before. Python's collector takes what looks like a pointer for one, and
    so may keep a piece or two of what was sent."""
    more = {}
    for name in after:
        heap_slack = HEAP_SLACK + after.get("time_wait", 0) * TIME_WAIT_BYTES
        slack = {"python": PYTHON_SLACK, "lwip heap": heap_slack}
        extra = after[name] - before.get(name, 0) - slack.get(name, 0)
        if extra > 0 and name not in ("time_wait", "resident"):
            more[name] = extra
    return more


def settle(before, limit):
    """Waits until no more is in use than before; what still is after `limit` seconds."""
    start = time.ticks_ms()
    while True:
        more = differences(before, usage())
        if not more or time.ticks_diff(time.ticks_ms(), start) > limit * 1000:
            return more
        time.sleep_ms(200)
