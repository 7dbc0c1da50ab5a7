"""Runs a command in a network of its own, where this computer is the whole Internet.

    python namespace.py COMMAND...

Port 80 is free there without asking for root, no packet leaves the computer, and names are
answered by the tests' own server (dns_server.py). Clients, emulator and servers all run inside.
"""

import fcntl
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

WORLD = "192.0.2.1"
NAME_SERVER = "0.0.0.0"

# The cable of a MicroPython that has lwIP inside: a tap device, and the address at our end.
TAP = "tap0"
TAP_ADDRESS = "198.51.100.1"
TAP_PEER = "198.51.100.2/24"
MARK = "USOCKET_TEST_NAMESPACE"

SIOCSIFFLAGS = 0x8914
SIOCSIFADDR = 0x8916
SIOCSIFNETMASK = 0x891C
TUNSETIFF = 0x400454CA
TUNSETPERSIST = 0x400454CB
IFF_TAP_NO_PI = 0x1002
IFF_UP_RUNNING = 0x41


def stay_outside(host):
    """For a board on a real network, where this computer has that address."""
    global WORLD, NAME_SERVER
    WORLD = NAME_SERVER = host
    os.environ[MARK] = "1"


def configure_interface(name, request, value):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, request, struct.pack("16s", name) + value)


def socket_address(host):
    return struct.pack("HH4s8x", socket.AF_INET, 0, socket.inet_aton(host))


def make_tap():
    """A device that stays, for the programs that come and go at its other end."""
    with open("/dev/net/tun", "r+b", buffering=0) as device:
        fcntl.ioctl(
            device, TUNSETIFF, struct.pack("16sh22x", TAP.encode(), IFF_TAP_NO_PI)
        )
        fcntl.ioctl(device, TUNSETPERSIST, 1)
    configure_interface(TAP.encode(), SIOCSIFADDR, socket_address(TAP_ADDRESS))
    configure_interface(TAP.encode(), SIOCSIFNETMASK, socket_address("255.255.255.0"))
    configure_interface(TAP.encode(), SIOCSIFFLAGS, struct.pack("h22x", IFF_UP_RUNNING))


def set_up_network():
    configure_interface(b"lo", SIOCSIFFLAGS, struct.pack("h22x", IFF_UP_RUNNING))
    configure_interface(b"lo:world", SIOCSIFADDR, socket_address(WORLD))
    if os.path.exists("/dev/net/tun"):
        make_tap()
    # A server that is started again gets its port at once, as after the reset of a board: Linux
    # would keep it for a minute, and the people's scripts do not ask for SO_REUSEADDR.
    Path("/proc/sys/net/ipv4/tcp_max_tw_buckets").write_text("0")
    # With that alone it would forget what it has closed itself as soon as the end is acknowledged,
    # and reset the connection when the other side, which still reads, acknowledges more.
    Path("/proc/sys/net/ipv4/tcp_fin_timeout").write_text("120")


def with_name_server(address):
    """Goes before a command that has to ask another name server."""
    script = (
        "file=$(mktemp) && echo nameserver $1 >$file && umount /etc/resolv.conf &&"
        ' mount --bind $file /etc/resolv.conf && rm $file && shift && exec "$@"'
    )
    return ["unshare", "--mount", "sh", "-c", script, "sh", address]


def replace_file(path, text):
    with tempfile.NamedTemporaryFile("w") as replacement:
        replacement.write(text)
        replacement.flush()
        os.chmod(replacement.name, 0o644)
        subprocess.run(["mount", "--bind", replacement.name, path], check=True)


def run_inside(command):
    set_up_network()
    if MARK not in os.environ:
        replace_file(
            "/etc/resolv.conf", "nameserver 127.0.0.1\noptions timeout:1 attempts:2\n"
        )
        replace_file("/etc/nsswitch.conf", "hosts: files dns\n")
    os.environ[MARK] = "1"
    # A shell's background job ignores Ctrl-C, and so would everything that the tests start.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execvp(command[0], command)


def enter(command):
    unshare = ["unshare", "--user", "--map-root-user", "--net", "--mount", "--"]
    if MARK in os.environ:  # from inside of one: another network is all that it takes
        unshare = ["unshare", "--net", "--"]
    if subprocess.call([*unshare, "true"], stderr=subprocess.DEVNULL):
        sys.exit(
            "the tests need a network namespace, which this computer does not allow:"
            " `unshare --user --net true` has to work"
        )
    os.execvp(unshare[0], unshare + [sys.executable, __file__, "--inside"] + command)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        run_inside(sys.argv[2:])
    else:
        enter(sys.argv[1:])
