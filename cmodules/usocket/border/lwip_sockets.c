// lwIP's sockets API as plain functions: its structs, numbers and macros are those of the
// firmware's own lwIP. No logic.

#include <errno.h>
#include <string.h>

#include "py/runtime.h"
#include "py/stream.h"

#include "lwip/api.h"
#include "lwip/sockets.h"
#include "lwip/sys.h"
#include "lwip/tcp.h"
#include "lwip/tcpip.h"
#include "lwip/priv/tcpip_priv.h"

#if ESP_PLATFORM
#include "esp_netif.h"
#endif

#include "usocket_module.h"
#include "border/lwip_local.h"
#include "border/lwip_sockets.h"
#include "border/lwip_sockets_assumptions.h"
#include "border/lwip_sockets_common.h"
#include "border/vm.h"

void lwip_sockets_start(void) {
    #if ESP_PLATFORM
    // lwIP's thread: nobody has started it when no network was switched on yet.
    esp_netif_init();
    #endif
}

void *lwip_sockets_states(size_t *count, int32_t *first) {
    static uintptr_t states[MEMP_NUM_NETCONN][LWIP_SOCKETS_STATE_SIZE / sizeof(uintptr_t)];
    *count = MEMP_NUM_NETCONN;
    *first = LWIP_SOCKET_OFFSET;
    return states;
}

// Errors by name: their numbers are the C library's.
int32_t lwip_sockets_error_of(int number) {
    switch (number) {
        case 0:
            return 0;
        case EAGAIN:
        #if EWOULDBLOCK != EAGAIN
        case EWOULDBLOCK:
        #endif
            return USOCKET_ERRNO_EAGAIN;
        case EBADF:
            return USOCKET_ERRNO_EBADF;
        case EINVAL:
            return USOCKET_ERRNO_EINVAL;
        case ENOMEM:
            return USOCKET_ERRNO_ENOMEM;
        case ENOBUFS:
            return USOCKET_ERRNO_ENOBUFS;
        case EINPROGRESS:
            return USOCKET_ERRNO_EINPROGRESS;
        case EALREADY:
            return USOCKET_ERRNO_EALREADY;
        case EISCONN:
            return USOCKET_ERRNO_EISCONN;
        case ENOTCONN:
            return USOCKET_ERRNO_ENOTCONN;
        case ETIMEDOUT:
            return USOCKET_ERRNO_ETIMEDOUT;
        case ECONNREFUSED:
            return USOCKET_ERRNO_ECONNREFUSED;
        case ECONNRESET:
            return USOCKET_ERRNO_ECONNRESET;
        case ECONNABORTED:
            return USOCKET_ERRNO_ECONNABORTED;
        case EADDRINUSE:
            return USOCKET_ERRNO_EADDRINUSE;
        case EADDRNOTAVAIL:
        case ENODEV:
            return USOCKET_ERRNO_EADDRNOTAVAIL;
        case EHOSTUNREACH:
            return USOCKET_ERRNO_EHOSTUNREACH;
        case ENETUNREACH:
            return USOCKET_ERRNO_ENETUNREACH;
        case EAFNOSUPPORT:
            return USOCKET_ERRNO_EAFNOSUPPORT;
        case EOPNOTSUPP:
            return USOCKET_ERRNO_EOPNOTSUPP;
        case ENOPROTOOPT:
            return USOCKET_ERRNO_ENOPROTOOPT;
        case EMSGSIZE:
            return USOCKET_ERRNO_EMSGSIZE;
        case ENFILE:
        case EMFILE:
            return USOCKET_ERRNO_EMFILE;
        default:
            return USOCKET_ERRNO_EIO;
    }
}

static int32_t error_of_result(ssize_t result) {
    return result < 0 ? lwip_sockets_error_of(errno) : 0;
}

// Addresses.

typedef union {
    struct sockaddr any;
    struct sockaddr_in v4;
    #if LWIP_IPV6
    struct sockaddr_in6 v6;
    #endif
} packed_address;

// Returns the length.
static socklen_t pack(const lwip_sockets_address *address, packed_address *packed) {
    memset(packed, 0, sizeof(*packed));
    #if LWIP_IPV6
    if (address->version == 6) {
        packed->v6.sin6_len = sizeof(packed->v6);
        packed->v6.sin6_family = AF_INET6;
        packed->v6.sin6_port = lwip_htons(address->port);
        packed->v6.sin6_flowinfo = lwip_htonl(address->flowinfo);
        packed->v6.sin6_scope_id = address->scope_id;
        memcpy(&packed->v6.sin6_addr, address->octets, 16);
        return sizeof(packed->v6);
    }
    #endif
    packed->v4.sin_len = sizeof(packed->v4);
    packed->v4.sin_family = AF_INET;
    packed->v4.sin_port = lwip_htons(address->port);
    memcpy(&packed->v4.sin_addr, address->octets, 4);
    return sizeof(packed->v4);
}

