# A module for tests: allocations that fail on order, and collections at each of them. The linker
# puts it between MicroPython, lwIP and their allocators, whose sources stay as they are.

FAULTS_DIR := $(USERMOD_DIR)

CFLAGS_USERMOD += -I$(FAULTS_DIR)
SRC_USERMOD_C += $(FAULTS_DIR)/modfaults.c $(FAULTS_DIR)/heap.c
LDFLAGS_USERMOD += -Wl,--wrap=gc_alloc,--wrap=gc_realloc

ifneq ($(filter 1,$(MICROPY_PY_LWIP))$(filter lwip-%,$(USOCKET_STACK)),)
CFLAGS_USERMOD += -DFAULTS_HAVE_POOLS=1
SRC_USERMOD_C += $(FAULTS_DIR)/pools.c
LDFLAGS_USERMOD += -Wl,--wrap=memp_malloc,--wrap=memp_free,--wrap=mem_malloc,--wrap=mem_free
endif
