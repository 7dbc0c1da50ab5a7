# The module `socket` for editors and type checkers: the same on every port, but for the names whose
# text says where they are. Signatures are written here, texts come from ../../reference.md by
# scripts/api-table.

from array import array
from collections.abc import Callable
from typing import Any, Self, TypeAlias, overload

_Data: TypeAlias = bytes | bytearray | memoryview | array[Any] | str
_Buffer: TypeAlias = bytearray | memoryview | array[Any]
# (host, port), (host, port, flowinfo, scope_id), packed bytes, a path of AF_UNIX.
_Address: TypeAlias = tuple[Any, ...] | list[Any] | bytes | str
# What a socket that does not block gives as None. `Any`, so that others need not ask.
_MaybeNone: TypeAlias = Any

# Constants

has_ipv6: bool
"""whether the stack was built with IPv6: a bool"""
AF_INET: int
"""IPv4, IPv6"""
AF_INET6: int
"""IPv4, IPv6"""
AF_UNIX: int
"""paths on this computer. On the kernel's sockets only"""
SOCK_STREAM: int
"""connections (TCP), datagrams (UDP)"""
SOCK_DGRAM: int
"""connections (TCP), datagrams (UDP)"""
SOCK_RAW: int
"""packets with their IP header"""
IPPROTO_IP: int
"""levels of options"""
IPPROTO_ICMP: int
"""protocols for `socket`, and levels of options"""
IPPROTO_TCP: int
"""protocols for `socket`, and levels of options"""
IPPROTO_UDP: int
"""protocols for `socket`, and levels of options"""
IPPROTO_IPV6: int
"""levels of options"""
SOL_SOCKET: int
"""the level of the SO_ ones"""
SO_REUSEADDR: int
"""bind to an address whose last connections still linger"""
SO_BROADCAST: int
"""send datagrams to all; lwIP does it without"""
SO_KEEPALIVE: int
"""ask a silent peer now and then whether it is there"""
SO_ERROR: int
"""the pending error, the type: to be read only"""
SO_TYPE: int
"""the pending error, the type: to be read only"""
SO_LINGER: int
"""what close does with unsent data: `struct linger` as bytes. Not on lwIP's raw API,
and elsewhere where lwIP was built with it
"""
SO_RCVBUF: int
"""the size of the receive buffer. Not on lwIP's raw API, and elsewhere where lwIP was
built with it
"""
SO_SNDBUF: int
"""the size of the send buffer. On the kernel's sockets only"""
SO_BINDTODEVICE: int
"""use one network interface, by its name. Not on lwIP's raw API"""
IP_TTL: int
"""fields of the IP header"""
IP_TOS: int
"""fields of the IP header"""
IP_ADD_MEMBERSHIP: int
"""join or leave a multicast group: 8 bytes, of the group and of the interface"""
IP_DROP_MEMBERSHIP: int
"""join or leave a multicast group: 8 bytes, of the group and of the interface"""
IP_MULTICAST_TTL: int
"""multicast datagrams that are sent: how far, from which interface, also to this host"""
IP_MULTICAST_IF: int
"""multicast datagrams that are sent: how far, from which interface, also to this host"""
IP_MULTICAST_LOOP: int
"""multicast datagrams that are sent: how far, from which interface, also to this host"""
IPV6_V6ONLY: int
"""an IPv6 socket without IPv4. Not on lwIP's raw API"""
TCP_NODELAY: int
"""send small pieces at once"""
TCP_KEEPIDLE: int
"""for SO_KEEPALIVE: seconds until the first question, between questions, how many"""
TCP_KEEPINTVL: int
"""for SO_KEEPALIVE: seconds until the first question, between questions, how many"""
TCP_KEEPCNT: int
"""for SO_KEEPALIVE: seconds until the first question, between questions, how many"""
MSG_PEEK: int
"""receive, and leave it there"""
MSG_DONTWAIT: int
"""do not wait this time"""
MSG_TRUNC: int
"""with a datagram that was cut: its whole length as the count of `recv_into`"""
SHUT_RD: int
"""for `shutdown`"""
SHUT_WR: int
"""for `shutdown`"""
SHUT_RDWR: int
"""for `shutdown`"""
SOMAXCONN: int
"""the largest backlog"""
INADDR_ANY: int
"""0.0.0.0 as a number"""
EAI_ADDRFAMILY: int
"""arguments that the stack does not know, or that do not fit"""
EAI_AGAIN: int
"""not now: no answer, or too many questions"""
EAI_BADFLAGS: int
"""arguments that the stack does not know, or that do not fit"""
EAI_FAIL: int
"""the name server's failure"""
EAI_FAMILY: int
"""arguments that the stack does not know, or that do not fit"""
EAI_MEMORY: int
"""out of memory"""
EAI_NONAME: int
"""no such name, or on lwIP nobody who knows it"""
EAI_SERVICE: int
"""arguments that the stack does not know, or that do not fit"""
EAI_SOCKTYPE: int
"""arguments that the stack does not know, or that do not fit"""
AI_PASSIVE: int
"""a host of None is any address of this host, to bind to"""
AI_CANONNAME: int
"""with the host's own name"""
AI_NUMERICHOST: int
"""look nothing up"""
AI_NUMERICSERV: int
"""look nothing up"""
AI_V4MAPPED: int
"""which addresses of a host (RFC 3493). On the kernel's sockets only"""
AI_ALL: int
"""which addresses of a host (RFC 3493). On the kernel's sockets only"""
AI_ADDRCONFIG: int
"""which addresses of a host (RFC 3493). On the kernel's sockets only"""

