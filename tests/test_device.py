"""The suite for a real board, with the emulated one at the other end of the serial port."""

from builds import run, the_one_line
from targets import BUILD, ROOT, require_built

# The board's network leads to this computer's loopback address, by the name of 10.0.2.2.
SUITE = """
ip link set lo up
setpriv --pdeathsig TERM micropython/board/qemu "$1" --serial tcp:2000 &
until (exec 3<>/dev/tcp/127.0.0.1/2000) 2>/dev/null; do sleep 0.1; done
USOCKET_SSID=any USOCKET_HOST=10.0.2.2 \\
    scripts/test --target device --port socket://127.0.0.1:2000 -k "waiting or naming"
"""


def test_suite_by_a_serial_port():
    firmware = require_built(BUILD / "board" / "firmware.elf", "board")
    output, status = run(
        # The ports of the name server and the peers are taken in this network.
        *("unshare", "--net", "bash", "-c", f"cd {ROOT}\n{SUITE}", "suite", firmware),
    )
    assert status == 0, output
    the_one_line(output, " passed, 0 failed, ")


def test_without_a_port():
    output, status = run(ROOT / "scripts" / "test", "--target", "device")
    assert status != 0
    assert (
        output
        == "test: --target device needs the board's serial port: --port /dev/ttyUSB0\n"
    )


def test_without_a_network():
    output, status = run(
        ROOT / "scripts" / "test",
        *("--target", "device", "--port", "/dev/null"),
        USOCKET_SSID="",
    )
    assert status != 0
    assert output.startswith("test: set USOCKET_SSID and USOCKET_PASSWORD")
    assert len(output.splitlines()) == 1
