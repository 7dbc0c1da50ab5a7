"""Thousands of requests leave the board's memory as it was."""

import ast
import socket
import time

from targets import SCRIPTS

MEASURE = """
import board, gc
gc.collect()
print((gc.mem_free(), board.pools(), board.pcbs()))
"""


def ask(port, count):
    """Asks for the page; each answer has to be whole."""
    sizes = set()
    for _ in range(count):
        with socket.create_connection(("127.0.0.1", port), 10) as client:
            client.sendall(b"GET / HTTP/1.0\r\nHost: board\r\n\r\n")
            size = 0
            while data := client.recv(65536):
                size += len(data)
        sizes.add(size)
    assert len(sizes) == 1 and sizes.pop() > 3000


def measure(board):
    """Free memory, pools and pcbs without those in TIME_WAIT, between two requests."""
    time.sleep(1)  # the last connection says good-bye
    board.evaluate(MEASURE)  # what the first measurement itself allocates stays
    free, pools, pcbs = ast.literal_eval(board.evaluate(MEASURE))
    pools["TCP_PCB"] -= pcbs.pop("time_wait")
    return free, pools, pcbs


def serve(run, port, count):
    """The script answers that many requests, then Ctrl-C ends it in accept()."""
    try:
        ask(port, count)
        run.interrupt()
        run.wait_for_end(5)
    finally:
        run.stop()


def test_requests_leave_no_trace(emulated, request, record_property):
    warm_up, count = (1000, 10000) if request.config.getoption("--all") else (200, 1000)
    port = emulated.port(80)
    run = emulated.run_script("web_server.py")
    run.wait_for("listening on", 15)
    serve(run, port, warm_up)
    before = measure(emulated.board)

    # The same script goes on where it was, with the socket that it has.
    script = (SCRIPTS / "web_server.py").read_text()
    accept_loop = script[script.index("\nwhile True:") :]
    serve(emulated.go_on_with(accept_loop), port, count)
    after = measure(emulated.board)

    record_property("bytes", before[0] - after[0])
    assert abs(before[0] - after[0]) < 512
    assert before[1:] == after[1:]
