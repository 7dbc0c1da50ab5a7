#pragma once

// The core's start.S saves more behind these if the core has more.
#define EXCEPTION_FRAME_SIZE 84

#ifndef __ASSEMBLER__

#include <stdint.h>

// What the core's start.S saves of the interrupted code, in this order.
struct exception_frame {
    uint32_t a[16];
    uint32_t pc;
    uint32_t ps;
    uint32_t sar;
    uint32_t cause;
    uint32_t address;
};

_Static_assert(sizeof(struct exception_frame) == EXCEPTION_FRAME_SIZE, "start.S has other offsets");

// Called by start.S.
void exception_dispatch(const struct exception_frame *frame);
void exception_unexpected(void) __attribute__((noreturn));

#endif
