"""Libraries that people use, unchanged, each with a real program at the other end."""

import json
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import clients
import namespace
import pytest
import servers

WORLD = namespace.WORLD
PAGE = b"".join(b"Line %d of the page.\n" % index for index in range(500))


class Service(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/page":
            self.answer(200, PAGE)
        elif self.path == "/named-port":
            self.answer(
                200, f"{self.headers['Host']} {self.headers['X-Board']}".encode()
            )
        elif self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "http://micropython.org/page")
            self.end_headers()
        elif self.path == "/chunks":
            self.answer_in_chunks()
        else:
            self.answer(404, b"no such page")

    def do_POST(self):
        self.answer(200, self.rfile.read(int(self.headers["Content-Length"])))

    do_PUT = do_POST

    def answer(self, status, body):
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def answer_in_chunks(self):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for start in range(0, len(PAGE), 1000):
            chunk = PAGE[start : start + 1000]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, *arguments):
        pass


@pytest.fixture
def service():
    """micropython.org, as the tests' name server has it."""
    opened = [ThreadingHTTPServer((WORLD, port), Service) for port in (80, 8081)]
    for server in opened:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    yield
    for server in opened:
        server.shutdown()
        server.server_close()


@pytest.fixture
def started(any_firmware):
    """started(script, library…): the script runs until the test is over."""
    runs = []

    def start(name, *libraries):
        runs.append(any_firmware.run_with_libraries(name, *libraries))
        return runs[-1]

    yield start
    for run in runs:
        run.stop()


def test_urequests(started, service):
    run = started("http_client.py", "urequests")
    run.wait_for("done", 30)
    assert "status 200 OK\n" in run.output
    assert f"length {len(PAGE)} Line 499 of the page.\n" in run.output
    assert "echo [21.5, 60] bme280\n" in run.output
    assert "headers micropython.org yes\n" in run.output
    assert "status 404\n" in run.output
    assert "no such name: " in run.output


def test_uaiohttpclient(started, service):
    run = started("http_client_asyncio.py", "uaiohttpclient.py")
    run.wait_for("done", 30)
    page = f"status 200 length {len(PAGE)} Line 499 of the page.\n"
    assert run.output.count(page) == 3
    assert f"moved 200 chunks {len(PAGE)}\n" in run.output
    assert "missing 404 b'no such page'\n" in run.output
    assert "no such name: " in run.output


def subscribe(*topics):
    arguments = [word for topic in topics for word in ("-t", topic)]
    return servers.client("mosquitto_sub", "-h", WORLD, "-v", *arguments)


def publish(topic, message):
    servers.run("mosquitto_pub", "-h", WORLD, "-q", "1", "-t", topic, "-m", message)


def test_umqtt_simple_with_mosquitto(started):
    with servers.broker(), subscribe("sensor/#") as subscriber:
        try:
            run = started("mqtt_client.py", "umqtt")
            run.wait_for("subscribed", 20)
            run.wait_for("got b'sensor/large'", 10)
            publish("sensor/command", "start")
            run.wait_for("got b'sensor/command' b'start'", 10)
            publish("sensor/command", "stop")
            run.wait_for("done", 10)
            assert retained("sensor/temperature") == "21.5\n"
        finally:
            subscriber.terminate()
        heard = subscriber.stdout.read()
    assert "sensor/temperature 21.5\n" in heard
    assert "sensor/state running\n" in heard
    assert "sensor/large " + "0123456789" * 500 in heard
    assert "lost" not in heard  # it has said good-bye


def retained(topic):
    return servers.run("mosquitto_sub", "-h", WORLD, "-t", topic, "-C", "1", "-W", "10")


def test_umqtt_leaves_its_last_will(started):
    with servers.broker(), subscribe("sleeper/#") as subscriber:
        run = started("mqtt_last_will.py", "umqtt")
        run.wait_for("connected", 20)
        assert subscriber.stdout.readline() == "sleeper/state awake\n"
        assert subscriber.stdout.readline() == "sleeper/state lost\n"
        subscriber.terminate()


