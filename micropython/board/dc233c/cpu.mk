# The dc233c core, with the ESP32's windowed ABI: the tools of scripts/setup --esp32. There is no
# C library for this ABI. Headers are those of picolibc-xtensa-lx106-elf, functions those of
# MicroPython's own sources and of library.c.

CROSS_COMPILE ?= xtensa-dc233c-elf-
PICOLIBC ?= /usr/lib/xtensa-lx106-elf
USOCKET_CHIP = dc233c

ifeq ($(shell command -v $(CROSS_COMPILE)gcc),)
$(error there is no $(CROSS_COMPILE)gcc: run scripts/setup --esp32 and set CROSS_COMPILE=…)
endif
ifeq ($(wildcard $(PICOLIBC)/include/picolibc.h),)
$(error install picolibc-xtensa-lx106-elf, or set PICOLIBC=…: there is no $(PICOLIBC)/include/picolibc.h)
endif

CFLAGS_CPU = -isystem $(PICOLIBC)/include -mlongcalls -mtext-section-literals
LIBS_CPU =

SRC_CPU_C = dc233c/library.c shared/libc/string0.c $(SRC_LIB_LIBM_C) $(SRC_LIB_LIBM_SQRT_SW_C)
SRC_CPU_S = dc233c/start.S dc233c/jump.S
