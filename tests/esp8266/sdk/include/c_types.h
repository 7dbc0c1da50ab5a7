// Types of Espressif's SDK.

#ifndef STAND_IN_C_TYPES_H
#define STAND_IN_C_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t uint8;
typedef uint16_t uint16;
typedef uint32_t uint32;

#define BIT0 0x01
#define BIT1 0x02

#define ICACHE_FLASH_ATTR __attribute__((section(".irom0.text")))

#endif
