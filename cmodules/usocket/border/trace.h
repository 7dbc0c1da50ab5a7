// Hooks where Python enters the module, for scripts/run --trace. Without USOCKET_TRACE they are nothing.

#ifndef USOCKET_BORDER_TRACE_H
#define USOCKET_BORDER_TRACE_H

#include "usocket_module.h"

#if USOCKET_TRACE

#include "py/mphal.h"

void usocket_trace_function(uint32_t start, const usocket_function_t *function, size_t count,
    const mp_obj_t *args, mp_obj_t result, const usocket_raised *raised);
void usocket_trace_line(uint32_t start, mp_obj_t self, mp_obj_t result, const usocket_raised *raised);
void usocket_trace_transfer(uint32_t start, const char *name, mp_obj_t self, size_t size, size_t count,
    const usocket_raised *raised);
void usocket_trace_poll(uint32_t start, mp_obj_t self, uint32_t ready);
void usocket_trace_close(uint32_t start, mp_obj_t self);

#define TRACE_START() uint32_t trace_start = mp_hal_ticks_us()
#define TRACE(what, ...) usocket_trace_##what(trace_start, __VA_ARGS__)

#else

#define TRACE_START()
#define TRACE(what, ...)

#endif

#endif
