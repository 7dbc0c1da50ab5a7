#include "events.h"

#include "py/mpconfig.h"
#include "py/mphal.h"
#include "py/runtime.h"
#include "shared/runtime/softtimer.h"

#include "clock.h"
#include "cpu.h"
#include "ethernet.h"
#include "interface.h"
#include "uart.h"
#include "xtfpga.h"

// While code runs, lwIP and the timers get their turn this often.
#define TICK_MS (10)

// The longest sleep, for the sake of the clock.
#define SLEEP_MAX_MS (1000)

#define LINE(number) (1u << (number))

volatile bool events_pending;

// Something happened since the last wait.
static bool progress;

static bool timer_set;
static uint32_t timer_due_ms;

void events_init(void) {
    uart_init();
    clock_alarm_in_ms(TICK_MS);
    cpu_interrupts_select(LINE(XTFPGA_UART_INTERRUPT) | LINE(XTFPGA_ETHERNET_INTERRUPT) | LINE(CPU_TIMER_INTERRUPT));
}

void events_interrupt(uint32_t lines) {
    if (lines & LINE(XTFPGA_UART_INTERRUPT)) {
        uart_interrupt();
    }
    if (lines & LINE(XTFPGA_ETHERNET_INTERRUPT)) {
        ethernet_interrupt();
    }
    if (lines & LINE(CPU_TIMER_INTERRUPT)) {
        clock_alarm_in_ms(TICK_MS);
        uart_tick();
    }
    events_pending = true;
}

static bool timer_is_due(void) {
    return timer_set && soft_timer_ticks_diff(timer_due_ms, clock_ms()) <= 0;
}

void events_process(void) {
    bool work = events_pending;
    events_pending = false;
    if (interface_poll()) {
        work = true;
    }
    if (timer_is_due()) {
        timer_set = false;
        soft_timer_handler();
        work = true;
    }
    if (work) {
        progress = true;
    }
}

static uint32_t sleep_limit_ms(int ms) {
    uint32_t limit = ms < 0 || ms > SLEEP_MAX_MS ? SLEEP_MAX_MS : ms;
    limit = MIN(limit, interface_sleep_ms());
    if (timer_set) {
        int32_t left = soft_timer_ticks_diff(timer_due_ms, clock_ms());
        limit = MIN(limit, (uint32_t)MAX(left, 0));
    }
    return limit;
}

void events_wait_ms(int ms) {
    uint32_t limit = sleep_limit_ms(ms);
    uint32_t state = cpu_interrupts_disable();
    if (limit > 0 && !events_pending && !progress) {
        clock_alarm_in_ms(limit);
        cpu_wait_for_interrupt();
        clock_alarm_in_ms(TICK_MS);
    }
    cpu_interrupts_restore(state);
    events_process();
    progress = false;
}

// The port's side of shared/runtime/softtimer.c, which machine.Timer stands on.

uint32_t soft_timer_get_ms(void) {
    return clock_ms();
}

void soft_timer_schedule_at_ms(uint32_t ticks_ms) {
    timer_due_ms = ticks_ms;
    timer_set = true;
}
