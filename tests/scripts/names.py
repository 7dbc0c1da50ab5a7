# Asks the name server for all sorts of names.
import socket


def show(name, family=0):
    try:
        entries = socket.getaddrinfo(name, 80, family, socket.SOCK_STREAM)
        print(name, sorted(entry[-1][0] for entry in entries))
    except OSError as e:
        print(name, type(e).__name__)


show("plain.example")
show("alias.example")
show("six.example", socket.AF_INET6)
show("two.example")
show("wild.any.example")
show("missing.example")
show("empty.example")
for i in range(20):
    show("host%d.example" % i)
print(socket.gethostbyname("alias.example"))
print("done")
