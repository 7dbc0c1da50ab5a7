# Sends sensor values to a computer and prints what it answers.
import network
import socket

SERVER = 'micropython.org'
PORT = 5006

station = network.WLAN(network.STA_IF)
station.active(True)
station.connect("SSID", "PASSWORD")

while station.isconnected() == False:
    pass

addr = socket.getaddrinfo(SERVER, PORT)[0][-1]
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(5)

for i in range(5):
    s.sendto('temperature %d' % (20 + i), addr)
    answer, sender = s.recvfrom(100)
    print(str(answer, 'utf8'))

s.close()
print('done')
