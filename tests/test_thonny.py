"""Scripts started from Thonny, on a board with its serial port on a pty."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import clients
import namespace
import pytest
import targets
from board import Board, free_port
from thonny_backend import Thonny

pytestmark = pytest.mark.board

WEB_SERVER = (targets.SCRIPTS / "web_server.py").read_text()
WEB_CLIENT = (targets.SCRIPTS / "web_client.py").read_text()
LAST_WORDS = "This is the last line of the page."


@pytest.fixture(scope="module")
def board_and_page():
    firmware = targets.require_built(targets.BUILD / "board" / "firmware.elf", "board")
    port = free_port()
    board = Board(firmware, [f"{port}:80"], serial="pty")
    try:
        board.leave_raw_repl()
        board.disconnect()
        yield board, f"http://127.0.0.1:{port}/"
    finally:
        board.stop()


@pytest.fixture(scope="module")
def thonny(board_and_page):
    thonny = Thonny(board_and_page[0].device)
    try:
        yield thonny
    finally:
        thonny.stop()


@pytest.fixture
def page(board_and_page):
    return board_and_page[1]


@pytest.fixture
def run(thonny):
    runs = []

    def start(source):
        runs.append(thonny.run(source))
        return runs[-1]

    yield start
    for started in runs:
        started.interrupt()
        started.wait_for_end(10)
        started.stop()


class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"Hello from this computer.\n" * 100)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def website():
    server = HTTPServer((namespace.WORLD, 80), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield
    server.shutdown()
    server.server_close()


def test_thonny_greets_the_board(thonny):
    assert "MPY: soft reboot" in thonny.greeting.output


def test_web_client(run, website):
    started = run(WEB_CLIENT)
    started.wait_for_end(20)
    assert "HTTP/1.0 200 OK\n" in started.output
    assert started.output.count("Hello from this computer.\n") == 100
    assert "Traceback" not in started.output


def test_web_server(run, page):
    started = run(WEB_SERVER)
    started.wait_for("Connection successful", 15)
    started.wait_for("listening on ('0.0.0.0', 80)", 15)
    for _ in range(3):
        assert LAST_WORDS in clients.curl(page)
        started.wait_for("client connected from ('10.0.2.2', ", 5)


def test_ctrl_c_ends_accept_and_the_next_run_works(run, page):
    for _ in range(3):
        started = run(WEB_SERVER)
        started.wait_for("listening on", 15)
        assert LAST_WORDS in clients.curl(page)
        started.interrupt()
        started.wait_for("KeyboardInterrupt", 2)
        started.wait_for_end(5)
        assert "Traceback" in started.output
        following = run("print('works', 6 * 7)")
        following.wait_for("works 42", 5)
        following.wait_for_end(5)
