"""What MicroPython's module for lwIP's raw API has beside sockets."""

import socket

from check import equal, not_on_cpython, pair, raises, rule, skip, true


def module():
    not_on_cpython("has no lwip")
    if not hasattr(socket, "print_pcbs"):
        skip("the stack is not lwIP's raw API")
    import lwip

    return lwip


@rule("1-lwip-is-socket")
def same_module():
    true(module().socket is socket.socket, "another type")


@rule("1-lwip-callback")
def callback():
    lwip = module()
    client, server = pair()
    for _ in range(3):
        equal(lwip.callback(), None)
    client.send(b"x")
    equal(server.recv(1), b"x")
    client.close()
    server.close()


@rule("1-lwip-print_pcbs")
def print_pcbs():
    lwip = module()
    client, server = pair()
    equal(lwip.print_pcbs(), None)
    client.close()
    server.close()


@rule("1-lwip-reset")
def reset():
    lwip = module()
    client, server = pair()
    server.settimeout(1)
    equal(lwip.reset(), None)
    for sock in (client, server):
        raises(OSError, sock.recv, 1)
        sock.close()
    client, server = pair()
    client.send(b"works")
    equal(server.recv(10), b"works")
    client.close()
    server.close()
