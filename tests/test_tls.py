"""TLS with what people have at the other end: nginx, mosquitto, curl, Chromium."""

import hashlib
import shutil
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import certificates
import clients
import namespace
import pytest
import targets as all_targets
import website

LAST_WORDS = "Nobody else reads this."
CLIENTS = ("https_client.py", "https_client_asyncio.py")
SILENT_PORT = 7443
NO_CLOCK = "machine.RTC().datetime((2000, 1, 1, 5, 0, 0, 0, 0))"

# What mbedTLS and OpenSSL say of the doors of the site.
VERDICTS = {
    f"{website.EXPIRED_PORT} {website.SITE}": ("has expired", "has expired"),
    f"{website.UNKNOWN_AUTHORITY_PORT} {website.SITE}": (
        "not correctly signed by the trusted CA",
        "self-signed certificate in certificate chain",
    ),
    f"{website.PORT} example.org": ("does not match", "Hostname mismatch"),
    f"{website.PORT} {website.SITE}": ("trusted with TLSv1.2", "trusted with TLSv1."),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The folder of the site and its broker, while they are open."""
    folder = tmp_path_factory.mktemp("website")
    with website.running(folder), website.broker(folder):
        yield folder


@pytest.fixture(scope="module")
def authority(site, tmp_path_factory):
    """A folder with the certificate of whom the site's clients have to trust."""
    folder = tmp_path_factory.mktemp("client")
    shutil.copy(site / "authority.pem", folder)
    return folder


@pytest.fixture(autouse=True)
def need_tls(request):
    callspec = getattr(request.node, "callspec", None)
    if callspec and callspec.params.get("target") == "esp32-on-unix":
        pytest.skip("the esp32 port's CMake files, on this computer, build no TLS")
    if reason := getattr(all_targets.OPENED.get("device"), "without_tls", None):
        pytest.skip(reason)


@pytest.fixture
def started():
    """started(target, script, folder, library…): it runs until the test is over."""
    runs = []

    def start(target, name, folder, *libraries):
        runs.append(target.run_with_files(name, folder, *libraries))
        return runs[-1]

    yield start
    for run in runs:
        run.stop()


def expect_the_page(run):
    run.wait_for_end(30)
    assert "HTTP/1.1 200 OK" in run.output
    assert website.PAGE in run.output


@pytest.mark.parametrize("script", CLIENTS)
def test_client_verifies_the_site(target, started, authority, script):
    expect_the_page(started(target, script, authority))


def test_client_in_the_order_of_micropython(any_firmware, started, authority):
    script = "https_client_micropython.py"
    expect_the_page(started(any_firmware, script, authority))


def test_libraries(any_firmware, started, authority):
    run = started(any_firmware, "libraries/tls.py", authority, "urequests", "umqtt")
    run.wait_for(f"status 200 {len(website.PAGE)}", 20)
    run.wait_for("got b'sensor/command' b'measure'", 20)
    run.wait_for("nothing more: None", 5)
    run.wait_for("done", 5)


def test_untrusted_sites(target, started, authority):
    run = started(target, "https_untrusted.py", authority)
    for door, texts in VERDICTS.items():
        line = run.wait_for(door, 30)
        assert texts[target.name == "cpython"] in line


def test_clock_that_was_not_set(open_targets, started, authority):
    place = open_targets("board")
    expect_the_page(started(place, CLIENTS[0], authority))
    place.board.evaluate(f"import machine; {NO_CLOCK}")
    try:
        run = started(place, CLIENTS[0], authority)
        run.wait_for("The certificate validity starts in the future", 30)
        run.wait_for_end(5)
    finally:
        place.board.set_clock()
    expect_the_page(started(place, CLIENTS[0], authority))


def test_ctrl_c_ends_a_handshake(any_firmware, started, authority):
    with socket.create_server((namespace.WORLD, SILENT_PORT)):
        run = started(any_firmware, "https_silent.py", authority)
        run.wait_for("connecting", 15)
        time.sleep(0.3)
        run.interrupt()
        run.wait_for("interrupted", 5)
        run.wait_for(f"{website.SITE} trusted", 5)


def test_no_memory_is_lost(open_targets, started, authority):
    run = started(open_targets("board"), "https_again_and_again.py", authority)
    run.wait_for_end(60)
    free = [int(line.split()[1]) for line in run.output.splitlines()]
    assert len(free) == 3
    # A connection has 24 KB; what the collector finds on the stack differs from time to time.
    assert max(free) - min(free) < 2000


@pytest.fixture
def served(target, started, tmp_path):
    """served(script, key): a page that curl and Chromium can have."""

    def serve(script, key):
        certificates.make_authority(tmp_path)
        certificates.make_site(tmp_path, [website.SITE], name="board", key=key)
        files = tmp_path / "files"
        files.mkdir()
        for path in certificates.chain_and_key(tmp_path, "board"):
            path.rename(files / path.name)
        run = started(target, script, files)
        run.wait_for("listening on", 15)
        return Page(run, *target.address(8443), tmp_path / "authority.pem")

    return serve


class Page:
    def __init__(self, run, host, port, authority):
        self.run = run
        self.address = host, port
        self._authority = authority

    def with_curl(self):
        host, port = self.address
        return clients.curl(
            *(f"https://{website.SITE}:{port}/", "--cacert", self._authority),
            *("--resolve", f"{website.SITE}:{port}:{host}"),
        )

    def with_chromium(self):
        host, port = self.address
        return clients.chromium(
            f"https://{host}:{port}/", "--ignore-certificate-errors"
        )


@pytest.mark.parametrize("key", [certificates.RSA, certificates.EC], ids=["rsa", "ec"])
def test_curl_trusts_the_server(served, key):
    page = served("https_server.py", key)
    for _ in range(3):
        assert LAST_WORDS in page.with_curl()


def test_server_survives_clients_that_speak_no_tls(served):
    page = served("https_server.py", certificates.EC)
    with socket.create_connection(page.address, 10) as client:
        client.sendall(b"GET / HTTP/1.0\r\n\r\n")
        page.run.wait_for("a client went away", 10)
    with pytest.raises(AssertionError, match="status 60"):
        clients.curl("https://{}:{}/".format(*page.address))
    assert LAST_WORDS in page.with_curl()


def test_server_with_asyncio(served):
    page = served("https_server_asyncio.py", certificates.EC)
    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda _: page.with_curl(), range(5)))
    assert [answer.count(LAST_WORDS) for answer in answers] == [1000] * 5


def test_chromium_shows_the_page(served):
    assert LAST_WORDS in served("https_server.py", certificates.EC).with_chromium()


def test_hashes(firmware):
    source = 'import hashlib\nfor name in ("md5", "sha1", "sha256"): print(getattr(hashlib, name)(b"abc").digest())'
    run = firmware.run_source(source)
    run.wait_for_end(10)
    for name in ("md5", "sha1", "sha256"):
        assert repr(hashlib.new(name, b"abc").digest()) in run.output
    run.stop()
