"""What a board's Wi-Fi is to it: a network with this computer, and addresses by DHCP. The emulated
board's cable ends in it, so that it is reached at an address of its own, as yours is."""

import subprocess
from contextlib import contextmanager

import servers

TAP = "wifi0"
HOST = "203.0.113.1"
NAME_SERVER = "203.0.113.53"
SETTINGS = f"""
port=0
interface={TAP}
bind-interfaces
dhcp-range=203.0.113.50,203.0.113.99,1h
dhcp-option=option:dns-server,{NAME_SERVER}
dhcp-authoritative
dhcp-leasefile={{folder}}/leases
user=root
pid-file={{folder}}/dnsmasq.pid
"""


def ip(*arguments):
    subprocess.run(["ip", *arguments], check=True)


@contextmanager
def running():
    ip("tuntap", "add", TAP, "mode", "tap")
    try:
        ip("address", "add", f"{HOST}/24", "dev", TAP)
        ip("link", "set", TAP, "up")
        with servers.running(
            "dnsmasq", "--no-daemon", "-C", SETTINGS, ready="IP range"
        ):
            yield
    finally:
        ip("link", "delete", TAP)
