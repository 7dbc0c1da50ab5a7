// What the C files for lwIP's raw API share.

#ifndef USOCKET_BORDER_LWIP_RAW_COMMON_H
#define USOCKET_BORDER_LWIP_RAW_COMMON_H

#include "lwip/init.h"
#include "lwip/ip.h"

#include "usocket.h"

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

#if LWIP_VERSION_MAJOR < 2
typedef ip_addr_t callback_address;
#define ip_2_ip4(ip) (ip)
#define ip_set_option(pcb, option) ((pcb)->so_options |= (option))
#define ip_reset_option(pcb, option) ((pcb)->so_options &= ~(option))
#define ip_get_option(pcb, option) ((pcb)->so_options & (option))
#else
typedef const ip_addr_t callback_address;
#endif

#endif
