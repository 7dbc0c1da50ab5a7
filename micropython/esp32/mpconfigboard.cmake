# MicroPython's generic ESP32 board, with the module:
#
#   make -C …/ports/esp32 BOARD=ESP32_USOCKET BOARD_DIR=…/micropython/esp32

set(IDF_TARGET esp32)
set(SDKCONFIG_DEFAULTS
    boards/sdkconfig.base
    boards/sdkconfig.ble
    ${MICROPY_BOARD_DIR}/sdkconfig.sockets
)
if(NOT USER_C_MODULES)
    set(USER_C_MODULES ${MICROPY_BOARD_DIR}/../../cmodules/micropython.cmake)
endif()
