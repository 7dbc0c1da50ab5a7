"""The API: every name that the module has on some stack, what is absent and why, and the rules."""

# What tests/support/api_probe.py calls the place of a name.
MODULE = "module"
SOCKET = "socket"
IMPORT = "import"

NAMES = (
    (
        "Functions and exceptions",
        MODULE,
        """socket getaddrinfo inet_pton inet_ntop inet_aton inet_ntoa htons ntohs htonl ntohl
        gethostbyname gethostname create_connection create_server getdefaulttimeout
        setdefaulttimeout has_ipv6 resolve sockaddr socketpair gaierror timeout error reset callback
        print_pcbs""",
    ),
    ("Other names of the module", IMPORT, "usocket lwip"),
    (
        "The socket object",
        SOCKET,
        """bind listen accept connect connect_ex send sendall sendto recv recv_into recvfrom
        recvfrom_into setsockopt getsockopt getsockname getpeername shutdown settimeout gettimeout
        setblocking getblocking makefile fileno detach close read readinto readline write
        __enter__ __exit__ __iter__ __next__ __del__ __repr__ family type proto""",
    ),
    (
        "Constants",
        MODULE,
        """AF_INET AF_INET6 AF_UNIX SOCK_STREAM SOCK_DGRAM SOCK_RAW IPPROTO_IP IPPROTO_ICMP
        IPPROTO_TCP IPPROTO_UDP IPPROTO_IPV6 SOL_SOCKET SO_REUSEADDR SO_BROADCAST SO_KEEPALIVE
        SO_ERROR SO_TYPE SO_LINGER SO_RCVBUF SO_SNDBUF SO_BINDTODEVICE IP_TTL IP_TOS
        IP_ADD_MEMBERSHIP IP_DROP_MEMBERSHIP IP_MULTICAST_TTL IP_MULTICAST_IF IP_MULTICAST_LOOP
        IPV6_V6ONLY TCP_NODELAY TCP_KEEPIDLE TCP_KEEPINTVL TCP_KEEPCNT MSG_PEEK MSG_DONTWAIT
        MSG_TRUNC SHUT_RD SHUT_WR SHUT_RDWR SOMAXCONN INADDR_ANY EAI_ADDRFAMILY EAI_AGAIN EAI_BADFLAGS
        EAI_FAIL EAI_FAMILY EAI_MEMORY EAI_NONAME EAI_SERVICE EAI_SOCKTYPE AI_PASSIVE AI_CANONNAME
        AI_NUMERICHOST AI_NUMERICSERV AI_V4MAPPED AI_ALL AI_ADDRCONFIG""",
    ),
)

KERNEL = "kernel"
LWIP_SOCKETS = "lwIP sockets"
LWIP_RAW = "lwIP raw"
LWIP = (LWIP_SOCKETS, LWIP_RAW)

# Names that a build of ours lacks.
ABSENT = (
    ("AF_UNIX socketpair", LWIP, "lwIP has IP only"),
    ("detach", (LWIP_RAW,), "the raw API has no descriptors"),
    (
        "reset callback print_pcbs lwip",
        (KERNEL, LWIP_SOCKETS),
        "for scripts that know MicroPython's module for lwIP's raw API",
    ),
    (
        "SO_LINGER SO_RCVBUF",
        (LWIP_SOCKETS,),
        "off in ESP-IDF's configuration of lwIP, present where it is on",
    ),
    ("SO_SNDBUF", LWIP, "lwIP's send buffers have the size of its configuration"),
    (
        "SO_LINGER SO_RCVBUF SO_BINDTODEVICE IPV6_V6ONLY",
        (LWIP_RAW,),
        "the raw API has no such setting",
    ),
    (
        "AI_V4MAPPED AI_ALL AI_ADDRCONFIG",
        LWIP,
        "lwIP's resolver does neither",
    ),
)

# The first part of the name of each check in tests/python.
RULES = {
    "1": "Functions: arguments, results, errors",
    "2": "Methods and the stream protocol: arguments, results, errors",
    "3": "Constants",
    "4.1": "Addresses: tuples everywhere, packed bytes accepted, names resolved",
    "4.2": "Timeouts are deadlines, never early; what non-blocking calls give",
    "4.3": "No byte is lost when a call times out or is interrupted",
    "4.4": "A MemoryError leaves the socket as it was",
    "4.5": "Ctrl-C ends any call; resolving has a limit",
    "4.6": "The end is `b''` for ever; closed is EBADF; the collector closes",
    "4.7": "accept() gives the default timeout; a backlog is clamped",
    "4.8": "Options: level, name, type and length are checked",
    "4.9": "Errors are the same on each stack, and readable",
    "4.10": "Sizes: negative is refused, zero returns at once",
    "4.11": "Datagrams are cut as CPython cuts them",
    "5.1": "A negative size writes past a block of memory",
    "5.2": "SO_BINDTODEVICE overruns the C stack",
    "5.3": "A backlog of 256 is taken for a connection",
    "5.4": "A late answer of the name server is written to a dead frame",
    "5.5": "Options of a closed socket, or of another kind, go through a bad pointer",
    "5.6": "accept() gives bytes of the C stack as an address",
    "5.7": "Short packed addresses are read past their end",
    "5.8": "A second close() closes somebody else's descriptor",
    "5.9": "Dropped sockets leak descriptors",
    "5.10": "A MemoryError in accept() leaks the connection",
    "5.11": "An empty datagram is sent for ever, an empty send() raises",
    "5.12": "A long name that ends in .local overruns a block of memory",
    "5.13": "Multicast memberships outlive their socket",
    "5.14": "IPv6 peers are cut",
    "5.15": "Received data is thrown away at a reset",
    "5.16": "Short timeouts raise EAGAIN, long ones come late",
    "5.17": "read(n) loses what it had at a timeout",
    "5.18": "getaddrinfo() ignores its filters",
    "5.19": "bind() to port 0 fails",
    "5.20": "Malformed IPv4 addresses are accepted",
}


def names():
    """`(place, name)` in the order of the table."""
    return [(place, name) for _, place, text in NAMES for name in text.split()]


def reason_of_absence(name, column):
    for absent, columns, reason in ABSENT:
        if column in columns and name in absent.split():
            return reason
    return None


def rule_of(check):
    """The rule in front of a check's name: `4.6-eof-for-ever` proves 4.6."""
    return check.partition("-")[0]
