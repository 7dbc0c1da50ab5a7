#pragma once

// The unix port's, but for a sleep that lwIP's events end.

#include "ports/unix/mphalport.h"

#undef MICROPY_INTERNAL_WFE
#define MICROPY_INTERNAL_WFE(milliseconds) lwip_port_sleep(milliseconds)
