"""Goes before a behaviour file, for one of its checks to run on a C module of MicroPython.

The C modules lack names that the checks use on their way. These are added here, so that a check
fails by the bug that it is about. The line before this file sets CHECK, the name of the check.
"""

import socket as c_module
import struct
import sys


class Module:
    timeout = gaierror = OSError

    def __getattr__(self, name):
        return getattr(c_module, name)


def to_packed(address):
    if isinstance(address, tuple):
        return c_module.getaddrinfo(*address)[0][4]
    if isinstance(address, (str, bytes)):
        path = address if isinstance(address, bytes) else address.encode()
        return struct.pack("H", c_module.AF_UNIX) + path
    return address


def from_packed(address):
    family, host, *port = c_module.sockaddr(address)
    return host if family == c_module.AF_UNIX else (".".join(map(str, host)), port[0])


class UnixPortSocket(c_module.socket):
    """Takes and returns addresses as the checks have them: the C module's are packed."""

    def bind(self, address):
        super().bind(to_packed(address))

    def connect(self, address):
        super().connect(to_packed(address))

    def accept(self):
        sock, address = super().accept()
        return sock, from_packed(address)


if hasattr(c_module, "sockaddr"):
    Module.socket = UnixPortSocket
sys.modules["socket"] = Module()

import check  # imports socket

run_check = check.rule


def rule(name):
    return run_check(name) if name == CHECK else lambda function: None  # noqa: F821


check.rule = rule
