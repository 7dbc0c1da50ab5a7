# A server that never says anything, until Ctrl-C; then one that does.
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
        print('micropython.org trusted with', s.version())


try:
    print('connecting')
    visit(7443)
except KeyboardInterrupt:
    print('interrupted')
visit(443)
