"""Certificates: an authority of our own, and what it signs."""

import ssl
import subprocess

DAYS = 30
RSA = ("rsa:2048",)
EC = ("ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")


def openssl(*arguments):
    made = subprocess.run(
        ["openssl", *map(str, arguments)], check=False, capture_output=True, text=True
    )
    if made.returncode:
        raise SystemExit(
            f"openssl makes no certificate: {made.stderr.strip().splitlines()[-1]}"
        )


def make_authority(folder, subject="The world's authority"):
    """authority.pem, and authority.key to sign with."""
    authority = folder / "authority.pem"
    openssl(
        *("req", "-batch", "-x509", "-nodes", "-days", DAYS, "-subj", f"/CN={subject}"),
        *("-newkey", *RSA, "-keyout", folder / "authority.key", "-out", authority),
    )
    return authority


def make_site(folder, sites, name="site", days=DAYS, key=RSA):
    """NAME.key and NAME.pem, the site's certificate and its authority's. Days may be negative."""
    request, signed = folder / f"{name}.csr", folder / f"{name}.pem"
    openssl(
        *("req", "-batch", "-new", "-nodes", "-subj", f"/CN={sites[0]}"),
        *("-newkey", *key, "-keyout", folder / f"{name}.key", "-out", request),
        *("-addext", "basicConstraints=critical,CA:FALSE"),
        *("-addext", "subjectAltName=" + ",".join(f"DNS:{site}" for site in sites)),
    )
    authority = folder / "authority.pem"
    openssl(
        *("x509", "-req", "-days", days, "-copy_extensions", "copyall"),
        *("-CA", authority, "-CAkey", folder / "authority.key"),
        *("-in", request, "-out", signed),
    )
    signed.write_text(signed.read_text() + authority.read_text())


def make(folder, sites):
    authority = make_authority(folder)
    make_site(folder, sites)
    return authority


def chain_and_key(folder, name="site"):
    return folder / f"{name}.pem", folder / f"{name}.key"


def der_of(certificate):
    return ssl.PEM_cert_to_DER_cert(certificate.read_text())
