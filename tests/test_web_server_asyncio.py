"""The web server with asyncio: several browsers at a time."""

from concurrent.futures import ThreadPoolExecutor

import clients
import pytest

LAST_WORDS = "This is the last line of the page."


@pytest.fixture(scope="module")
def page(firmware):
    run = firmware.run_script("web_server_asyncio.py")
    try:
        run.wait_for("listening on", 15)
        host, port = firmware.address(8080)
        yield f"http://{host}:{port}/"
    finally:
        run.stop()


def test_curl_gets_the_whole_page(page):
    answer = clients.curl(page)
    assert LAST_WORDS in answer
    assert len(answer) > 3000


def test_clients_at_a_time(page):
    with ThreadPoolExecutor(8) as pool:
        for answer in pool.map(clients.curl, [page] * 40):
            assert LAST_WORDS in answer


def test_wrk_with_eight_connections(page, record_property):
    load = clients.wrk(page, connections=8)
    record_property("requests", load["requests"])
    assert load["requests"] >= 50, load
    assert (
        load["connect"]
        == load["read"]
        == load["write"]
        == load["status"]
        == load["timeout"]
        == 0
    ), load


def test_chromium_shows_the_page(page):
    assert LAST_WORDS in clients.chromium(page)
