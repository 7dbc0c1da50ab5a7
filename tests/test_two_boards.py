"""Two boards on one Ethernet cable: what one sends, the other receives."""

import pytest
import targets
from board import Board, free_port
from run import BoardRun

CONNECT = """
import network, socket, time
lan = network.LAN()
lan.active(True)
lan.ifconfig(("192.168.7.%d", "255.255.255.0", "192.168.7.1", "192.168.7.1"))
"""

SERVER = """
s = socket.socket()
s.bind(("0.0.0.0", 5000))
s.listen(1)
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
u.bind(("0.0.0.0", 5001))
g = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
g.bind(("0.0.0.0", 5002))
g.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP,
    socket.inet_aton("224.0.0.251") + socket.inet_aton("192.168.7.1"))
six = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
six.bind(("::", 5003))
six.listen(1)
while not lan.ipconfig("addr6"):
    time.sleep_ms(50)  # until nobody else claims the address
print("ready", lan.ipconfig("addr6")[0][0])

c, address = s.accept()
print("tcp from", address[0])
total = 0
while data := c.recv(4096):
    total += len(data)
    c.write(data)
print("tcp got", total)
c.close()
data, address = u.recvfrom(2000)
print("udp got", len(data), "from", address[0])
u.sendto(data.upper(), address)
data, address = g.recvfrom(2000)
print("multicast got", data, "from", address[0])
c, address = six.accept()
print("ipv6 got", c.readline(), "from", address[0][:6])
c.close()
"""

CLIENT = """
peer, server6 = "192.168.7.1", %r
c = socket.socket()
c.settimeout(10)
c.connect((peer, 5000))
block = bytes(range(256)) * 20
got = b""
for _ in range(10):
    c.sendall(block)
    while len(got) < len(block):
        got += c.recv(4096)
    assert got[:len(block)] == block
    got = got[len(block):]
c.close()
print("tcp echoed")
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
u.settimeout(10)
u.sendto(b"abcdefghij" * 100, (peer, 5001))
data, address = u.recvfrom(2000)
assert data == b"ABCDEFGHIJ" * 100 and address == (peer, 5001), address
print("udp echoed")
u.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 1)
u.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("192.168.7.2"))
for _ in range(3):
    u.sendto(b"who is there?", ("224.0.0.251", 5002))
    time.sleep_ms(100)
six = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
six.settimeout(10)
six.connect((server6 + "%%en1", 5003))
six.sendall(b"over link-local\\n")
six.close()
print("done")
"""


ANNOUNCE = """
import asyncio
from mdns_client import Client
from mdns_client.responder import Responder

async def main():
    client = Client("192.168.7.1")
    responder = Responder(client, own_ip="192.168.7.1", host="sensor")
    responder.advertise("_http", "_tcp", port=8080, data={"unit": "kelvin"})
    print("announced")
    await asyncio.sleep(60)

asyncio.run(main())
"""

DISCOVER = """
import asyncio
from mdns_client import Client
from mdns_client.service_discovery.txt_discovery import TXTServiceDiscovery

async def main():
    client = Client("192.168.7.2")
    print("address", (await client.getaddrinfo("sensor.local", 8080))[0][4])
    try:
        await client.getaddrinfo("nobody.local", 8080)
    except OSError:
        print("nobody is not there")
    found = await TXTServiceDiscovery(client).query_once("_http", "_tcp", timeout=1.5)
    for service in found:
        print("found", service.port, service.target, service.ips, service.txt_records)
    client.stop()
    print("done")

asyncio.run(main())
"""


@pytest.fixture
def boards(emulated):
    port = free_port()
    first = Board(emulated.firmware, cable=f"listen:{port}")
    try:
        second = Board(emulated.firmware, cable=f"connect:{port}")
        try:
            yield first, second
        finally:
            second.stop()
    finally:
        first.stop()


def test_tcp_udp_multicast_and_link_local_cross_a_cable(boards):
    first, second = boards
    first.evaluate(CONNECT % 1)
    second.evaluate(CONNECT % 2)
    server = BoardRun(first, SERVER)
    address6 = server.wait_for("ready", 15).split()[-1]
    assert address6.startswith("FE80::")  # as lwIP writes it
    client = BoardRun(second, CLIENT % address6)
    try:
        client.wait_for("done", 30)
        server.wait_for("ipv6 got", 15)
    finally:
        client.stop()
        server.stop()
    output = server.output
    assert "tcp from 192.168.7.2" in output
    assert "tcp got 51200" in output
    assert "udp got 1000 from 192.168.7.2" in output
    assert "multicast got b'who is there?' from 192.168.7.2" in output
    assert "ipv6 got b'over link-local\\n' from fe80::" in output


def test_micropython_mdns_finds_the_other_board(boards):
    for number, board in enumerate(boards, 1):
        targets.install(board, "mdns_client")
        board.evaluate(CONNECT % number)
    announcer = BoardRun(boards[0], ANNOUNCE)
    announcer.wait_for("announced", 15)
    finder = BoardRun(boards[1], DISCOVER)
    try:
        finder.wait_for("done", 30)
    finally:
        finder.stop()
        announcer.stop()
    assert "address ('192.168.7.1', 8080)" in finder.output
    assert "nobody is not there" in finder.output
    found = "found 8080 sensor.local {'192.168.7.1'} {'unit': ['kelvin']}"
    assert found in finder.output
