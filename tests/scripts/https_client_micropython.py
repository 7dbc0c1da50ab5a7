# Fetches a page over TLS in MicroPython's order: the socket is connected, then wrapped.
import network
import socket
import ssl

station = network.WLAN(network.STA_IF)
station.active(True)
station.connect("SSID", "PASSWORD")

while station.isconnected() == False:
    pass

host = 'micropython.org'

with open('authority.pem', 'rb') as file:
    authority = file.read()

context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.verify_mode = ssl.CERT_REQUIRED
context.load_verify_locations(cadata=authority)

s = socket.socket()
s.connect(socket.getaddrinfo(host, 443)[0][-1])
s = context.wrap_socket(s, server_hostname=host)
s.write(b'GET /ks/test.html HTTP/1.0\r\nHost: micropython.org\r\n\r\n')
print(s.readline().decode(), end='')
print(s.read().decode(), end='')
s.close()
