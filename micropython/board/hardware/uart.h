#pragma once

// The 16550 UART that carries the REPL.

#include <stdbool.h>
#include <stddef.h>

void uart_init(void);

// The next byte received, or -1.
int uart_read(void);
bool uart_readable(void);

// Waits until the UART has taken all of it.
void uart_write(const char *text, size_t length);

// From the interrupts of the UART and of the timer.
void uart_interrupt(void);
void uart_tick(void);
