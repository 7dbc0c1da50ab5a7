// What the border asks of MicroPython, without MicroPython: a clock that tests move, and waiting
// that only lets lwIP do its work.

#include "lwip/init.h"
#include "lwip/memp.h"
#include "lwip/netif.h"
#include "lwip/stats.h"
#include "lwip/timeouts.h"

#include "usocket.h"
#include "border/vm.h"

static uint32_t now_ms = 1000;
static uint32_t dispatches;

u32_t sys_now(void) {
    return now_ms;
}

void machine_start(void) {
    lwip_init();
}

// Lets lwIP's timers and the loopback interface do what is due after `milliseconds`.
void machine_run(uint32_t milliseconds) {
    now_ms += milliseconds;
    sys_check_timeouts();
    netif_poll_all();
}

// Elements of all pools in use, and bytes of the heap.
uint32_t machine_pool_use(void) {
    uint32_t use = lwip_stats.mem.used;
    for (int pool = 0; pool < MEMP_MAX; pool++) {
        if (pool != MEMP_SYS_TIMEOUT && pool != MEMP_IGMP_GROUP) {
            use += lwip_stats.memp[pool]->used;
        }
    }
    return use;
}

uint32_t machine_dispatches(void) {
    return dispatches;
}

uint32_t vm_ticks_ms(void) {
    return now_ms;
}

int32_t vm_wait_event(uint32_t milliseconds, vm_object *raised) {
    (void)raised;
    machine_run(milliseconds < 10 ? milliseconds : 10);
    return 0;
}

void vm_collect(void) {
}

int32_t vm_errno(int32_t code) {
    return code;
}

int32_t vm_schedule_dispatch(void) {
    dispatches++;
    return 1;
}
