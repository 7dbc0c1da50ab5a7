// As MicroPython's standard variant. What differs is in the makefile beside this file.

#define MICROPY_CONFIG_ROM_LEVEL (MICROPY_CONFIG_ROM_LEVEL_EXTRA_FEATURES)

#include "variants/mpconfigvariant_common.h"

// With the GIL, Ctrl-C waits until no C or Rust code is running. MicroPython 1.26 says so too.
#undef MICROPY_ASYNC_KBD_INTR
#define MICROPY_ASYNC_KBD_INTR (!MICROPY_PY_THREAD_GIL)

#if UNIX_LWIP_RAW || UNIX_LWIP_SOCKETS
#include "mpconfiglwip.h"
#endif