static void unpack(const packed_address *packed, lwip_sockets_address *address) {
    memset(address, 0, sizeof(*address));
    #if LWIP_IPV6
    if (packed->any.sa_family == AF_INET6) {
        address->version = 6;
        address->port = lwip_ntohs(packed->v6.sin6_port);
        address->flowinfo = lwip_ntohl(packed->v6.sin6_flowinfo);
        address->scope_id = packed->v6.sin6_scope_id;
        memcpy(address->octets, &packed->v6.sin6_addr, 16);
        return;
    }
    #endif
    address->version = 4;
    address->port = lwip_ntohs(packed->v4.sin_port);
    memcpy(address->octets, &packed->v4.sin_addr, 4);
}

static void pack_ip(const lwip_sockets_address *address, ip_addr_t *ip) {
    memset(ip, 0, sizeof(*ip));
    #if LWIP_IPV6
    if (address->version == 6) {
        memcpy(ip_2_ip6(ip)->addr, address->octets, 16);
        IP_SET_TYPE_VAL(*ip, IPADDR_TYPE_V6);
        if (ip6_addr_isipv4mappedipv6(ip_2_ip6(ip))) {
            unmap_ipv4_mapped_ipv6(ip_2_ip4(ip), ip_2_ip6(ip));
            IP_SET_TYPE_VAL(*ip, IPADDR_TYPE_V4);
        }
        return;
    }
    #endif
    memcpy(ip_2_ip4(ip), address->octets, 4);
}

// Sockets.

static int32_t never_block(int descriptor) {
    if (lwip_fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0) {
        return 0;
    }
    int32_t error = lwip_sockets_error_of(errno);
    lwip_close(descriptor);
    return error;
}

int32_t lwip_sockets_open(int32_t version, int32_t kind, int32_t protocol, int32_t *descriptor) {
    #if !LWIP_IPV6
    if (version == 6) {
        return USOCKET_ERRNO_EAFNOSUPPORT;
    }
    #endif
    #if !LWIP_RAW
    if (kind == SOCK_RAW) {
        return USOCKET_ERRNO_ESOCKTNOSUPPORT;
    }
    #endif
    *descriptor = lwip_socket(version == 6 ? AF_INET6 : AF_INET, kind, protocol);
    if (*descriptor < 0) {
        return lwip_sockets_error_of(errno);
    }
    #if LWIP_MULTICAST_TX_OPTIONS
    if (kind == SOCK_DGRAM) {
        // As elsewhere: no further than the local network (RFC 1112, section 6.1), members on
        // this host included.
        const uint8_t one = 1;
        lwip_setsockopt(*descriptor, IPPROTO_IP, IP_MULTICAST_TTL, &one, sizeof(one));
        lwip_setsockopt(*descriptor, IPPROTO_IP, IP_MULTICAST_LOOP, &one, sizeof(one));
    }
    #endif
    return never_block(*descriptor);
}

typedef struct {
    struct tcpip_api_call_data call;
    ip_addr_t ip;
} address_call;

static err_t is_local_in_lwip(struct tcpip_api_call_data *data) {
    address_call *call = (address_call *)data;
    return lwip_is_local(&call->ip) ? ERR_OK : ERR_RTE;
}

int32_t lwip_sockets_bind(int32_t descriptor, const lwip_sockets_address *address) {
    packed_address packed;
    socklen_t length = pack(address, &packed);
    address_call call = { 0 };
    pack_ip(address, &call.ip);
    if (tcpip_api_call(is_local_in_lwip, &call.call) != ERR_OK) {
        return USOCKET_ERRNO_EADDRNOTAVAIL;
    }
    return error_of_result(lwip_bind(descriptor, &packed.any, length));
}

// More connections than lwIP's mailbox holds would be reset.
int32_t lwip_sockets_listen(int32_t descriptor, int32_t backlog) {
    return error_of_result(lwip_listen(descriptor, LWIP_MIN(backlog, DEFAULT_ACCEPTMBOX_SIZE)));
}

int32_t lwip_sockets_accept(int32_t descriptor, int32_t *accepted, lwip_sockets_address *peer) {
    packed_address packed;
    socklen_t length = sizeof(packed);
    *accepted = lwip_accept(descriptor, &packed.any, &length);
    if (*accepted < 0) {
        return lwip_sockets_error_of(errno);
    }
    unpack(&packed, peer);
    return never_block(*accepted);
}

int32_t lwip_sockets_connect(int32_t descriptor, const lwip_sockets_address *address) {
    packed_address packed;
    socklen_t length = pack(address, &packed);
    return error_of_result(lwip_connect(descriptor, &packed.any, length));
}

int32_t lwip_sockets_shutdown_sending(int32_t descriptor) {
    return error_of_result(lwip_shutdown(descriptor, SHUT_WR));
}

static err_t find_source_in_lwip(struct tcpip_api_call_data *data) {
    address_call *call = (address_call *)data;
    call->ip = *lwip_source_address(IP46_ADDR_ANY(IP_GET_TYPE(&call->ip)), &call->ip);
    return ERR_OK;
}

