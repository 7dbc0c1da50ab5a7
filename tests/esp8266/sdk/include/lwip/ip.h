// Addresses, interfaces and what the control blocks of all protocols begin with.

#ifndef STAND_IN_LWIP_IP_H
#define STAND_IN_LWIP_IP_H

#include "lwip/arch.h"
#include "lwip/opt.h"

typedef struct ip_addr {
    u32_t addr;
} ip_addr_t;

extern const ip_addr_t ip_addr_any;

#define IP_ADDR_ANY ((ip_addr_t *)&ip_addr_any)
#define IPADDR_ANY ((u32_t)0)
#define IPADDR_BROADCAST ((u32_t)0xffffffff)

#define ip_addr_cmp(one, other) ((one)->addr == (other)->addr)
#define ip_addr_isany(ip) ((ip) == NULL || (ip)->addr == IPADDR_ANY)
#define ip_addr_ismulticast(ip) (((ip)->addr & PP_HTONL(0xf0000000)) == PP_HTONL(0xe0000000))
#define ip_addr_isbroadcast(ip, netif) ip4_addr_isbroadcast((ip)->addr, (netif))

#define IP_PROTO_TCP 6

struct netif {
    struct netif *next;
    ip_addr_t ip_addr;
    ip_addr_t netmask;
    ip_addr_t gw;
};

extern struct netif *netif_list;

u8_t ip4_addr_isbroadcast(u32_t address, const struct netif *netif);
struct netif *ip_route(ip_addr_t *destination);
int ipaddr_aton(const char *text, ip_addr_t *ip);
char *ipaddr_ntoa_r(const ip_addr_t *ip, char *text, int length);

#define IP_PCB \
    ip_addr_t local_ip; \
    ip_addr_t remote_ip; \
    u8_t so_options; \
    u8_t tos; \
    u8_t ttl

struct ip_pcb {
    IP_PCB;
};

#define SOF_REUSEADDR 0x04
#define SOF_KEEPALIVE 0x08
#define SOF_BROADCAST 0x20

#endif
