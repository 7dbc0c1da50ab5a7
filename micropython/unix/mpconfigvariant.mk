# A variant of MicroPython's unix port for this module:
#
#   make -C …/ports/unix VARIANT_DIR=…/micropython/unix USER_C_MODULES=…/cmodules

# asyncio is all that is frozen: the rest of the standard variant needs micropython-lib.
FROZEN_MANIFEST ?= $(TOP)/extmod/asyncio/manifest.py

# Both need sources that MicroPython's archive does not have.
MICROPY_PY_SSL = 0
MICROPY_PY_BTREE = 0

# MicroPython 1.25 has no variable for the GIL, would turn it off, and needs its other locks
# all the same.
ifneq ($(MICROPY_PY_THREAD_GIL),)
MICROPY_PY_THREAD_GIL = 1
else
MICROPY_PY_THREAD = 0
CFLAGS += -DMICROPY_PY_THREAD=1 -DMICROPY_PY_THREAD_GIL=1 -DMICROPY_PY_THREAD_RECURSIVE_MUTEX=1
endif
