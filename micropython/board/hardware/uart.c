#include "uart.h"

#include "py/mphal.h"
#include "py/ringbuf.h"
#include "py/runtime.h"

#include "clock.h"
#include "xtfpga.h"

// Registers of the 16550, each in a word of its own.
enum {
    RECEIVE = 0,
    TRANSMIT = 0,
    INTERRUPT_ENABLE = 1,
    FIFO_CONTROL = 2,
    LINE_CONTROL = 3,
    LINE_STATUS = 5,

    // While LINE_CONTROL says so.
    DIVISOR_LOW = 0,
    DIVISOR_HIGH = 1,
};

#define INTERRUPT_ON_RECEIVE (0x01)
#define FIFO_ENABLE (0x01)
#define FIFO_TRIGGER_AT_14 (0xc0)
#define DIVISOR_ACCESS (0x80)
#define EIGHT_BITS (0x03)
#define DATA_READY (0x01)
#define TRANSMIT_EMPTY (0x20)

#define RECEIVED_SIZE (4096)
#define PATIENCE_MS (500)

static uint8_t received_bytes[RECEIVED_SIZE];
ringbuf_t stdin_ringbuf = { received_bytes, RECEIVED_SIZE, 0, 0 };
static volatile bool paused;
static volatile bool discarding;
static uint32_t paused_since_ms;

static bool data_ready(void) {
    return XTFPGA_UART[LINE_STATUS] & DATA_READY;
}

static void set_115200_baud(void) {
    XTFPGA_UART[LINE_CONTROL] = EIGHT_BITS | DIVISOR_ACCESS;
    XTFPGA_UART[DIVISOR_LOW] = 1;
    XTFPGA_UART[DIVISOR_HIGH] = 0;
    XTFPGA_UART[LINE_CONTROL] = EIGHT_BITS;
}

void uart_init(void) {
    // Enabling the FIFO empties it: take first what was sent to us while we started.
    while (data_ready()) {
        ringbuf_put(&stdin_ringbuf, XTFPGA_UART[RECEIVE]);
    }
    set_115200_baud();
    // QEMU hands over as many bytes at once as the trigger asks for.
    XTFPGA_UART[FIFO_CONTROL] = FIFO_ENABLE | FIFO_TRIGGER_AT_14;
    XTFPGA_UART[INTERRUPT_ENABLE] = INTERRUPT_ON_RECEIVE;
}

static void set_paused(bool value) {
    paused = value;
    paused_since_ms = clock_ms();
    XTFPGA_UART[INTERRUPT_ENABLE] = value ? 0 : INTERRUPT_ON_RECEIVE;
}

void uart_interrupt(void) {
    while (data_ready()) {
        if (ringbuf_free(&stdin_ringbuf) == 0 && !discarding) {
            // The rest waits in the emulator.
            set_paused(true);
            return;
        }
        int c = XTFPGA_UART[RECEIVE] & 0xff;
        if (c == mp_interrupt_char) {
            mp_sched_keyboard_interrupt();
        } else {
            ringbuf_put(&stdin_ringbuf, c);
        }
    }
}

// Code that runs and does not read must not keep a Ctrl-C waiting behind other
// input: after a while that input is lost, as it would be on a real UART.
void uart_tick(void) {
    bool code_runs = mp_interrupt_char >= 0;
    if (paused && code_runs && clock_ms() - paused_since_ms > PATIENCE_MS) {
        discarding = true;
        set_paused(false);
    }
}

int uart_read(void) {
    int c = ringbuf_get(&stdin_ringbuf);
    if (c >= 0) {
        discarding = false;
        if (paused) {
            set_paused(false);
        }
    }
    return c;
}

bool uart_readable(void) {
    return ringbuf_avail(&stdin_ringbuf) > 0;
}

void uart_write(const char *text, size_t length) {
    for (size_t i = 0; i < length; ++i) {
        while (!(XTFPGA_UART[LINE_STATUS] & TRANSMIT_EMPTY)) {
        }
        XTFPGA_UART[TRANSMIT] = (uint8_t)text[i];
    }
}
