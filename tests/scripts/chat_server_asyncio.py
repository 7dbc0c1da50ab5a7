# Any number of people connect; each line goes to all the others.
import asyncio
import network

PORT = 5001

station = network.WLAN(network.STA_IF)
station.active(True)
station.connect("SSID", "PASSWORD")

while station.isconnected() == False:
    pass

writers = []


async def tell_others(sender, text):
    for writer in writers:
        if writer is not sender:
            writer.write(text)
            await writer.drain()


async def chat(reader, writer):
    print('client', writer.get_extra_info('peername'))
    writers.append(writer)
    writer.write(b'Welcome. People here: %d\r\n' % len(writers))
    await writer.drain()
    await tell_others(writer, b'Somebody came in.\r\n')
    try:
        while True:
            line = await reader.readline()
            if not line:
                break
            await tell_others(writer, line)
    except OSError as e:
        print('connection lost:', e)
    writers.remove(writer)
    writer.close()
    await writer.wait_closed()
    await tell_others(writer, b'Somebody has left.\r\n')


async def main():
    server = await asyncio.start_server(chat, '0.0.0.0', PORT)
    print('listening on port', PORT)
    async with server:
        await server.wait_closed()


asyncio.run(main())
