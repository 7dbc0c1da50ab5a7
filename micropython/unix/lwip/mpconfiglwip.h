#pragma once

// What MicroPython's unix port does in another way on lwIP than on the kernel's sockets.

// lwIP's descriptors mean nothing to the operating system: sockets are asked themselves.
#undef MICROPY_PY_SELECT_POSIX_OPTIMISATIONS
#define MICROPY_PY_SELECT_POSIX_OPTIMISATIONS (0)

// time.sleep() handles events, as on boards.
#undef MICROPY_PY_TIME_CUSTOM_SLEEP

#if UNIX_LWIP_RAW

#include "raw/port.h"

#define MICROPY_INTERNAL_EVENT_HOOK lwip_port_poll()
#define MICROPY_VM_HOOK_LOOP lwip_port_tick();
#define MICROPY_PY_LWIP_ENTER
#define MICROPY_PY_LWIP_REENTER
#define MICROPY_PY_LWIP_EXIT lwip_port_unlocked();
#define MICROPY_MPHALPORT_H "raw/mphalport.h"

#else

#include <pthread.h>

void socket_events_handler(void);
#define MICROPY_INTERNAL_EVENT_HOOK socket_events_handler()

// At its end MicroPython cancels its other threads, wherever they are: not inside of lwIP, which
// would wait for them for ever.
#define USOCKET_WAIT_BEGIN() int cancel_state; pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancel_state)
#define USOCKET_WAIT_END() pthread_setcancelstate(cancel_state, NULL)

#endif
