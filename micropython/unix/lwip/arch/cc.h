#pragma once

// What lwIP has to know about the computer. Numbers and structs that both lwIP and the C library
// have are the C library's, everywhere: which of them came first must not make a difference.

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <sys/time.h>

#define LWIP_TIMEVAL_PRIVATE 0
#define LWIP_ERRNO_STDINCLUDE 1

typedef uint32_t sys_prot_t;

uint32_t interface_random(void);
#define LWIP_RAND() interface_random()

// lwIP's port for unix, in its contrib folder, asks what it runs on.
#define LWIP_UNIX_LINUX
