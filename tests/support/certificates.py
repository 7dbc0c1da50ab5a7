"""The outside world's certificates: an authority of our own, and one certificate for all sites."""

import ssl
import subprocess

DAYS = "30"


def openssl(*arguments):
    command = ["openssl", "req", "-batch", "-x509", "-nodes", "-days", DAYS, *arguments]
    made = subprocess.run(command, check=False, capture_output=True, text=True)
    if made.returncode:
        raise SystemExit(
            f"openssl makes no certificate: {made.stderr.strip().splitlines()[-1]}"
        )


def make(folder, sites):
    key = ("-newkey", "rsa:2048", "-keyout")
    authority = folder / "authority.pem"
    openssl(
        *key,
        folder / "authority.key",
        "-out",
        authority,
        "-subj",
        "/CN=The world's authority",
    )
    openssl(
        *(*key, folder / "site.key", "-out", folder / "site.pem"),
        *("-CA", authority, "-CAkey", folder / "authority.key"),
        *("-subj", f"/CN={sites[0]}"),
        *("-addext", "basicConstraints=critical,CA:FALSE"),
        *("-addext", "subjectAltName=" + ",".join(f"DNS:{site}" for site in sites)),
    )
    chain = (folder / "site.pem").read_text() + authority.read_text()
    (folder / "chain.pem").write_text(chain)
    return authority


def chain_and_key(folder):
    return folder / "chain.pem", folder / "site.key"


def der_of(certificate):
    return ssl.PEM_cert_to_DER_cert(certificate.read_text())