// The address that a connected socket without one of its own sends from.
static void find_source(int32_t descriptor, lwip_sockets_address *address) {
    static const uint8_t any[16];
    lwip_sockets_address peer;
    if (memcmp(address->octets, any, sizeof(any)) != 0 || lwip_sockets_peer(descriptor, &peer) != 0) {
        return;
    }
    address_call call = { 0 };
    pack_ip(&peer, &call.ip);
    tcpip_api_call(find_source_in_lwip, &call.call);
    if (address->version == 4 && IP_IS_V4(&call.ip)) {
        memcpy(address->octets, ip_2_ip4(&call.ip), 4);
    }
    #if LWIP_IPV6
    if (address->version == 6 && IP_IS_V6(&call.ip)) {
        memcpy(address->octets, ip_2_ip6(&call.ip)->addr, 16);
    }
    #endif
}

int32_t lwip_sockets_local(int32_t descriptor, lwip_sockets_address *address) {
    packed_address packed;
    socklen_t length = sizeof(packed);
    if (lwip_getsockname(descriptor, &packed.any, &length) != 0) {
        return lwip_sockets_error_of(errno);
    }
    unpack(&packed, address);
    find_source(descriptor, address);
    return 0;
}

int32_t lwip_sockets_peer(int32_t descriptor, lwip_sockets_address *address) {
    packed_address packed;
    socklen_t length = sizeof(packed);
    if (lwip_getpeername(descriptor, &packed.any, &length) != 0) {
        return lwip_sockets_error_of(errno);
    }
    unpack(&packed, address);
    return 0;
}

int32_t lwip_sockets_take_error(int32_t descriptor) {
    int value = 0;
    socklen_t length = sizeof(value);
    if (lwip_getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &value, &length) != 0) {
        return lwip_sockets_error_of(errno);
    }
    return lwip_sockets_error_of(value);
}

static err_t do_nothing(struct tcpip_api_call_data *data) {
    (void)data;
    return ERR_OK;
}

void lwip_sockets_settle(void) {
    struct tcpip_api_call_data call;
    tcpip_api_call(do_nothing, &call);
}

// Transfers.

int32_t lwip_sockets_send(int32_t descriptor, const uint8_t *data, size_t length,
    const lwip_sockets_address *to, size_t *sent) {
    packed_address packed;
    socklen_t packed_length = to == NULL ? 0 : pack(to, &packed);
    ssize_t result = lwip_sendto(descriptor, data, length, 0, to == NULL ? NULL : &packed.any, packed_length);
    *sent = result < 0 ? 0 : result;
    return error_of_result(result);
}

int32_t lwip_sockets_receive(int32_t descriptor, int32_t peek, uint8_t *data, size_t size, size_t *received) {
    ssize_t result = lwip_recv(descriptor, data, size, peek ? MSG_PEEK : 0);
    *received = result < 0 ? 0 : result;
    return error_of_result(result);
}

int32_t lwip_sockets_receive_datagram(int32_t descriptor, int32_t peek, uint8_t *data, size_t size,
    size_t *whole, lwip_sockets_address *from) {
    packed_address packed;
    struct iovec vector = { .iov_base = data, .iov_len = size };
    struct msghdr message = {
        .msg_name = &packed,
        .msg_namelen = sizeof(packed),
        .msg_iov = &vector,
        .msg_iovlen = 1,
    };
    ssize_t result = lwip_recvmsg(descriptor, &message, peek ? MSG_PEEK : 0);
    if (result < 0) {
        return lwip_sockets_error_of(errno);
    }
    *whole = result;
    unpack(&packed, from);
    return 0;
}

uint32_t lwip_sockets_poll(int32_t descriptor, uint32_t interest, uint32_t milliseconds) {
    struct pollfd polled = { .fd = descriptor };
    polled.events |= interest & MP_STREAM_POLL_RD ? POLLIN : 0;
    polled.events |= interest & MP_STREAM_POLL_WR ? POLLOUT : 0;
    USOCKET_WAIT_BEGIN();
    int count = lwip_poll(&polled, 1, milliseconds);
    USOCKET_WAIT_END();
    if (count <= 0) {
        return 0;
    }
    uint32_t ready = polled.revents & POLLIN ? MP_STREAM_POLL_RD : 0;
    ready |= polled.revents & POLLOUT ? MP_STREAM_POLL_WR : 0;
    ready |= polled.revents & POLLERR ? MP_STREAM_POLL_ERR : 0;
    return ready;
}

uint32_t lwip_sockets_protect(void) {
    return sys_arch_protect();
}

void lwip_sockets_unprotect(uint32_t state) {
    sys_arch_unprotect(state);
}

// The events of sockets with callbacks, under the names that MicroPython's esp32 port calls them.

// The port calls often: not each time are the sockets looked at.
#define LOOK_EVERY (8)

void socket_events_handler(void) {
    static uint8_t calls;
    if (vm_callbacks() != NULL && ++calls >= LOOK_EVERY) {
        calls = 0;
        if (usocket_lwip_look()) {
            vm_schedule_dispatch();
        }
    }
}

void socket_events_deinit(void) {
    vm_set_callbacks(NULL);
}
