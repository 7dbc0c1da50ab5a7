# The lx106 core: Debian's gcc-xtensa-lx106 and picolibc-xtensa-lx106-elf.

CROSS_COMPILE ?= xtensa-lx106-elf-
PICOLIBC ?= /usr/lib/xtensa-lx106-elf

ifeq ($(shell command -v $(CROSS_COMPILE)gcc),)
$(error install gcc-xtensa-lx106: there is no $(CROSS_COMPILE)gcc)
endif
ifeq ($(wildcard $(PICOLIBC)/lib/libc.a),)
$(error install picolibc-xtensa-lx106-elf, or set PICOLIBC=…: there is no $(PICOLIBC)/lib/libc.a)
endif

CFLAGS_CPU = -isystem $(PICOLIBC)/include -mlongcalls -mtext-section-literals
LIBS_CPU = -L$(PICOLIBC)/lib -lm -lc -lgcc

SRC_CPU_S = lx106/start.S
