# Fetches a page over TLS with asyncio.
import asyncio
import network
import ssl

station = network.WLAN(network.STA_IF)
station.active(True)
station.connect("SSID", "PASSWORD")

while station.isconnected() == False:
    pass

host = 'micropython.org'


async def main():
    context = ssl.create_default_context(cafile='authority.pem')
    reader, writer = await asyncio.open_connection(host, 443, ssl=context)
    writer.write(b'GET /ks/test.html HTTP/1.0\r\nHost: micropython.org\r\n\r\n')
    await writer.drain()
    while True:
        data = await reader.read(5000)
        if not data:
            break
        print(data.decode(), end='')
    writer.close()
    await writer.wait_closed()


asyncio.run(main())
