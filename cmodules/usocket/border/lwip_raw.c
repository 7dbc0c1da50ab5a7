// lwIP's macros and struct fields as plain functions. No logic. TCP and UDP have files of their own.

#include <string.h>

#include "py/mphal.h"
#include "py/runtime.h"

#include "border/lwip_raw_common.h"
// After lwip/ip.h, which lwIP 1.4's dns.h needs.
#include "lwip/dns.h"
#include "lwip/igmp.h"
#include "lwip/netif.h"
#include "lwip/pbuf.h"

#include "border/vm.h"

#ifndef MICROPY_PY_LWIP_ENTER
#define MICROPY_PY_LWIP_ENTER
#define MICROPY_PY_LWIP_EXIT
#endif

// Where the port locks lwIP by masking interrupts, its macros keep the mask in a variable of this
// name; elsewhere they need none.
uint32_t lwip_raw_enter(void) {
    uint32_t atomic_state = 0;
    {
        MICROPY_PY_LWIP_ENTER
        #ifdef MICROPY_PY_PENDSV_ENTER
        return atomic_state;
        #endif
    }
    return atomic_state;
}

void lwip_raw_exit(uint32_t atomic_state) {
    (void)atomic_state;
    MICROPY_PY_LWIP_EXIT
}

#define STREAM_COUNT (TCP_PCB_COUNT + MEMP_NUM_TCP_PCB_LISTEN)
#if LWIP_RAW
#define DATAGRAM_COUNT (MEMP_NUM_UDP_PCB + MEMP_NUM_RAW_PCB)
#else
#define DATAGRAM_COUNT (MEMP_NUM_UDP_PCB)
#endif

const size_t lwip_raw_stream_count = STREAM_COUNT;
uintptr_t lwip_raw_streams[STREAM_COUNT * USOCKET_SOCKET_WORDS_STREAM];
const size_t lwip_raw_datagram_count = DATAGRAM_COUNT;
uintptr_t lwip_raw_datagrams[DATAGRAM_COUNT * USOCKET_SOCKET_WORDS_DATAGRAM];
uint8_t lwip_raw_accepts[STREAM_COUNT];

// While the scheduler's queue is full the event is offered again.
#define SCHEDULE_AGAIN_MS (10)

static void schedule_again(void *unused) {
    (void)unused;
    lwip_raw_schedule_dispatch();
}

void lwip_raw_schedule_dispatch(void) {
    if (!vm_schedule_dispatch()) {
        sys_untimeout(schedule_again, NULL);
        sys_timeout(SCHEDULE_AGAIN_MS, schedule_again, NULL);
    }
}

int32_t lwip_raw_has_ipv6(void) {
    return LWIP_IPV6;
}

void lwip_raw_initialise(void) {
    initialise_without_interfaces();
}

void lwip_raw_check_timeouts(void) {
    sys_check_timeouts();
}

void lwip_raw_print_control_blocks(void) {
    tcp_debug_print_pcbs();
}

// Errors by name: their numbers differ between versions of lwIP.
int32_t lwip_raw_error_of(err_t error) {
    switch (error) {
        case ERR_OK:
            return 0;
        case ERR_MEM:
            return USOCKET_ERRNO_ENOMEM;
        case ERR_BUF:
            return USOCKET_ERRNO_ENOBUFS;
        case ERR_TIMEOUT:
            return USOCKET_ERRNO_ETIMEDOUT;
        case ERR_RTE:
            return USOCKET_ERRNO_EHOSTUNREACH;
        case ERR_INPROGRESS:
            return USOCKET_ERRNO_EINPROGRESS;
        case ERR_VAL:
            return USOCKET_ERRNO_EINVAL;
        case ERR_WOULDBLOCK:
            return USOCKET_ERRNO_EAGAIN;
        case ERR_USE:
            return USOCKET_ERRNO_EADDRINUSE;
        case ERR_ISCONN:
            return USOCKET_ERRNO_EISCONN;
        case ERR_ABRT:
            return USOCKET_ERRNO_ECONNABORTED;
        case ERR_RST:
            return USOCKET_ERRNO_ECONNRESET;
        case ERR_CLSD:
        case ERR_CONN:
            return USOCKET_ERRNO_ENOTCONN;
        default:
            return USOCKET_ERRNO_EIO;
    }
}

// Addresses.

void lwip_raw_address_to_lwip(const lwip_raw_address *address, ip_addr_t *ip) {
    #if LWIP_IPV6
    if (address->version == 4) {
        IP_SET_TYPE_VAL(*ip, IPADDR_TYPE_V4);
        memcpy(&ip_2_ip4(ip)->addr, address->octets, 4);
        return;
    }
    memset(ip, 0, sizeof(*ip));
    memcpy(ip_2_ip6(ip)->addr, address->octets, 16);
    #if LWIP_IPV6_SCOPES
    ip6_addr_set_zone(ip_2_ip6(ip), address->scope_id);
    if (address->scope_id == 0 && ip6_addr_lacks_zone(ip_2_ip6(ip), IP6_UNKNOWN) && netif_default != NULL) {
        ip6_addr_assign_zone(ip_2_ip6(ip), IP6_UNKNOWN, netif_default);
    }
    #endif
    IP_SET_TYPE_VAL(*ip, address->version == 6 ? IPADDR_TYPE_V6 : IPADDR_TYPE_ANY);
    #else
    memcpy(&ip->addr, address->octets, 4);
    #endif
}

