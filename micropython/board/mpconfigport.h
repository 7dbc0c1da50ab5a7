// MicroPython's configuration for the emulated board: the features of an ESP8266
// where the machine has what they need, plus what a test board wants.

#include <alloca.h>
#include <stdint.h>

#include "events.h"
#include "host.h"
#include "mpconfigcpu.h"

#define MICROPY_CONFIG_ROM_LEVEL (MICROPY_CONFIG_ROM_LEVEL_EXTRA_FEATURES)

// The interpreter.
#define MICROPY_ENABLE_GC (1)
#define MICROPY_ENABLE_EMERGENCY_EXCEPTION_BUF (1)
#define MICROPY_LONGINT_IMPL (MICROPY_LONGINT_IMPL_MPZ)
#define MICROPY_FLOAT_IMPL (MICROPY_FLOAT_IMPL_FLOAT)
#define MICROPY_PERSISTENT_CODE_LOAD (1)
#define MICROPY_STACK_CHECK_MARGIN (1024)
#define MICROPY_SCHEDULER_DEPTH (8)
#define MICROPY_WARNINGS (1)
#define MICROPY_STREAMS_POSIX_API (1)
#define MICROPY_ALLOC_PATH_MAX (128)
// An ESP8266's numbers, which are Linux's; the C library has others.
#define MICROPY_USE_INTERNAL_ERRNO (1)

// sys and os: honest about what this is.
#define MICROPY_PY_SYS_PLATFORM "qemu"
#define MICROPY_PY_OS_UNAME (1)
#define MICROPY_PY_OS_URANDOM (1)
#define MICROPY_PY_OS_DUPTERM (1)
#define MICROPY_PY_OS_DUPTERM_NOTIFY (1)
#define MICROPY_PY_OS_INCLUDEFILE "port_os.c"

// Files.
#define MICROPY_VFS (1)
#define MICROPY_READER_VFS (1)

// re, time, random.
#define MICROPY_PY_RE_MATCH_GROUPS (1)
#define MICROPY_PY_RE_MATCH_SPAN_START_END (1)
#define MICROPY_PY_TIME_GMTIME_LOCALTIME_MKTIME (1)
#define MICROPY_PY_TIME_TIME_TIME_NS (1)
#define MICROPY_PY_TIME_INCLUDEFILE "port_time.c"
#define MICROPY_PY_RANDOM_SEED_INIT_FUNC (host_random())

// ssl, hashlib, cryptolib.
#define MICROPY_TRACKED_ALLOC (1)
#define MICROPY_PY_HASHLIB_MD5 (1)
#define MICROPY_PY_HASHLIB_SHA1 (1)
#define MICROPY_PY_CRYPTOLIB (1)

// machine.
#define MICROPY_PY_MACHINE (1)
#define MICROPY_PY_MACHINE_INCLUDEFILE "port_machine.c"
#define MICROPY_PY_MACHINE_RESET (1)
#define MICROPY_PY_MACHINE_BARE_METAL_FUNCS (1)
#define MICROPY_PY_MACHINE_DISABLE_IRQ_ENABLE_IRQ (1)
#define MICROPY_PY_MACHINE_PIN_BASE (1)
#define MICROPY_PY_MACHINE_PIN_MAKE_NEW mp_pin_make_new
#define MICROPY_PY_MACHINE_TIMER (1)

// The network.
#define MICROPY_PY_NETWORK (1)
#define MICROPY_PY_NETWORK_HOSTNAME_DEFAULT "mpy-qemu"
#define MICROPY_PY_NETWORK_INCLUDEFILE "network_classes.h"
#define MICROPY_PY_NETWORK_MODULE_GLOBALS_INCLUDEFILE "network_globals.h"
#define MICROPY_PORT_NETWORK_INTERFACES
#define MICROPY_PY_LWIP_SOCK_RAW (1)
#define MICROPY_PY_WEBSOCKET (1)
#define MICROPY_PY_WEBREPL (1)

// The work that interrupts leave behind.
#define EVENTS_POLL if (events_pending) { events_process(); }
#define MICROPY_VM_HOOK_LOOP EVENTS_POLL
#define MICROPY_VM_HOOK_RETURN EVENTS_POLL
#define MICROPY_INTERNAL_EVENT_HOOK events_process()
#define MICROPY_INTERNAL_WFE(ms) events_wait_ms(ms)

#define MP_STATE_PORT MP_STATE_VM

// picolibc's log2 is a macro.
#define MP_NEED_LOG2 (1)

#define MP_SSIZE_MAX (0x7fffffff)
#define UINT_FMT "%lu"
#define INT_FMT "%ld"
#define HEX_FMT "%lx"
typedef int32_t mp_int_t;
typedef uint32_t mp_uint_t;
typedef long mp_off_t;
