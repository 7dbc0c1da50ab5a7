#pragma once

// What both ways to build lwIP have in common.

#define LWIP_IPV4 1
#define LWIP_IPV6 1
#define LWIP_RAW 1
#define LWIP_ARP 1
#define LWIP_ETHERNET 1
#define LWIP_IGMP 1
#define LWIP_IPV6_MLD 1
#define LWIP_MULTICAST_TX_OPTIONS 1
#define LWIP_DNS 1
#define LWIP_DNS_SUPPORT_MDNS_QUERIES 1
#define LWIP_NETIF_LOOPBACK 1
#define LWIP_HAVE_LOOPIF 1
#define LWIP_LOOPIF_MULTICAST 1

// Until an address is resolved: as many frames as a datagram of 64 KB has.
#define ARP_QUEUEING 1
#define ARP_QUEUE_LEN 48
#define MEMP_NUM_ARP_QUEUE 48

#define TCP_LISTEN_BACKLOG 1
#define LWIP_TCP_KEEPALIVE 1
#define SO_REUSE 1

// On a computer with pointers of 64 bits.
#define MEM_ALIGNMENT 8
#define IPV6_FRAG_COPYHEADER 1

// Statistics of the pools and the heap only: board.pools() shows them.
#define LWIP_STATS 1
#define MEM_STATS 1
#define MEMP_STATS 1
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
