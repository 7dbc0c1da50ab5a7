# MicroPython's make-based ports include this file for each folder below USER_C_MODULES.

# Valid only while this file is read.
USOCKET_DIR := $(USERMOD_DIR)
USOCKET_ROOT := $(abspath $(USOCKET_DIR)/../..)

# The stack that the module drives, and the processor that Rust compiles for.
ifeq ($(notdir $(CURDIR)),esp8266)
include $(USOCKET_DIR)/esp8266.mk
endif
ifeq ($(MICROPY_PY_LWIP),1)
USOCKET_STACK ?= lwip-raw
else
USOCKET_STACK ?= kernel
endif
ifeq ($(findstring xtensa-lx106,$(CROSS_COMPILE)),)
USOCKET_CHIP ?= host
else
USOCKET_CHIP ?= lx106
endif
USOCKET_LIB_DIR := $(USOCKET_ROOT)/target/$(if $(filter host,$(USOCKET_CHIP)),rust-host,xtensa/$(USOCKET_CHIP))
USOCKET_HEADER := $(USOCKET_LIB_DIR)/usocket.h
USOCKET_OBJECT := $(BUILD)/usocket/libusocket.o

CFLAGS_USERMOD += -I$(USOCKET_DIR) -I$(USOCKET_LIB_DIR)
SRC_USERMOD_C += $(USOCKET_DIR)/modsocket.c
SRC_USERMOD_C += $(USOCKET_DIR)/border/call.c
SRC_USERMOD_C += $(USOCKET_DIR)/border/raise.c
SRC_USERMOD_C += $(USOCKET_DIR)/border/vm.c
ifeq ($(USOCKET_STACK),kernel)
CFLAGS_USERMOD += -DUSOCKET_STACK_KERNEL=1
endif
ifeq ($(USOCKET_STACK),lwip-raw)
CFLAGS_USERMOD += -DUSOCKET_STACK_LWIP_RAW=1
SRC_USERMOD_C += $(USOCKET_DIR)/border/lwip_raw.c
SRC_USERMOD_C += $(USOCKET_DIR)/border/lwip_raw_tcp.c
SRC_USERMOD_C += $(USOCKET_DIR)/border/lwip_raw_udp.c
endif
ifeq ($(USOCKET_STACK),lwip-sockets)
CFLAGS_USERMOD += -DUSOCKET_STACK_LWIP_SOCKETS=1
SRC_USERMOD_C += $(USOCKET_DIR)/border/lwip_sockets.c
SRC_USERMOD_C += $(USOCKET_DIR)/border/lwip_sockets_names.c
SRC_USERMOD_C += $(USOCKET_DIR)/border/lwip_sockets_options.c
endif

# As an object in PY_O the library is linked by every port; section garbage collection drops
# what nobody uses.
PY_O += $(USOCKET_OBJECT)

# Cargo knows what changed; the object is linked again only when the archive is new.
.PHONY: usocket-library
usocket-library:
	$(Q)mkdir -p $(dir $(USOCKET_OBJECT))
	$(Q)$(USOCKET_ROOT)/scripts/rust-lib $(USOCKET_CHIP) --stack $(USOCKET_STACK) > $(USOCKET_OBJECT).archive

# The roots are the functions in the header: the rest of the archive is dropped.
$(USOCKET_OBJECT): usocket-library
	$(Q)archive=$$(cat $@.archive); [ $@ -nt $$archive ] || \
	  $(CROSS_COMPILE)ld -r --gc-sections $(USOCKET_LINK_FLAGS) -o $@ \
	    $$(grep -o 'usocket_[a-z0-9_]*(' $(USOCKET_HEADER) | sed 's/(//; s/^/-u /') $$archive

# The generated header is there before anything that includes it is compiled or scanned.
$(USOCKET_HEADER): usocket-library ;
QSTR_GLOBAL_REQUIREMENTS += $(USOCKET_HEADER)
