"""The checks named 5.N fail on the C modules of MicroPython that have bug N: so they can fail.

On our module they are run by test_behaviour.py. Here a row is a check, the builds with a C module
that has the bug, and what the check says there: one that failed by something else would prove
nothing. Each runs in a process or on a board of its own, which may crash.
"""

from pathlib import Path

import pytest
from verdicts import check_names, collect

# The thread that reads from a board ends with an exception when the board crashes.
pytestmark = pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnhandledThreadExceptionWarning"
)

CHECKS = Path(__file__).parent / "python"
PRELUDE = (Path(__file__).parent / "support" / "on_c_module.py").read_text()
LIMIT = 10  # seconds for a check that hangs

UNIX = "stock-unix"
MODLWIP = "stock-modlwip-in-unix"
BOARD = "stock-board"  # modlwip too
ESP32 = "stock-esp32-in-unix"

CRASHES = "no verdict, the script ended with:"
HANGS = "KeyboardInterrupt"

BUGS = (
    ("tcp", "5.1-recv-of-a-negative-size", (MODLWIP, BOARD, ESP32), "result is b'data'"),
    ("options", "5.2-SO_BINDTODEVICE-long-name", (ESP32,), CRASHES),
    ("connections", "5.3-backlog-is-clamped", (MODLWIP, BOARD), "ECONNRESET"),
    ("resolving", "5.4-late-answer-after-ctrl-c", (BOARD,), "CPU exception"),
    ("options", "5.5-closed-socket", (MODLWIP, BOARD), CRASHES),
    ("options", "5.5-TCP_NODELAY-on-a-datagram-socket", (MODLWIP, BOARD), "result is None"),
    ("addresses", "5.6-peer-with-a-long-path", (UNIX,), r"AssertionError b'\x00ppppp"),
    ("addresses", "5.7-inet-ntop-length", (UNIX,), "result is '0.0.0.0'"),
    ("addresses", "5.7-sockaddr-length", (UNIX,), "allocating 4294967295 bytes"),
    ("lifetime", "5.8-second-close-harms-nobody", (UNIX,), "EBADF"),
    ("lifetime", "5.9-dropped-sockets-are-closed", (UNIX,), "OSError: 24"),
    ("lifetime", "5.9-dropped-connections-are-closed", (UNIX,), "OSError: 24"),
    ("errors", "5.10-accept-without-memory", (UNIX, ESP32), "OSError(110,)"),
    ("tcp", "5.11-empty-send-returns-at-once", (ESP32,), "ETIMEDOUT"),
    ("udp", "5.11-empty-datagram-is-sent-once", (ESP32,), HANGS),
    ("options", "5.13-memberships-end-with-the-socket", (MODLWIP, BOARD), "ENOMEM"),
    ("ipv6", "5.14-ipv6-peer-is-whole", (ESP32,), "got OSError(22,), expected ECONNREFUSED"),
    ("connections", "5.15-data-kept-after-a-reset", (MODLWIP, BOARD), "ECONNRESET"),
    ("timeouts", "5.16-timeouts-under-100-ms", (ESP32,), "timed out late, after 10"),
    ("kept_bytes", "5.17-read-n-that-times-out", (UNIX, MODLWIP, BOARD, ESP32), "got b'second'"),
    ("resolving", "5.18-getaddrinfo-filters-by-type", (MODLWIP, BOARD), "got [1], expected [2]"),
    ("resolving", "5.18-getaddrinfo-filters-by-family", (MODLWIP, BOARD), "result is [(2, 1, 0,"),
    ("ipv6", "5.18-ipv6-answers-have-addresses", (ESP32,), "got None, expected ('::1', 80"),
    ("addresses", "5.20-sendto-a-malformed-host", (ESP32,), "nothing was raised, the result is 1"),
)  # fmt: skip

NOT_SHOWN = (
    ("resolving", "5.4-late-answer-after-ctrl-c", MODLWIP,
     "the late answer goes to a part of the stack that nobody uses then: it passes by luck"),
    ("resolving", "5.12-long-local-name", ESP32,
     "this build of the C module has no mDNS, which is a component of ESP-IDF"),
    ("options", "5.13-memberships-end-with-the-socket", ESP32,
     "the groups come from malloc there, as in ESP-IDF: they leak without an end"),
    ("addresses", "5.19-port-zero-is-ephemeral", ESP32,
     "lwIP 2.2's getaddrinfo takes port 0; that of ESP-IDF's lwIP 2.1 does not"),
)  # fmt: skip

ROWS = [
    pytest.param(build, file, name, failure, id=f"{name}-{build}")
    for file, name, builds, failure in BUGS
    for build in builds
] + [
    pytest.param(
        build, file, name, "", id=f"{name}-{build}", marks=pytest.mark.skip(reason)
    )
    for file, name, build, reason in NOT_SHOWN
]


@pytest.mark.parametrize("c_module, file, name, failure", ROWS, indirect=["c_module"])
def test_check_fails(c_module, file, name, failure):
    source = (CHECKS / f"{file}.py").read_text()
    run = c_module.run_source(f"CHECK = {name!r}\n{PRELUDE}\n{source}")
    verdict = collect(run, [name], LIMIT)[name]
    assert verdict.kind == "FAIL"
    assert failure in verdict.text


def test_each_bug_has_a_row():
    rows = [row[:2] for row in BUGS + NOT_SHOWN]
    assert all(name in check_names(CHECKS / f"{file}.py") for file, name in rows)
    bugs = {name.removeprefix("5.").split("-")[0] for _, name in rows}
    assert bugs == {str(number) for number in range(1, 21)}
