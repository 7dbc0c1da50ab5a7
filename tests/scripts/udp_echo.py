# Sends every datagram back to where it came from.
import network
import socket

PORT = 5005

station = network.WLAN(network.STA_IF)
station.active(True)
station.connect("SSID", "PASSWORD")

while station.isconnected() == False:
    pass

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(socket.getaddrinfo('0.0.0.0', PORT)[0][-1])
print('listening on port', PORT)

while True:
    data, addr = s.recvfrom(1024)
    print('received', data, 'from', addr)
    s.sendto(data, addr)
