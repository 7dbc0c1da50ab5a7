// Constants of scripts in the firmware, and of the firmware itself, are in flash. On the ESP8266
// only words can be read there: GCC knows (-mforce-l32), neither rustc nor the chip's own memcpy do.

#ifndef USOCKET_BORDER_FLASH_H
#define USOCKET_BORDER_FLASH_H

#include <stdbool.h>
#include <stdint.h>

#if USOCKET_FLASH_HAS_WORDS_ONLY
// ROM, IRAM and flash are behind the RAM for data.
#define FIRST_ADDRESS_OF_WORDS (0x40000000)

static inline bool has_words_only(const void *data) {
    return (uintptr_t)data >= FIRST_ADDRESS_OF_WORDS;
}
#else
static inline bool has_words_only(const void *data) {
    (void)data;
    return false;
}
#endif

#endif
