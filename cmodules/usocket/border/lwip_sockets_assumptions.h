// What Rust and the border take for granted of this lwIP, of ESP-IDF's or another's: a version that
// differs ends the build here, with a sentence, and not the board. Numbers that reach Rust at run
// time only (errno, O_NONBLOCK, POLL*, sizes of options) need no place here.

#ifndef USOCKET_BORDER_LWIP_SOCKETS_ASSUMPTIONS_H
#define USOCKET_BORDER_LWIP_SOCKETS_ASSUMPTIONS_H

#include <stddef.h>

#include "lwip/init.h"
#include "lwip/netdb.h"
#include "lwip/sockets.h"

#include "border/lwip_sockets.h"

#if NO_SYS || !LWIP_SOCKET || !LWIP_SOCKET_POLL || !LWIP_DNS || !LWIP_IPV4
#error "usocket: lwip-sockets needs lwIP with its thread, sockets, poll, DNS and IPv4 (lwipopts.h)"
#endif
#if !SYS_LIGHTWEIGHT_PROT
#error "usocket: lwip-sockets needs SYS_LIGHTWEIGHT_PROT 1 (lwipopts.h)"
#endif

// Numbers that are constants in Rust.

#define SAME_NUMBERS(what, condition) \
    _Static_assert(condition, "usocket: this lwIP has other numbers for " what " than the Rust part, see border/lwip_sockets.h")

_Static_assert(LWIP_VERSION_MAJOR == 2, "usocket: lwip-sockets is written for lwIP 2, this is another one");
SAME_NUMBERS("AF_*", AF_INET == 2);
#if LWIP_IPV6
SAME_NUMBERS("AF_* and IPPROTO_* of IPv6", AF_INET6 == 10 && IPPROTO_IPV6 == 41);
#endif
SAME_NUMBERS("SOCK_*", SOCK_STREAM == 1 && SOCK_DGRAM == 2 && SOCK_RAW == 3);
SAME_NUMBERS("IPPROTO_*", IPPROTO_IP == 0 && IPPROTO_TCP == 6 && IPPROTO_UDP == 17);
SAME_NUMBERS("SHUT_*", SHUT_RD == 0 && SHUT_WR == 1 && SHUT_RDWR == 2);
SAME_NUMBERS("MSG_*", MSG_PEEK == LWIP_SOCKETS_MSG_PEEK && MSG_TRUNC == LWIP_SOCKETS_MSG_TRUNC
    && MSG_DONTWAIT == LWIP_SOCKETS_MSG_DONTWAIT);
SAME_NUMBERS("SO_*", SOL_SOCKET == LWIP_SOCKETS_SOL_SOCKET && SO_REUSEADDR == LWIP_SOCKETS_SO_REUSEADDR
    && SO_ERROR == LWIP_SOCKETS_SO_ERROR);
SAME_NUMBERS("IP_*", IP_ADD_MEMBERSHIP == LWIP_SOCKETS_IP_ADD_MEMBERSHIP
    && IP_DROP_MEMBERSHIP == LWIP_SOCKETS_IP_DROP_MEMBERSHIP);
SAME_NUMBERS("AI_*", AI_PASSIVE == 1 && AI_CANONNAME == 2 && AI_NUMERICHOST == 4 && AI_NUMERICSERV == 8);

// Packed addresses, which scripts may pass as bytes: Rust reads them.

#define SAME_PLACE(type, member, place, size) \
    _Static_assert(offsetof(struct type, member) == (place) && sizeof(((struct type *)0)->member) == (size), \
    "usocket: this lwIP has struct " #type " laid out in another way than the Rust part, see src/socket/address.rs")

SAME_PLACE(sockaddr_in, sin_family, 1, 1);
SAME_PLACE(sockaddr_in, sin_port, 2, 2);
SAME_PLACE(sockaddr_in, sin_addr, 4, 4);
#if LWIP_IPV6
SAME_PLACE(sockaddr_in6, sin6_family, 1, 1);
SAME_PLACE(sockaddr_in6, sin6_port, 2, 2);
SAME_PLACE(sockaddr_in6, sin6_flowinfo, 4, 4);
SAME_PLACE(sockaddr_in6, sin6_addr, 8, 16);
SAME_PLACE(sockaddr_in6, sin6_scope_id, 24, 4);
#endif

// Options: their values pass through 32 bytes, numbers as four of them.

#define FITS(type) _Static_assert(sizeof(type) <= LWIP_SOCKETS_OPTION_SIZE, \
    "usocket: " #type " of this lwIP does not fit LWIP_SOCKETS_OPTION_SIZE in border/lwip_sockets.h")

_Static_assert(sizeof(int) == 4, "usocket: an option's number has four bytes in Rust, this compiler has another int");
FITS(struct ifreq);
FITS(struct linger);
#if LWIP_IGMP
FITS(struct ip_mreq);
#endif
#if LWIP_IPV6_MLD
FITS(struct ipv6_mreq);
#endif

// The border copies bare addresses.
_Static_assert(sizeof(ip4_addr_t) == 4, "usocket: ip4_addr_t of this lwIP is not four bytes long");
#if LWIP_IPV6
_Static_assert(sizeof(((ip6_addr_t *)0)->addr) == 16, "usocket: ip6_addr_t of this lwIP has no 16 bytes of address");
#endif

#if ESP_PLATFORM && defined(__NEWLIB__)
// lwIP is compiled with the C library's number, and refuses another one in lwip_fcntl().
_Static_assert(O_NONBLOCK == 0x4000, "usocket: O_NONBLOCK is not the one of ESP-IDF's C library");
#endif

#endif
