"""Servers and clients of Debian, from where scripts/setup has unpacked them."""

import os
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import namespace

ROOT = Path(os.environ["SERVERS"])
LIMIT = 10  # seconds until a server is ready

BROKER = """
user root
listener 1883 {address}
allow_anonymous true
persistence true
persistence_location {folder}/
"""

CLOCK = """
local stratum 5
allow all
bindaddress {address}
cmdport 0
pidfile {folder}/chronyd.pid
"""

NAME_SERVER = "192.0.2.53"
NAMES = """
no-hosts
no-resolv
bind-interfaces
listen-address={name_server}
user=root
pid-file={folder}/dnsmasq.pid
local=/example/
host-record=plain.example,192.0.2.10
cname=alias.example,plain.example
host-record=six.example,2001:db8::10
host-record=two.example,192.0.2.20
host-record=two.example,192.0.2.21
address=/any.example/192.0.2.30
txt-record=empty.example,no address
"""


def command(name):
    return str(next(path for path in ROOT.glob(f"usr/*bin/{name}")))


def environment():
    libraries = ":".join(map(str, ROOT.glob("usr/lib/*-linux-gnu")))
    return {**os.environ, "LD_LIBRARY_PATH": libraries}


@contextmanager
def running(name, *arguments, ready):
    """A server with a folder of its own, from when `ready` is in its log until the end."""
    with tempfile.TemporaryDirectory(prefix=f"usocket-{name}-") as folder:
        arguments = [argument.replace("{folder}", folder) for argument in arguments]
        log = Path(folder, "log")
        for index, argument in enumerate(arguments):
            if "\n" in argument:
                arguments[index] = str(Path(folder, "config"))
                Path(arguments[index]).write_text(argument)
        with log.open("w") as output:
            process = subprocess.Popen(
                [command(name), *arguments],
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            deadline = time.monotonic() + LIMIT
            while ready not in log.read_text():
                assert process.poll() is None, f"{name} ended:\n{log.read_text()}"
                assert time.monotonic() < deadline, f"{name}:\n{log.read_text()}"
                time.sleep(0.02)
            yield process
        finally:
            process.terminate()
            process.wait()


def broker(memory="{folder}", address=namespace.WORLD):
    """`memory`: a folder in which it finds what another has left."""
    config = BROKER.format(address=address, folder=memory)
    return running("mosquitto", "-v", "-c", config, ready="running")


def clock(address=namespace.WORLD):
    config = CLOCK.format(address=address, folder="{folder}")
    return running(
        "chronyd", "-x", "-d", "-u", "root", "-f", config, ready="chronyd version"
    )


def name_server():
    config = NAMES.format(name_server=NAME_SERVER, folder="{folder}")
    hosts = "".join(
        f"host-record=host{n}.example,192.0.2.{100 + n}\n" for n in range(20)
    )
    return running("dnsmasq", "--no-daemon", "-C", config + hosts, ready="started")


def client(name, *arguments):
    """A program that talks until somebody ends it."""
    return subprocess.Popen(
        [command(name), *arguments],
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def run(name, *arguments, limit=20):
    done = subprocess.run(
        [command(name), *arguments],
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=limit,
    )
    assert done.returncode == 0, (
        f"{name} failed with status {done.returncode}:\n{done.stderr.decode()[-2000:]}"
    )
    return done.stdout.decode()
