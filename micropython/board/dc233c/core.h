#pragma once

// A core with the ESP32's windowed ABI, in QEMU's machine lx60.

#define CPU_NAME "dc233c"
#define CPU_HZ (10000000u)

// Where this core sees the peripherals of an XTFPGA board.
#define XTFPGA_IO (0xfd000000u)

// Where a function returns to, from what a0 holds in it: the size of the call is above, and
// all code is in the lowest gigabyte.
#define CPU_RETURN_ADDRESS(a0) ((a0) & 0x3fffffff)
