"""Each call of the API with its n-th allocation failing, for every n until none does.

Needs the module `faults` (tests/robustness/faults). A case makes what its call needs, lets `fail`
make the call, and checks that it did what it always does: after a refusal `fail` calls once more,
as a script would. Nothing may be left over. The cases are in the files beside this one.
"""

import gc
import os
import socket
import time

from check import (
    LOOPBACK,
    Skip,
    one_line,
    pair,
    print_traceback,
    receiver,
    true,
    wait_readable,
)

import faults

# Names take seconds while lwIP's pools stay empty: the short form leaves that out.
ALL = True
PATIENCE = 7  # seconds until lwIP has sent a lost segment again
SETTLED_MS = 6000
DISCARD_PORT = 9  # RFC 863; nobody listens
HAS_POOLS = bool(faults.pools())
SOURCES = (faults.HEAP, faults.POOLS) if HAS_POOLS else (faults.HEAP,)
# Timers, and the groups that belong to the interface's own IPv6 addresses.
BACKGROUND = ("SYS_TIMEOUT", "MLD6_GROUP")
DATA = b"line\nrest"


class Failing:
    """One run of a case."""

    def __init__(self, source, nth, lasting):
        self.source = source
        self.nth = nth
        self.lasting = lasting
        self.refused = 0

    def __call__(self, function, *arguments, again=None):
        """What the call returns at last. `again` is for one that cannot be repeated once lwIP had
        no memory."""
        try:
            return faults.call(
                self.source, self.nth, self.lasting, function, *arguments
            )
        except MemoryError:
            if not faults.refused(self.source):
                raise
        except OSError:
            if self.source == faults.HEAP or not faults.refused(self.source):
                raise
            if again:
                return again()
        finally:
            self.refused += faults.refused(self.source)
        return function(*arguments)


def in_use():
    """What must not be lost: elements of lwIP's pools, or descriptors."""
    if not HAS_POOLS:
        return len(os.listdir("/proc/self/fd"))
    faults.abort_time_wait()
    pools = faults.pools()
    for name in BACKGROUND:
        pools.pop(name, None)
    return pools


def forget():
    """Overwrites what is left of calls on the stack, then collects."""

    def deep(depth):
        return deep(depth - 1) + 1 if depth else 0

    deep(20)
    gc.collect()


def nudge():
    """lwIP's loopback keeps what it had no memory to announce until something else comes."""
    sock = udp()
    sock.sendto(b"", (LOOPBACK, DISCARD_PORT))
    sock.close()


def settled(expected):
    """What is in use once connections have ended."""
    start = time.ticks_ms()
    while (now := in_use()) != expected and time.ticks_diff(
        time.ticks_ms(), start
    ) < SETTLED_MS:
        forget()
        nudge()
        time.sleep_ms(5)
    return now


def run_once(function, failing):
    gc.collect()
    function(failing)


def run_all(function):
    """How many allocations were refused."""
    run_once(function, Failing(faults.HEAP, 0, False))
    forget()
    time.sleep_ms(20)
    before = in_use()
    before = settled(before)
    refused = 0
    for source in SOURCES:
        for lasting in (False, True):
            pools_stay_empty = lasting and source == faults.POOLS
            if pools_stay_empty and not ALL:
                continue
            # Where nothing is freed, a call would wait for ever.
            socket.setdefaulttimeout(0.2 if pools_stay_empty else PATIENCE)
            nth = 0
            while True:
                nth += 1
                failing = Failing(source, nth, lasting)
                where = "%s, allocation %d%s" % (
                    "heap" if source == faults.HEAP else "pools",
                    nth,
                    " and all after it" if lasting else "",
                )
                try:
                    run_once(function, failing)
                except Exception:
                    print("with", where)
                    raise
                after = settled(before)
                true(
                    after == before,
                    "left over with %s: %r, before %r" % (where, after, before),
                )
                refused += failing.refused
                if not failing.refused:
                    break
    return refused


def case(name):
    def run(function):
        try:
            place = name.split("-")[0]
            if (
                not hasattr(socket, place)
                and not hasattr(socket.socket, place)
                and place not in OTHERS
            ):
                raise Skip("the stack does not have it")
            refused = run_all(function)
        except Skip as reason:
            print("skip %s: %s" % (name, reason))
        except Exception as error:
            print_traceback(error)
            print("FAIL %s: %s %s" % (name, type(error).__name__, one_line(error)))
        else:
            print("ok %s: %d allocations refused" % (name, refused))
        socket.setdefaulttimeout(None)
        forget()

    return run


OTHERS = (
    "family",
    "type",
    "proto",
    "__repr__",
    "__iter__",
    "__next__",
    "query",
    "poll",
)


def patient(*sockets):
    for sock in sockets:
        sock.settimeout(PATIENCE)


def udp():
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)


def close(*sockets):
    for sock in sockets:
        sock.close()


def ready_pair(data=DATA):
    """Two ends of a connection; the first has something to receive."""
    client, server = pair()
    server.sendall(data)
    wait_readable(client)
    return client, server


def ready_datagram():
    """A bound socket with a datagram, and the sender's address."""
    sock, address = receiver()
    sender = udp()
    sender.bind((LOOPBACK, 0))
    sender.sendto(DATA, address)
    wait_readable(sock)
    own = sender.getsockname()
    sender.close()
    return sock, own
