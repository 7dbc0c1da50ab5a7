"""Blocks of 64 KB through a connection."""

SIZE = 65536


def block_write_readinto():
    near, far = pair()
    near.setblocking(False)
    data = memoryview(bytearray(SIZE))

    def run():
        sent = 0
        while sent < SIZE:
            count = near.write(data[sent:])
            if SETTLE:
                settle()
            far.readinto(data[:count])
            sent += count

    return run, 1


def block_send_recv():
    near, far = pair()
    near.setblocking(False)
    data = memoryview(bytearray(SIZE))

    def run():
        sent = 0
        while sent < SIZE:
            count = near.send(data[sent:])
            sent += count
            if SETTLE:
                settle()
            while count > 0:
                count -= len(far.recv(count))

    return run, 1
