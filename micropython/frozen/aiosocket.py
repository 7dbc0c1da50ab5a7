"""Names that are looked up while other tasks of asyncio go on.

    reader, writer = await aiosocket.open_connection("micropython.org", 80)

asyncio's own open_connection() stands still, with all tasks, until a name server has answered.
What is here needs the module's `socket.resolve()`.
"""

import asyncio
import socket
from asyncio import core

PAUSE_MS = 50


def _begin(question):  # async
    while True:
        try:
            return socket.resolve(*question)
        except socket.gaierror as error:
            # lwIP has room for a few questions at a time: others have to be answered first.
            if error.args[0] != socket.EAI_AGAIN:
                raise
        yield from asyncio.sleep_ms(PAUSE_MS)


def getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):  # async
    """As socket.getaddrinfo(). Use asyncio.wait_for() for a limit of your own."""
    query = yield from _begin((host, port, family, type, proto, flags))
    try:
        yield core._io_queue.queue_read(query)
        return query.result()
    finally:
        query.close()


def open_connection(host, port, *options):  # async
    """As asyncio.open_connection()."""
    answers = yield from getaddrinfo(host, port, 0, socket.SOCK_STREAM)
    address = answers[0][-1]
    return (yield from asyncio.open_connection(address[0], address[1], *options))
