# The web server for several browsers at a time.
import asyncio
import gc
import network

PORT = 8080

station = network.WLAN(network.STA_IF)
station.active(True)
station.connect("SSID", "PASSWORD")

while station.isconnected() == False:
    pass

html = """<!DOCTYPE html>
<html>
<head><title>ESP Web Server</title><link rel="icon" href="data:,"></head>
<body>
<h1>ESP Web Server</h1>
<p>Free memory: %d bytes</p>
%s
<p>This is the last line of the page.</p>
</body>
</html>
"""

paragraph = '<p>%s</p>\n' % ('A page of some kilobytes, as real ones are. ' * 20)


async def serve(reader, writer):
    try:
        request = await reader.readline()
        while True:
            line = await reader.readline()
            if not line or line == b'\r\n':
                break
        if request:
            page = (html % (gc.mem_free(), paragraph * 4)).encode()
            writer.write(b'HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n')
            writer.write(b'Content-Length: %d\r\n\r\n' % len(page))
            writer.write(page)
            await writer.drain()
    except OSError as e:
        print('connection lost:', e)
    writer.close()
    await writer.wait_closed()


async def main():
    server = await asyncio.start_server(serve, '0.0.0.0', PORT, backlog=16)
    print('listening on port', PORT)
    async with server:
        await server.wait_closed()


asyncio.run(main())
