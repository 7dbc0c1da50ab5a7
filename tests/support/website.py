"""micropython.org over TLS: a page by nginx, doors with certificates that are no good, a broker."""

import time
from contextlib import contextmanager

import certificates
import namespace
import servers

SITE = "micropython.org"
PATH = "/ks/test.html"
# More than one record of TLS, which has at most 16 KB.
PAGE = "".join(f"<p>Line {index} of the page.</p>\n" for index in range(1500))

# Seconds that a board's clock may be late: a certificate of this moment would not be good there.
CLOCK_DIFFERENCE = 2

PORT = 443
EXPIRED_PORT = 8441
UNKNOWN_AUTHORITY_PORT = 8442

CONFIG = """
daemon off;
master_process off;
user root;
pid {folder}/pid;
error_log stderr notice;
events {}
http {
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
"""
DOOR = """
    server {{
        listen {address}:{port} ssl;
        ssl_certificate {certificate};
        ssl_certificate_key {key};
        root {root};
    }}
"""
BROKER = """
user root
allow_anonymous true
persistence false
listener 8883 {address}
certfile {certificate}
keyfile {key}
"""


def make_certificates(folder):
    """Who vouches for the site, and the certificates of its doors by their ports."""
    strangers = folder / "strangers"
    strangers.mkdir()
    certificates.make(folder, [SITE])
    certificates.make_site(folder, [SITE], name="expired", days=-1)
    certificates.make_authority(strangers, "An authority that nobody knows")
    certificates.make_site(strangers, [SITE])
    return {
        PORT: certificates.chain_and_key(folder),
        EXPIRED_PORT: certificates.chain_and_key(folder, "expired"),
        UNKNOWN_AUTHORITY_PORT: certificates.chain_and_key(strangers),
    }


@contextmanager
def running(folder):
    """The folder's authority.pem is whom clients have to trust."""
    doors = make_certificates(folder)
    time.sleep(CLOCK_DIFFERENCE)
    page = folder / "root" / PATH.lstrip("/")
    page.parent.mkdir(parents=True)
    page.write_text(PAGE)
    config = CONFIG + "".join(
        DOOR.format(
            address=namespace.WORLD,
            port=port,
            certificate=certificate,
            key=key,
            root=folder / "root",
        )
        for port, (certificate, key) in doors.items()
    )
    with servers.running(
        *("nginx", "-p", "{folder}", "-e", "stderr", "-c", config + "}\n"),
        ready="getrlimit",
    ):
        yield


def broker(folder):
    """Mosquitto, with the certificate of the site."""
    certificate, key = certificates.chain_and_key(folder)
    config = BROKER.format(address=namespace.WORLD, certificate=certificate, key=key)
    return servers.running("mosquitto", "-v", "-c", config, ready="running")
