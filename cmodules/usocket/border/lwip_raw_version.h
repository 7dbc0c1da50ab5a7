// Two versions of lwIP under one set of names: 2, and 1.4, which is the ESP8266's. That one has
// IPv4 only, addresses that are not const, other error numbers (their names are the same), and
// neither numbers of interfaces nor a count of the connections that wait for a listener.

#ifndef USOCKET_BORDER_LWIP_RAW_VERSION_H
#define USOCKET_BORDER_LWIP_RAW_VERSION_H

#include <stdbool.h>

#include "lwip/init.h"
#include "lwip/ip.h"
#include "lwip/tcp.h"

#if LWIP_VERSION_MAJOR >= 2

#include "lwip/priv/tcp_priv.h"
#include "lwip/timeouts.h"

#include "border/lwip_local.h"

#define TCP_PCB_COUNT MEMP_NUM_TCP_PCB

typedef const ip_addr_t callback_address;
typedef ip4_addr_t group_address;

static inline struct tcp_pcb *listen_with_backlog(struct tcp_pcb *pcb, u8_t backlog, err_t *error) {
    return tcp_listen_with_backlog_and_err(pcb, backlog, error);
}

// Until it is accepted, a connection counts against its listener's backlog.
static inline void wait_in_backlog(struct tcp_pcb *pcb) {
    #if TCP_LISTEN_BACKLOG
    if (pcb->listener != NULL) {
        tcp_backlog_delayed(pcb);
    }
    #else
    (void)pcb;
    #endif
}

static inline void leave_backlog(struct tcp_pcb *pcb) {
    tcp_backlog_accepted(pcb);
}

static inline void stop_offers(const struct tcp_pcb *listener) {
    (void)listener;
}

static inline void initialise_without_interfaces(void) {
    if (netif_list == NULL) {
        lwip_init();
    }
}

#else

#include "lwip/netif.h"
#include "lwip/tcp_impl.h"
#include "lwip/timers.h"

#if TCP_LISTEN_BACKLOG
#error "usocket: lwIP 1.4 counts waiting connections in the listener; build it with TCP_LISTEN_BACKLOG 0"
#endif

// Espressif made MEMP_NUM_TCP_PCB a variable, which lwip_init sets to this.
#define TCP_PCB_COUNT (5)

#define LWIP_IPV6 0
#define ip_2_ip4(ip) (ip)
#define ip_set_option(pcb, option) ((pcb)->so_options |= (option))
#define ip_reset_option(pcb, option) ((pcb)->so_options &= ~(option))
#define ip_get_option(pcb, option) ((pcb)->so_options & (option))

typedef ip_addr_t callback_address;
typedef ip_addr_t group_address;

static inline struct tcp_pcb *listen_with_backlog(struct tcp_pcb *pcb, u8_t backlog, err_t *error) {
    *error = ERR_MEM;
    return tcp_listen_with_backlog(pcb, backlog);
}

static inline void wait_in_backlog(struct tcp_pcb *pcb) {
    (void)pcb;
}

static inline void leave_backlog(struct tcp_pcb *pcb) {
    (void)pcb;
}

// Connections that are not yet established have a copy of their listener's callback.
static inline void stop_offers(const struct tcp_pcb *listener) {
    for (struct tcp_pcb *pcb = tcp_active_pcbs; pcb != NULL; pcb = pcb->next) {
        if (pcb->state == SYN_RCVD && pcb->callback_arg == listener->callback_arg) {
            tcp_accept(pcb, NULL);
        }
    }
}

// Done by Espressif's SDK. A second time would start all timers twice.
static inline void initialise_without_interfaces(void) {
}

static inline u32_t netif_name_to_index(const char *name) {
    (void)name;
    return 0;
}

static inline const ip_addr_t *lwip_source_address(const ip_addr_t *local, const ip_addr_t *remote) {
    if (!ip_addr_isany(local)) {
        return local;
    }
    struct netif *netif = ip_route((ip_addr_t *)remote);
    return netif == NULL ? local : &netif->ip_addr;
}

static inline bool lwip_is_local(ip_addr_t *ip) {
    if (ip_addr_isany(ip) || ip_addr_ismulticast(ip) || ip->addr == IPADDR_BROADCAST) {
        return true;
    }
    for (struct netif *netif = netif_list; netif != NULL; netif = netif->next) {
        if (ip_addr_cmp(ip, &netif->ip_addr) || ip_addr_isbroadcast(ip, netif)) {
            return true;
        }
    }
    return (ip->addr & PP_HTONL(0xff000000UL)) == PP_HTONL(0x7f000000UL);
}

#endif

#endif
