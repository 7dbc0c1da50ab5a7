# Fetches a page and prints it as it arrives.
import network
import socket

station = network.WLAN(network.STA_IF)
station.active(True)
station.connect("SSID", "PASSWORD")

while station.isconnected() == False:
    pass


def http_get(url):
    _, _, host, path = url.split('/', 3)
    addr = socket.getaddrinfo(host, 80)[0][-1]
    s = socket.socket()
    s.connect(addr)
    s.send(bytes('GET /%s HTTP/1.0\r\nHost: %s\r\n\r\n' % (path, host), 'utf8'))
    while True:
        data = s.recv(200)
        if not data:
            break
        print(str(data, 'utf8'), end='')
    s.close()


http_get('http://micropython.org/ks/test.html')
