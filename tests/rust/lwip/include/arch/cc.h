#pragma once

#include <stdio.h>
#include <stdlib.h>

#define LWIP_PLATFORM_DIAG(message)
// A test that makes lwIP complain fails.
#define LWIP_PLATFORM_ASSERT(message) \
    do { fprintf(stderr, "lwIP: %s\n", message); abort(); } while (0)
