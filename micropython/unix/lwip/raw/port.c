#include "port.h"

#include <poll.h>

#include <sys/eventfd.h>

#include "py/mphal.h"
#include "py/mpthread.h"

#include "lwip/init.h"
#include "lwip/netif.h"
#include "lwip/sys.h"
#include "lwip/timeouts.h"
#include "netif/ethernet.h"

#include "interface.h"

// A signal may come just before the sleep, which it then does not end.
#define SLEEP_MAX_MS (50)

// So much in a row, then Python gets its turn.
#define FRAMES_PER_POLL (64)
#define ROUNDS_PER_POLL (64)

// Passes of the virtual machine's loop.
#define TICK_EVERY (64)

// Threads that are woken at once; further ones sleep to the end of their time.
#define SLEEPERS_MAX (16)

// Each has a descriptor of its own: one that was not woken yet must not miss what another took.
typedef struct {
    int wake;
    bool asleep;
} sleeper;

static int device;
// Something was handled since the last sleep: whoever waits for it looks again before the next one.
static bool has_news;
static sleeper sleepers[SLEEPERS_MAX];

__attribute__((constructor)) static void start(void) {
    lwip_init();
    for (int i = 0; i < SLEEPERS_MAX; i++) {
        sleepers[i].wake = -1;
    }
    device = interface_start(ethernet_input);
}

// One that nobody uses, or NULL.
static sleeper *lie_down(void) {
    for (int i = 0; i < SLEEPERS_MAX; i++) {
        sleeper *found = &sleepers[i];
        if (!found->asleep) {
            if (found->wake < 0) {
                found->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
            }
            found->asleep = true;
            return found;
        }
    }
    return NULL;
}

static void get_up(sleeper *self) {
    if (self != NULL) {
        eventfd_t ignored;
        eventfd_read(self->wake, &ignored);
        self->asleep = false;
    }
}

static void wake_sleepers(void) {
    for (int i = 0; i < SLEEPERS_MAX; i++) {
        if (sleepers[i].asleep) {
            eventfd_write(sleepers[i].wake, 1);
        }
    }
}

#if MICROPY_PY_LWIP
// Of the network module, which extmod/modlwip.c asks: IPv4 first.
int mp_mod_network_prefer_dns_use_ip_version = 4;
#endif

u32_t sys_now(void) {
    return mp_hal_ticks_ms();
}

// What was sent to an address of our own waits on its interface.
static bool loopback_waits(void) {
    struct netif *netif;
    NETIF_FOREACH(netif) {
        if (netif->loop_first != NULL) {
            return true;
        }
    }
    return false;
}

void lwip_port_poll(void) {
    bool work = false;
    for (int i = 0; i < FRAMES_PER_POLL && interface_receive(); i++) {
        work = true;
    }
    if (sys_timeouts_sleeptime() == 0) {
        sys_check_timeouts();
        work = true;
    }
    for (int i = 0; i < ROUNDS_PER_POLL && loopback_waits(); i++) {
        netif_poll_all();
        work = true;
    }
    if (work) {
        has_news = true;
        wake_sleepers();
    }
}

void lwip_port_tick(void) {
    static unsigned int passes;
    if (++passes % TICK_EVERY == 0) {
        lwip_port_poll();
    }
}

void lwip_port_sleep(uint32_t milliseconds) {
    if (has_news) {
        has_news = false;
        return;
    }
    uint32_t limit = loopback_waits() ? 0 : MIN(milliseconds, sys_timeouts_sleeptime());
    sleeper *self = lie_down();
    struct pollfd descriptors[] = {
        { .fd = device, .events = POLLIN },
        { .fd = self == NULL ? -1 : self->wake, .events = POLLIN },
    };
    MP_THREAD_GIL_EXIT();
    poll(descriptors, MP_ARRAY_SIZE(descriptors), MIN(limit, SLEEP_MAX_MS));
    MP_THREAD_GIL_ENTER();
    get_up(self);
}

void lwip_port_unlocked(void) {
    if (loopback_waits()) {
        wake_sleepers();
    }
}