# Functions

@overload
def getaddrinfo(
    host: str | bytes | None,
    port: int | str | bytes | None,
    family: int = 0,
    type: int = 0,
    proto: int = 0,
    flags: int = 0,
) -> list[tuple[int, int, int, str, tuple[Any, ...]]]:
    """The addresses of a host and service: a list of `(family, type, proto, canonname,
    address)` (RFC 3493, 6.1). Zero means any; `af` is another name of `family`. A
    host of None is this one, `''` any address of it; a port is a number, also as
    text, or None. Raises gaierror. All tasks of asyncio wait meanwhile: resolve has
    another way.
    """

@overload
def getaddrinfo(
    host: str | bytes | None,
    port: int | str | bytes | None,
    af: int = 0,
    type: int = 0,
    proto: int = 0,
    flags: int = 0,
) -> list[tuple[int, int, int, str, tuple[Any, ...]]]: ...
@overload
def resolve(
    host: str | bytes | None,
    port: int | str | bytes | None,
    family: int = 0,
    type: int = 0,
    proto: int = 0,
    flags: int = 0,
) -> _Query:
    """Asks as `getaddrinfo` does and comes back at once, with a query. `select.poll`
    finds it readable when there is an answer. Module `aiosocket` has it for asyncio
    (`micropython/README.md`). Raises `gaierror` with EAI_AGAIN when the stack asks
    four questions already (lwIP).
    """

@overload
def resolve(
    host: str | bytes | None,
    port: int | str | bytes | None,
    af: int = 0,
    type: int = 0,
    proto: int = 0,
    flags: int = 0,
) -> _Query: ...
def gethostbyname(name: str, /) -> str:
    """The IPv4 address of a host, as text. Raises gaierror."""

def gethostname() -> str:
    """The name of this host, `localhost` where the stack knows none."""

def create_connection(
    address: _Address,
    timeout: float | None = ...,
    source_address: _Address | None = None,
) -> socket:
    """A socket of type SOCK_STREAM that is connected. All addresses of the host are
    tried in turn; the error is that of the last one. The timeout is that of each
    attempt and of the socket afterwards; without one it is the default timeout.
    """

def create_server(
    address: _Address,
    family: int = AF_INET,
    backlog: int | None = None,
    reuse_port: bool = False,
) -> socket:
    """A socket that is bound and listens, with SO_REUSEADDR set. (CPython takes all but
    the address by name only.) ValueError for `reuse_port=True`, which no stack has
    here.
    """

