// The configuration of MicroPython's build of lwIP for the ESP8266.

#ifndef STAND_IN_LWIP_OPT_H
#define STAND_IN_LWIP_OPT_H

#define NO_SYS 1
#define LWIP_RAW 1
#define LWIP_IGMP 1
#define LWIP_DNS 1
#define LWIP_TCP_KEEPALIVE 1
#define TCP_LISTEN_BACKLOG 0
#define MEMP_NUM_TCP_PCB (*(volatile uint32_t *)0x600011fc)
#define MEMP_NUM_TCP_PCB_LISTEN 2
#define MEMP_NUM_UDP_PCB 4
#define MEMP_NUM_RAW_PCB 4
#define TCP_SND_QUEUELEN 8

#endif
