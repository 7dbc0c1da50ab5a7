"""The web server of the tutorials, unchanged, and the clients that people point at it."""

import socket
import struct

import clients
import pytest

LAST_WORDS = "This is the last line of the page."


@pytest.fixture(scope="module")
def page(firmware):
    """The address of the page, while the script serves it."""
    run = firmware.run_script("web_server.py")
    try:
        run.wait_for("listening on", 15)
        host, port = firmware.address(80)
        yield f"http://{host}:{port}/"
    finally:
        run.stop()


def connect(page):
    host, port = page.split("/")[2].split(":")
    return socket.create_connection((host, int(port)), 10)


def test_curl_gets_the_whole_page(page):
    answer = clients.curl(page, "--include")
    assert answer.startswith("HTTP/1.0 200 OK")
    assert "<title>ESP Web Server</title>" in answer
    assert LAST_WORDS in answer
    assert answer.rstrip().endswith("</html>")
    assert len(answer) > 3000


def test_buttons_switch_the_relay_and_the_led(page):
    for pin in ("relay", "led"):
        on = clients.curl(f"{page}?{pin}=on")
        off = clients.curl(f"{page}?{pin}=off")
        assert on.count(">ON</span>") == off.count(">ON</span>") + 1


def test_pages_one_after_another(page):
    for _ in range(30):
        assert LAST_WORDS in clients.curl(page)


def test_wrk_with_one_connection(page, record_property):
    size = len(clients.curl(page, "--include").encode())
    load = clients.wrk(page, connections=1)
    record_property("requests", load["requests"])
    assert load["requests"] >= 50, load
    assert load["connect"] == load["write"] == load["status"] == load["timeout"] == 0, (
        load
    )
    # The tutorial's answer has no length and ends with the connection. wrk counts that as an
    # error of reading, once per answer; that each answer was whole shows in the number of bytes.
    assert load["read"] == load["requests"], load
    answers = load["bytes"] / size
    assert load["requests"] <= answers <= load["requests"] + 1, load


def test_chromium_shows_the_page(page):
    document = clients.chromium(page)
    assert "ESP Web Server" in document
    assert LAST_WORDS in document


def test_client_that_says_nothing(page):
    for _ in range(5):
        connect(page).close()
    assert LAST_WORDS in clients.curl(page)


def test_client_that_resets(page):
    for request in (b"", b"GET / HTTP/1.0\r\n", b"GET / HTTP/1.0\r\n\r\n"):
        client = connect(page)
        client.sendall(request)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
        assert LAST_WORDS in clients.curl(page)


def test_request_in_small_pieces(page):
    with connect(page) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in b"GET / HTTP/1.0\r\nHost: board\r\n\r\n":
            client.sendall(bytes([byte]))
        answer = b""
        while data := client.recv(4096):
            answer += data
    assert LAST_WORDS.encode() in answer


def test_long_request(page):
    assert LAST_WORDS in clients.curl(page, "--header", "X-Long: " + "x" * 8000)


def test_slow_reader_gets_the_whole_page(page):
    with connect(page) as client:
        client.sendall(b"GET / HTTP/1.0\r\n\r\n")
        answer = b""
        while data := client.recv(100):
            answer += data
    assert answer.decode().rstrip().endswith("</html>")
