# MicroPython's port for the ESP8266 was written for GCC 4.8 and newlib, as esp-open-sdk has them.
# Debian's compiler is GCC 12 with picolibc.
ESP8266_PICOLIBC := $(dir $(lastword $(MAKEFILE_LIST)))picolibc
ifneq ($(shell echo '\#include <picolibc.h>' | $(CC) -E - 2>/dev/null),)
# GCC 12 takes addresses in ROM for out of bounds, and lwIP 1.4 knows no const.
CFLAGS_EXTRA += -fcommon -D__PICOLIBC_ERRNO_FUNCTION=__errno -I$(ESP8266_PICOLIBC) -Wno-error -Wno-array-bounds
endif
