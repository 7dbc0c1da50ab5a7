# The module `ssl` of the builds here, with the names of CPython's tutorials: micropython/frozen/ssl.py.

from socket import socket
from typing import Any, Self, TypeAlias

_Source: TypeAlias = str | bytes

CERT_NONE: int
CERT_OPTIONAL: int
CERT_REQUIRED: int
MBEDTLS_VERSION: str
PROTOCOL_DTLS_CLIENT: int
PROTOCOL_DTLS_SERVER: int
PROTOCOL_SSLv23: int
PROTOCOL_TLS: int
PROTOCOL_TLS_CLIENT: int
PROTOCOL_TLS_SERVER: int
PROTOCOL_TLSv1_2: int

SSLError = OSError
SSLCertVerificationError = ValueError
CertificateError = ValueError

class TLSVersion:
    TLSv1_2: int

class Purpose:
    SERVER_AUTH: int
    CLIENT_AUTH: int

# What is not written here in MicroPython's ssl.py comes from the socket below.
class SSLSocket(socket):
    def __init__(self, context: Any, sock: socket, options: dict[str, Any]) -> None: ...
    def __enter__(self) -> Self: ...
    def accept(self) -> tuple[SSLSocket, Any]: ...
    def do_handshake(self) -> None: ...
    def cipher(self) -> tuple[str, str]: ...
    def getpeercert(self, binary_form: bool) -> bytes: ...
    def version(self) -> str: ...

class SSLContext:
    verify_mode: int
    def __init__(self, protocol: int = ...) -> None: ...
    def get_ciphers(self) -> list[str]: ...
    def set_ciphers(self, ciphers: list[str], /) -> None: ...
    def load_cert_chain(
        self, certfile: _Source, keyfile: _Source | None = None
    ) -> None: ...
    def load_verify_locations(
        self, cafile: _Source | None = None, cadata: _Source | None = None
    ) -> None: ...
    def wrap_socket(
        self,
        sock: socket,
        server_side: bool = False,
        do_handshake_on_connect: bool = True,
        **options: Any,
    ) -> SSLSocket: ...

def create_default_context(
    purpose: int = ..., *, cafile: _Source | None = None, cadata: _Source | None = None
) -> SSLContext: ...
def wrap_socket(
    sock: socket,
    server_side: bool = False,
    key: _Source | None = None,
    cert: _Source | None = None,
    cert_reqs: int = ...,
    cadata: _Source | None = None,
    server_hostname: str | None = None,
    do_handshake: bool = True,
) -> SSLSocket: ...
