"""asyncio's streams on top of the module."""

import asyncio
import errno
import socket

from check import (
    LOOPBACK,
    PEER_PORT,
    WORLD,
    equal,
    milliseconds_since,
    next_port,
    now,
    raises,
    raises_number,
    rule,
    true,
)


async def close(writer):
    writer.close()
    await writer.wait_closed()


async def echo(reader, writer):
    while True:
        line = await reader.readline()
        if not line:
            break
        writer.write(line)
        await writer.drain()
    await close(writer)


async def with_server(handler, client, backlog=5):
    """Runs client(port) while the server runs."""
    port = next_port()
    server = await asyncio.start_server(handler, LOOPBACK, port, backlog=backlog)
    try:
        return await client(port)
    finally:
        server.close()
        await server.wait_closed()


async def say(port, lines):
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    answers = []
    for line in lines:
        writer.write(line)
        await writer.drain()
        answers.append(await reader.readline())
    await close(writer)
    return answers


@rule("2-asyncio-echo")
def one_client():
    lines = [b"one\n", b"two\n", b"three\n"]
    equal(asyncio.run(with_server(echo, lambda port: say(port, lines))), lines)


@rule("2-asyncio-clients-at-a-time")
def clients():
    lines = [b"line %d\n" % index for index in range(10)]

    async def crowd(port):
        return await asyncio.gather(*[say(port, lines) for _ in range(3)])

    equal(asyncio.run(with_server(echo, crowd)), [lines] * 3)


@rule("2-asyncio-large-transfer")
def large():
    size = 100000

    async def pour(reader, writer):
        for _ in range(size // 1000):
            writer.write(b"0123456789" * 100)
            await writer.drain()
        await close(writer)

    async def count(port):
        reader, writer = await asyncio.open_connection(LOOPBACK, port)
        total = 0
        while True:
            data = await reader.read(700)
            if not data:
                break
            total += len(data)
        await close(writer)
        return total

    equal(asyncio.run(with_server(pour, count)), size)


@rule("2-asyncio-readexactly")
def readexactly():
    async def client():
        reader, writer = await asyncio.open_connection(WORLD, PEER_PORT)
        writer.write(b"drip 10 20\n")
        await writer.drain()
        parts = [await reader.readexactly(4), await reader.readexactly(6)]
        try:
            await reader.readexactly(1)
        except EOFError:
            parts.append("end")
        await close(writer)
        return parts

    equal(asyncio.run(client()), [b"abcd", b"efghij", "end"])


@rule("2-asyncio-wait_for")
def wait_for():
    async def client():
        reader, writer = await asyncio.open_connection(WORLD, PEER_PORT)
        writer.write(b"late 600 hello\n")
        await writer.drain()
        start = now()
        try:
            await asyncio.wait_for(reader.read(10), 0.2)
        except asyncio.TimeoutError:
            elapsed = milliseconds_since(start)
            true(199 <= elapsed <= 400, "took %d ms" % elapsed)
        else:
            raise AssertionError("no timeout")
        data = await reader.read(10)
        await close(writer)
        return data

    equal(asyncio.run(client()), b"hello")


@rule("2-asyncio-others-run-while-one-waits")
def others_run():
    ticks = []

    async def tick():
        while True:
            await asyncio.sleep(0.02)
            ticks.append(1)

    async def client():
        ticker = asyncio.create_task(tick())
        reader, writer = await asyncio.open_connection(WORLD, PEER_PORT)
        writer.write(b"late 400 hello\n")
        await writer.drain()
        equal(await reader.read(10), b"hello")
        ticker.cancel()
        await close(writer)

    asyncio.run(client())
    true(len(ticks) >= 8, "only %d ticks" % len(ticks))


@rule("4.9-asyncio-refused")
def refused():
    async def client():
        reader, writer = await asyncio.open_connection(LOOPBACK, next_port())
        # MicroPython's open_connection reports it with the first transfer.
        writer.write(b"x")
        await writer.drain()
        if await reader.read(1) == b"":
            raise OSError(errno.ECONNREFUSED)

    raises_number("ECONNREFUSED", asyncio.run, client())


@rule("4.9-asyncio-reset")
def reset():
    async def client():
        reader, writer = await asyncio.open_connection(WORLD, PEER_PORT)
        writer.write(b"reset 100\n")
        await writer.drain()
        try:
            await reader.read(10)
        finally:
            await close(writer)

    raises(OSError, asyncio.run, client())


@rule("1-asyncio-unknown-name")
def unknown_name():
    raises(
        socket.gaierror, asyncio.run, asyncio.open_connection("no-such-name.test", 80)
    )


@rule("2-asyncio-server-restarts")
def restart():
    for _ in range(3):
        equal(
            asyncio.run(with_server(echo, lambda port: say(port, [b"hi\n"]))), [b"hi\n"]
        )


@rule("2-asyncio-backlog")
def backlog():
    lines = [b"hi\n"]

    async def crowd(port):
        return await asyncio.gather(*[say(port, lines) for _ in range(6)])

    equal(asyncio.run(with_server(echo, crowd, 16)), [lines] * 6)
