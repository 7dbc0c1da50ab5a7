// What lwIP knows of this host's addresses. Call it with lwIP locked.

#ifndef USOCKET_BORDER_LWIP_LOCAL_H
#define USOCKET_BORDER_LWIP_LOCAL_H

#include <stdbool.h>

#include "lwip/init.h"
#include "lwip/ip.h"
#include "lwip/ip_addr.h"
#include "lwip/netif.h"

static inline bool lwip_has_address(const struct netif *netif, const ip_addr_t *ip) {
    #if LWIP_IPV6
    if (!IP_IS_V4(ip)) {
        for (int i = 0; i < LWIP_IPV6_NUM_ADDRESSES; i++) {
            if (ip6_addr_isvalid(netif_ip6_addr_state(netif, i))
                && ip6_addr_cmp_zoneless(ip_2_ip6(ip), netif_ip6_addr(netif, i))) {
                return true;
            }
        }
        return false;
    }
    #endif
    return ip4_addr_cmp(ip_2_ip4(ip), netif_ip4_addr(netif)) || ip4_addr_isbroadcast(ip_2_ip4(ip), netif);
}

// The address that a socket with this one sends from to `remote`.
static inline const ip_addr_t *lwip_source_address(const ip_addr_t *local, const ip_addr_t *remote) {
    if (!ip_addr_isany(local)) {
        return local;
    }
    struct netif *netif = ip_route(local, remote);
    const ip_addr_t *source = netif == NULL ? NULL : ip_netif_get_local_ip(netif, remote);
    return source == NULL ? local : source;
}

static inline bool lwip_is_local(const ip_addr_t *ip) {
    if (ip_addr_isany(ip) || ip_addr_ismulticast(ip) || ip_addr_isloopback(ip)) {
        return true;
    }
    struct netif *netif;
    NETIF_FOREACH(netif) {
        if (lwip_has_address(netif, ip)) {
            return true;
        }
    }
    return false;
}

#endif
