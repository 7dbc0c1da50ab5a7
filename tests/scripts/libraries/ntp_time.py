# What ntptime does: one datagram asks a time server, the answer's seconds count from 1900.
import socket
import struct

HOST = "pool.ntp.org"
SECONDS_FROM_1900 = 2208988800  # to 1970


def ask(host, timeout=2):
    query = bytearray(48)
    query[0] = 0x1B  # version 3, a client
    address = socket.getaddrinfo(host, 123)[0][-1]
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        s.settimeout(timeout)
        s.sendto(query, address)
        answer = s.recv(48)
    finally:
        s.close()
    return struct.unpack("!I", answer[40:44])[0] - SECONDS_FROM_1900, answer


seconds, answer = ask(HOST)
print("mode", answer[0] & 7, "stratum", answer[1])
print("time", seconds)
try:
    ask("nobody.test", 0.5)
except OSError as e:
    print("no answer:", type(e).__name__)
