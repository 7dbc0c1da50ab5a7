"""The lines of a firmware that traces its socket module (cmodules/usocket/border/trace.c), for people."""

import re

MARK = "\x1e"

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
IN_PROGRESS = ("EINPROGRESS", "EAGAIN", "OSError 11 ", "OSError 119 ", "OSError 115 ")

HEADER = f"{'seconds':>9} {'took':>9}  {'socket':<6} {'state':<11} {'bytes':>7}  call"


class Socket:
    def __init__(self, number):
        self.number = number
        self.state = "open"


def time_of(microseconds):
    if microseconds < 100_000:
        return f"{microseconds / 1000:.2f} ms"
    return f"{microseconds / 1_000_000:.2f} s"


class Trace:
    """Follows the sockets of one run."""

    def __init__(self):
        self._start = None
        self._known = {}
        self._count = 0

    def _socket(self, key):
        if key not in self._known:
            self._count += 1
            self._known[key] = Socket(self._count)
        return self._known[key]

    def describe(self, line):
        """The row for a line of the firmware, without its mark."""
        start, took, key, descriptor, ready, call, result = line.split("\t")
        name = call.partition("(")[0]
        if self._start is None:
            self._start = int(start)
        # The board's clock is a counter of 32 bits.
        seconds = ((int(start) - self._start) & 0xFFFFFFFF) / 1_000_000
        if name == "socket":
            self._known.pop(key, None)
        who = self._socket(key) if key != "0" else None
        shown = self._name_sockets(name, result)
        moved = transferred(name, call, result)
        if who:
            who.state = self._state(who, name, int(descriptor), int(ready), result)
            if who.state == "connected" and moved == "< 0" and "(0)" not in call:
                who.state = "ended"
        row = (
            f"{seconds:9.3f} {time_of(int(took)):>9}  {who.number if who else '':<6}"
            f" {who.state if who else '':<11} {moved:>7}  {call}"
        )
        if name == "stream.poll":
            shown = readiness(int(result))
        if who and who.state == "closed":
            del self._known[key]
        shown = shortened(without_lengths(shown.removeprefix("!")))
        return without_lengths(row) + (f" → {shown}" if shown else "")

    def _name_sockets(self, name, result):
        """Those that a call made get their numbers here; an accepted one is connected."""

        def name_it(match):
            if name in MAKING:
                self._known.pop(match[1], None)
            made = self._socket(match[1])
            made.state = MAKING.get(name, made.state)
            return f"socket {made.number}"

        return re.sub(r"@([0-9a-f]+)", name_it, result)

    @staticmethod
    def _state(socket, name, descriptor, ready, result):
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
            return (
                "connecting"
                if any(word in result + " " for word in IN_PROGRESS)
                else "failed"
            )
        if ready & ERROR:
            return "failed"
        if ready & HUNG_UP and socket.state == "connected":
            return "ended"
        if socket.state == "connecting" and ready & WRITABLE:
            return "connected"
        return socket.state


def without_lengths(text):
    """A long text has its length behind it, which is in the column of bytes."""
    return re.sub(r"(?<=['\"…])\[\d+\]", "", text)


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


def transferred(name, call, result):
    """The bytes that a call moved: < received, > sent."""
    if result.startswith("!"):
        return ""
    if name in RECEIVING:
        match = re.search(r"\[(\d+)\]|^(\d+)$", result)
        return f"< {match[1] or match[2]}" if match else ""
    if name in RECEIVING_INTO:
        match = re.search(r"\d+", result)
        return f"< {match[0]}" if match else ""
    if name == "sendall":
        match = re.search(r"\[(\d+)\]", call)
        return f"> {match[1]}" if match else ""
    return f"> {result}" if name in SENDING and result.isdecimal() else ""


class Splitter:
    """Takes the firmware's lines out of what comes from the console, whole or in pieces."""

    def __init__(self, trace):
        self._trace = trace
        self._rest = ""
        self._at_start = True

    def feed(self, text):
        """The text with rows in place of the firmware's lines."""
        shown = []
        text = self._rest + text
        while MARK in text:
            before, _, line = text.partition(MARK)
            line, newline, after = line.partition("\n")
            shown.append(self._plain(before))
            if not newline:
                self._rest = MARK + line
                return "".join(shown)
            if not self._at_start:
                shown.append("\n")
            shown.append(self._trace.describe(line) + "\n")
            self._at_start = True
            text = after
        self._rest = ""
        shown.append(self._plain(text))
        return "".join(shown)

    def _plain(self, text):
        if text:
            self._at_start = text.endswith("\n")
        return text
