"""The lines of a firmware that traces its socket module (cmodules/usocket/border/trace.c), for people."""

import re

# Characters that no repr prints. What a script prints may have them all the same.
MARK = "\x1e"
OBJECT_MARK = "\x1f"

NUMBERS = 8
NUMBER = "-?[0-9a-f]{1,10}\t"
LINE = re.compile(
    r"(?P<start>\d+)\t(?P<milliseconds>\d+)\t(?P<microseconds>\d+)\t(?P<key>[0-9a-f]+)\t"
    r"(?P<descriptor>-?\d+)\t(?P<ready>\d+)\t(?P<given>-?\d+)\t(?P<got>-?\d+)\t"
    r"(?P<name>[\w.]+)\((?P<arguments>[^\t]*)\)\t(?P<result>[^\t]*)"
)
BEGINNING = re.compile(
    rf"({NUMBER}){{0,{NUMBERS - 1}}}[-0-9a-f]{{0,11}}|({NUMBER}){{{NUMBERS}}}[^\t]*(\t[^\t]*)?"
)
OBJECT = re.compile(OBJECT_MARK + "([0-9a-f]+)")

READABLE, WRITABLE, ERROR, HUNG_UP = 1, 4, 8, 16
RECEIVING = ("recv", "read", "readline", "recvfrom", "stream.read")
RECEIVING_INTO = ("recv_into", "readinto", "recvfrom_into")
SENDING = ("send", "sendto", "write", "stream.write")
MAKING = {
    "accept": "connected",
    "create_connection": "connected",
    "socketpair": "connected",
    "create_server": "listening",
}
RESULT_MAX = 60
IN_PROGRESS = (11, 115, 119)  # EAGAIN and EINPROGRESS, here and at MicroPython's

HEADER = f"{'seconds':>9} {'took':>9}  {'socket':<6} {'state':<11} {'bytes':>7}  call"


class Socket:
    def __init__(self, number):
        self.number = number
        self.state = "open"


def time_of(milliseconds, microseconds):
    """Microseconds have wrapped around in what lasted longer than an hour."""
    if milliseconds < 100 and microseconds < 100_000:
        return f"{microseconds / 1000:.2f} ms"
    return f"{milliseconds / 1000:.2f} s"


class Clock:
    """Seconds since the first call, from a counter of 32 bits that calls may read out of order."""

    def __init__(self):
        self._latest = None
        self._milliseconds = 0

    def seconds(self, start):
        if self._latest is None:
            self._latest = start
        since = (start - self._latest + 2**31) % 2**32 - 2**31
        self._latest = start
        self._milliseconds += since
        return self._milliseconds / 1000


class Trace:
    """Follows the sockets of one run."""

    def __init__(self):
        self._clock = Clock()
        self._known = {}
        self._count = 0

    def _socket(self, key):
        if key not in self._known:
            self._count += 1
            self._known[key] = Socket(self._count)
        return self._known[key]

    def describe(self, line):
        """The row for a line of the firmware, without its mark; None when it is none of those."""
        match = LINE.fullmatch(line)
        if not match:
            return None
        name, key, result = match["name"], match["key"], match["result"]
        got = int(match["got"])
        moved = transferred(name, int(match["given"]), got, result)
        if name == "socket":
            self._known.pop(key, None)
        who = self._socket(key) if key != "0" else None
        if who:
            self._follow(who, match, moved)
        shown = self._name_sockets(name, result).removeprefix("!")
        if name == "stream.poll":
            shown = readiness(got)
        seconds = self._clock.seconds(int(match["start"]))
        took = time_of(int(match["milliseconds"]), int(match["microseconds"]))
        row = (
            f"{seconds:9.3f} {took:>9}  {who.number if who else '':<6}"
            f" {who.state if who else '':<11} {moved:>7}"
            f"  {name}({self._name_sockets('', match['arguments'])})"
        )
        if who and who.state == "closed":
            del self._known[key]
        return row + (f" → {shortened(shown)}" if shown else "")

    def _name_sockets(self, name, text):
        """Those that a call made get their numbers here; an accepted one is connected."""

        def name_it(match):
            if name in MAKING:
                self._known.pop(match[1], None)
            made = self._socket(match[1])
            made.state = MAKING.get(name, made.state)
            return f"socket {made.number}"

        return OBJECT.sub(name_it, text)

    @staticmethod
    def _follow(socket, match, moved):
        descriptor, ready = int(match["descriptor"]), int(match["ready"])
        socket.state = state_after(
            socket.state, match["name"], descriptor, ready, match["result"]
        )
        ended = moved == "< 0" and match["arguments"] != "0"
        if socket.state == "connected" and ended:
            socket.state = "ended"


def state_after(state, name, descriptor, ready, result):
    failed = result.startswith("!")
    if descriptor < 0:
        return "closed"
    if name == "listen" and not failed:
        return "listening"
    if name == "bind" and not failed:
        return "bound"
    if name in ("connect", "connect_ex"):
        if result in ("", "0"):
            return "connected"
        number = re.fullmatch(r"(?:!OSError )?(\d+)( \w*)?", result)
        in_progress = number and int(number[1]) in IN_PROGRESS
        return "connecting" if in_progress else "failed"
    if ready & ERROR:
        return "failed"
    if ready & HUNG_UP and state == "connected":
        return "ended"
    if state == "connecting" and ready & WRITABLE:
        return "connected"
    return state


def shortened(text):
    return text if len(text) <= RESULT_MAX else text[: RESULT_MAX - 1] + "…"


def readiness(flags):
    words = {
        READABLE: "readable",
        WRITABLE: "writable",
        ERROR: "error",
        HUNG_UP: "ended",
    }
    return " ".join(word for bit, word in words.items() if flags & bit)


def transferred(name, given, got, result):
    """The bytes that a call moved: < received, > sent."""
    if result.startswith("!"):
        return ""
    if name == "sendall":
        return f"> {given}"
    if got < 0:
        return ""
    if name in RECEIVING or name in RECEIVING_INTO:
        return f"< {got}"
    return f"> {got}" if name in SENDING else ""


class Splitter:
    """Takes the firmware's lines out of what comes from the console, whole or in pieces."""

    def __init__(self, trace):
        self._trace = trace
        self._rest = ""
        self._at_start = True

    def feed(self, text):
        """The text with rows in place of the firmware's lines."""
        plain, *marked = (self._rest + text).split(MARK)
        self._rest = ""
        shown = [self._plain(plain)]
        for left, piece in zip(reversed(range(len(marked))), marked):
            line, newline, after = piece.partition("\n")
            if row := self._trace.describe(line) if newline else None:
                shown.append(("" if self._at_start else "\n") + row + "\n")
                self._at_start = True
                shown.append(self._plain(after))
            elif left == 0 and not newline and BEGINNING.fullmatch(line):
                self._rest = MARK + line
            else:
                shown.append(self._plain(MARK + piece))
        return "".join(shown)

    def _plain(self, text):
        if text:
            self._at_start = text.endswith("\n")
        return text
