"""Datagrams."""

import socket


def datagrams():
    address = next_address()
    far = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    far.bind(address)
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM), far, address


def sendto_recvfrom():
    near, far, address = datagrams()
    data = bytes(100)

    def run():
        near.sendto(data, address)
        if SETTLE:
            settle()
        far.recvfrom(200)

    return run, 1


def udp_ping_pong():
    near, far, address = datagrams()
    data = bytes(1)

    def run():
        near.sendto(data, address)
        if SETTLE:
            settle()
        got, sender = far.recvfrom(1)
        far.sendto(got, sender)
        if SETTLE:
            settle()
        near.recvfrom(1)

    return run, 1
