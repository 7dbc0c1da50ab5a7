#ifndef STAND_IN_LWIP_UDP_H
#define STAND_IN_LWIP_UDP_H

#include "lwip/ip.h"
#include "lwip/pbuf.h"

struct udp_pcb;

typedef void (*udp_recv_fn)(void *arg, struct udp_pcb *pcb, struct pbuf *p, ip_addr_t *ip, u16_t port);

struct udp_pcb {
    IP_PCB;
    struct udp_pcb *next;
    u8_t flags;
    u16_t local_port;
    u16_t remote_port;
};

#define UDP_FLAGS_CONNECTED 0x04
#define udp_flags(pcb) ((pcb)->flags)

struct udp_pcb *udp_new(void);
void udp_remove(struct udp_pcb *pcb);
err_t udp_bind(struct udp_pcb *pcb, ip_addr_t *ip, u16_t port);
err_t udp_connect(struct udp_pcb *pcb, ip_addr_t *ip, u16_t port);
void udp_recv(struct udp_pcb *pcb, udp_recv_fn recv, void *arg);
err_t udp_sendto(struct udp_pcb *pcb, struct pbuf *p, ip_addr_t *ip, u16_t port);
err_t udp_send(struct udp_pcb *pcb, struct pbuf *p);

#endif
