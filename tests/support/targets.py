"""Where scripts run: CPython, MicroPython's unix port, a board in the emulator."""

import os
import sys
from pathlib import Path

import namespace
from board import Board, BoardError
from run import BoardRun, ProcessRun

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / "target" / "build"
CHECKS = ROOT / "tests" / "python"
SCRIPTS = ROOT / "tests" / "scripts"
FROZEN = ROOT / "micropython" / "frozen"

# A process that may open few files shows that dropped sockets are closed.
FEW_FILES = ["prlimit", "--nofile=64:64"]

LIBRARIES = ROOT / "target" / "deps" / "libraries"

TCP_PORTS = {80: 18000, 8080: 18080, 8443: 18443, 5000: 15000, 5001: 15001, 8266: 18266}
# FTP names a port of the board to its clients, which find it at this computer's port of that number.
TCP_PORTS.update({port: port for port in (2121, 2122)})
UDP_PORTS = {5005: 15005}


def require_built(path, target):
    if not path.exists():
        raise FileNotFoundError(f"{target} is not built: run scripts/build {target}")
    return path


class CPython:
    name = "cpython"

    def run_check(self, path):
        return ProcessRun(FEW_FILES + [sys.executable, "-u", str(path)], {}, CHECKS)

    def run_source(self, source):
        return ProcessRun(FEW_FILES + [sys.executable, "-u", "-c", source], {}, CHECKS)

    def run_with_files(self, name, folder):
        environment = {"PYTHONPATH": str(SCRIPTS / "unix")}
        command = [sys.executable, "-u", str(SCRIPTS / name)]
        return ProcessRun(command, environment, folder)

    def address(self, port):
        return "127.0.0.1", port

    def stop(self):
        pass


class Unix:
    def __init__(self, name):
        self.name = name
        self._binary = require_built(BUILD / name / "micropython", name)
        # asyncio and the like are read from their sources unless they are frozen in.
        extmod = Path(os.environ["MICROPYTHON_DIR"]) / "extmod"
        self._path = f".frozen:{SCRIPTS / 'unix'}:{FROZEN}:{extmod}:{LIBRARIES}"
        self._host = namespace.TAP_PEER.split("/")[0] if "lwip" in name else "127.0.0.1"
        # A MicroPython with lwIP inside has a cable of its own; others do not look at these.
        self._network = {
            "USOCKET_TAP": namespace.TAP,
            "USOCKET_ADDRESS": namespace.TAP_PEER,
            "USOCKET_GATEWAY": namespace.TAP_ADDRESS,
            "USOCKET_DNS": namespace.TAP_ADDRESS,
        }

    def run_check(self, path):
        return self._run(FEW_FILES, [path], CHECKS)

    def run_source(self, source, heap="2m", wrapper=(), modules=()):
        """The heap has so many bytes; `wrapper` is a command that runs another one; `modules` are
        files that the source imports."""
        options = ["-X", f"heapsize={heap}", "-c", source]
        path = ":".join([*{str(module.parent) for module in modules}, self._path])
        return self._run([*FEW_FILES, *wrapper], options, CHECKS, MICROPYPATH=path)

    def run_compiled(self, name, folder, heap):
        """A module of the folder, which has those that it imports, on a heap of so many bytes."""
        options = ["-X", f"heapsize={heap}", "-c", f"import {name}"]
        return self._run(FEW_FILES, options, folder)

    def run_script(self, name):
        return self._run([], [SCRIPTS / name], SCRIPTS)

    def run_with_files(self, name, folder, *libraries):
        """The script finds the folder's files under their names."""
        return self._run([], [SCRIPTS / name], folder)

    def run_with_libraries(self, name, *libraries):
        return self.run_script(f"libraries/{name}")

    def run_in_background(self, name):
        """A script that ends and leaves callbacks behind."""
        source = (SCRIPTS / name).read_text()
        return self.run_source(source + "\nimport time\nwhile True: time.sleep(1)\n")

    def run_with_name_server(self, name, address):
        """The script asks another name server than the others do."""
        return self._run(
            namespace.with_name_server(address),
            [SCRIPTS / name],
            SCRIPTS,
            USOCKET_DNS=address,
        )

    def _run(self, wrapper, arguments, folder, **environment):
        command = [*wrapper, str(self._binary), *map(str, arguments)]
        environment = {"MICROPYPATH": self._path, **self._network, **environment}
        return ProcessRun(command, environment, folder)

    def port(self, port):
        """Where this computer finds a port that a script listens on."""
        return port

    def address(self, port):
        """The same with the host, on each of the stacks."""
        return self._host, port

    def stop(self):
        pass


