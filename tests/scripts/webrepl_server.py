# WebREPL: the prompt in a browser. The built-in modules `websocket` and `_webrepl` know the protocol,
# callbacks of the sockets start it. In the style of micropython-lib's webrepl.py, which is on no
# package registry.
import _webrepl, binascii, hashlib, os, socket, websocket

PORT = 8266
SO_CALLBACK = 20
GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def handshake(connection):
    stream = connection.makefile("rwb", 0)
    key = b""
    stream.readline()  # GET / HTTP/1.1
    while True:
        line = stream.readline()
        if line in (b"\r\n", b""):
            break
        name, _, value = line.partition(b":")
        if name.lower() == b"sec-websocket-key":
            key = value.strip()
    accept = b""
    if hasattr(hashlib, "sha1"):
        accept = binascii.b2a_base64(hashlib.sha1(key + GUID).digest())[:-1]
    connection.send(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
    )


def on_client(listener):
    connection, address = listener.accept()
    if os.dupterm(None):
        print("WebREPL has one client already, not", address)
        connection.close()
        return
    handshake(connection)
    terminal = _webrepl._webrepl(websocket.websocket(connection, True))
    connection.setblocking(False)
    connection.setsockopt(socket.SOL_SOCKET, SO_CALLBACK, os.dupterm_notify)
    os.dupterm(terminal)


def start(password):
    _webrepl.password(password)
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(socket.getaddrinfo("0.0.0.0", PORT)[0][4])
    s.listen(1)
    s.setsockopt(socket.SOL_SOCKET, SO_CALLBACK, on_client)
    return s


server = start("secret")
print("WebREPL is listening on port", PORT)
