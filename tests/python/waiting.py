"""While a call waits, other Python runs, and may use sockets: nothing is locked."""

import socket
import time

from check import (
    datagram_pair,
    equal,
    milliseconds_since,
    not_on_cpython,
    now,
    receiver,
    rule,
    skip,
    true,
)

try:
    import _thread
except ImportError:
    _thread = None

try:
    from machine import Timer
except ImportError:
    Timer = None

DELAY = 100  # milliseconds until the other one begins
SLICE = 50  # after which a wait looks again, at most
PATIENCE = 5  # seconds


def talk_and_send(address):
    """Uses sockets of its own, then sends what somebody waits for."""
    sender, own = datagram_pair()
    sender.send(b"talk")
    equal(own.recv(10), b"talk")
    sender.close()
    own.close()
    out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    out.sendto(b"done", address)
    out.close()


def waits_for(begin):
    """`begin(address)` makes other code run, which sends the datagram that is waited for."""
    sock, address = receiver()
    sock.settimeout(PATIENCE)
    start = now()
    begin(address)
    equal(sock.recv(10), b"done")
    elapsed = milliseconds_since(start)
    limit = DELAY + SLICE + 250
    true(elapsed >= DELAY - 1, "the other one did not wait, only %d ms" % elapsed)
    true(elapsed <= limit, "the wait ended after %d ms only" % elapsed)
    sock.close()


@rule("4.2-threads-run-in-a-wait")
def threads():
    if _thread is None:
        skip("no threads")

    def other(address):
        time.sleep(DELAY / 1000)
        talk_and_send(address)

    waits_for(lambda address: _thread.start_new_thread(other, (address,)))


@rule("4.2-scheduled-code-runs-in-a-wait")
def scheduled():
    not_on_cpython("nothing is scheduled there")
    import micropython

    def begin_by_timer(address):
        Timer(-1).init(
            mode=Timer.ONE_SHOT, period=DELAY, callback=lambda _: talk_and_send(address)
        )

    def schedule_later(address):
        time.sleep(DELAY / 1000)
        micropython.schedule(talk_and_send, address)

    if Timer is not None:
        waits_for(begin_by_timer)
    elif _thread is not None:
        waits_for(lambda address: _thread.start_new_thread(schedule_later, (address,)))
    else:
        skip("neither timers nor threads")
