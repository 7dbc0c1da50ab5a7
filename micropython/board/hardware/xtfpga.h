#pragma once

// QEMU's XTFPGA boards: peripherals and interrupt lines, the same for every core
// but for the base address, which the core's folder knows.

#include <stdint.h>

#include "core.h"

#define XTFPGA_FPGA ((volatile uint32_t *)(XTFPGA_IO + 0x20000))
#define XTFPGA_ETHERNET ((volatile uint32_t *)(XTFPGA_IO + 0x30000))
#define XTFPGA_ETHERNET_DESCRIPTORS (XTFPGA_IO + 0x30400)
#define XTFPGA_UART ((volatile uint32_t *)(XTFPGA_IO + 0x50020))

#define XTFPGA_UART_INTERRUPT (0)
#define XTFPGA_ETHERNET_INTERRUPT (1)

// Writing the key to this FPGA register resets the machine.
#define XTFPGA_FPGA_RESET (4)
#define XTFPGA_FPGA_RESET_KEY (0xdead)
