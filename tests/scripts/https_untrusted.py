# Servers that are not to be trusted, and then one that is.
import network
import socket
import ssl

station = network.WLAN(network.STA_IF)
station.active(True)
station.connect("SSID", "PASSWORD")

while station.isconnected() == False:
    pass

context = ssl.create_default_context(cafile='authority.pem')


def visit(port, name):
    with context.wrap_socket(socket.socket(), server_hostname=name) as s:
        s.connect(('micropython.org', port))
        print(port, name, 'trusted with', s.version())


for port, name in (
    (8441, 'micropython.org'),
    (8442, 'micropython.org'),
    (443, 'example.org'),
    (443, 'micropython.org'),
):
    try:
        visit(port, name)
    except (OSError, ValueError) as error:
        print(port, name, str(error).strip())
