// Hooks where Python enters the module, for scripts/run --trace. Without USOCKET_TRACE they are nothing.

#ifndef USOCKET_BORDER_TRACE_H
#define USOCKET_BORDER_TRACE_H

#include "usocket_module.h"

#if USOCKET_TRACE

#include "py/mphal.h"

// Microseconds wrap around after 71 minutes, and a call may last longer.
typedef struct {
    uint32_t milliseconds;
    uint32_t microseconds;
} usocket_trace_time;

static inline usocket_trace_time usocket_trace_now(void) {
    return (usocket_trace_time) { mp_hal_ticks_ms(), mp_hal_ticks_us() };
}

void usocket_trace_function(usocket_trace_time start, const usocket_function_t *function, size_t count,
    const mp_obj_t *args, mp_obj_t result, const usocket_raised *raised);
void usocket_trace_line(usocket_trace_time start, mp_obj_t self, mp_obj_t result, const usocket_raised *raised);
void usocket_trace_transfer(usocket_trace_time start, const char *name, mp_obj_t self, size_t size, size_t count,
    const usocket_raised *raised);
void usocket_trace_poll(usocket_trace_time start, mp_obj_t self, uint32_t ready);
void usocket_trace_close(usocket_trace_time start, mp_obj_t self);

#define TRACE_START() usocket_trace_time trace_start = usocket_trace_now()
#define TRACE(what, ...) usocket_trace_##what(trace_start, __VA_ARGS__)

#else

#define TRACE_START()
#define TRACE(what, ...)

#endif

#endif
