# The Python code in the firmware with TLS. MicroPython's makemanifest.py runs this file and brings
# these functions along.
# ruff: noqa: F821
include("$(MPY_DIR)/extmod/asyncio")
freeze("../frozen", ("aiosocket.py", "ssl.py", "ussl.py"), opt=3)
