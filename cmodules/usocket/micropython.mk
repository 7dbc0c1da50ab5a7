# MicroPython's make-based ports include this file for each folder below USER_C_MODULES.
#
#   USOCKET_STACK       what the module drives: kernel, lwip-raw or lwip-sockets
#   USOCKET_CHIP        the processor, one of those of scripts/rust-lib
#   USOCKET_TRACE       1: each call of the module is a line on the console, for scripts/run --trace
#   USOCKET_LINK_FLAGS  more options for the link of the Rust part into one object
#
# The first two are set here from the port; a makefile or the command line may set them before.

# Valid only while this file is read.
USOCKET_DIR := $(USERMOD_DIR)
USOCKET_PORT := $(notdir $(CURDIR))

ifeq ($(USOCKET_PORT),esp8266)
include $(USOCKET_DIR)/esp8266.mk
endif
ifeq ($(MICROPY_PY_LWIP),1)
USOCKET_STACK ?= lwip-raw
endif
ifeq ($(USOCKET_PORT)$(CROSS_COMPILE),unix)
USOCKET_STACK ?= kernel
USOCKET_CHIP ?= host
endif
ifneq ($(findstring xtensa-lx106,$(CROSS_COMPILE)),)
USOCKET_CHIP ?= lx106
endif

ifeq ($(filter kernel lwip-raw lwip-sockets,$(USOCKET_STACK)),)
$(error usocket: no stack known for the port $(USOCKET_PORT): build with USOCKET_STACK=lwip-raw if it has lwIP, kernel if it has an operating system)
endif
ifeq ($(USOCKET_CHIP),)
$(error usocket: which processor has this board? Build with USOCKET_CHIP=cortex-m7, or another of those of scripts/rust-lib --help)
endif

# The Rust part: ready-made, as in a release, or made by cargo. The build has its own copy, whose
# files change, and get a new date, only when their contents do.
USOCKET_LIB_DIR := $(BUILD)/usocket
USOCKET_READY_MADE := $(USOCKET_DIR)/lib/$(USOCKET_CHIP)-$(USOCKET_STACK)
USOCKET_RUST_LIB := $(USOCKET_DIR)/../../scripts/rust-lib
# What was built of another copy of the module, or for another stack, is no good whatever its date.
USOCKET_MADE_FROM := $(abspath $(USOCKET_DIR)) $(USOCKET_CHIP) $(USOCKET_STACK)
ifneq ($(wildcard $(USOCKET_LIB_DIR)),)
ifneq ($(shell cat $(USOCKET_LIB_DIR)/made-from 2> /dev/null),$(USOCKET_MADE_FROM))
$(shell rm -rf $(USOCKET_LIB_DIR))
endif
endif
ifneq ($(wildcard $(USOCKET_READY_MADE)/SHA256SUMS),)
# The checksums are those of the C sources, too: another release is noticed, however old its files.
USOCKET_GET_LIBRARY = cmp -s $(USOCKET_READY_MADE)/SHA256SUMS $(USOCKET_LIB_DIR)/SHA256SUMS || \
  { cp $(addprefix $(USOCKET_READY_MADE)/,libusocket.a usocket.h usocket.roots SHA256SUMS) $(USOCKET_LIB_DIR); }
else ifneq ($(wildcard $(USOCKET_RUST_LIB)),)
USOCKET_GET_LIBRARY = $(USOCKET_RUST_LIB) $(USOCKET_CHIP) --stack $(USOCKET_STACK) --into $(abspath $(USOCKET_LIB_DIR)) \
  $(if $(CROSS_COMPILE),--tools $(CROSS_COMPILE)) > /dev/null
else
$(error usocket: this release has no library for $(USOCKET_CHIP) with $(USOCKET_STACK), only $(notdir $(wildcard $(USOCKET_DIR)/lib/*)): unpack the release for it over this one)
endif

# border/vm.c refuses it too, wherever it is configured, but in the middle of many other lines.
ifeq ($(MICROPY_PY_THREAD_GIL),0)
$(error usocket: Ctrl-C must not raise inside a signal handler: build with MICROPY_PY_THREAD_GIL=1)
endif

CFLAGS_USERMOD += -I$(USOCKET_DIR) -I$(USOCKET_LIB_DIR)
SRC_USERMOD_C += $(USOCKET_DIR)/modsocket.c
SRC_USERMOD_C += $(USOCKET_DIR)/border/call.c
SRC_USERMOD_C += $(USOCKET_DIR)/border/raise.c
SRC_USERMOD_C += $(USOCKET_DIR)/border/vm.c
SRC_USERMOD_C += $(USOCKET_DIR)/border/vm_objects.c
ifeq ($(USOCKET_TRACE),1)
CFLAGS_USERMOD += -DUSOCKET_TRACE=1
SRC_USERMOD_C += $(USOCKET_DIR)/border/trace.c
endif
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
SRC_USERMOD_C += $(USOCKET_DIR)/border/lwip_sockets_close.c
SRC_USERMOD_C += $(USOCKET_DIR)/border/lwip_sockets_options.c
endif

# As an object in PY_O the library is linked by every port; section garbage collection drops
# what nobody uses. The roots are all functions that C may call.
USOCKET_OBJECT := $(BUILD)/usocket/libusocket.o
PY_O += $(USOCKET_OBJECT)

$(USOCKET_OBJECT): $(USOCKET_LIB_DIR)/libusocket.a $(USOCKET_LIB_DIR)/usocket.roots
	$(ECHO) "LINK $@"
	$(Q)mkdir -p $(dir $@)
	$(Q)$(CROSS_COMPILE)ld -r --gc-sections $(USOCKET_LINK_FLAGS) -o $@ @$(USOCKET_LIB_DIR)/usocket.roots $<

# The generated header is there before anything that includes it is compiled or scanned. Where it
# is another one, so may be the names in all other files.
QSTR_GLOBAL_DEPENDENCIES += $(USOCKET_LIB_DIR)/usocket.h

.PHONY: usocket-library
usocket-library:
	$(Q)mkdir -p $(USOCKET_LIB_DIR) && echo $(USOCKET_MADE_FROM) > $(USOCKET_LIB_DIR)/made-from
	$(Q)$(USOCKET_GET_LIBRARY)

$(addprefix $(USOCKET_LIB_DIR)/,libusocket.a usocket.h usocket.roots): usocket-library ;
