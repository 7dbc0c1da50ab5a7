# Fetches a page over TLS, in the order and with the names that CPython's tutorials have.
import network
import socket
import ssl

station = network.WLAN(network.STA_IF)
station.active(True)
station.connect("SSID", "PASSWORD")

while station.isconnected() == False:
    pass

host = 'micropython.org'

context = ssl.SSLContext(ssl.PROTOCOL_TLSv1_2)
context.verify_mode = ssl.CERT_REQUIRED
context.load_verify_locations('authority.pem')

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s = context.wrap_socket(s, server_hostname=host)
s.connect((host, 443))
s.sendall(b'GET /ks/test.html HTTP/1.0\r\nHost: micropython.org\r\n\r\n')
while True:
    data = s.recv(5000).decode()
    if not data:
        break
    print(data, end='')
s.close()
