# MicroPython's port for the ESP8266, as far as it can be linked without Espressif's SDK: the
# port's own configuration, flags and linker scripts, without its drivers and TLS.

LINK_CHECK := $(abspath $(BOARD_DIR)/..)

LD_FILES = boards/esp8266_2MiB.ld
FROZEN_MANIFEST ?= $(BOARD_DIR)/manifest.py
MICROPY_VFS_FAT = 0
MICROPY_VFS_LFS2 = 1

CFLAGS += '-DMP_CONFIGFILE="mpconfiglink.h"'
include $(LINK_CHECK)/../../micropython/esp8266/picolibc.mk

override ESP_SDK := $(LINK_CHECK)/sdk
override MICROPY_PY_SSL := 0
override SRC_C := main.c help.c esp_mphal.c gccollect.c lexerstr32.c ets_alt_task.c strtoll.c \
	posix_helpers.c esp_init_data.c
override DRIVERS_SRC_C :=
# The SDK calls user_init.
override LIBS = -u user_init $(LINK_CHECK)/sdk.ld $(shell $(CC) -print-libgcc-file-name)
