#pragma once

// lwIP on this computer, alone with its loopback interface: small pools, so that tests reach
// their ends, and statistics, so that they see what was not given back.

#include <stdint.h>
#include <stdlib.h>

#define LWIP_RAND() ((uint32_t)rand())

#define NO_SYS 1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_NETCONN 0
#define LWIP_SOCKET 0

#define LWIP_IPV4 1
#define LWIP_IPV6 1
#define LWIP_RAW 1
#define LWIP_IGMP 1
#define LWIP_DNS 1
#define LWIP_ARP 0
#define LWIP_ETHERNET 0
#define LWIP_NETIF_LOOPBACK 1
#define LWIP_HAVE_LOOPIF 1
#define LWIP_LOOPIF_MULTICAST 1
#define LWIP_MULTICAST_TX_OPTIONS 1
#define LWIP_TCP_KEEPALIVE 1
#define SO_REUSE 1
#define TCP_LISTEN_BACKLOG 1

#define MEM_ALIGNMENT 8
#define MEM_SIZE (64 * 1024)
#define MEMP_NUM_TCP_PCB 6
#define MEMP_NUM_TCP_PCB_LISTEN 2
#define MEMP_NUM_UDP_PCB 4
#define MEMP_NUM_RAW_PCB 2
#define MEMP_NUM_TCP_SEG 64
#define PBUF_POOL_SIZE 32
#define IPV6_FRAG_COPYHEADER 1
#define TCP_MSS 1460
#define TCP_WND (8 * TCP_MSS)
#define TCP_SND_BUF (8 * TCP_MSS)

#define LWIP_STATS 1
#define LWIP_STATS_DISPLAY 0
#define MEM_STATS 1
#define MEMP_STATS 1

typedef uintptr_t mem_ptr_t;
typedef uint32_t sys_prot_t;
