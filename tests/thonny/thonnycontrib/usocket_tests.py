"""A plug-in of Thonny's: it presses keys in the window as it is told, and tells what the shell shows.

And it adds the emulated board's port to the list of serial ports, where a real one's is by itself.

Standard input has the keys, as Tk names them, a line for each. Standard output gets the shell's
text, and whether it waits at its prompt, as JSON whenever that has changed.
"""

import json
import os
import queue
import sys
import threading

from serial.tools import list_ports, list_ports_common
from thonny import get_runner, get_shell, get_workbench

PERIOD_MS = 100

keys = queue.Queue()
shown = None


def read_keys():
    for line in sys.stdin:
        keys.put(line.strip())


def press(sequence):
    editor = get_workbench().get_editor_notebook().get_current_editor()
    editor.get_text_widget().focus_force()
    editor.get_text_widget().event_generate(sequence)


def look():
    global shown
    while not keys.empty():
        press(keys.get())
    runner = get_runner()  # None at first
    seen = {
        "shell": get_shell().text.get("1.0", "end-1c"),
        "waiting": bool(runner and runner.is_waiting_toplevel_command()),
    }
    if seen != shown:
        shown = seen
        print(json.dumps(seen), flush=True)
    get_workbench().after(PERIOD_MS, look)


def add_port(device):
    others = list_ports.comports
    list_ports.comports = lambda: [*others(), list_ports_common.ListPortInfo(device)]


def load_plugin():
    add_port(os.environ["USOCKET_PORT"])
    threading.Thread(target=read_keys, daemon=True).start()
    get_workbench().bind("WorkbenchReady", lambda event: look(), True)
