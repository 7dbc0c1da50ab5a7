"""The tests' network: a cable to the outside world, and one to each stack of a process's own."""

import os
import re
import subprocess
import sys

import certificates
import dns_server
from upstream import builds, interfaces, world

# A cable to each stack of a process's own: the device, and the address of the process. Our end has
# the same address everywhere, so that answers come from where questions went.
STACKS = (("stack0", "203.0.113.2"), ("stack1", "203.0.113.6"))
STACK_PREFIX = 30


# How the tests write a site's name.
SITE = re.compile(r"""["']((?:[a-z]+\.)+(?:com|org))["']""")


def sites_of(tests):
    """The sites that upstream's tests in the folder visit; names that shall not exist are none."""
    names = {
        name
        for path in sorted((tests / "net_inet").glob("*.py"))
        for name in SITE.findall(path.read_text())
    }
    found = sorted(name for name in names if not name.startswith("nonexistent."))
    if not found:
        raise SystemExit(f"{tests} has no test that visits a site")
    return found


def start(folder, tests):
    """Returns the outside world's process and the certificate of its authority."""
    interfaces.remove_alias("lo:world")  # nobody lives there for upstream's tests
    folder.mkdir(parents=True, exist_ok=True)
    sites = sites_of(tests)
    authority = certificates.make(folder, sites)
    cable = interfaces.open_tun("world", world.HOME)
    interfaces.route_everything_to("world")
    process = start_world(cable, folder)
    os.close(cable)
    dns_server.ADDRESSES.update(dict.fromkeys(sites, world.WORLD))
    dns_server.start()
    return process, authority


def start_world(cable, folder):
    process = subprocess.Popen(
        [*builds.END_WITH_US, "unshare", "--net", "--"]
        + [sys.executable, "-m", "upstream.world", str(cable), folder],
        env={**os.environ, "PYTHONPATH": f"{builds.TESTS}:{builds.TESTS / 'support'}"},
        stdout=subprocess.PIPE,
        pass_fds=[cable],
    )
    if process.stdout.readline() != b"ready\n":
        raise SystemExit("the outside world of the tests did not start")
    return process


def make_stack_interfaces():
    interfaces.forward_packets()
    for name, address in STACKS:
        interfaces.make_tap(name, world.HOME, address)


def stack_environment(number):
    name, address = STACKS[number]
    return {
        "USOCKET_TAP": name,
        "USOCKET_ADDRESS": f"{address}/{STACK_PREFIX}",
        "USOCKET_GATEWAY": world.HOME,
        "USOCKET_DNS": world.HOME,
    }
