#ifndef STAND_IN_LWIP_INIT_H
#define STAND_IN_LWIP_INIT_H

#include "lwip/opt.h"

#define LWIP_VERSION_MAJOR 1U
#define LWIP_VERSION_MINOR 4U
#define LWIP_VERSION_REVISION 0U
#define LWIP_VERSION_RC 2U

void lwip_init(void);

#endif
