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
#define USOCKET_HAS_BINDTODEVICE (1)
#define USOCKET_HAS_LINGER (1)
#define USOCKET_HAS_RCVBUF (1)
#define USOCKET_HAS_V6ONLY (1)

// glibc has this one for GNU programs only.
#ifndef EAI_ADDRFAMILY
#define EAI_ADDRFAMILY (-9)
#endif

#elif USOCKET_STACK_LWIP_RAW

#include "lwip/opt.h"

#include "border/lwip_raw_constants.h"

#define USOCKET_HAS_IPV6 LWIP_IPV6

#elif USOCKET_STACK_LWIP_SOCKETS

#include "lwip/netdb.h"
#include "lwip/sockets.h"

#define USOCKET_HAS_IPV6 LWIP_IPV6
#define USOCKET_HAS_BINDTODEVICE (1)
#define USOCKET_HAS_LINGER LWIP_SO_LINGER
#define USOCKET_HAS_RCVBUF LWIP_SO_RCVBUF
#define USOCKET_HAS_V6ONLY LWIP_IPV6
#if LWIP_RAW
#define USOCKET_HAS_RAW (1)
#endif

// Without IPv6 lwIP has another number for the one, and none for the other.
#if !LWIP_IPV6
#undef AF_INET6
#define AF_INET6 (10)
#define IPPROTO_IPV6 (41)
#endif

// As many as lwIP's mailbox holds.
#define SOMAXCONN (DEFAULT_ACCEPTMBOX_SIZE)

// lwIP's numbers, negative as MicroPython reports them.
enum {
    USOCKET_EAI_NONAME = -EAI_NONAME,
    USOCKET_EAI_SERVICE = -EAI_SERVICE,
    USOCKET_EAI_FAIL = -EAI_FAIL,
    USOCKET_EAI_MEMORY = -EAI_MEMORY,
    USOCKET_EAI_FAMILY = -EAI_FAMILY,
};
#undef EAI_NONAME
#undef EAI_SERVICE
#undef EAI_FAIL
#undef EAI_MEMORY
#undef EAI_FAMILY
#define EAI_NONAME USOCKET_EAI_NONAME
#define EAI_SERVICE USOCKET_EAI_SERVICE
#define EAI_FAIL USOCKET_EAI_FAIL
#define EAI_MEMORY USOCKET_EAI_MEMORY
#define EAI_FAMILY USOCKET_EAI_FAMILY

// Not in netdb.h. ESP-IDF's errno.h has other numbers for some, which nothing of lwIP's returns.
#undef EAI_AGAIN
#undef EAI_BADFLAGS
#undef EAI_SOCKTYPE
#undef EAI_ADDRFAMILY
#define EAI_AGAIN (-205)
#define EAI_BADFLAGS (-206)
#define EAI_SOCKTYPE (-207)
#define EAI_ADDRFAMILY (-208)

#else
#error "usocket: no stack chosen: micropython.mk chooses it from the port"
#endif

#endif
