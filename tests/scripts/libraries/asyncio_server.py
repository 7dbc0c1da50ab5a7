# Many clients at a time: each gets its lines back until it goes away.
import asyncio

people = 0


async def serve(reader, writer):
    global people
    people += 1
    while True:
        line = await reader.readline()
        if not line:
            break
        writer.write(b"%d %s" % (people, line))
        await writer.drain()
    people -= 1
    writer.close()
    await writer.wait_closed()
    if people == 0:
        print("everybody has left")


async def main():
    server = await asyncio.start_server(serve, "0.0.0.0", 5000, backlog=16)
    print("listening on port 5000")
    await server.wait_closed()


asyncio.run(main())
