"""Network interfaces, addresses and routes by Linux's ioctls: no tool has to be installed."""

import ctypes
import fcntl
import os
import socket
import struct
from pathlib import Path

TUNSETIFF = 0x400454CA
TUNSETPERSIST = 0x400454CB
IFF_TUN = 0x0001
IFF_TAP = 0x0002
IFF_NO_PI = 0x1000

SIOCADDRT = 0x890B
SIOCSIFFLAGS = 0x8914
SIOCSIFADDR = 0x8916
SIOCSIFNETMASK = 0x891C
IFF_UP_RUNNING = 0x41
RTF_UP = 0x0001
RTF_HOST = 0x0004


def internet_address(text):
    return struct.pack("HH4s8x", socket.AF_INET, 0, socket.inet_aton(text))


def control(request, argument):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, request, argument)


def set_address(name, address, mask="255.255.255.0"):
    for request, value in ((SIOCSIFADDR, address), (SIOCSIFNETMASK, mask)):
        control(request, struct.pack("16s", name.encode()) + internet_address(value))


def remove_alias(name):
    control(
        SIOCSIFADDR, struct.pack("16s", name.encode()) + internet_address("0.0.0.0")
    )


def set_up(name):
    control(SIOCSIFFLAGS, struct.pack("16sh22x", name.encode(), IFF_UP_RUNNING))


def add_route(name, target, flags, mask="0.0.0.0"):
    device = ctypes.create_string_buffer(name.encode())
    route = struct.pack(
        "L16s16s16sHhLPhPLLH",
        *(
            0,
            internet_address(target),
            internet_address("0.0.0.0"),
            internet_address(mask),
        ),
        *(flags, 0, 0, 0, 0, ctypes.addressof(device), 0, 0, 0),
    )
    control(SIOCADDRT, route)


def route_everything_to(name):
    add_route(name, "0.0.0.0", RTF_UP)


def forward_packets():
    Path("/proc/sys/net/ipv4/ip_forward").write_text("1")


def open_device(name, kind):
    device = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(
        device, TUNSETIFF, struct.pack("16sH22x", name.encode(), kind | IFF_NO_PI)
    )
    return device


def open_tun(name, address):
    """An interface whose packets are read from and written to the descriptor."""
    device = open_device(name, IFF_TUN)
    set_address(name, address)
    set_up(name)
    return device


def make_tap(name, address, peer):
    """An Ethernet interface that waits for a process to be its other end."""
    device = open_device(name, IFF_TAP)
    fcntl.ioctl(device, TUNSETPERSIST, 1)
    os.close(device)
    set_address(name, address, "255.255.255.255")
    set_up(name)
    add_route(name, peer, RTF_UP | RTF_HOST, "255.255.255.255")
