# What is done with uaiohttpclient: pages at the same time, one that has moved, one in chunks, errors.
import asyncio

import uaiohttpclient

SITE = "http://micropython.org/"


async def get(path):
    response = await uaiohttpclient.request("GET", SITE + path)
    body = b""
    while data := await response.read():
        body += data
    response.content.close()
    await response.content.wait_closed()
    return response.status, body


async def main():
    pages = await asyncio.gather(*[get("page") for _ in range(3)])
    for status, body in pages:
        print("status", status, "length", len(body), body.decode().split("\n")[-2])
    print("moved", (await get("moved"))[0], "chunks", len((await get("chunks"))[1]))
    print("missing", *(await get("missing")))
    try:
        await uaiohttpclient.request("GET", "http://no-such-name.test/")
    except OSError as e:
        print("no such name:", e)
    print("done")


asyncio.run(main())
