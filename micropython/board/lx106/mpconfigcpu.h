#pragma once

// What of MicroPython's configuration belongs to the core: as ports/esp8266 has it.
#define MICROPY_OBJ_REPR (MICROPY_OBJ_REPR_C)
#define MICROPY_HW_MCU_NAME "lx106"
#define MICROPY_HW_BOARD_NAME "QEMU lx60-nommu"