def socketpair(
    family: int = AF_UNIX, type: int = SOCK_STREAM, proto: int = 0
) -> tuple[socket, socket]:
    """Two sockets that are connected with each other (POSIX). On the kernel's sockets
    only.
    """

def getdefaulttimeout() -> float | None:
    """The timeout of sockets that are made from here on, those of `accept()` included:
    None (for ever), 0 (never wait) or seconds. Before the first call it is None.
    """

def setdefaulttimeout(seconds: float | None, /) -> None:
    """The timeout of sockets that are made from here on, those of `accept()` included:
    None (for ever), 0 (never wait) or seconds. Before the first call it is None.
    """

def inet_pton(family: int, text: str, /) -> bytes:
    """Between an address as text and the same as 4 or 16 bytes (POSIX). Text is read
    strictly and written as RFC 5952 has it. OSError for a text that is no address,
    ValueError for bytes of another length.
    """

def inet_ntop(family: int, packed: _Data, /) -> str:
    """Between an address as text and the same as 4 or 16 bytes (POSIX). Text is read
    strictly and written as RFC 5952 has it. OSError for a text that is no address,
    ValueError for bytes of another length.
    """

def inet_aton(text: str, /) -> bytes:
    """As `inet_pton` and `inet_ntop` for IPv4, where the text may also have fewer
    parts, and parts that are octal or hexadecimal (POSIX).
    """

def inet_ntoa(packed: _Data, /) -> str:
    """As `inet_pton` and `inet_ntop` for IPv4, where the text may also have fewer
    parts, and parts that are octal or hexadecimal (POSIX).
    """

def htons(number: int, /) -> int:
    """A number of 16 or 32 bits from the host's order of bytes to the network's, or
    back (POSIX). OverflowError when it has more bits.
    """

def ntohs(number: int, /) -> int:
    """A number of 16 or 32 bits from the host's order of bytes to the network's, or
    back (POSIX). OverflowError when it has more bits.
    """

def htonl(number: int, /) -> int:
    """A number of 16 or 32 bits from the host's order of bytes to the network's, or
    back (POSIX). OverflowError when it has more bits.
    """

def ntohl(number: int, /) -> int:
    """A number of 16 or 32 bits from the host's order of bytes to the network's, or
    back (POSIX). OverflowError when it has more bits.
    """

def sockaddr(address: _Address, /) -> tuple[Any, ...]:
    """An address as `(family, packed_host, port)`, for IPv6 with `flowinfo, scope_id`
    behind: MicroPython's unix port has it to decode packed addresses. It takes
    tuples, too.
    """

def reset() -> None:
    """What MicroPython's module for lwIP's raw API has: `reset` ends all connections,
    `callback` runs lwIP's timers, `print_pcbs` prints lwIP's lists of connections
    when lwIP was built to. On lwIP's raw API only, where the module is `lwip`, too.
    """

def callback() -> None:
    """What MicroPython's module for lwIP's raw API has: `reset` ends all connections,
    `callback` runs lwIP's timers, `print_pcbs` prints lwIP's lists of connections
    when lwIP was built to. On lwIP's raw API only, where the module is `lwip`, too.
    """

def print_pcbs() -> None:
    """What MicroPython's module for lwIP's raw API has: `reset` ends all connections,
    `callback` runs lwIP's timers, `print_pcbs` prints lwIP's lists of connections
    when lwIP was built to. On lwIP's raw API only, where the module is `lwip`, too.
    """

class _Query:
    def result(self) -> list[tuple[int, int, int, str, tuple[Any, ...]]]:
        """What `getaddrinfo` gives or raises. OSError EAGAIN while there is no answer."""
    def close(self) -> None:
        """Forgets the question; so does the collector for a query that nobody holds."""
    def __del__(self) -> None:
        """Forgets the question; so does the collector for a query that nobody holds."""

# Exceptions

error = OSError

class timeout(OSError):
    """The OSError of a call whose time was up. `errno` and `args[0]` are ETIMEDOUT
    (CPython has neither).
    """

class gaierror(OSError):
    """The OSError of a name that was not found: `args` are one of the EAI_ numbers and
    a text.
    """

