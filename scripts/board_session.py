"""What scripts/run does once the firmware is there.

    python board_session.py FIRMWARE SCRIPT PORT BOARDPORT SERIAL REPL PCAP TRACE

Empty strings stand for what was not asked for; scripts/run has checked the rest.
"""

import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import tracing
from board import Board, BoardError

DEFAULT_PORTS = range(8080, 8180)
LISTENING_LIMIT = (
    3  # seconds until the address is shown, whether the script says so or not
)

MPREMOTE = Path(sys.executable).with_name("mpremote")


def say(text):
    print(text, file=sys.stderr, flush=True)


def is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def first_free_port():
    for port in DEFAULT_PORTS:
        if is_free(port):
            return port
    raise BoardError(
        f"no port from {DEFAULT_PORTS[0]} to {DEFAULT_PORTS[-1]} is free: choose one with --port"
    )


def show_address(port, board_port):
    address = f"http://127.0.0.1:{port}" if board_port == 80 else f"127.0.0.1:{port}"
    print(f"{address} is port {board_port} of the board. Ctrl-C ends.", flush=True)


def show_console(board, script, port, board_port, show=str):
    """The exit status: that of the script, if it ends before Ctrl-C."""
    board.start(Path(script).read_bytes())
    recent = ""
    address_is_due = time.monotonic() + LISTENING_LIMIT
    address_shown = False
    while (text := board.read(0.1)) is not None:
        sys.stdout.write(show(text.replace("\r", "")))
        sys.stdout.flush()
        if not address_shown:
            recent += text
            listens = (
                "\n" in recent[recent.find("listening") :] and "listening" in recent
            )
            if listens or time.monotonic() > address_is_due:
                show_address(port, board_port)
                address_shown = True
    say("the script has ended")
    return 1 if board.script_failed else 0


def show_calls(board, script, port, board_port):
    print(tracing.HEADER)
    rows = tracing.Splitter(tracing.Trace())
    return show_console(board, script, port, board_port, rows.feed)


def leave_serial_port(board, script, port, board_port):
    board.start_main(Path(script).read_bytes())
    board.disconnect()
    show_address(port, board_port)
    say(f"The serial port: {board.device}")
    mpremote = f"{shlex.quote(str(MPREMOTE))} connect {board.device}"
    if board.device.startswith("/dev/"):
        say(f"    {mpremote}")
        say(
            f"    Thonny: Run, Configure interpreter, MicroPython (generic), port {board.device}"
        )
    else:
        say(f"    {mpremote} run FILE    (its prompt needs --serial pty)")
    board.wait()
    raise BoardError("the emulator has ended")


def open_prompt(board, script, port, board_port):
    print(f"127.0.0.1:{port} is port {board_port} of the board.", flush=True)
    board.leave_raw_repl()
    board.disconnect()
    start = ["run", "--no-follow", script] if script else []
    return subprocess.call(
        [str(MPREMOTE), "connect", board.device, "resume", *start, "repl"]
    )


def main(firmware, script, port, board_port, serial, repl, pcap, trace):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    port = int(port) if port else first_free_port()
    if repl == "yes":
        serial = "pty"  # mpremote's prompt needs a device: a TCP port is not one
    board = Board(firmware, [f"{port}:{board_port}"], serial or None, pcap=pcap)
    try:
        board.set_clock()
        session = (
            open_prompt
            if repl == "yes"
            else leave_serial_port
            if serial
            else show_calls
            if trace == "yes"
            else show_console
        )
        return session(board, script, port, int(board_port))
    finally:
        board.stop()
        if pcap and "stopping dump" in board.last_words:
            say(f"run: {pcap} took no more of the traffic: make room on its disk")


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except BoardError as error:
        sys.exit(f"run: {error}")
    except KeyboardInterrupt:
        say("")
    except BrokenPipeError:
        # Whoever read has seen enough, as head does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
