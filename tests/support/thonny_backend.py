"""Thonny without its window: the program that it starts for an ESP board, and their messages."""

import os
import selectors
import subprocess
import sys
import tempfile
from pathlib import Path

from run import Run

THONNY = Path(os.environ["THONNY"])
sys.path.append(str(THONNY))

from thonny.common import (
    ImmediateCommand,
    ToplevelCommand,
    parse_message,
    serialize_message,
)

# As the window's settings are on a new installation, the port chosen.
SETTINGS = {
    "clean": True,
    "dtr": None,
    "rts": None,
    "submit_mode": None,
    "interrupt_on_connect": True,
    "write_block_size": None,
    "write_block_delay": None,
    "proxy_class": "ESP8266Proxy",
}


class Thonny:
    def __init__(self, device):
        self._folder = tempfile.TemporaryDirectory(prefix="usocket-thonny-")
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-u",
                str(THONNY / "thonny" / "plugins" / "esp" / "esp_back.py"),
                repr({**SETTINGS, "port": device}),
            ],
            env={**os.environ, "THONNY_USER_DIR": self._folder.name},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self._runs = 0
        self.greeting = ThonnyRun(self, None)
        self.greeting.wait_for_end(15)

    def run(self, source):
        """What the green button does: a soft reset, then the script in the editor."""
        self._runs += 1
        self.send(ToplevelCommand("Run", ["editor.py"], source=source, id=self._runs))
        return ThonnyRun(self, self._runs)

    def send(self, message):
        self._process.stdin.write(serialize_message(message).encode() + b"\n")
        self._process.stdin.flush()

    def output(self):
        return self._process.stdout

    def stop(self):
        self.greeting.stop()
        self._process.terminate()
        self._process.wait()
        self._process.stdin.close()
        self._process.stdout.close()
        self._folder.cleanup()


class ThonnyRun(Run):
    """What the shell in Thonny's window shows, until its next prompt."""

    def __init__(self, thonny, number):
        super().__init__()
        self._thonny = thonny
        self._number = number
        self._data = b""
        self._at_prompt = False
        self._selector = selectors.DefaultSelector()
        self._selector.register(thonny.output(), selectors.EVENT_READ)
        self._reader.start()

    def _read(self, timeout):
        if self._at_prompt:
            return None
        if not self._selector.select(timeout):
            return ""
        data = os.read(self._thonny.output().fileno(), 65536)
        if not data:
            return None
        *lines, self._data = (self._data + data).split(b"\n")
        text = ""
        for line in lines:
            if not line.startswith(b"\x02"):
                text += line.decode() + "\n"  # it died, and says why
                continue
            message = parse_message(line.decode())
            if message.event_type == "ProgramOutput":
                text += message.data
            elif message.event_type == "ToplevelResponse":
                self._at_prompt = message.get("command_id") == self._number
        return text

    def interrupt(self):
        self._thonny.send(ImmediateCommand("interrupt"))

    def stop(self):
        super().stop()
        self._selector.close()
