"""asyncio with many connections at a time, in both directions."""

import asyncio
import contextlib
import threading

import namespace
import pytest

# lwIP's sockets API has ten sockets, as in ESP-IDF. One of them listens.
LIMITS = {"unix-lwip-sockets": 9}
MANY = 50


@pytest.fixture
def started(any_firmware):
    runs = []

    def start(name):
        runs.append(any_firmware.run_with_libraries(name))
        return runs[-1]

    yield start
    for run in runs:
        run.stop()


async def talk(address, everybody, delay=0):
    await asyncio.sleep(delay)
    reader, writer = await asyncio.open_connection(*address)
    heard = []
    for line in (b"hello\n", b"bye\n"):
        writer.write(line)
        heard.append(await reader.readline())
        await everybody.wait()
    writer.close()
    await writer.wait_closed()
    return heard


class Barrier:
    """Lets nobody go on before everybody is here. (asyncio has one since Python 3.11.)"""

    def __init__(self, count):
        self._missing = count
        self._count = count
        self._all_here = asyncio.Event()

    async def wait(self):
        self._missing -= 1
        if self._missing == 0:
            self._missing = self._count
            event, self._all_here = self._all_here, asyncio.Event()
            event.set()
        else:
            await self._all_here.wait()


async def crowd(address, count):
    everybody = Barrier(count)
    # Not faster than a board accepts: who finds the backlog full tries again seconds later.
    return await asyncio.gather(
        *[talk(address, everybody, delay=index * 0.02) for index in range(count)]
    )


def test_clients_at_once(any_firmware, started):
    count = LIMITS.get(any_firmware.name, MANY)
    run = started("asyncio_server.py")
    run.wait_for("listening", 15)
    answers = asyncio.run(
        asyncio.wait_for(crowd(any_firmware.address(5000), count), timeout=40)
    )
    for hello, bye in answers:
        assert hello.endswith(b" hello\n")
        assert bye == b"%d bye\n" % count  # all of them are there
    run.wait_for("everybody has left", 10)


def test_clients_in_a_burst_wait_for_their_turn(any_firmware, started):
    """On lwIP's sockets API there are more of them than sockets."""
    run = started("asyncio_server.py")
    run.wait_for("listening", 15)
    address = any_firmware.address(5000)

    async def burst():
        return await asyncio.gather(*[talk(address, Barrier(1)) for _ in range(12)])

    answers = asyncio.run(asyncio.wait_for(burst(), timeout=40))
    assert all(hello.endswith(b" hello\n") for hello, _ in answers)


class Website:
    """Answers when `count` have asked, as many as the first is told."""

    def __init__(self, count):
        self._count = count
        self._waiting = []
        self._loop = asyncio.new_event_loop()
        self._loop.run_until_complete(self._listen())
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    async def _listen(self):
        self._server = await asyncio.start_server(
            self._serve, namespace.WORLD, 5002, backlog=self._count
        )

    async def _serve(self, reader, writer):
        number = int(await reader.readline())
        if number == 0:
            await self._answer(writer, self._count)
            return
        self._waiting.append((writer, number))
        if len(self._waiting) == self._count:
            for waiting in self._waiting:
                await self._answer(*waiting)

    async def _answer(self, writer, number):
        writer.write(b"%d\n" % number)
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()

    def stop(self):
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)


def test_connections_at_once(any_firmware, started):
    count = LIMITS.get(any_firmware.name, MANY)
    website = Website(count)
    try:
        run = started("asyncio_clients.py")
        run.wait_for(f"done {count}", 40)
    finally:
        website.stop()
