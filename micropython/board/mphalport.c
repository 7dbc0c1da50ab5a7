#include "py/mphal.h"

#include "py/runtime.h"
#include "py/stream.h"
#include "extmod/misc.h"

#include "uart.h"

#define NS_PER_US (1000)

uint64_t mp_hal_time_ns(void) {
    return clock_rtc_us() * NS_PER_US;
}

void mp_hal_delay_ms(mp_uint_t ms) {
    mp_uint_t start = mp_hal_ticks_ms();
    mp_uint_t elapsed = 0;
    do {
        mp_event_wait_ms(ms - elapsed);
        elapsed = mp_hal_ticks_ms() - start;
    } while (elapsed < ms);
}

void mp_hal_delay_us(mp_uint_t us) {
    uint64_t end = clock_us() + us;
    if (us > 1000) {
        mp_hal_delay_ms(us / 1000);
    }
    while (clock_us() < end) {
    }
}

// The terminal: the UART, and what os.dupterm adds.

uintptr_t mp_hal_stdio_poll(uintptr_t flags) {
    uintptr_t ready = flags & MP_STREAM_POLL_WR;
    if ((flags & MP_STREAM_POLL_RD) && uart_readable()) {
        ready |= MP_STREAM_POLL_RD;
    }
    return ready | mp_os_dupterm_poll(flags);
}

int mp_hal_stdin_rx_chr(void) {
    for (;;) {
        int c = uart_read();
        if (c < 0) {
            c = mp_os_dupterm_rx_chr();
        }
        if (c >= 0) {
            return c;
        }
        mp_event_wait_indefinite();
    }
}

mp_uint_t mp_hal_stdout_tx_strn(const char *text, size_t length) {
    uart_write(text, length);
    int duplicated = mp_os_dupterm_tx_strn(text, length);
    return duplicated < 0 ? length : MIN((mp_uint_t)duplicated, length);
}
