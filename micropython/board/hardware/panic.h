#pragma once

// The end of the emulated board: say why on the UART, then leave QEMU with a code.

enum {
    PANIC_CPU_EXCEPTION = 70,
    PANIC_SOFTWARE = 71,
};

void panic_print(const char *format, ...) __attribute__((format(printf, 1, 2)));
void panic_exit(int code) __attribute__((noreturn));
void panic(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));
