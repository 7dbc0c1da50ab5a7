"""What scripts/test-device does once it knows what is asked for.

python suite.py --build NAME --serial pty|tcp [common options] [FILE…]
python suite.py --port PORT --ssid NAME --key KEY [--host ADDRESS] [common options] [FILE…]
"""

import argparse
import socket
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TESTS = HERE.parent
ROOT = TESTS.parent
sys.path[:0] = [str(HERE), str(TESTS / "support"), str(ROOT / "scripts")]

import namespace
import pytest
import serial_port
import targets
from _pytest.mark.expression import Expression
from board import BoardError
from device import Device, identify
from plugin import DevicePlugin
from wifi import CannotJoin

RESULTS = ROOT / "target" / "test-device"

BEHAVIOUR = TESTS / "test_behaviour.py"
SCRIPTS = [
    TESTS / name
    for name in (
        "test_scripts.py",
        "test_web_server.py",
        "test_web_server_asyncio.py",
        "test_tls.py",
    )
]
NAMED_FILES = HERE / "files.py"

# What the board finds at this computer: names, pages, TLS, peers.
TCP_PORTS = (80, 443, 7000, 7001)
UDP_PORTS = (53, 5006, 7000)


class Complaint(Exception):
    """What a person has to do, in one line."""


def parse_arguments():
    parser = argparse.ArgumentParser()
    for option in ("--build", "--serial", "--port", "--ssid", "--key", "--host", "-k"):
        parser.add_argument(option)
    parser.add_argument("--limit", type=float)
    parser.add_argument("files", nargs="*", type=Path)
    return parser.parse_args()


def open_emulated(arguments):
    serial = "pty" if arguments.serial == "pty" else None
    device = targets.EmulatedBoard(arguments.build, serial)
    device.revive()
    return device, identify(device.board)


def own_address(board_address):
    """The one that the board's packets come back to."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((board_address, 9))
        except OSError as error:
            raise Complaint(
                f"this computer has no way to the board at {board_address} ({error.strerror}):"
                " join the same network, or name this computer's address with --host"
            ) from None
        return probe.getsockname()[0]


def require_ports(host):
    for kind, protocol, numbers in (
        (socket.SOCK_STREAM, "TCP", TCP_PORTS),
        (socket.SOCK_DGRAM, "UDP", UDP_PORTS),
    ):
        for number in numbers:
            with socket.socket(socket.AF_INET, kind) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((host, number))
                except PermissionError:
                    raise Complaint(
                        f"{protocol} port {number} of this computer is for root: start this as root,"
                        " or allow it by `sudo sysctl net.ipv4.ip_unprivileged_port_start=53`"
                    ) from None
                except OSError as error:
                    raise Complaint(
                        f"the board needs {protocol} port {number} of this computer at {host},"
                        f" and that is not to be had: {error.strerror}"
                    ) from None


def open_device(arguments):
    if text := serial_port.complaint(arguments.port):
        raise Complaint(text)
    try:
        device = Device(arguments.port, arguments.ssid, arguments.key)
    except CannotJoin as error:
        raise Complaint(str(error)) from None
    try:
        host = arguments.host or own_address(device.host_address)
        require_ports(host)
        namespace.stay_outside(host)
        device.serve_from(host)
    except BaseException:
        device.stop()
        raise
    return device, f"{device.identity} at {arguments.port}"


def require_expression(text):
    try:
        Expression.compile(text)
    except SyntaxError as error:
        raise Complaint(
            f"-k {text}: {error.msg}: use parts of names with and, or, not"
        ) from None


def run(arguments):
    require_expression(arguments.k or "")
    device, identity = (open_device if arguments.port else open_emulated)(arguments)
    targets.OPENED["device"] = device
    plugin = DevicePlugin(device, identity, arguments.files, arguments.limit)
    tests = [NAMED_FILES, *SCRIPTS] if arguments.files else [BEHAVIOUR, *SCRIPTS]
    RESULTS.mkdir(parents=True, exist_ok=True)
    options = ["-c", str(TESTS / "pytest.ini"), "--rootdir", str(TESTS)]
    options += ["-qq", "-r", "fE", "--tb", "short"]
    options += ["--junitxml", str(RESULTS / "results.xml"), "--target", "device"]
    options += ["-k", arguments.k] if arguments.k else []
    try:
        status = pytest.main([*options, *map(str, tests)], plugins=[plugin])
    finally:
        device.stop()
    if plugin.complaint:
        raise Complaint(plugin.complaint)
    return status


if __name__ == "__main__":
    try:
        sys.exit(run(parse_arguments()))
    except (Complaint, BoardError) as error:
        sys.exit(f"test-device: {error}")