def install(board, library):
    """Copies a module, or a package with all that is in it, as people do with mpremote."""
    source = LIBRARIES / library
    files = [source] if source.is_file() else sorted(source.rglob("*.py"))
    board.write_files(
        {f"lib/{path.relative_to(LIBRARIES)}": path.read_bytes() for path in files}
    )


# In one piece, as on a board that has no more.
LEAVE_FREE = """
import gc, sys
sys.path.insert(0, "compiled")
kept = bytearray({})
taken = []
size = gc.mem_free()
while size > 64:
    try:
        taken.append(bytearray(size))
    except MemoryError:
        size //= 2
del kept
gc.collect()
"""


class AnyBoard:
    """Emulated or not. `board` is the one at hand, if there is one; the targets that have this in
    common say how one that hangs is brought back (revive), how it joins the network and how this
    computer finds its ports."""

    def __init__(self):
        self.board = None
        self._installed = set()

    def reset(self):
        """A soft reset, or more when the board does not react any more."""
        if self.board:
            try:
                self.board.reset()
                return
            except BoardError:
                pass
        self.revive()
        self.board.reset()

    def _prepare(self):
        self.board.set_clock()
        self.board.write_file("check.py", self._check_module())
        self._installed.clear()

    def _check_module(self):
        return (CHECKS / "check.py").read_bytes()

    def _source(self, name):
        return (SCRIPTS / name).read_text()

    def _join(self):
        self.board.connect_network()

    def run_check(self, path):
        return self.run_source(path.read_text())

    def run_source(self, source, modules=()):
        self.reset()
        for path in modules:
            self.board.write_file(path.name, path.read_bytes())
        self._join()
        return BoardRun(self.board, source)

    def run_compiled(self, name, folder, heap):
        """A module of the folder, which has those that it imports, with so many bytes left."""
        self.reset()
        files = {
            f"compiled/{path.name}": path.read_bytes() for path in folder.iterdir()
        }
        self.board.write_files(files)
        self._join()
        return BoardRun(self.board, f"{LEAVE_FREE.format(heap)}\nimport {name}")

    def run_script(self, name):
        self.reset()
        return BoardRun(self.board, self._source(name))

    def run_with_files(self, name, folder, *libraries):
        self.reset()
        self._install(libraries)
        for path in folder.iterdir():
            self.board.write_file(path.name, path.read_bytes())
        return self._run_connected(name)

    def run_with_libraries(self, name, *libraries):
        self.reset()
        self._install(libraries)
        return self._run_connected(f"libraries/{name}")

    def _install(self, libraries):
        for library in libraries:
            if library not in self._installed:
                install(self.board, library)
                self._installed.add(library)

    def run_in_background(self, name):
        self.reset()
        return self._run_connected(name)

    def run_with_name_server(self, name, address):
        self.reset()
        return self._run_connected(
            name, f"import network; network.ipconfig(dns={address!r})"
        )

    def _run_connected(self, name, preparation=""):
        self._join()
        self.board.evaluate(preparation)
        return BoardRun(self.board, self._source(name))

    def go_on_with(self, source):
        """Runs more code beside what the script before has left."""
        return BoardRun(self.board, source)

    def stop(self):
        if self.board:
            self.board.stop()
            self.board = None


class EmulatedBoard(AnyBoard):
    """`serial`: what its serial port is to this computer, as scripts/board.py has it."""

    def __init__(self, name, serial=None):
        super().__init__()
        self.name = name
        self.firmware = require_built(BUILD / name / "firmware.elf", name)
        self._serial = serial

    def revive(self):
        self.stop()
        forwards = [f"{host}:{port}" for port, host in TCP_PORTS.items()]
        forwards += [f"udp:{host}:{port}" for port, host in UDP_PORTS.items()]
        self.board = Board(self.firmware, forwards, self._serial)
        self._prepare()

    def port(self, port):
        return TCP_PORTS.get(port) or UDP_PORTS[port]

    def address(self, port):
        return "127.0.0.1", self.port(port)


# Those that somebody has opened already, by name: the board of scripts/test-device is `device`.
OPENED = {}


def open_target(name):
    if name in OPENED:
        return OPENED[name]
    if name == "cpython":
        return CPython()
    build = name.rpartition("/")[2]
    return Unix(name) if "unix" in build else EmulatedBoard(name)
