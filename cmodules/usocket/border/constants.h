// The stack's constants, from its own headers.

#ifndef USOCKET_BORDER_CONSTANTS_H
#define USOCKET_BORDER_CONSTANTS_H

#if USOCKET_STACK_KERNEL

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#define USOCKET_HAS_IPV6 (1)
#define USOCKET_HAS_RAW (1)

// glibc has this one for GNU programs only.
#ifndef EAI_ADDRFAMILY
#define EAI_ADDRFAMILY (-9)
#endif

#elif USOCKET_STACK_LWIP_RAW

#include "border/lwip_raw_constants.h"

#else
#error "usocket: no stack chosen: micropython.mk and micropython.cmake choose it from the port"
#endif

#endif
