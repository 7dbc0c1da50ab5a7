"""A screen that nobody looks at: an X server without hardware, and pictures of it."""

import os
import struct
import subprocess
import tempfile
import zlib
from pathlib import Path

DEPTH = 24
BYTES_OF_PIXEL = 4  # blue, green, red, nothing

# The file that the server keeps its screen in, in the format of xwd: what of its header matters.
HEADER = struct.Struct(">25I")
HEADER_SIZE, WIDTH, HEIGHT, BYTES_PER_LINE, COLORS = 0, 4, 5, 12, 19
BYTES_OF_COLOR = 12


class Screen:
    def __init__(self, width, height):
        self._folder = tempfile.TemporaryDirectory(prefix="usocket-screen-")
        reader, writer = os.pipe()
        self._server = subprocess.Popen(
            [
                *("Xvfb", "-displayfd", str(writer), "-nolisten", "tcp"),
                *("-screen", "0", f"{width}x{height}x{DEPTH}"),
                *("-fbdir", self._folder.name),
            ],
            pass_fds=[writer],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(writer)
        with open(reader) as numbers:
            self.display = f":{numbers.readline().strip()}"
        assert self.display != ":", "Xvfb did not start"

    def png(self):
        """What is on the screen now."""
        data = (Path(self._folder.name) / "Xvfb_screen0").read_bytes()
        header = HEADER.unpack_from(data)
        start = header[HEADER_SIZE] + header[COLORS] * BYTES_OF_COLOR
        width, height = header[WIDTH], header[HEIGHT]
        rows = []
        for row in range(height):
            at = start + row * header[BYTES_PER_LINE]
            pixels = data[at : at + width * BYTES_OF_PIXEL]
            colors = bytearray(3 * width)
            colors[0::3], colors[1::3], colors[2::3] = (
                pixels[place::BYTES_OF_PIXEL] for place in (2, 1, 0)
            )
            rows.append(b"\0" + colors)
        return encode_png(width, height, b"".join(rows))

    def stop(self):
        self._server.terminate()
        self._server.wait()
        self._folder.cleanup()


def encode_png(width, height, rows):
    """Rows are filter bytes and red, green, blue (PNG specification, 9 and 11)."""

    def chunk(kind, data):
        checksum = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows, 9))
        + chunk(b"IEND", b"")
    )
