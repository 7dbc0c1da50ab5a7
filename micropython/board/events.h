#pragma once

// Interrupts only note that something happened. The work they stand for (frames,
// lwIP, timers) is done here, outside of interrupts, whenever MicroPython runs
// its hooks: at every backward jump of Python code and in every wait.

#include <stdbool.h>
#include <stdint.h>

extern volatile bool events_pending;

void events_init(void);

// Does the work that is waiting.
void events_process(void);

// Sleeps until something happened or the time is over (never, when negative), and
// does the work. What happened since the last call counts too: nothing is missed
// between a caller's look at its condition and this call.
void events_wait_ms(int ms);

// The interrupt lines that are raised, one bit each.
void events_interrupt(uint32_t lines);
