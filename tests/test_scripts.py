"""The other scripts of the tutorials, unchanged: clients, UDP, chat."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import namespace
import pytest

PAGE = b"".join(b"<p>Line %d of the page.</p>\n" % index for index in range(200))


class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.path, self.headers["Host"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def website():
    """micropython.org, as the tests' name server has it."""
    server = HTTPServer((namespace.WORLD, 80), Page)
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.asked
    server.shutdown()
    server.server_close()


@pytest.fixture
def started(firmware):
    """started(script): the script runs until the test is over."""
    runs = []

    def start(name):
        runs.append(firmware.run_script(name))
        return runs[-1]

    yield start
    for run in runs:
        run.stop()


def test_web_client_prints_the_page(started, website):
    run = started("web_client.py")
    run.wait_for_end(30)
    assert "HTTP/1.0 200 OK" in run.output
    assert PAGE.decode() in run.output
    assert website == [("/ks/test.html", "micropython.org")]


def test_udp_client_prints_the_answers(started):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind((namespace.WORLD, 5006))
        server.settimeout(15)
        run = started("udp_client.py")
        for index in range(5):
            data, sender = server.recvfrom(100)
            assert data == b"temperature %d" % (20 + index)
            server.sendto(b"thanks for " + data, sender)
        run.wait_for("done", 10)
    assert "thanks for temperature 24" in run.output


def test_udp_echo(firmware, started):
    run = started("udp_echo.py")
    run.wait_for("listening on", 15)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(5)
        for size in (0, 1, 5, 500, 1000):
            data = b"x" * size
            client.sendto(data, firmware.address(5005))
            assert client.recv(2000) == data


class Chatter:
    """Somebody with a terminal."""

    def __init__(self, address):
        self._socket = socket.create_connection(address, 10)
        self._lines = self._socket.makefile("rb")

    def hears(self):
        return self._lines.readline().decode().strip()

    def says(self, text):
        self._socket.sendall(text.encode() + b"\r\n")

    def leaves(self):
        self._lines.close()
        self._socket.close()


def test_chat_of_two(firmware, started):
    run = started("chat_server.py")
    run.wait_for("listening on", 15)
    for _ in range(2):
        first = Chatter(firmware.address(5000))
        assert "wait for the other" in first.hears()
        second = Chatter(firmware.address(5000))
        assert "is here" in second.hears()
        assert "is here" in first.hears()
        for speaker, listener in ((first, second), (second, first), (first, second)):
            speaker.says("Hello, how are you?")
            assert listener.hears() == "Hello, how are you?"
        second.leaves()
        assert "has left" in first.hears()
        assert first.hears() == ""
        first.leaves()
        run.wait_for("chat ended", 5)


def test_chat_with_asyncio(firmware, started):
    run = started("chat_server_asyncio.py")
    run.wait_for("listening on", 15)
    address = firmware.address(5001)
    first = Chatter(address)
    assert "People here: 1" in first.hears()
    second = Chatter(address)
    assert "People here: 2" in second.hears()
    assert "came in" in first.hears()
    third = Chatter(address)
    assert "People here: 3" in third.hears()
    for listener in (first, second):
        assert "came in" in listener.hears()
    first.says("Hello to all")
    for listener in (second, third):
        assert listener.hears() == "Hello to all"
    third.leaves()
    for listener in (first, second):
        assert "has left" in listener.hears()
    second.says("Good bye")
    assert first.hears() == "Good bye"
    first.leaves()
    second.leaves()
