# lwIP in MicroPython's unix port, as USOCKET_STACK says: lwip-raw or lwip-sockets.
#
#   LWIP_DIR  lwIP's source, with its contrib folder
#
# Without USER_C_MODULES, MicroPython's own C module for that API is built, to compare with:
# extmod/modlwip.c or the one of the esp32 port.

ifeq ($(wildcard $(LWIP_DIR)/src/Filelists.mk),)
$(error set LWIP_DIR=… to lwIP's source)
endif
LWIPDIR := $(LWIP_DIR)/src
include $(LWIPDIR)/Filelists.mk

MICROPY_PY_SOCKET = 0
UNIX_LWIP := $(USOCKET_STACK:lwip-%=%)
vpath %.c $(LWIP_DIR) $(VARIANT_DIR)
INC += -I$(VARIANT_DIR)/lwip -I$(VARIANT_DIR)/lwip/$(UNIX_LWIP) -I$(LWIPDIR)/include

UNIX_LWIP_C := $(COREFILES) $(CORE4FILES) $(CORE6FILES) $(LWIPDIR)/netif/ethernet.c
ifeq ($(UNIX_LWIP),raw)
CFLAGS += -DUNIX_LWIP_RAW=1
# As if all memory here were the ESP8266's flash: what the module copies there is copied here.
CFLAGS += -DUSOCKET_FLASH_HAS_WORDS_ONLY=1
else
CFLAGS += -DUNIX_LWIP_SOCKETS=1
INC += -I$(LWIP_DIR)/contrib/ports/unix/port/include
UNIX_LWIP_C += $(APIFILES) $(LWIP_DIR)/contrib/ports/unix/port/sys_arch.c
endif
SRC_THIRDPARTY_C += $(UNIX_LWIP_C:$(LWIP_DIR)/%=%)
SRC_C += lwip/interface.c lwip/modboard.c lwip/$(UNIX_LWIP)/port.c

ifeq ($(USER_C_MODULES),)
SRC_THIRDPARTY_C += shared/netutils/netutils.c
ifeq ($(UNIX_LWIP),raw)
# It calls functions for listening control blocks that lwIP asserts nobody calls for them.
CFLAGS += -DMICROPY_PY_LWIP=1 -DSOMAXCONN=8 -DLWIP_NOASSERT
$(BUILD)/extmod/modlwip.o: CFLAGS += -Wno-sign-compare
else
CFLAGS += -DMICROPY_PY_SOCKET_EVENTS=1 -DSOMAXCONN=8
INC += -I$(VARIANT_DIR)/lwip/esp32
SRC_C += ports/esp32/modsocket.c
$(BUILD)/ports/esp32/modsocket.o: CFLAGS += -Wno-sign-compare
endif
endif

# With assertions off, lwIP's port for unix has a variable without use.
$(BUILD)/contrib/%.o: CFLAGS += -Wno-unused-variable

# The port's own sleep is not used here.
$(BUILD)/extmod/modtime.o: CFLAGS += -Wno-unused-function
