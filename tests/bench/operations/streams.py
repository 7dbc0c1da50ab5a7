"""Small pieces through a connection."""


def receiving(method, size, feed=FEED):
    """What the far end sent is received piece by piece."""
    near, far = pair()
    receive = getattr(far, method)
    data = bytes(feed)

    def run():
        near.send(data)
        if SETTLE:
            settle()
        rest = feed
        while rest > 0:
            rest -= len(receive(size))

    return run, feed // size


def recv_1():
    return receiving("recv", 1, 200)


def recv_1000():
    return receiving("recv", 1000)


def read_1000():
    return receiving("read", 1000)


def readline():
    near, far = pair()
    data = LINE * 50

    def run():
        near.send(data)
        if SETTLE:
            settle()
        for _ in range(50):
            far.readline()

    return run, 50


def iterate_lines():
    near, far = pair()
    data = LINE * 50
    if not hasattr(far, "__next__"):
        raise AttributeError("__next__")

    def run():
        near.send(data)
        if SETTLE:
            settle()
        for _ in range(50):
            next(far)

    return run, 50


def receiving_into(method, size):
    near, far = pair()
    data = bytes(FEED)
    buffer = bytearray(size)
    receive = getattr(far, method)

    def run():
        near.send(data)
        if SETTLE:
            settle()
        rest = FEED
        while rest > 0:
            rest -= receive(buffer)

    return run, FEED // size


def readinto_1000():
    return receiving_into("readinto", 1000)


def recv_into_1000():
    return receiving_into("recv_into", 1000)


def sending(method, size, repeat):
    """The far end takes what was sent at once."""
    near, far = pair()
    data = bytes(size)
    send = getattr(near, method)
    buffer = bytearray(size * repeat)

    def run():
        for _ in range(repeat):
            send(data)
        if SETTLE:
            settle()
        far.readinto(buffer)

    return run, repeat


def send_1():
    return sending("send", 1, 100)


def send_1000():
    return sending("send", 1000, 4)


def sendall_1000():
    return sending("sendall", 1000, 4)


def write_1000():
    return sending("write", 1000, 4)


def tcp_ping_pong():
    near, far = pair()
    data = bytes(1)

    def run():
        near.send(data)
        if SETTLE:
            settle()
        far.send(far.recv(1))
        if SETTLE:
            settle()
        near.recv(1)

    return run, 1


def tcp_ping_pong_into():
    near, far = pair()
    data = bytearray(1)

    def run():
        near.write(data)
        if SETTLE:
            settle()
        far.readinto(data)
        far.write(data)
        if SETTLE:
            settle()
        near.readinto(data)

    return run, 1
