// What the C files for lwIP's raw API share.

#ifndef USOCKET_BORDER_LWIP_RAW_COMMON_H
#define USOCKET_BORDER_LWIP_RAW_COMMON_H

#include "usocket.h"
#include "border/lwip_raw_version.h"

// lwIP's option names mean nothing here: our numbers are the module's.
#undef TCP_NODELAY
#include "border/lwip_raw.h"

// One of `usocket_errno`, or 0.
int32_t lwip_raw_error_of(err_t error);
void lwip_raw_address_to_lwip(const lwip_raw_address *address, ip_addr_t *ip);
void lwip_raw_address_from_lwip(const ip_addr_t *ip, u16_t port, lwip_raw_address *address);

#if LWIP_IPV6
static inline u8_t lwip_raw_address_type(int32_t version) {
    return version == 6 ? IPADDR_TYPE_ANY : IPADDR_TYPE_V4;
}
#endif

#endif
