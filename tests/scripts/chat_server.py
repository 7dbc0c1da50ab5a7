# Two people connect with telnet or netcat; each line goes to the other one.
import network
import select
import socket

PORT = 5000

station = network.WLAN(network.STA_IF)
station.active(True)
station.connect("SSID", "PASSWORD")

while station.isconnected() == False:
    pass

s = socket.socket()
s.bind(socket.getaddrinfo('0.0.0.0', PORT)[0][-1])
s.listen(2)
print('listening on port', PORT)


def chat(first, second):
    poller = select.poll()
    poller.register(first, select.POLLIN)
    poller.register(second, select.POLLIN)
    while True:
        for event in poller.poll():
            sender = event[0]
            receiver = second if sender is first else first
            line = sender.readline()
            if not line:
                receiver.send('The other one has left.\r\n')
                return
            receiver.send(line)


while True:
    first, addr = s.accept()
    print('first client', addr)
    first.send('Welcome. Please wait for the other one.\r\n')
    second, addr = s.accept()
    print('second client', addr)
    second.send('Welcome. The other one is here.\r\n')
    first.send('The other one is here.\r\n')
    try:
        chat(first, second)
    except OSError as e:
        print('connection lost:', e)
    first.close()
    second.close()
    print('chat ended')
