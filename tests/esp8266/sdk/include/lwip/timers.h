#ifndef STAND_IN_LWIP_TIMERS_H
#define STAND_IN_LWIP_TIMERS_H

#include "lwip/arch.h"

typedef void (*sys_timeout_handler)(void *arg);

void sys_timeout(u32_t milliseconds, sys_timeout_handler handler, void *arg);
void sys_untimeout(sys_timeout_handler handler, void *arg);
void sys_check_timeouts(void);

#endif
