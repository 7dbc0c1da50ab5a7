"""A target at one end of a cable, this computer at the other: see cable.py."""

import subprocess
from pathlib import Path

import namespace
import targets
from board import Board
from cable import Cable
from cable_ends import EmulatorEnd, KernelEnd, ProgramEnd
from run import BoardRun

ADDRESS = "203.0.113.2"
WORLD = "203.0.113.1"
PREFIX = "/24"

SCRIPTS = Path(__file__).resolve().parent.parent / "robustness" / "on_station"

JOIN = """
import network
lan = network.LAN()
lan.active(True)
lan.ifconfig(("{address}", "255.255.255.0", "{world}", "{name_server}"))
del network, lan
"""


class Station:
    """`cable` is the one that it hangs on. `run` starts a script; `stop` ends all."""

    def __init__(self, name, seed, end):
        self.name = name
        self.world = KernelEnd("world0", WORLD + PREFIX)
        self.cable = Cable(end, self.world, seed)

    def run_files(self, names, call):
        """The scripts of on_station, one after the other, and then a line of Python."""
        sources = [(SCRIPTS / name).read_text() for name in names]
        return self.run("\n".join([*sources, call]))

    def stop(self):
        self.cable.stop()


class UnixStation(Station, targets.Unix):
    """MicroPython's unix port: with lwIP inside, or in a network namespace of its own."""

    def __init__(self, name, seed, name_server=WORLD):
        targets.Unix.__init__(self, name)
        self._holder = None
        if "lwip" in name:
            end = ProgramEnd("station0")
            self._wrapper = []
            self._network = {
                "USOCKET_TAP": end.name,
                "USOCKET_ADDRESS": ADDRESS + PREFIX,
                "USOCKET_GATEWAY": WORLD,
                "USOCKET_DNS": name_server,
            }
        else:
            end = self._make_namespace(name_server)
        Station.__init__(self, name, seed, end)

    def _make_namespace(self, name_server):
        self._holder = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "unshare", "--net", "--"]
            + ["sh", "-c", "echo ready && exec sleep infinity"],
            stdout=subprocess.PIPE,
        )
        self._holder.stdout.readline()
        pid = self._holder.pid
        self._wrapper = ["nsenter", "-t", str(pid), "-n"]
        self._wrapper += namespace.with_name_server(name_server)
        end = KernelEnd("station0", ADDRESS + PREFIX, namespace_of=pid)
        end.route_to(WORLD)
        return end

    def run(self, source):
        return self._run(self._wrapper, ["-c", source], SCRIPTS)

    def reset(self):
        """Each run is a process of its own."""

    def stop(self):
        Station.stop(self)
        if self._holder:
            self._holder.kill()
            self._holder.wait()
            self._holder.stdout.close()


class BoardStation(Station):
    """An emulated board. What one run leaves, the next one finds."""

    def __init__(self, name, seed, name_server=WORLD):
        end = EmulatorEnd()
        firmware = targets.require_built(targets.BUILD / name / "firmware.elf", name)
        join = JOIN.format(address=ADDRESS, world=WORLD, name_server=name_server)
        self.board = Board(firmware, cable=f"connect:{end.port}", join=join)
        end.accept()
        super().__init__(name, seed, end)
        self.board.set_clock()
        self.reset()

    def reset(self):
        self.board.reset()
        self.board.connect_network()

    def run(self, source):
        return BoardRun(self.board, source)

    def stop(self):
        self.board.stop()
        super().stop()


def open_station(name, seed, **options):
    kind = UnixStation if "unix" in name else BoardStation
    return kind(name, seed, **options)
