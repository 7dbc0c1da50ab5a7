#include "clock.h"

#include "cpu.h"

#define CYCLES_PER_MS (CPU_HZ / 1000)
#define CYCLES_PER_US (CPU_HZ / 1000000)

static uint64_t rtc_offset_us;

static uint64_t cycles_since_power_on(void) {
    static uint32_t last;
    static uint32_t wraps;
    uint32_t state = cpu_interrupts_disable();
    uint32_t now = cpu_cycles();
    if (now < last) {
        ++wraps;
    }
    last = now;
    uint64_t cycles = (uint64_t)wraps << 32 | now;
    cpu_interrupts_restore(state);
    return cycles;
}

uint64_t clock_us(void) {
    return cycles_since_power_on() / CYCLES_PER_US;
}

uint32_t clock_ms(void) {
    return (uint32_t)(cycles_since_power_on() / CYCLES_PER_MS);
}

uint64_t clock_rtc_us(void) {
    return rtc_offset_us + clock_us();
}

void clock_rtc_set_us(uint64_t us) {
    rtc_offset_us = us - clock_us();
}

void clock_alarm_in_ms(uint32_t ms) {
    uint32_t delay = (ms < CLOCK_ALARM_MAX_MS ? ms : CLOCK_ALARM_MAX_MS) * CYCLES_PER_MS;
    uint32_t target;
    // The host may have stopped us for longer than the delay: an alarm set in
    // the past would ring one turn of CCOUNT later.
    do {
        target = cpu_cycles() + delay;
        cpu_timer_set(target);
    } while ((int32_t)(target - cpu_cycles()) <= 0);
}
