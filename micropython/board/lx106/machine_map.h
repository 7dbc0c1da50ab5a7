#pragma once

// QEMU's machine lx60-nommu: where this core sees the peripherals of an XTFPGA board.
#define XTFPGA_IO (0x9d000000u)
