#ifndef STAND_IN_LWIP_RAW_H
#define STAND_IN_LWIP_RAW_H

#include "lwip/ip.h"
#include "lwip/pbuf.h"

struct raw_pcb {
    IP_PCB;
};

typedef u8_t (*raw_recv_fn)(void *arg, struct raw_pcb *pcb, struct pbuf *p, ip_addr_t *ip);

struct raw_pcb *raw_new(u8_t protocol);
void raw_remove(struct raw_pcb *pcb);
err_t raw_bind(struct raw_pcb *pcb, ip_addr_t *ip);
err_t raw_connect(struct raw_pcb *pcb, ip_addr_t *ip);
void raw_recv(struct raw_pcb *pcb, raw_recv_fn recv, void *arg);
err_t raw_sendto(struct raw_pcb *pcb, struct pbuf *p, ip_addr_t *ip);
err_t raw_send(struct raw_pcb *pcb, struct pbuf *p);

#endif
