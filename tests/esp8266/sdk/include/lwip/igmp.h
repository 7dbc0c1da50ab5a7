#ifndef STAND_IN_LWIP_IGMP_H
#define STAND_IN_LWIP_IGMP_H

#include "lwip/ip.h"

err_t igmp_joingroup(ip_addr_t *interface, ip_addr_t *group);
err_t igmp_leavegroup(ip_addr_t *interface, ip_addr_t *group);

#endif
