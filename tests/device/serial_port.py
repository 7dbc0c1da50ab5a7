"""A serial port before it is opened: whether it is there, and who has it."""

import errno
import fcntl
import os
import socket
import stat
from pathlib import Path

from serial.tools import list_ports

BUSY = (errno.EBUSY, errno.EAGAIN)


def complaint(port):
    """What a person has to do before the port can be used; None when nothing."""
    if port.startswith("socket://"):
        return complaint_about_address(port)
    if "://" in port:
        return f"{port}: use a device like /dev/ttyUSB0, or socket://HOST:PORT"
    if not os.path.exists(port):
        found = ", ".join(sorted(each.device for each in list_ports.comports()))
        return f"there is no serial port {port}: plug the board in (ports here: {found or 'none'})"
    if not may_be_terminal(port):
        return f"{port} is no serial port: name the board's, as /dev/ttyUSB0"
    if user := other_user(port):
        return f"{port} is in use by {user}: close that program first"
    return complaint_of_system(port)


def complaint_about_address(port):
    host, _, number = port.removeprefix("socket://").rpartition(":")
    if not host or not number.isdecimal() or int(number) > 65535:
        return f"{port}: use socket://HOST:PORT, with the number of a TCP port"
    try:
        socket.create_connection((host, int(number)), 5).close()
    except OSError as error:
        return (
            f"nobody answers at {port} ({error}): start the board, or mend the address"
        )
    return None


def may_be_terminal(port):
    """False for files, pipes, /dev/null; what cannot be opened is for others to explain."""
    if not stat.S_ISCHR(os.stat(port).st_mode):
        return False
    try:
        descriptor = os.open(port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    except OSError:
        return True
    try:
        return os.isatty(descriptor)
    finally:
        os.close(descriptor)


def other_user(port):
    """The name of a program that has the port open, as far as this user may know."""
    device = os.path.realpath(port)
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if os.readlink(link) != device:
                continue
            process = link.parts[2]
            name = Path("/proc", process, "comm").read_text().strip()
        except OSError:
            continue  # it has ended, or belongs to another user
        if int(process) != os.getpid():
            return f"{name} (process {process})"
    return None


def complaint_of_system(port):
    try:
        descriptor = os.open(port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    except OSError as error:
        if error.errno in BUSY:
            return f"{port} is in use by another program: close that first"
        if error.errno == errno.EACCES:
            return f"you may not use {port}: become a member of its group ({group_of(port)})"
        return f"cannot open {port}: {error.strerror}"
    try:
        # As pyserial does, and with it mpremote, esptool and Thonny.
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return f"{port} is in use by another program: close that first"
    finally:
        os.close(descriptor)
    return None


def group_of(port):
    try:
        return Path(port).group()
    except KeyError:
        return os.stat(port).st_gid
