# Pages over TLS with asyncio: many at a time.
import asyncio
import network
import ssl

station = network.WLAN(network.STA_IF)
station.active(True)
station.connect("SSID", "PASSWORD")

while station.isconnected() == False:
    pass

page = b'Nobody else reads this.\n' * 1000
head = b'HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n' % len(page)

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain('board.pem', 'board.key')


async def serve(reader, writer):
    while await reader.readline() not in (b'', b'\r\n'):
        pass
    writer.write(head + page)
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def main():
    server = await asyncio.start_server(serve, '0.0.0.0', 8443, ssl=context)
    print('listening on 8443')
    await server.wait_closed()


asyncio.run(main())