void lwip_raw_address_from_lwip(const ip_addr_t *ip, u16_t port, lwip_raw_address *address) {
    memset(address, 0, sizeof(*address));
    address->port = port;
    #if LWIP_IPV6
    if (!IP_IS_V4(ip)) {
        address->version = IP_IS_ANY_TYPE_VAL(*ip) ? 0 : 6;
        memcpy(address->octets, ip_2_ip6(ip)->addr, 16);
        #if LWIP_IPV6_SCOPES
        address->scope_id = ip6_addr_zone(ip_2_ip6(ip));
        #endif
        return;
    }
    #endif
    address->version = 4;
    memcpy(address->octets, ip_2_ip4(ip), 4);
}

// Any control block.

int32_t lwip_raw_flag(lwip_raw_pcb *pcb, int32_t name, int32_t value) {
    struct ip_pcb *ip_pcb = (struct ip_pcb *)pcb;
    int option = name == SO_REUSEADDR ? SOF_REUSEADDR : name == SO_BROADCAST ? SOF_BROADCAST : SOF_KEEPALIVE;
    if (value > 0) {
        ip_set_option(ip_pcb, option);
    } else if (value == 0) {
        ip_reset_option(ip_pcb, option);
    }
    return ip_get_option(ip_pcb, option) != 0;
}

int32_t lwip_raw_ip_field(lwip_raw_pcb *pcb, int32_t name, int32_t value) {
    struct ip_pcb *ip_pcb = (struct ip_pcb *)pcb;
    u8_t *field = name == IP_TTL ? &ip_pcb->ttl : &ip_pcb->tos;
    if (value >= 0) {
        *field = value;
    }
    return *field;
}

int32_t lwip_raw_membership(int32_t join, uint32_t group, uint32_t interface) {
    #if LWIP_IGMP
    group_address group_ip = { group };
    group_address interface_ip = { interface };
    if (join) {
        return lwip_raw_error_of(igmp_joingroup(&interface_ip, &group_ip));
    }
    return lwip_raw_error_of(igmp_leavegroup(&interface_ip, &group_ip));
    #else
    (void)join;
    (void)group;
    (void)interface;
    return USOCKET_ERRNO_ENOPROTOOPT;
    #endif
}

// Received data.

uint32_t lwip_raw_pbuf_length(const lwip_raw_pbuf *chain) {
    return ((const struct pbuf *)chain)->tot_len;
}

uint32_t lwip_raw_pbuf_copy(const lwip_raw_pbuf *chain, uint8_t *data, uint32_t length, uint32_t offset) {
    return pbuf_copy_partial((struct pbuf *)chain, data, length, offset);
}

void lwip_raw_pbuf_sender(const lwip_raw_pbuf *datagram, lwip_raw_address *address) {
    memcpy(address, ((const struct pbuf *)datagram)->payload, sizeof(*address));
}

uint32_t lwip_raw_pbuf_first(const lwip_raw_pbuf *chain) {
    return ((const struct pbuf *)chain)->len;
}

lwip_raw_pbuf *lwip_raw_pbuf_next(lwip_raw_pbuf *chain) {
    struct pbuf *first = (struct pbuf *)chain;
    struct pbuf *rest = first->next;
    if (rest != NULL) {
        pbuf_ref(rest);
    }
    pbuf_free(first);
    return (lwip_raw_pbuf *)rest;
}

lwip_raw_pbuf *lwip_raw_pbuf_append(lwip_raw_pbuf *chain, lwip_raw_pbuf *tail) {
    if (chain == NULL) {
        return tail;
    }
    pbuf_cat((struct pbuf *)chain, (struct pbuf *)tail);
    return chain;
}

void lwip_raw_pbuf_free(lwip_raw_pbuf *chain) {
    pbuf_free((struct pbuf *)chain);
}

// Names.

static void on_resolved(const char *name, callback_address *ip, void *arg) {
    (void)name;
    if (ip == NULL) {
        usocket_lwip_resolved((uintptr_t)arg, NULL);
        return;
    }
    lwip_raw_address address;
    lwip_raw_address_from_lwip(ip, 0, &address);
    usocket_lwip_resolved((uintptr_t)arg, &address);
}

int32_t lwip_raw_resolve(const char *name, int32_t version, uint32_t token, lwip_raw_address *address) {
    ip_addr_t ip;
    void *arg = (void *)(uintptr_t)token;
    #if LWIP_IPV6
    u8_t type = version == 4 ? LWIP_DNS_ADDRTYPE_IPV4 : version == 6 ? LWIP_DNS_ADDRTYPE_IPV6 : LWIP_DNS_ADDRTYPE_IPV4_IPV6;
    err_t error = dns_gethostbyname_addrtype(name, &ip, on_resolved, arg, type);
    #else
    if (version == 6) {
        return USOCKET_ERRNO_EAFNOSUPPORT;
    }
    err_t error = dns_gethostbyname(name, &ip, on_resolved, arg);
    #endif
    if (error == ERR_OK) {
        lwip_raw_address_from_lwip(&ip, 0, address);
    }
    return lwip_raw_error_of(error);
}

uint32_t lwip_raw_interface_index(const char *name) {
    return netif_name_to_index(name);
}
