#include "panic.h"

#include <stdarg.h>
#include <stdlib.h>

#include "py/runtime.h"

#include "host.h"
#include "uart.h"

// Straight to the UART: a duplicated terminal would run Python.
static void print_strn(void *env, const char *text, size_t length) {
    (void)env;
    for (size_t i = 0; i < length; ++i) {
        if (text[i] == '\n') {
            uart_write("\r", 1);
        }
        uart_write(&text[i], 1);
    }
}

static const mp_print_t printer = { NULL, print_strn };

void panic_print(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    mp_vprintf(&printer, format, arguments);
    va_end(arguments);
}

void panic_exit(int code) {
    host_exit(code);
}

void panic(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    panic_print("\n*** panic: ");
    mp_vprintf(&printer, format, arguments);
    panic_print("\n");
    va_end(arguments);
    panic_exit(PANIC_SOFTWARE);
}

void nlr_jump_fail(void *value) {
    panic_print("\n");
    mp_obj_print_exception(&printer, MP_OBJ_FROM_PTR(value));
    panic("an exception that nobody catches");
}

void abort(void) {
    panic("abort() was called");
}

void __assert_func(const char *file, int line, const char *function, const char *expression) {
    panic("assertion failed: %s, in %s at %s:%d", expression, function, file, line);
}
