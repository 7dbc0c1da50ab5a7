# What a busy station does: echoes over TCP, UDP and TLS, and follows orders that a connection brings
# line by line. Nobody may be silent for longer than IDLE_MS.
import binascii
import select
import socket
import time

ECHO_PORT = 7
ORDER_PORT = 9
TLS_PORT = 8443
PEER_PORT = 7000
IDLE_MS = 2000


def read_all(sock):
    """How much comes until the end, and its checksum."""
    count = checksum = 0
    while data := sock.recv(2048):
        count += len(data)
        checksum = binascii.crc32(data, checksum)
    return count, checksum


class Orders:
    """What the station does as a client of `world`; each order returns what to answer."""

    def __init__(self, world, context):
        self._world = world
        self._context = context

    def _connect(self, port):
        sock = socket.socket()
        sock.settimeout(5)
        sock.connect((self._world, int(port)))
        return sock

    def usage(self):
        return usage()

    def ask(self, *words):
        """Has the peer follow its order; what came, or the error."""
        with self._connect(PEER_PORT) as sock:
            sock.sendall(" ".join(words) + "\n")
            try:
                return read_all(sock)
            except OSError as error:
                return error.errno

    def wait(self, milliseconds, *words):
        """Loses patience after that time; how long it took."""
        with self._connect(PEER_PORT) as sock:
            sock.sendall(" ".join(words) + "\n")
            sock.settimeout(int(milliseconds) / 1000)
            start = time.ticks_ms()
            try:
                sock.recv(10)
            except OSError:
                return time.ticks_diff(time.ticks_ms(), start)

    def knock(self, port):
        """At a port where nobody is."""
        try:
            self._connect(port).close()
        except OSError as error:
            return error.errno

    def name(self, host):
        try:
            return socket.getaddrinfo(host, 80)[0][-1][0]
        except OSError as error:
            return error.errno

    def tls(self, port):
        sock = self._connect(port)
        with self._context.wrap_socket(sock, server_hostname="station.test") as secured:
            return read_all(secured)

    def follow(self, line):
        words = line.decode().split()
        return getattr(self, words[0])(*words[1:])


class Service:
    def __init__(self, world, backlog, contexts):
        client_context, self._server_context = contexts
        self._orders = Orders(world, client_context)
        self._poll = select.poll()
        self._actions = {}
        self._last = {}
        self._listen(ECHO_PORT, backlog, self._echo)
        self._listen(ORDER_PORT, 1, self._order)
        if self._server_context:
            self._listen(TLS_PORT, 1, self._secured_echo)
        datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        datagrams.bind(("0.0.0.0", ECHO_PORT))
        self._watch(datagrams, self._echo_datagram)

    def _listen(self, port, backlog, action):
        server = socket.socket()
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("0.0.0.0", port))
        server.listen(backlog)
        server.setblocking(False)
        self._watch(server, lambda sock: self._accept(sock, action))

    def _watch(self, sock, action):
        self._actions[id(sock)] = sock, action
        self._poll.register(sock, select.POLLIN)

    def _accept(self, server, action):
        try:
            client, _ = server.accept()
        except OSError:
            return  # the client has gone meanwhile, or there is no socket left
        client.settimeout(5)
        self._watch(client, action)
        if action != self._order:
            self._last[id(client)] = time.ticks_ms()

    def _end(self, sock):
        self._poll.unregister(sock)
        del self._actions[id(sock)]
        self._last.pop(id(sock), None)
        sock.close()

    def _echo(self, sock):
        data = sock.recv(2048)
        if data:
            sock.sendall(data)
            self._last[id(sock)] = time.ticks_ms()
        else:
            self._end(sock)

    def _order(self, sock):
        line = sock.readline()
        if line:
            sock.sendall(repr(self._orders.follow(line)) + "\n")
        else:
            self._end(sock)

    def _secured_echo(self, sock):
        """One line, for a client that has begun its handshake."""
        with self._server_context.wrap_socket(sock, server_side=True) as secured:
            secured.write(secured.readline())
            secured.read(1)  # the client ends first
        self._end(sock)

    def _echo_datagram(self, sock):
        data, sender = sock.recvfrom(1472)
        sock.sendto(data, sender)

    def _end_the_idle(self):
        now = time.ticks_ms()
        for key in list(self._last):
            if time.ticks_diff(now, self._last[key]) > IDLE_MS:
                self._end(self._actions[key][0])

    def run(self):
        print("serving")
        while True:
            for sock, _ in self._poll.poll(200):
                known = self._actions.get(id(sock))
                if known:
                    try:
                        known[1](sock)
                    except OSError:
                        if id(sock) in self._actions:
                            self._end(sock)
            self._end_the_idle()


def tls_contexts(authority, certificate, key):
    import ssl

    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    return ssl.create_default_context(cadata=authority), server
