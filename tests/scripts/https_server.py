# A page over TLS. As in CPython's tutorials it is the listening socket that is wrapped.
import network
import socket
import ssl

station = network.WLAN(network.STA_IF)
station.active(True)
station.connect("SSID", "PASSWORD")

while station.isconnected() == False:
    pass

page = b'<html><head><title>Secret page</title></head><body>Nobody else reads this.</body></html>'
head = (
    b'HTTP/1.0 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n'
    % len(page)
)

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain('board.pem', 'board.key')

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('', 8443))
s.listen(5)
s = context.wrap_socket(s, server_side=True)
print('listening on 8443')

while True:
    try:
        conn, addr = s.accept()
        with conn:
            conn.recv(1024)
            conn.sendall(head + page)
    except OSError as error:
        print('a client went away:', error)
