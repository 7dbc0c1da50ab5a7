"""What must not be in the firmware of the board."""

import subprocess

import pytest

# Functions of extmod/modlwip.c's sockets. Its glue for the stack may stay.
C_SOCKETS = (
    "lwip_socket_",
    "_lwip_tcp_",
    "_lwip_udp_",
    "lwip_getaddrinfo",
    "lwip_parse_inet_addr",
)
PANICS = ("rust_begin_unwind", "rust_panic", "panicking", "panic_fmt", "unwrap_failed")


@pytest.fixture
def symbols(emulated):
    names = subprocess.run(
        ["xtensa-lx106-elf-nm", emulated.firmware],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return {line.split()[-1] for line in names.splitlines()}


def found(symbols, parts):
    return sorted(name for name in symbols if any(part in name for part in parts))


def test_the_module_is_there(symbols):
    assert found(symbols, ["usocket_"])


def test_no_sockets_of_micropython(symbols):
    assert not found(symbols, C_SOCKETS)


def test_no_panic_handler(symbols):
    assert not found(symbols, PANICS)
