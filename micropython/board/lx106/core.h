#pragma once

// The ESP8266's core, in QEMU's machine lx60-nommu.

#define CPU_NAME "lx106"
#define CPU_HZ (40000000u)

// Where this core sees the peripherals of an XTFPGA board.
#define XTFPGA_IO (0x9d000000u)

// Where a function returns to, from what a0 holds in it.
#define CPU_RETURN_ADDRESS(a0) (a0)
