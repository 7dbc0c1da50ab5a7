#pragma once

// lwIP without a thread of its own: whoever holds the GIL gives it its turn.

#include <stdint.h>

// Lets lwIP handle what has arrived and what is due.
void lwip_port_poll(void);

// The same, now and then: for the virtual machine's loop.
void lwip_port_tick(void);

// Sleeps until lwIP has something to do, a signal comes or the time is up. Releases the GIL.
void lwip_port_sleep(uint32_t milliseconds);

// After a call of lwIP: when it sent something to this computer itself, others may be waiting.
void lwip_port_unlocked(void);
