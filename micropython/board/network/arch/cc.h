#pragma once

// What lwIP has to know about the compiler and the port.

#include <stdint.h>

typedef uint32_t sys_prot_t;

#define LWIP_NO_CTYPE_H 1

void lwip_assertion_failed(const char *message, const char *file, int line) __attribute__((noreturn));
#define LWIP_PLATFORM_ASSERT(message) lwip_assertion_failed(message, __FILE__, __LINE__)
#define LWIP_PLATFORM_DIAG(message)
