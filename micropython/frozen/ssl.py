"""MicroPython's ssl module, over the built-in `tls`, with CPython's names besides.

A socket that is connected is wrapped with its handshake, as MicroPython has it. CPython's scripts
wrap first: then the handshake comes with connect(), or with accept() for each client.

Written from MicroPython's docs/library/ssl.rst and CPython's; frozen into the builds.
"""

import io
import select
import socket
from errno import EAGAIN, EINVAL, ENOTCONN, ETIMEDOUT

import tls
from tls import (  # noqa: F401 - the constants are this module's too
    CERT_NONE,
    CERT_OPTIONAL,
    CERT_REQUIRED,
    MBEDTLS_VERSION,
    PROTOCOL_DTLS_CLIENT,
    PROTOCOL_DTLS_SERVER,
    PROTOCOL_TLS_CLIENT,
    PROTOCOL_TLS_SERVER,
)

from micropython import const

# CPython's older names. There such a context serves both sides, here it is a client's.
PROTOCOL_TLS = PROTOCOL_TLSv1_2 = PROTOCOL_SSLv23 = PROTOCOL_TLS_CLIENT

SSLError = OSError
SSLCertVerificationError = CertificateError = ValueError

_POLL = const(3)
_CLOSE = const(4)

_SMALLEST_ERRNO = const(-256)

# Methods and values of the socket below that mean the same with TLS.
_OF_THE_SOCKET = (
    "bind",
    "fileno",
    "family",
    "getpeername",
    "getsockname",
    "getsockopt",
    "gettimeout",
    "listen",
    "proto",
    "setblocking",
    "setsockopt",
    "settimeout",
    "shutdown",
    "type",
)
_OF_TLS = ("cipher", "getpeercert")


class TLSVersion:
    TLSv1_2 = 0x303


class Purpose:
    SERVER_AUTH = PROTOCOL_TLS_CLIENT
    CLIENT_AUTH = PROTOCOL_TLS_SERVER


def _content_of(source):
    if not isinstance(source, str) or "-----BEGIN " in source:
        return source
    with open(source, "rb") as file:
        return file.read()


def _is_connected(sock):
    """Or on its way there, as asyncio and others wrap a socket that does not block."""
    try:
        sock.getpeername()
    except AttributeError:  # some other stream
        return True
    except OSError as error:
        return error.errno != ENOTCONN or sock.gettimeout() == 0
    return True


def _as_of_a_socket(error):
    """What `tls` raised: it passes on the errors of the socket below as negative numbers."""
    number = error.errno or 0
    if _SMALLEST_ERRNO < number < 0:
        number = -number
        error = OSError(number)
    if number == ETIMEDOUT:
        error = getattr(socket, "timeout", OSError)(number, "timed out")
    return error


