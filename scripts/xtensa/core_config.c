// A core for GNU's Xtensa tools, which load it from the library that XTENSA_GNU_CONFIG names:
// what it can do, and how its instructions are encoded. All values come from QEMU's core-isa.h
// and xtensa-modules.c.inc; the structures are those of binutils.
//
// scripts/windowed.sh compiles this with the folders of both.

#include "core-isa.h"

// What core-isa.h leaves out: optional parts that the core does not have, and what the tools
// know by another name.
#define XCHAL_HAVE_FP_DIV 0
#define XCHAL_HAVE_FP_RECIP 0
#define XCHAL_HAVE_FP_SQRT 0
#define XCHAL_HAVE_FP_RSQRT 0
#define XCHAL_HAVE_MMU XCHAL_HAVE_PTP_MMU
#define XCHAL_MMU_MIN_PTE_PAGE_SIZE 12
#define XSHAL_USE_ABSOLUTE_LITERALS 0
#define XSHAL_HAVE_TEXT_SECTION_LITERALS 1
#define XTENSA_MARCH_LATEST XCHAL_HW_MAX_VERSION
#define XTENSA_MARCH_EARLIEST XCHAL_HW_MIN_VERSION
#define XTHAL_ABI_WINDOWED 0
#define XTHAL_ABI_CALL0 1
#define XSHAL_ABI XTHAL_ABI_WINDOWED

#define XTENSA_CONFIG_DEFINITION
#include "xtensa-dynconfig.h"

int plugin_is_GPL_compatible;

XTENSA_CONFIG_INSTANCE_LIST;

// The same values as the compiler's predefined macros.
#undef XTENSA_CONFIG_ENTRY
#define STRING_OF(value) #value
#define XTENSA_CONFIG_ENTRY(name) DEFINITION("__" #name, name)
#define DEFINITION(name, value) name "=" STRING_OF(value)

const char *const xtensa_config_strings[] = { XTENSA_CONFIG_ENTRY_LIST, 0 };

#include "ansidecl.h"

#include "xtensa-modules.c.inc"
