# The generic board with 2 MiB of flash or more, with the module:
# make -C ports/esp8266 BOARD_DIR=/path/to/usocket/micropython/esp8266/ESP8266_USOCKET
USER_C_MODULES ?= $(abspath $(BOARD_DIR)/../../../cmodules)
FROZEN_MANIFEST ?= boards/ESP8266_GENERIC/manifest_2MiB.py
include $(BOARD_DIR)/../picolibc.mk
include boards/ESP8266_GENERIC/mpconfigvariant.mk
