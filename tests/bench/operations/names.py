"""Addresses as text."""

import socket


def getaddrinfo():
    return lambda: socket.getaddrinfo("127.0.0.1", 80), 1


def inet_pton():
    return lambda: socket.inet_pton(socket.AF_INET, "192.168.100.200"), 1


def inet_ntop():
    packed = bytes((192, 168, 100, 200))
    return lambda: socket.inet_ntop(socket.AF_INET, packed), 1
