# Many connections at a time, all open until the last one is.
import asyncio

HOST, PORT = "192.0.2.1", 5002


async def ask(number):
    reader, writer = await asyncio.open_connection(HOST, PORT)
    writer.write(b"%d\n" % number)
    await writer.drain()
    answer = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return int(answer)


async def main():
    count = await ask(0)
    answers = await asyncio.gather(*[ask(number) for number in range(1, count + 1)])
    assert answers == list(range(1, count + 1)), answers
    print("done", count)


asyncio.run(main())
