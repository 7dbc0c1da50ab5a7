# A variant of MicroPython's unix port for this module:
#
#   make -C …/ports/unix VARIANT_DIR=…/micropython/unix USER_C_MODULES=…/cmodules

# What needs sources that MicroPython's archive does not have: TLS is built when scripts/setup, or
# git, has put mbedTLS there.
MICROPY_PY_BTREE = 0
MICROPY_PY_SSL := $(if $(wildcard $(TOP)/lib/mbedtls/library/ssl_tls.c),1,0)
MBEDTLS_CONFIG_FILE = \"$(abspath $(VARIANT_DIR))/mbedtls_config.h\"

# asyncio and ssl are all that is frozen: the rest of the standard variant needs micropython-lib.
FROZEN_MANIFEST ?= $(if $(filter 1,$(MICROPY_PY_SSL)),$(VARIANT_DIR)/manifest.py,$(TOP)/extmod/asyncio/manifest.py)

# MicroPython 1.25 has no variable for the GIL, would turn it off, and needs its other locks
# all the same.
ifneq ($(MICROPY_PY_THREAD_GIL),)
MICROPY_PY_THREAD_GIL = 1
else
MICROPY_PY_THREAD = 0
CFLAGS += -DMICROPY_PY_THREAD=1 -DMICROPY_PY_THREAD_GIL=1 -DMICROPY_PY_THREAD_RECURSIVE_MUTEX=1
endif

# lwIP in place of the kernel's sockets: USOCKET_STACK=lwip-raw or lwip-sockets.
ifneq ($(filter lwip-%,$(USOCKET_STACK)),)
include $(VARIANT_DIR)/lwip/lwip.mk
endif
