"""The web server started in Thonny's own window, on a board with its serial port on a pty."""

import re
import time

import clients
import pytest
import targets
from test_thonny import LAST_WORDS, board_and_page, page  # noqa: F401 - fixtures
from thonny_window import ThonnyWindow

pytestmark = pytest.mark.board

RUN = "<F5>"
INTERRUPT = "<Control-c>"
PICTURES = targets.ROOT / "target" / "test"
START_LIMIT = 60  # seconds, on a computer with other things to do


@pytest.fixture
def window(board_and_page):  # noqa: F811
    window = ThonnyWindow(board_and_page[0].device, targets.SCRIPTS / "web_server.py")
    try:
        window.wait_for('Type "help()" for more information.', START_LIMIT)
        yield window
    finally:
        take_picture(window, "thonny-end")  # of a failure, too
        window.stop()


def take_picture(window, name):
    time.sleep(0.5)  # to be drawn
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / f"{name}.png").write_bytes(window.screen.png())


def run_and_visit(window, page):  # noqa: F811
    window.wait_for_prompt(10)
    window.press(RUN)
    window.wait_for("%Run -c $EDITOR_CONTENT", 10)
    window.wait_for("Connection successful", 20)
    window.wait_for("listening on ('0.0.0.0', 80)", 15)
    assert LAST_WORDS in clients.curl(page)
    window.wait_for("client connected from ('10.0.2.2', ", 5)


def interrupt(window):
    window.press(INTERRUPT)
    window.wait_for("Traceback", 5)
    window.wait_for("KeyboardInterrupt", 5)


def test_run_visit_and_interrupt(window, page):  # noqa: F811
    run_and_visit(window, page)
    take_picture(window, "thonny")
    interrupt(window)
    run_and_visit(window, page)
    interrupt(window)
    assert len(re.findall("^KeyboardInterrupt", window.output, re.MULTILINE)) == 2
