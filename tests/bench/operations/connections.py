"""Making and ending connections, and looking at many of them."""

import socket


def connect_accept_close():
    listener, address = listen()

    def run():
        near = socket.socket()
        near.connect(address)
        far = listener.accept()[0]
        far.close()
        near.close()

    return run, 1


def open_and_close():
    kept = [socket.socket()]

    def run():
        kept[0].close()
        kept[0] = socket.socket()

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


def asyncio_echo():
    """Many clients at once send a line each and read it back: one repetition is a line."""
    import asyncio

    clients, lines = CLIENTS, 4
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
