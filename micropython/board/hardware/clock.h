#pragma once

// Time since power-on, the real-time clock, and the one hardware alarm.

#include <stdint.h>

// At most this long between two reads of the clock: CCOUNT wraps after 107 s.
#define CLOCK_ALARM_MAX_MS (10000)

uint64_t clock_us(void);
uint32_t clock_ms(void);

// The real-time clock: microseconds since 2000-01-01 00:00:00, MicroPython's epoch here.
uint64_t clock_rtc_us(void);
void clock_rtc_set_us(uint64_t us);

// Raises the timer interrupt after this time; the alarm set last counts.
void clock_alarm_in_ms(uint32_t ms);
