#pragma once

// What MicroPython's core and extmod ask of the port.

#include "py/mpconfig.h"
#include "py/ringbuf.h"

#include "clock.h"
#include "cpu.h"

extern int mp_interrupt_char;
void mp_hal_set_interrupt_char(int c);

// What the UART received and nobody read yet; os.dupterm_notify adds to it.
extern ringbuf_t stdin_ringbuf;

#define MICROPY_BEGIN_ATOMIC_SECTION() cpu_interrupts_disable()
#define MICROPY_END_ATOMIC_SECTION(state) cpu_interrupts_restore(state)

// Timers run in the hooks, where nothing else runs.
#define MICROPY_PY_PENDSV_ENTER
#define MICROPY_PY_PENDSV_EXIT

static inline mp_uint_t mp_hal_ticks_ms(void) {
    return clock_ms();
}

static inline mp_uint_t mp_hal_ticks_us(void) {
    return (mp_uint_t)clock_us();
}

static inline mp_uint_t mp_hal_ticks_cpu(void) {
    return cpu_cycles();
}