class SSLSocket(io.IOBase):
    def __init__(self, context, sock, options):
        self._context = context
        self._socket = sock
        self._options = options
        self._tls = None
        self._poller = None

    def __repr__(self):
        return "<SSLSocket>"

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def __getattr__(self, name):
        if name in _OF_THE_SOCKET:
            return getattr(self._socket, name)
        if name in _OF_TLS:
            return getattr(self._with_tls(), name)
        raise AttributeError("'SSLSocket' object has no attribute '" + name + "'")

    def _with_tls(self):
        if self._tls is None:
            try:
                self._tls = self._context.wrap_socket(self._socket, **self._options)
            except OSError as error:
                raise _as_of_a_socket(error) from None
            self._poller = None
        return self._tls

    def _call(self, method, *arguments):
        try:
            return getattr(self._with_tls(), method)(*arguments)
        except OSError as error:
            raise _as_of_a_socket(error) from None

    def connect(self, address):
        self._socket.connect(address)
        self.do_handshake()

    def accept(self):
        connection, address = self._socket.accept()
        accepted = SSLSocket(self._context, connection, self._options)
        try:
            accepted.do_handshake()
        except BaseException:
            accepted.close()
            raise
        return accepted, address

    def do_handshake(self):
        """With do_handshake_on_connect=False it is the first transfer that does it."""
        self._with_tls()

    def read(self, *size):
        return self._call("read", *size)

    def readinto(self, *buffer_and_size):
        return self._call("readinto", *buffer_and_size)

    def readline(self, *size):
        return self._call("readline", *size)

    def write(self, *data_and_size):
        return self._call("write", *data_and_size)

    def recv(self, size):
        data = self._call("recv", size)
        if data is None:
            raise OSError(EAGAIN)
        return data

    def recv_into(self, buffer, size=0):
        data = self.recv(size or len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def send(self, data):
        sent = self.write(data)
        if sent is None:
            raise OSError(EAGAIN)
        return sent

    def sendall(self, data):
        if self.send(data) < len(data):
            raise OSError(EAGAIN)

    def makefile(self, *mode):
        return self

    def version(self):
        return self.cipher()[1]

    def close(self):
        (self._tls or self._socket).close()

    def ioctl(self, request, argument):
        """What the firmware asks of a stream."""
        if request == _POLL:
            return self._ready(argument)
        if request == _CLOSE:
            self.close()
            return 0
        return -EINVAL

    def _ready(self, events):
        if self._poller is None:
            self._poller = select.poll()
            self._poller.register(self._tls or self._socket, events)
        else:
            self._poller.modify(self._tls or self._socket, events)
        for _, ready in self._poller.ipoll(0):
            return ready
        return 0


class SSLContext:
    def __init__(self, protocol=PROTOCOL_TLS_CLIENT):
        self._context = tls.SSLContext(protocol)
        self._is_client = protocol in (PROTOCOL_TLS_CLIENT, PROTOCOL_DTLS_CLIENT)
        # Not what CPython, and `tls`, have for clients: nobody is verified unless that is asked for.
        self.verify_mode = CERT_NONE
        self.get_ciphers = self._context.get_ciphers
        self.set_ciphers = self._context.set_ciphers

    @property
    def verify_mode(self):
        return self._context.verify_mode

    @verify_mode.setter
    def verify_mode(self, mode):
        self._context.verify_mode = mode

    def load_cert_chain(self, certfile, keyfile=None):
        certificate = _content_of(certfile)
        key = certificate if keyfile is None else _content_of(keyfile)
        self._context.load_cert_chain(certificate, key)

    def load_verify_locations(self, cafile=None, cadata=None):
        self._context.load_verify_locations(
            cadata if cafile is None else _content_of(cafile)
        )

    def wrap_socket(
        self, sock, server_side=False, do_handshake_on_connect=True, **options
    ):
        if server_side and self._is_client:
            raise ValueError("a server's context is SSLContext(PROTOCOL_TLS_SERVER)")
        options["server_side"] = server_side
        options["do_handshake_on_connect"] = do_handshake_on_connect
        wrapped = SSLSocket(self._context, sock, options)
        if not do_handshake_on_connect or _is_connected(sock):
            wrapped.do_handshake()
        return wrapped


def create_default_context(purpose=Purpose.SERVER_AUTH, *, cafile=None, cadata=None):
    """There is no store of authorities: without one of these, no server's certificate is good."""
    context = SSLContext(purpose)
    if purpose == Purpose.SERVER_AUTH:
        context.verify_mode = CERT_REQUIRED
    if cafile is not None or cadata is not None:
        context.load_verify_locations(cafile, cadata)
    return context


def wrap_socket(
    sock,
    server_side=False,
    key=None,
    cert=None,
    cert_reqs=CERT_NONE,
    cadata=None,
    server_hostname=None,
    do_handshake=True,
):
    context = SSLContext(PROTOCOL_TLS_SERVER if server_side else PROTOCOL_TLS_CLIENT)
    context.verify_mode = cert_reqs
    if key is not None or cert is not None:
        context.load_cert_chain(cert, key)
    if cadata is not None:
        context.load_verify_locations(cadata=cadata)
    return context.wrap_socket(
        sock,
        server_side=server_side,
        server_hostname=server_hostname,
        do_handshake_on_connect=do_handshake,
    )
