"""Joins a board to a Wi-Fi network, or says what is wrong with it."""

import re

from board import CodeError

# A refusal has to last: chips ask again, and may get in after all.
LIMIT = 20
REFUSAL_LIMIT = 5

JOIN = """
import network, time
station = network.WLAN(network.STA_IF)
station.active(True)
if not station.isconnected():
    station.connect({ssid!r}, {key!r})
refusals = {{}}
for name in ("STAT_WRONG_PASSWORD", "STAT_NO_AP_FOUND"):
    refusals[getattr(network, name, name)] = name
start = good = time.ticks_ms()
outcome = None
while not outcome:
    now = time.ticks_ms()
    status = station.status()
    if status not in refusals:
        good = now
    if station.isconnected():
        settings = station.ifconfig()
        if hasattr(network, "ipconfig"):
            outcome = "joined %s %s" % (settings[0], network.ipconfig("dns"))
        else:
            outcome = "joined %s %s" % (settings[0], settings[3])
    elif time.ticks_diff(now, good) > {refusal_limit} * 1000:
        outcome = refusals[status]
    elif time.ticks_diff(now, start) > {limit} * 1000:
        outcome = "status %s" % status
    else:
        time.sleep_ms(50)
print(outcome)
"""

# The network's own name server is another one. ipconfig comes first: where lwIP has IPv6, ifconfig
# gives it an address without a kind, and the answers are then another server's to lwIP.
ASK = """
if hasattr(network, "ipconfig"):
    network.ipconfig(dns={host!r})
else:
    address, mask, gateway, _ = station.ifconfig()
    station.ifconfig((address, mask, gateway, {host!r}))
"""

CONNECT = re.compile(r'^ *station\.connect\("SSID", "PASSWORD"\)\n', re.MULTILINE)


class CannotJoin(Exception):
    """What a person has to do, in one line."""


def join(board, ssid, key, host=None):
    """The board's address, and its name server until now. With `host` it asks that computer for names."""
    source = JOIN.format(ssid=ssid, key=key, limit=LIMIT, refusal_limit=REFUSAL_LIMIT)
    if host:
        source += ASK.format(host=host)
    try:
        outcome = board.evaluate(source, LIMIT + 10).strip()
    except CodeError as error:
        raise CannotJoin(
            f"the board cannot join the Wi-Fi network {ssid} ({error}):"
            " check --ssid and --key, and that its firmware has Wi-Fi"
        ) from None
    if outcome == "STAT_WRONG_PASSWORD":
        raise CannotJoin(f"the Wi-Fi network {ssid} refuses this key: check --key")
    if outcome == "STAT_NO_AP_FOUND":
        raise CannotJoin(
            f"the board finds no Wi-Fi network {ssid}: check --ssid, and that it is in reach at 2.4 GHz"
        )
    if not outcome.startswith("joined "):
        raise CannotJoin(
            f"the board did not join the Wi-Fi network {ssid} within {LIMIT} s ({outcome}): check --ssid and --key"
        )
    address, name_server = outcome.removeprefix("joined ").split()
    return address, name_server


def without_connect(source):
    """The board is in the network, and would get another name server by connecting again."""
    return CONNECT.sub("", source)
