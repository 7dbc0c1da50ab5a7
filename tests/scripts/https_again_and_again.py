# What becomes of the memory when servers are visited again and again.
import gc
import network
import socket
import ssl

station = network.WLAN(network.STA_IF)
station.active(True)
station.connect("SSID", "PASSWORD")

while station.isconnected() == False:
    pass

context = ssl.create_default_context(cafile='authority.pem')


def visit(port):
    with context.wrap_socket(socket.socket(), server_hostname='micropython.org') as s:
        s.connect(('micropython.org', port))
        s.sendall(b'GET / HTTP/1.0\r\n\r\n')
        s.recv(5000)


for turn in range(4):
    for port in (8441, 8442, 443) * 4:
        try:
            visit(port)
        except ValueError:
            pass
    gc.collect()
    if turn > 0:
        print('free', gc.mem_free())
