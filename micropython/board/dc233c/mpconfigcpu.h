#pragma once

// What of MicroPython's configuration belongs to the core: as ports/esp32 has it.
#define MICROPY_OBJ_REPR (MICROPY_OBJ_REPR_A)
#define MICROPY_NLR_SETJMP (1)
#define MICROPY_HW_MCU_NAME "dc233c"
#define MICROPY_HW_BOARD_NAME "QEMU lx60"
