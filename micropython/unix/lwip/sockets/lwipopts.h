#pragma once

// lwIP as ESP-IDF 5.2 has it: a thread runs the stack, and sockets are called from any other.

#define NO_SYS 0
#define LWIP_NETCONN 1
#define LWIP_SOCKET 1
#define SYS_LIGHTWEIGHT_PROT 1
#define LWIP_TCPIP_CORE_LOCKING 0
#define LWIP_TCPIP_CORE_LOCKING_INPUT 0
#define LWIP_NETCONN_FULLDUPLEX 1
#define LWIP_NETCONN_SEM_PER_THREAD 1

#include "protocols.h"

// Sockets: ten of them, with the last descriptors of 64. The C library keeps its own names.
#define LWIP_SOCKET_OFFSET 54
#define MEMP_NUM_NETCONN 10
#define LWIP_COMPAT_SOCKETS 0
#define LWIP_POSIX_SOCKETS_IO_NAMES 0
#define LWIP_SO_RCVTIMEO 1
#define LWIP_SO_SNDTIMEO 1
#define LWIP_SO_RCVBUF 0
#define LWIP_SO_LINGER 0

// Threads and their mailboxes.
#define TCPIP_THREAD_NAME "tcpip"
#define TCPIP_MBOX_SIZE 32
#define DEFAULT_THREAD_STACKSIZE 0
#define DEFAULT_TCP_RECVMBOX_SIZE 6
#define DEFAULT_UDP_RECVMBOX_SIZE 6
#define DEFAULT_RAW_RECVMBOX_SIZE 6
#define DEFAULT_ACCEPTMBOX_SIZE 6

// Memory.
#define MEM_LIBC_MALLOC 1
#define MEMP_MEM_MALLOC 1
#define IP_REASS_MAX_PBUFS 48

// TCP.
#define TCP_MSS 1440
#define TCP_WND 5760
#define TCP_SND_BUF 5760

// Connections, those in TIME-WAIT included: MicroPython's esp32 port keeps to it by a patch.
#define MEMP_NUM_TCP_PCB 12