def test_umqtt_robust_survives_its_broker(started, tmp_path):
    with servers.broker(str(tmp_path)):
        run = started("mqtt_robust.py", "umqtt")
        run.wait_for("subscribed", 20)
        publish("robust/command", "one")
        run.wait_for("got b'robust/command' b'one'", 10)
    run.wait_for("mqtt reconnect", 10)
    with servers.broker(str(tmp_path)):
        publish("robust/command", "two")
        run.wait_for("got b'robust/command' b'two'", 10)
        run.wait_for("done", 10)
        assert retained("robust/state") == "still here\n"


def first_answer(page, limit=15):
    """These scripts say that they listen just before they do."""
    deadline = time.monotonic() + limit
    while True:
        try:
            return clients.curl(page)
        except AssertionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def test_microdot(any_firmware, started):
    run = started("microdot_hello.py", "microdot/__init__.py", "microdot/microdot.py")
    run.wait_for("listening", 15)
    host, port = any_firmware.address(5000)
    page = f"http://{host}:{port}"
    assert first_answer(page + "/") == "Hello, world!"
    answer = clients.curl(page + "/users/7?from=curl")
    assert json.loads(answer) == {"user": 7, "agent": "curl"}
    assert clients.curl(page + "/form", "--data", "name=board") == "BOARD"
    assert clients.curl(page + "/size", "--data", "x" * 10000) == "10000"
    assert clients.curl(page + "/stream").endswith("line 99\n")
    status = clients.curl(page + "/nothing", "--write-out", "%{http_code}")
    assert status.endswith("404")
    with ThreadPoolExecutor(5) as pool:
        pages = [page + "/", page + "/stream"] * 15
        for address, answer in zip(pages, pool.map(clients.curl, pages), strict=True):
            assert len(answer) == (790 if address.endswith("stream") else 13), answer


def test_picoweb(any_firmware, started):
    run = started("picoweb_hello.py", "picoweb", "pkg_resources.py")
    run.wait_for("listening", 15)
    host, port = any_firmware.address(8080)
    page = f"http://{host}:{port}"
    assert first_answer(page + "/").endswith("99 9801\n")
    answer = clients.curl(page + "/form", "--data", "name=board")
    assert json.loads(answer) == {"name": "board"}
    with ThreadPoolExecutor(5) as pool:
        for answer in pool.map(clients.curl, [page + "/"] * 20):
            assert answer.endswith("99 9801\n")


def test_ntp_with_chrony(started):
    with servers.clock():
        run = started("ntp_time.py")
        run.wait_for("no answer: ", 15)
    assert "mode 4 stratum 5\n" in run.output
    told = int(re.search(r"time (\d+)", run.output)[1])
    assert abs(told - time.time()) < 10


def test_names_of_dnsmasq(any_firmware):
    with servers.name_server():
        run = any_firmware.run_with_name_server("names.py", servers.NAME_SERVER)
        try:
            run.wait_for("done", 20)
        finally:
            run.stop()
            any_firmware.stop()  # a board would go on asking this name server
    lines = run.output.splitlines()
    assert "plain.example ['192.0.2.10']" in lines
    assert "alias.example ['192.0.2.10']" in lines
    assert "six.example ['2001:db8::10']" in lines
    # lwIP's resolver gives one of two addresses.
    two = re.search(r"two\.example \[(.*)\]", run.output)[1]
    assert two and two in "'192.0.2.20', '192.0.2.21'"
    assert "wild.any.example ['192.0.2.30']" in lines
    assert "missing.example gaierror" in lines
    assert "empty.example gaierror" in lines
    for number in range(20):
        assert f"host{number}.example ['192.0.2.{100 + number}']" in lines
    assert lines[-2] == "192.0.2.10"
