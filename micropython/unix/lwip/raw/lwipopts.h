#pragma once

// lwIP as boards without an operating system have it: no thread, the raw API only.

#define NO_SYS 1
#define LWIP_NETCONN 0
#define LWIP_SOCKET 0
#define SYS_LIGHTWEIGHT_PROT 0

#include "protocols.h"

// Memory.
#define MEM_SIZE (256 * 1024)
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

// TCP.
#define TCP_MSS 1460
#define TCP_WND (16 * TCP_MSS)
#define TCP_SND_BUF (16 * TCP_MSS)
