"""resolve(): names that are looked up while something else goes on, asyncio's tasks above all."""

import asyncio
import gc
import select
import socket

from check import (
    LOOPBACK,
    PEER_PORT,
    WORLD,
    equal,
    milliseconds_since,
    not_on_cpython,
    now,
    raises,
    raises_number,
    rule,
    true,
)

NOT_THERE = "its loop.getaddrinfo() has a thread"


def answer(query, timeout=5000):
    poller = select.poll()
    poller.register(query, select.POLLIN)
    equal([event for _, event in poller.poll(timeout)], [select.POLLIN])
    return query.result()


@rule("1-resolve-name")
def name():
    not_on_cpython(NOT_THERE)
    query = socket.resolve("micropython.org", 80, 0, socket.SOCK_STREAM)
    equal(
        answer(query), socket.getaddrinfo("micropython.org", 80, 0, socket.SOCK_STREAM)
    )
    equal(answer(query)[0][4], (WORLD, 80))  # once more


@rule("1-resolve-numeric-is-there-at-once")
def numeric():
    not_on_cpython(NOT_THERE)
    for host in (LOOPBACK, "::1", None, ""):
        query = socket.resolve(host, 80)
        equal(query.result(), socket.getaddrinfo(host, 80))
        equal(answer(query, 0), query.result())


@rule("1-resolve-does-not-wait")
def no_wait():
    not_on_cpython(NOT_THERE)
    start = now()
    query = socket.resolve("a.slow.test", 80)
    raises_number("EAGAIN", query.result)
    true(milliseconds_since(start) < 300, "took %d ms" % milliseconds_since(start))
    poller = select.poll()
    poller.register(query, select.POLLIN)
    equal(poller.poll(100), [])
    equal(answer(query)[0][4], (WORLD, 80))
    true(milliseconds_since(start) >= 400, "took %d ms" % milliseconds_since(start))


@rule("1-resolve-arguments")
def arguments():
    not_on_cpython(NOT_THERE)
    query = socket.resolve(
        host="micropython.org", port="8080", type=socket.SOCK_DGRAM, flags=0
    )
    equal(
        answer(query),
        [(socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_UDP, "", (WORLD, 8080))],
    )
    raises(TypeError, socket.resolve, "micropython.org")
    raises(TypeError, socket.resolve, 5, 80)
    raises(OverflowError, socket.resolve, "micropython.org", 65536)
    raises(socket.gaierror, socket.resolve, LOOPBACK, 80, socket.AF_INET6)
    raises(socket.gaierror, socket.resolve, "micropython.org", 80, 99)


@rule("1-resolve-unknown-name")
def unknown():
    not_on_cpython(NOT_THERE)
    query = socket.resolve("no-such-name.test", 80)
    error = raises(socket.gaierror, answer, query)
    equal(error.args, raises(socket.gaierror, query.result).args)


@rule("4.6-closed-query")
def closed():
    not_on_cpython(NOT_THERE)
    for host in (LOOPBACK, "b.slow.test"):
        query = socket.resolve(host, 80)
        query.close()
        query.close()
        raises_number("EBADF", query.result)
        poller = select.poll()
        poller.register(query, select.POLLIN)
        true(poller.poll(1000)[0][1] & 0x20, "no POLLNVAL")


def drop_queries(count):
    for _ in range(count):
        socket.resolve("micropython.org", 80)


@rule("4.6-dropped-query-is-forgotten")
def dropped():
    not_on_cpython(NOT_THERE)
    for _ in range(10):
        drop_queries(2)  # lwIP has room for four
        gc.collect()
    equal(answer(socket.resolve("micropython.org", 80))[0][4], (WORLD, 80))


async def count_ticks(ticks):
    while True:
        await asyncio.sleep(0.02)
        ticks.append(1)


def with_ticks(work):
    """The result of a coroutine, and how often another task ran meanwhile."""

    async def main():
        ticks = []
        ticker = asyncio.create_task(count_ticks(ticks))
        result = await work
        ticker.cancel()
        return result, len(ticks)

    return asyncio.run(main())


@rule("2-asyncio-others-run-while-a-name-is-looked-up")
def others_run():
    not_on_cpython(NOT_THERE)
    import aiosocket

    entries, ticks = with_ticks(aiosocket.getaddrinfo("c.slow.test", 80))
    equal(entries[0][4], (WORLD, 80))
    true(ticks >= 10, "only %d ticks" % ticks)


@rule("2-asyncio-names-at-a-time")
def many():
    not_on_cpython(NOT_THERE)
    import aiosocket

    async def crowd():
        names = ["d.slow.test", "micropython.org", LOOPBACK, "loopback.test"] * 2
        return await asyncio.gather(
            *[aiosocket.getaddrinfo(host, 80, 0, socket.SOCK_STREAM) for host in names]
        )

    hosts = [entries[0][4][0] for entries in asyncio.run(crowd())]
    equal(hosts, [WORLD, WORLD, LOOPBACK, LOOPBACK] * 2)


@rule("2-asyncio-open-connection-by-name")
def open_connection():
    not_on_cpython(NOT_THERE)
    import aiosocket

    async def talk():
        reader, writer = await aiosocket.open_connection("e.slow.test", PEER_PORT)
        writer.write(b"bytes 5\n")
        await writer.drain()
        data = await reader.readexactly(5)
        writer.close()
        await writer.wait_closed()
        return data

    data, ticks = with_ticks(talk())
    equal(data, bytes(range(5)))
    true(ticks >= 10, "only %d ticks" % ticks)


@rule("2-asyncio-unknown-name-meanwhile")
def unknown_meanwhile():
    not_on_cpython(NOT_THERE)
    import aiosocket

    raises(
        socket.gaierror, asyncio.run, aiosocket.open_connection("no-such-name.test", 80)
    )


@rule("2-asyncio-lookup-is-given-up")
def given_up():
    not_on_cpython(NOT_THERE)
    import aiosocket

    async def impatient():
        start = now()
        try:
            await asyncio.wait_for(aiosocket.getaddrinfo("silent.test", 80), 0.3)
        except asyncio.TimeoutError:
            return milliseconds_since(start)

    elapsed = asyncio.run(impatient())
    true(299 <= elapsed <= 1500, "took %r ms" % elapsed)
