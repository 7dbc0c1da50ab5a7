// lwIP's raw API has no numbers for socket options: those of MicroPython's extmod/modlwip.c
// where it has them, else of lwIP's sockets.h and netdb.h. Plain numbers: bindgen reads this
// file for Rust, where the meaning is.

#ifndef USOCKET_BORDER_LWIP_RAW_CONSTANTS_H
#define USOCKET_BORDER_LWIP_RAW_CONSTANTS_H

#define USOCKET_HAS_RAW 1

// As in modlwip.c.
#define AF_INET 2
#define AF_INET6 10
#define SOCK_STREAM 1
#define SOCK_DGRAM 2
#define SOCK_RAW 3
#define IPPROTO_IP 0
#define IPPROTO_TCP 6
#define SOL_SOCKET 1
#define SO_REUSEADDR 0x04
#define SO_BROADCAST 0x20
#define IP_ADD_MEMBERSHIP 0x400
#define IP_DROP_MEMBERSHIP 0x401
#define TCP_NODELAY 0x40
#define MSG_PEEK 0x01
#define MSG_DONTWAIT 0x02

// As in lwIP's sockets.h.
#define IPPROTO_ICMP 1
#define IPPROTO_UDP 17
#define IPPROTO_IPV6 41
#define SO_KEEPALIVE 0x08
#define SO_ERROR 0x1007
#define SO_TYPE 0x1008
#define IP_TOS 1
#define IP_TTL 2
#define IP_MULTICAST_TTL 5
#define IP_MULTICAST_IF 6
#define IP_MULTICAST_LOOP 7
#define TCP_KEEPIDLE 3
#define TCP_KEEPINTVL 4
#define TCP_KEEPCNT 5
#define MSG_TRUNC 0x04
#define SHUT_RD 0
#define SHUT_WR 1
#define SHUT_RDWR 2
#define INADDR_ANY 0
#define SOMAXCONN 32

// As in lwIP's netdb.h, negative as MicroPython reports them.
#define EAI_NONAME (-200)
#define EAI_SERVICE (-201)
#define EAI_FAIL (-202)
#define EAI_MEMORY (-203)
#define EAI_FAMILY (-204)

#define AI_PASSIVE 0x01
#define AI_CANONNAME 0x02
#define AI_NUMERICHOST 0x04
#define AI_NUMERICSERV 0x08

// Not in netdb.h.
#define EAI_AGAIN (-205)
#define EAI_BADFLAGS (-206)
#define EAI_SOCKTYPE (-207)
#define EAI_ADDRFAMILY (-208)

#endif
