"""Ethernet frames made by hand: what no kernel would send."""

import socket
import struct
import threading

import stations

# The computer of a stranger, who alone of those that send by hand can be found by ARP.
STRANGER = bytes.fromhex("020000000099")
STRANGERS_ADDRESS = "203.0.113.9"
FIN, SYN, RST, PSH, ACK, URG = (1 << bit for bit in range(6))
IPV4, ARP, TCP, UDP = 0x0800, 0x0806, 6, 17
ARP_REPLY = struct.pack(">HHBBH", 1, IPV4, 6, 4, 2)
ASKED_FOR = slice(38, 42)
HEADERS = 14 + 20


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total ^ 0xFFFF


def ipv4(source, protocol, payload, number=0, fragment=0):
    """Without Ethernet's header. `fragment` is the field of that name, in units of 8 bytes."""
    header = struct.pack(
        ">BBHHHBBH4s4s",
        *(0x45, 0, 20 + len(payload), number, fragment, 64, protocol, 0),
        *map(socket.inet_aton, (source, stations.ADDRESS)),
    )
    return header[:10] + struct.pack(">H", checksum(header)) + header[12:] + payload


def with_checksum(source, protocol, segment, at):
    """`at`: where in the segment its checksum belongs."""
    pseudo = b"".join(map(socket.inet_aton, (source, stations.ADDRESS)))
    pseudo += struct.pack(">HH", protocol, len(segment))
    value = struct.pack(">H", checksum(pseudo + segment))
    return segment[:at] + value + segment[at + 2 :]


def tcp(source, ports, flags, sequence=0, acknowledged=0, data=b"", window=5000):
    header = struct.pack(
        *(">HHIIBBHHH", *ports, sequence % 2**32, acknowledged % 2**32),
        *(0x50, flags, window, 0, 0),
    )
    return ipv4(source, TCP, with_checksum(source, TCP, header + data, 16))


def udp(source, ports, data):
    header = struct.pack(">HHHH", *ports, 8 + len(data), 0)
    return ipv4(source, UDP, with_checksum(source, UDP, header + data, 6))


class Segment:
    """A TCP segment that the station sent."""

    def __init__(self, frame):
        fields = struct.unpack(">HHIIBB", frame[HEADERS : HEADERS + 14])
        (
            self.source,
            self.target,
            self.sequence,
            self.acknowledged,
            offset,
            self.flags,
        ) = fields
        self.to = socket.inet_ntoa(frame[30:34])
        length = struct.unpack(">H", frame[16:18])[0] - 20
        self.data = frame[HEADERS + (offset >> 4) * 4 : HEADERS + length]

    @staticmethod
    def is_in(frame):
        return frame[12:14] == b"\x08\x00" and frame[14] == 0x45 and frame[23] == TCP


class Injector:
    """Sends packets to the station as anybody, and sees the segments that it answers with."""

    def __init__(self, cable):
        self._cable = cable
        self._station = None
        self._seen = threading.Condition()
        self.segments = []
        cable.observe = self._observe

    def _observe(self, frame):
        with self._seen:
            self._station = frame[6:12]
            if frame[12:14] == b"\x08\x06":
                self._answer(frame)
            elif Segment.is_in(frame):
                self.segments.append(Segment(frame))
            self._seen.notify_all()

    def _answer(self, frame):
        """A question by ARP."""
        address = socket.inet_aton(STRANGERS_ADDRESS)
        if frame[ASKED_FOR] == address:
            reply = ARP_REPLY + STRANGER + address + frame[22:32]
            self._cable.inject(frame[6:12] + STRANGER + struct.pack(">H", ARP) + reply)

    def send(self, packet):
        with self._seen:
            assert self._seen.wait_for(lambda: self._station, 5), (
                "the station is silent"
            )
        self._send(packet)

    def _send(self, packet):
        self._cable.inject(self._station + STRANGER + struct.pack(">H", IPV4) + packet)

    def wait_for(self, wanted, seconds):
        """The first segment that is wanted, or None."""
        with self._seen:
            self._seen.wait_for(lambda: any(map(wanted, self.segments)), seconds)
            return next(filter(wanted, self.segments), None)

    def stop(self):
        self._cable.observe = None


class Stranger:
    """One end of a TCP connection, without a kernel behind it."""

    def __init__(self, injector, port, target):
        self._injector = injector
        self._ports = port, target
        self.next = 1000
        self._first = self._acknowledged = 0

    def send(self, flags, data=b"", offset=0):
        """`offset`: how far ahead of its turn the data is sent."""
        sequence = self.next + offset
        self._injector.send(
            tcp(
                STRANGERS_ADDRESS,
                self._ports,
                flags,
                sequence,
                self._acknowledged,
                data,
            )
        )

    def connect(self):
        """Whether the station answered."""
        self.send(SYN)
        answer = self._injector.wait_for(
            lambda segment: segment.target == self._ports[0] and segment.flags & SYN, 5
        )
        if answer:
            self.next += 1
            self._first = self._acknowledged = answer.sequence + 1
            self.send(ACK)
        return answer is not None

    def receive(self):
        """What the station has sent, in its order; the station learns that it came."""
        data = b""
        for segment in list(self._injector.segments):
            offset = (segment.sequence - self._first) % 2**32
            if segment.target == self._ports[0] and offset <= len(data):
                data = data[:offset] + segment.data + data[offset + len(segment.data) :]
        self._acknowledged = self._first + len(data)
        self.send(ACK)
        return data
