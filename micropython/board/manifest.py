# The Python code that is part of the firmware. MicroPython's makemanifest.py runs
# this file and brings these functions along.
# ruff: noqa: F821
freeze("$(PORT_DIR)/frozen")
include("$(MPY_DIR)/extmod/asyncio")
freeze("../frozen", ("aiosocket.py", "ssl.py", "ussl.py"), opt=3)