# The socket object

class socket:
    family: int
    """What the socket was made with: an int."""
    type: int
    """What the socket was made with: an int."""
    proto: int
    """What the socket was made with: an int."""

    def __init__(
        self, family: int = AF_INET, type: int = SOCK_STREAM, proto: int = 0
    ) -> None:
        """A new socket. OSError EAFNOSUPPORT, EPROTONOSUPPORT or ESOCKTNOSUPPORT, from
        the kernel also EINVAL, when the stack has no such; when it has no more of
        them, sockets that nobody holds are collected first, then it is EMFILE,
        ENFILE or ENOMEM. The type can be subclassed.
        """
    def bind(self, address: _Address, /) -> None:
        """Gives the socket an address of this host. OSError EADDRINUSE when somebody
        has it, EADDRNOTAVAIL when it is none of this host's.
        """
    def listen(self, backlog: int = ..., /) -> None:
        """Lets others connect. Up to `backlog` of them wait for `accept`; a number that
        the stack does not have becomes the nearest one.
        """
    def accept(self) -> tuple[socket, Any]:
        """Waits for a connection: `(socket, address)` of the one that connected. The
        new socket has the default timeout. OSError EAGAIN when the socket does not
        wait and nobody is there, EINVAL when it does not listen.
        """
    def connect(self, address: _Address, /) -> None:
        """Connects. For datagrams it is where `send` sends to and whom `recv` receives
        from. OSError ECONNREFUSED, EHOSTUNREACH, ENETUNREACH; EINPROGRESS when the
        socket does not wait, which `poll` then finds writable. A host is looked up,
        which may raise gaierror.
        """
    def connect_ex(self, address: _Address, /) -> int:
        """As `connect`, but gives the error's number, 0 for none. Other exceptions are
        raised.
        """
    def send(self, data: _Data, flags: int = 0, /) -> int:
        """Sends, and gives the number of bytes. A socket that waits sends all of it;
        when its time is up, it gives the number so far, or raises if that is 0. One
        that does not wait sends what there is room for; OSError EAGAIN for none.
        OSError EPIPE or ECONNRESET when the peer has gone, EMSGSIZE when a datagram
        is too long.
        """
    def sendall(self, data: _Data, flags: int = 0, /) -> None:
        """Sends all of it and gives nothing. When it fails, `args[2]` of the exception
        is the number of bytes sent.
        """
    @overload
    def sendto(self, data: _Data, address: _Address, /) -> int:
        """Sends a datagram, which is empty for no data, and gives the number of bytes."""
    @overload
    def sendto(self, data: _Data, flags: int, address: _Address, /) -> int: ...
    def recv(self, size: int, flags: int = 0, /) -> bytes:
        """Waits until there is something and gives at most `size` bytes of it; `b''` is
        the end, for ever. OSError EAGAIN when the socket does not wait and nothing
        is there, ECONNRESET when the peer broke off. A longer datagram is cut.
        """
    def recv_into(self, buffer: _Buffer, nbytes: int = 0, flags: int = 0) -> int:
        """As `recv`, into a buffer; gives the number of bytes. `nbytes` is at most the
        buffer's length, which 0 stands for; ValueError when it is more.
        """
    def recvfrom(self, size: int, flags: int = 0, /) -> tuple[bytes, Any]:
        """As `recv`, with the sender's address: `(data, address)`."""
    def recvfrom_into(
        self, buffer: _Buffer, nbytes: int = 0, flags: int = 0
    ) -> tuple[int, Any]:
        """As `recv_into`, with the sender's address: `(count, address)`."""
    @overload
    def setsockopt(
        self, level: int, name: int, value: int | _Buffer | bytes, /
    ) -> None:
        """Sets an option: an int, or bytes as C has them. OSError ENOPROTOOPT for one
        that the stack does not know, EINVAL for bytes of another length. A callback
        belongs to SOL_SOCKET and 20, which both stacks of lwIP have:
        `callback(socket)` is called when there is something to receive or to accept,
        or the end; None takes it away.
        """
    @overload
    def setsockopt(
        self, level: int, name: int, callback: Callable[[socket], Any] | None, /
    ) -> None: ...
    @overload
    def getsockopt(self, level: int, name: int, /) -> int:
        """The value of an option: an int, or at most `size` bytes."""
    @overload
    def getsockopt(self, level: int, name: int, size: int, /) -> bytes: ...
    def getsockname(self) -> Any:
        """The address of this end, and of the other one. OSError ENOTCONN when there is
        no other.
        """
    def getpeername(self) -> Any:
        """The address of this end, and of the other one. OSError ENOTCONN when there is
        no other.
        """
    def shutdown(self, how: int, /) -> None:
        """Ends sending (SHUT_WR), receiving (SHUT_RD) or both (SHUT_RDWR), and keeps
        the socket.
        """
    def settimeout(self, seconds: float | None, /) -> None:
        """How long a call may take as a whole: None (for ever, as at first), 0 (never
        wait) or seconds, as int or float. ValueError for a negative number. When the
        time is up, methods raise timeout; bytes that had come stay for the next
        call.
        """
    def gettimeout(self) -> float | None:
        """How long a call may take as a whole: None (for ever, as at first), 0 (never
        wait) or seconds, as int or float. ValueError for a negative number. When the
        time is up, methods raise timeout; bytes that had come stay for the next
        call.
        """
    def setblocking(self, flag: bool, /) -> None:
        """`setblocking(True)` is `settimeout(None)`, `setblocking(False)` is
        `settimeout(0)`. A socket that does not wait raises OSError EAGAIN in `recv`,
        `send` and `accept`, and gives None in `read`, `readinto`, `readline` and
        `write`.
        """
    def getblocking(self) -> bool:
        """`setblocking(True)` is `settimeout(None)`, `setblocking(False)` is
        `settimeout(0)`. A socket that does not wait raises OSError EAGAIN in `recv`,
        `send` and `accept`, and gives None in `read`, `readinto`, `readline` and
        `write`.
        """
    def makefile(self, mode: str = "rb", buffering: int = 0) -> socket:
        """The socket itself, which is a file for bytes already: closing the one closes
        the other. Mode is `r`, `w` or `rw`, with or without `b`, which changes
        nothing; ValueError otherwise.
        """
    def fileno(self) -> int:
        """The descriptor, a small number on lwIP; -1 when the socket is closed."""
    def detach(self) -> int:
        """Closes the socket object and gives its descriptor, which stays open. Not on
        lwIP's raw API.
        """
    def close(self) -> None:
        """Closes the socket: the peer gets what was sent, then the end. Again it does
        nothing. The collector closes a socket that nobody holds.
        """
    def read(self, size: int | None = None, /) -> bytes | _MaybeNone:
        """`size` bytes, fewer only at the end; without a size all until the end. For
        datagrams it is one of them. None when the socket does not wait and nothing
        is there.
        """
    def readinto(self, buffer: _Buffer, size: int | None = None, /) -> int | _MaybeNone:
        """As `read`, into a buffer, the size being at most its length; gives the number
        of bytes.
        """
    def readline(self, size: int | None = None, /) -> bytes | _MaybeNone:
        r"""The next line with its `\n`, at most `size` bytes; without `\n` at the end;
        then `b''`.
        """
    @overload
    def write(self, data: _Data, size: int = ..., /) -> int | _MaybeNone:
        """As `send`, a part of the data if a size says so; gives the number of bytes,
        None when the socket does not wait and there is no room.
        """
    @overload
    def write(self, data: _Data, start: int, size: int, /) -> int | _MaybeNone: ...
    def __enter__(self) -> Self:
        """`with` closes the socket behind its block."""
    def __exit__(self, kind: object, value: object, traceback: object, /) -> None:
        """`with` closes the socket behind its block."""
    def __iter__(self) -> Self:
        """A socket in `for` gives its lines."""
    def __next__(self) -> bytes:
        """A socket in `for` gives its lines."""
    def __del__(self) -> None:
        """Closes the socket: the peer gets what was sent, then the end. Again it does
        nothing. The collector closes a socket that nobody holds.
        """
