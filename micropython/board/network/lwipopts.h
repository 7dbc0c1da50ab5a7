#pragma once

// lwIP as boards have it, with pools large enough that tests meet their own limits
// before they meet ours. lwIP runs in MicroPython's hooks only, never in an interrupt.

#include <stdint.h>

#define NO_SYS 1
#define LWIP_NETCONN 0
#define LWIP_SOCKET 0
#define SYS_LIGHTWEIGHT_PROT 0

uint32_t host_random(void);
#define LWIP_RAND() host_random()

// extmod/network_lwip.c uses sys_timeouts_get_next_timeout().
#define LWIP_TESTMODE 1

// Protocols.
#define LWIP_IPV4 1
#define LWIP_IPV6 1
#define LWIP_RAW 1
#define LWIP_ARP 1
#define LWIP_ETHERNET 1
#define LWIP_IGMP 1
#define LWIP_IPV6_MLD 1
#define LWIP_MULTICAST_TX_OPTIONS 1
#define LWIP_DHCP 1
#define LWIP_DHCP_DOES_ACD_CHECK 0
#define LWIP_DNS 1
#define LWIP_DNS_SUPPORT_MDNS_QUERIES 1
#define LWIP_NETIF_HOSTNAME 1
#define LWIP_NETIF_LOOPBACK 1
#define LWIP_HAVE_LOOPIF 1
#define LWIP_CHKSUM_ALGORITHM 3

// Memory.
#define MEM_ALIGNMENT 4
#define MEM_SIZE (128 * 1024)
#define PBUF_POOL_SIZE 288
#define MEMP_NUM_PBUF 32
#define MEMP_NUM_TCP_PCB 64
#define MEMP_NUM_TCP_PCB_LISTEN 8
#define MEMP_NUM_TCP_SEG 256
#define MEMP_NUM_UDP_PCB 16
#define MEMP_NUM_RAW_PCB 4
#define MEMP_NUM_IGMP_GROUP 8
#define MEMP_NUM_MLD6_GROUP 8
#define MEMP_NUM_SYS_TIMEOUT (LWIP_NUM_SYS_TIMEOUT_INTERNAL + 4)

// A datagram of 64 KB is 45 fragments.
#define IP_REASS_MAX_PBUFS 48
#define MEMP_NUM_FRAG_PBUF 48

// Until an address is resolved: as many frames as such a datagram has.
#define ARP_QUEUEING 1
#define ARP_QUEUE_LEN 48
#define MEMP_NUM_ARP_QUEUE 48

// TCP.
#define TCP_MSS 1460
#define TCP_WND (16 * TCP_MSS)
#define TCP_SND_BUF (16 * TCP_MSS)
#define TCP_LISTEN_BACKLOG 1
#define LWIP_TCP_KEEPALIVE 1
#define SO_REUSE 1

// Statistics of the pools only: board.pools() shows them.
#define LWIP_STATS 1
#define LINK_STATS 0
#define ETHARP_STATS 0
#define IP_STATS 0
#define IPFRAG_STATS 0
#define ICMP_STATS 0
#define IGMP_STATS 0
#define UDP_STATS 0
#define TCP_STATS 0
#define SYS_STATS 0
#define IP6_STATS 0
#define ICMP6_STATS 0
#define IP6_FRAG_STATS 0
#define MLD6_STATS 0
#define ND6_STATS 0
#define MIB2_STATS 0
