// lwIP's socket options, and what it leaves to its callers to check.

#include <errno.h>
#include <string.h>

#include "py/runtime.h"

#include "lwip/sockets.h"

#include "usocket_module.h"
#include "border/lwip_sockets.h"
#include "border/lwip_sockets_common.h"

typedef struct {
    int level;
    int name;
    uint8_t kind;
    uint8_t length;
    int32_t minimum;
    int32_t maximum;
} option_shape;

#define FLAG LWIP_SOCKETS_FLAG, sizeof(int), INT32_MIN, INT32_MAX
#define ANY_NUMBER LWIP_SOCKETS_NUMBER, sizeof(int), INT32_MIN, INT32_MAX
#define NUMBER(from, to) LWIP_SOCKETS_NUMBER, sizeof(int), (from), (to)
#define OCTET LWIP_SOCKETS_NUMBER, 1, 0, 255
#define BYTES(type) LWIP_SOCKETS_BYTES, sizeof(type), 0, 0
#define TEXT(type) LWIP_SOCKETS_TEXT, sizeof(type), 0, 0

static const option_shape option_shapes[] = {
    #if SO_REUSE
    { SOL_SOCKET, SO_REUSEADDR, FLAG },
    #endif
    { SOL_SOCKET, SO_BROADCAST, FLAG },
    { SOL_SOCKET, SO_KEEPALIVE, FLAG },
    { SOL_SOCKET, SO_ERROR, ANY_NUMBER },
    { SOL_SOCKET, SO_TYPE, ANY_NUMBER },
    { SOL_SOCKET, SO_BINDTODEVICE, TEXT(struct ifreq) },
    #if LWIP_SO_RCVBUF
    { SOL_SOCKET, SO_RCVBUF, NUMBER(1, INT32_MAX) },
    #endif
    #if LWIP_SO_LINGER
    { SOL_SOCKET, SO_LINGER, BYTES(struct linger) },
    #endif
    { IPPROTO_IP, IP_TTL, NUMBER(0, 255) },
    { IPPROTO_IP, IP_TOS, NUMBER(0, 255) },
    #if LWIP_MULTICAST_TX_OPTIONS
    { IPPROTO_IP, IP_MULTICAST_TTL, OCTET },
    { IPPROTO_IP, IP_MULTICAST_LOOP, OCTET },
    { IPPROTO_IP, IP_MULTICAST_IF, ANY_NUMBER },
    #endif
    #if LWIP_IGMP
    { IPPROTO_IP, IP_ADD_MEMBERSHIP, BYTES(struct ip_mreq) },
    { IPPROTO_IP, IP_DROP_MEMBERSHIP, BYTES(struct ip_mreq) },
    #endif
    { IPPROTO_TCP, TCP_NODELAY, FLAG },
    #if LWIP_TCP_KEEPALIVE
    { IPPROTO_TCP, TCP_KEEPIDLE, NUMBER(1, 32767) },
    { IPPROTO_TCP, TCP_KEEPINTVL, NUMBER(1, 32767) },
    { IPPROTO_TCP, TCP_KEEPCNT, NUMBER(1, 127) },
    #endif
    #if LWIP_IPV6
    { IPPROTO_IPV6, IPV6_V6ONLY, FLAG },
    #endif
    #if LWIP_IPV6_MLD
    { IPPROTO_IPV6, IPV6_JOIN_GROUP, BYTES(struct ipv6_mreq) },
    { IPPROTO_IPV6, IPV6_LEAVE_GROUP, BYTES(struct ipv6_mreq) },
    #endif
};

int32_t lwip_sockets_option_shape(int32_t level, int32_t name, size_t *length, int32_t *minimum,
    int32_t *maximum) {
    for (size_t i = 0; i < MP_ARRAY_SIZE(option_shapes); i++) {
        const option_shape *shape = &option_shapes[i];
        if (shape->level == level && shape->name == name) {
            *length = shape->length;
            *minimum = shape->minimum;
            *maximum = shape->maximum;
            return shape->kind;
        }
    }
    return 0;
}

// An option's value, where lwIP can read it as a whole.
typedef union {
    int number;
    uint8_t bytes[LWIP_SOCKETS_OPTION_SIZE];
} option_value;

int32_t lwip_sockets_set_option(int32_t descriptor, int32_t level, int32_t name, const uint8_t *value,
    size_t length) {
    option_value aligned = { 0 };
    if (length > sizeof(aligned)) {
        return USOCKET_ERRNO_EINVAL;
    }
    memcpy(aligned.bytes, value, length);
    if (lwip_setsockopt(descriptor, level, name, &aligned, length) != 0) {
        return lwip_sockets_error_of(errno);
    }
    return 0;
}

int32_t lwip_sockets_option(int32_t descriptor, int32_t level, int32_t name, uint8_t *value, size_t length) {
    option_value aligned = { 0 };
    socklen_t aligned_length = sizeof(aligned);
    if (lwip_getsockopt(descriptor, level, name, &aligned, &aligned_length) != 0) {
        return lwip_sockets_error_of(errno);
    }
    memcpy(value, aligned.bytes, LWIP_MIN(length, sizeof(aligned)));
    return 0;
}
