"""The operations that scripts/bench measures, with both ends in one script.

It runs on MicroPython. Before it come the lines PORT = the first free one, CLIENTS = number, SETTLE = way and
PLAN = [(operation, count, milliseconds), ...]: each operation is repeated `count` times or more, until
so much time has passed. It prints a line for each: name, repetitions, microseconds, bytes of Python's heap
for one. An operation is a function that makes its sockets and returns what to repeat, and how often that
repeats the operation in one call.
"""

import gc
import socket
import time

FEED = 4000  # what one end sends at once fits into any stack's window
# MicroPython's unix port has no names for them.
TCP = getattr(socket, "IPPROTO_TCP", 6)
NODELAY = getattr(socket, "TCP_NODELAY", 1)
LINE = b"x" * 79 + b"\n"

_port = PORT  # noqa: F821
timed = False


def settle():
    """What was sent over lwIP's loopback arrives when events are handled. The C module sleeps a millisecond
    after that: where the clock would count it, receiving shall not have to wait."""
    if SETTLE == "sleep":  # noqa: F821
        time.sleep_ms(0)
    elif SETTLE == "loop" and timed:  # noqa: F821
        for _ in range(64):
            pass


def listen():
    global _port
    while True:
        _port += 1
        address = socket.getaddrinfo("127.0.0.1", _port)[0][-1]
        listener = socket.socket()
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(1)
            return listener, address
        except OSError:  # in use
            listener.close()


def pair():
    listener, address = listen()
    near = socket.socket()
    near.connect(address)
    far = listener.accept()[0]
    listener.close()
    for end in (near, far):
        end.setsockopt(TCP, NODELAY, 1)
    return near, far


def receiving(method, size, feed=FEED):
    """What the far end sent is received piece by piece."""
    near, far = pair()
    receive = getattr(far, method)
    data = bytes(feed)

    def run():
        near.send(data)
        if SETTLE:  # noqa: F821
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
        if SETTLE:  # noqa: F821
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
        if SETTLE:  # noqa: F821
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
        if SETTLE:  # noqa: F821
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
        if SETTLE:  # noqa: F821
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


SIZE = 65536


def block_write_readinto():
    near, far = pair()
    near.setblocking(False)
    data = memoryview(bytearray(SIZE))

    def run():
        sent = 0
        while sent < SIZE:
            count = near.write(data[sent:])
            if SETTLE:  # noqa: F821
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
            if SETTLE:  # noqa: F821
                settle()
            while count > 0:
                count -= len(far.recv(count))

    return run, 1


def datagrams():
    global _port
    _port += 1
    address = socket.getaddrinfo("127.0.0.1", _port)[0][-1]
    far = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    far.bind(address)
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM), far, address


def sendto_recvfrom():
    near, far, address = datagrams()
    data = bytes(100)

    def run():
        near.sendto(data, address)
        if SETTLE:  # noqa: F821
            settle()
        far.recvfrom(200)

    return run, 1


def udp_ping_pong():
    near, far, address = datagrams()
    data = bytes(1)

    def run():
        near.sendto(data, address)
        if SETTLE:  # noqa: F821
            settle()
        got, sender = far.recvfrom(1)
        far.sendto(got, sender)
        if SETTLE:  # noqa: F821
            settle()
        near.recvfrom(1)

    return run, 1


def tcp_ping_pong():
    near, far = pair()
    data = bytes(1)

    def run():
        near.send(data)
        if SETTLE:  # noqa: F821
            settle()
        far.send(far.recv(1))
        if SETTLE:  # noqa: F821
            settle()
        near.recv(1)

    return run, 1


def tcp_ping_pong_into():
    near, far = pair()
    data = bytearray(1)

    def run():
        near.write(data)
        if SETTLE:  # noqa: F821
            settle()
        far.readinto(data)
        far.write(data)
        if SETTLE:  # noqa: F821
            settle()
        near.readinto(data)

    return run, 1


def connect_accept_close():
    listener, address = listen()

    def run():
        near = socket.socket()
        near.connect(address)
        far = listener.accept()[0]
        far.close()
        near.close()

    return run, 1


def polling(count):
    import select

    poller = select.poll()
    keep = [pair() for _ in range((count + 1) // 2)]
    for ends in keep:
        for end in ends[: count - 2 * keep.index(ends)]:
            poller.register(end, select.POLLIN)

    def run():
        poller.poll(0)
        return keep

    return run, 1


def poll_1():
    return polling(1)


def poll_8():
    return polling(8)


def poll_50():
    return polling(50)


def getaddrinfo():
    return lambda: socket.getaddrinfo("127.0.0.1", 80), 1


def inet_pton():
    return lambda: socket.inet_pton(socket.AF_INET, "192.168.100.200"), 1


def inet_ntop():
    packed = bytes((192, 168, 100, 200))
    return lambda: socket.inet_ntop(socket.AF_INET, packed), 1


def open_and_close():
    kept = [socket.socket()]

    def run():
        kept[0].close()
        kept[0] = socket.socket()

    return run, 1


def asyncio_echo():
    """Many clients at once send a line each and read it back: one repetition is a line."""
    import asyncio

    clients, lines = CLIENTS, 4  # noqa: F821
    port = _port + 100

    async def serve(reader, writer):
        while True:
            line = await reader.readline()
            if not line:
                break
            writer.write(line)
            await writer.drain()
        writer.close()
        await writer.wait_closed()

    async def ask():
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(lines):
            writer.write(LINE)
            await writer.drain()
            assert await reader.readline() == LINE
        writer.close()
        await writer.wait_closed()

    async def all_of_them():
        server = await asyncio.start_server(serve, "127.0.0.1", port, backlog=clients)
        await asyncio.gather(*[ask() for _ in range(clients)])
        server.close()
        await server.wait_closed()

    def run():
        nonlocal port
        asyncio.run(all_of_them())
        asyncio.new_event_loop()
        port += 1

    return run, clients * lines


def allocated(run, calls):
    gc.collect()
    gc.disable()
    before = gc.mem_alloc()
    for _ in range(calls):
        run()
    after = gc.mem_alloc()
    gc.enable()
    return after - before


def repeat(run, times, count, milliseconds):
    done = 0
    start = time.ticks_us()
    while done < count:
        run()
        done += times
    elapsed = time.ticks_diff(time.ticks_us(), start)
    while elapsed < milliseconds * 1000:
        run()
        done += times
        elapsed = time.ticks_diff(time.ticks_us(), start)
    return done, elapsed


def measure(name, count, milliseconds):
    global timed
    timed = milliseconds != 0
    try:
        run, times = globals()[name]()
        run()
        size = 0
        if milliseconds:
            size = (allocated(run, 2) - allocated(run, 1)) / times
        gc.collect()
        print(name, *repeat(run, times, count, milliseconds), size)
    except AttributeError:
        print(name, "absent")
    except OSError as error:
        print(name, "fails", error)


for plan in PLAN:  # noqa: F821
    measure(*plan)
    gc.collect()
