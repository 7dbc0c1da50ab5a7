"""What a cable's end is plugged into: an interface of the kernel's, a program's tap device, QEMU."""

import contextlib
import fcntl
import os
import socket
import struct
import subprocess
import threading
from pathlib import Path

import namespace

SIOCSIFMTU = 0x8922
ETH_P_ALL = 3
PACKET_OUTGOING = 4
FRAME_MAX = 65536
FRAMES_AT_ONCE = 64


def open_tap(name):
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    request = struct.pack("16sh22x", name.encode(), namespace.IFF_TAP_NO_PI)
    fcntl.ioctl(device, namespace.TUNSETIFF, request)
    return device


def setting(name, key, value, family="ipv4"):
    Path(f"/proc/sys/net/{family}/conf/{name}/{key}").write_text(value)


class KernelEnd:
    """An interface of this computer, or of the network namespace of a process."""

    def __init__(self, name, address, namespace_of=None):
        self.name = name
        self._device = open_tap(name)
        self._inside = []
        if namespace_of:
            self._ip("link", "set", name, "netns", str(namespace_of))
            self._inside = ["nsenter", "-t", str(namespace_of), "-n"]
        self._ip("link", "set", "lo", "up")
        self._ip("addr", "add", address, "dev", name)
        self._ip("link", "set", name, "up")

    def _ip(self, *arguments):
        subprocess.run([*self._inside, "ip", *arguments], check=True)

    def route_to(self, gateway):
        self._ip("route", "add", "default", "via", gateway)

    def set_mtu(self, mtu):
        self._ip("link", "set", self.name, "mtu", str(mtu))

    def fileno(self):
        return self._device

    def receive(self):
        with contextlib.suppress(BlockingIOError):
            for _ in range(FRAMES_AT_ONCE):
                yield os.read(self._device, FRAME_MAX)

    def send(self, frame):
        with contextlib.suppress(OSError):  # a cable tells nobody
            os.write(self._device, frame)

    def close(self):
        os.close(self._device)


class ProgramEnd:
    """A tap device that a program has opened. The kernel beside it keeps out."""

    def __init__(self, name):
        self.name = name
        device = open_tap(name)
        fcntl.ioctl(device, namespace.TUNSETPERSIST, 1)
        os.close(device)
        setting(name, "arp_ignore", "8")
        setting(name, "disable_ipv6", "1", "ipv6")
        up = struct.pack("h22x", namespace.IFF_UP_RUNNING)
        namespace.configure_interface(name.encode(), namespace.SIOCSIFFLAGS, up)
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        self._socket.bind((name, ETH_P_ALL))
        self._socket.setblocking(False)

    def fileno(self):
        return self._socket.fileno()

    def receive(self):
        with contextlib.suppress(BlockingIOError, OSError):
            for _ in range(FRAMES_AT_ONCE):
                frame, origin = self._socket.recvfrom(FRAME_MAX)
                if origin[2] != PACKET_OUTGOING:
                    yield frame

    def send(self, frame):
        with contextlib.suppress(OSError):  # nobody has opened the device just now
            self._socket.send(frame)

    def close(self):
        self._socket.close()
        device = open_tap(self.name)
        fcntl.ioctl(device, namespace.TUNSETPERSIST, 0)
        os.close(device)


class EmulatorEnd:
    """QEMU's socket network: each frame behind its length, over TCP. `port` is where it connects."""

    def __init__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._sending = threading.Lock()
        self._received = b""

    def accept(self):
        self._listener.settimeout(10)
        self._socket = self._listener.accept()[0]
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def fileno(self):
        return self._socket.fileno()

    def receive(self):
        data = b""
        with contextlib.suppress(ConnectionError):
            data = self._socket.recv(FRAME_MAX)
        if not data:
            raise EOFError
        self._received += data
        while len(self._received) >= 4:
            length = int.from_bytes(self._received[:4], "big")
            if len(self._received) < 4 + length:
                break
            yield self._received[4 : 4 + length]
            self._received = self._received[4 + length :]

    def send(self, frame):
        # The shortest that Ethernet has: the card drops others.
        frame = frame.ljust(60, b"\0")
        with self._sending, contextlib.suppress(OSError):
            self._socket.sendall(struct.pack(">I", len(frame)) + frame)

    def close(self):
        self._socket.close()
        self._listener.close()
