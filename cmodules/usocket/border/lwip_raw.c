// lwIP's macros, callback types and struct fields as plain functions. No logic.

#include <string.h>

#include "py/mphal.h"
#include "py/runtime.h"

#include "lwip/dns.h"
#include "lwip/igmp.h"
#include "lwip/init.h"
#include "lwip/ip.h"
#include "lwip/netif.h"
#include "lwip/pbuf.h"
#include "lwip/raw.h"
#include "lwip/tcp.h"
#include "lwip/udp.h"
#if LWIP_VERSION_MAJOR >= 2
#include "lwip/timeouts.h"
#include "lwip/priv/tcp_priv.h"
#else
#include "lwip/timers.h"
#include "lwip/tcp_impl.h"
#endif

#include "usocket.h"

// lwIP's TCP_NODELAY and option names mean nothing here: our numbers are the module's.
#undef TCP_NODELAY
#include "border/lwip_local.h"
#include "border/lwip_raw.h"
#include "border/vm.h"

#ifndef MICROPY_PY_LWIP_ENTER
#define MICROPY_PY_LWIP_ENTER
#define MICROPY_PY_LWIP_EXIT
#endif

// A closed connection that has not ended after this time is aborted, as in extmod/modlwip.c:
// its buffers are too scarce to wait for a peer that does not answer.
#define CLOSE_TIMEOUT_MS (10000)
#define TCP_POLL_INTERVAL_MS (500)

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

#define STREAM_COUNT (MEMP_NUM_TCP_PCB + MEMP_NUM_TCP_PCB_LISTEN)
#if LWIP_RAW
#define DATAGRAM_COUNT (MEMP_NUM_UDP_PCB + MEMP_NUM_RAW_PCB)
#else
#define DATAGRAM_COUNT (MEMP_NUM_UDP_PCB)
#endif

void *lwip_raw_streams(size_t *count) {
    static uintptr_t streams[STREAM_COUNT][USOCKET_SOCKET_WORDS_STREAM];
    *count = STREAM_COUNT;
    return streams;
}

void *lwip_raw_datagrams(size_t *count) {
    static uintptr_t datagrams[DATAGRAM_COUNT][USOCKET_SOCKET_WORDS_DATAGRAM];
    *count = DATAGRAM_COUNT;
    return datagrams;
}

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

void lwip_raw_initialise(void) {
    if (netif_list == NULL) {
        lwip_init();
    }
}

void lwip_raw_check_timeouts(void) {
    sys_check_timeouts();
}

void lwip_raw_print_control_blocks(void) {
    tcp_debug_print_pcbs();
}

// Errors by name: their numbers differ between versions of lwIP.
static int32_t error_of(err_t error) {
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

static void address_to_lwip(const lwip_raw_address *address, ip_addr_t *ip) {
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

static void address_from_lwip(const ip_addr_t *ip, u16_t port, lwip_raw_address *address) {
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

#if LWIP_IPV6
static u8_t address_type(int32_t version) {
    return version == 6 ? IPADDR_TYPE_ANY : IPADDR_TYPE_V4;
}
#endif

#if LWIP_VERSION_MAJOR < 2
typedef ip_addr_t callback_address;
#define ip_2_ip4(ip) (ip)
#define ip_set_option(pcb, option) ((pcb)->so_options |= (option))
#define ip_reset_option(pcb, option) ((pcb)->so_options &= ~(option))
#define ip_get_option(pcb, option) ((pcb)->so_options & (option))
#else
typedef const ip_addr_t callback_address;
#endif

// TCP.

static struct tcp_pcb *tcp(const lwip_raw_pcb *pcb) {
    return (struct tcp_pcb *)pcb;
}

static err_t on_received(void *arg, struct tcp_pcb *pcb, struct pbuf *data, err_t error) {
    (void)pcb;
    (void)error;
    usocket_lwip_received((uintptr_t)arg, data);
    return ERR_OK;
}

static err_t on_connected(void *arg, struct tcp_pcb *pcb, err_t error) {
    (void)pcb;
    (void)error;
    usocket_lwip_connected((uintptr_t)arg);
    return ERR_OK;
}

// lwIP has freed the control block, or will.
static void on_failed(void *arg, err_t error) {
    usocket_lwip_failed((uintptr_t)arg, error_of(error));
}

static err_t on_accepted(void *arg, struct tcp_pcb *pcb, err_t error) {
    if (error != ERR_OK || pcb == NULL) {
        return ERR_VAL;
    }
    return usocket_lwip_accepted((uintptr_t)arg, pcb) == 0 ? ERR_OK : ERR_MEM;
}

static err_t on_close_timeout(void *arg, struct tcp_pcb *pcb) {
    (void)arg;
    tcp_abort(pcb);
    return ERR_ABRT;
}

lwip_raw_pcb *lwip_raw_tcp_new(uint32_t index, int32_t version) {
    #if LWIP_IPV6
    struct tcp_pcb *pcb = tcp_new_ip_type(address_type(version));
    #else
    (void)version;
    struct tcp_pcb *pcb = tcp_new();
    #endif
    if (pcb != NULL) {
        lwip_raw_tcp_adopt((lwip_raw_pcb *)pcb, index);
    }
    return (lwip_raw_pcb *)pcb;
}

void lwip_raw_tcp_adopt(lwip_raw_pcb *pcb, uint32_t index) {
    tcp_arg(tcp(pcb), (void *)(uintptr_t)index);
    tcp_recv(tcp(pcb), on_received);
    tcp_err(tcp(pcb), on_failed);
    #if LWIP_VERSION_MAJOR >= 2 && TCP_LISTEN_BACKLOG
    if (tcp(pcb)->listener != NULL) {
        tcp_backlog_delayed(tcp(pcb));
    }
    #endif
}

int32_t lwip_raw_tcp_bind(lwip_raw_pcb *pcb, const lwip_raw_address *address) {
    ip_addr_t ip;
    address_to_lwip(address, &ip);
    if (!lwip_is_local(&ip)) {
        return USOCKET_ERRNO_EADDRNOTAVAIL;
    }
    return error_of(tcp_bind(tcp(pcb), &ip, address->port));
}

lwip_raw_pcb *lwip_raw_tcp_listen(lwip_raw_pcb *pcb, uint32_t index, uint32_t backlog, int32_t *error) {
    err_t status = ERR_MEM;
    #if LWIP_VERSION_MAJOR >= 2
    struct tcp_pcb *listener = tcp_listen_with_backlog_and_err(tcp(pcb), backlog, &status);
    #else
    struct tcp_pcb *listener = tcp_listen_with_backlog(tcp(pcb), backlog);
    #endif
    *error = error_of(status);
    if (listener != NULL) {
        tcp_arg(listener, (void *)(uintptr_t)index);
        tcp_accept(listener, on_accepted);
    }
    return (lwip_raw_pcb *)listener;
}

void lwip_raw_tcp_accepted(lwip_raw_pcb *pcb) {
    #if LWIP_VERSION_MAJOR >= 2
    tcp_backlog_accepted(tcp(pcb));
    #else
    (void)pcb;
    #endif
}

int32_t lwip_raw_tcp_connect(lwip_raw_pcb *pcb, const lwip_raw_address *address) {
    ip_addr_t ip;
    address_to_lwip(address, &ip);
    return error_of(tcp_connect(tcp(pcb), &ip, address->port, on_connected));
}

int32_t lwip_raw_tcp_write(lwip_raw_pcb *pcb, const uint8_t *data, size_t length) {
    return error_of(tcp_write(tcp(pcb), data, length, TCP_WRITE_FLAG_COPY));
}

void lwip_raw_tcp_output(lwip_raw_pcb *pcb) {
    tcp_output(tcp(pcb));
}

uint32_t lwip_raw_tcp_room(const lwip_raw_pcb *pcb) {
    return tcp_sndqueuelen(tcp(pcb)) < TCP_SND_QUEUELEN ? tcp_sndbuf(tcp(pcb)) : 0;
}

void lwip_raw_tcp_received(lwip_raw_pcb *pcb, size_t length) {
    tcp_recved(tcp(pcb), length);
}

int32_t lwip_raw_tcp_shutdown(lwip_raw_pcb *pcb, int32_t receiving, int32_t sending) {
    return error_of(tcp_shutdown(tcp(pcb), receiving, sending));
}

void lwip_raw_tcp_close(lwip_raw_pcb *pcb, int32_t is_listener) {
    tcp_arg(tcp(pcb), NULL);
    if (is_listener) {
        tcp_accept(tcp(pcb), NULL);
    } else {
        tcp_recv(tcp(pcb), NULL);
        tcp_err(tcp(pcb), NULL);
        tcp_poll(tcp(pcb), on_close_timeout, CLOSE_TIMEOUT_MS / TCP_POLL_INTERVAL_MS);
        // The first to go when a new socket needs a control block.
        tcp_setprio(tcp(pcb), TCP_PRIO_MIN);
    }
    if (tcp_close(tcp(pcb)) != ERR_OK) {
        tcp_abort(tcp(pcb));
    }
}

void lwip_raw_tcp_abort(lwip_raw_pcb *pcb) {
    tcp_arg(tcp(pcb), NULL);
    tcp_recv(tcp(pcb), NULL);
    tcp_err(tcp(pcb), NULL);
    tcp_abort(tcp(pcb));
}

void lwip_raw_tcp_local(const lwip_raw_pcb *pcb, lwip_raw_address *address) {
    address_from_lwip(&tcp(pcb)->local_ip, tcp(pcb)->local_port, address);
}

void lwip_raw_tcp_remote(const lwip_raw_pcb *pcb, lwip_raw_address *address) {
    address_from_lwip(&tcp(pcb)->remote_ip, tcp(pcb)->remote_port, address);
}

int32_t lwip_raw_tcp_nodelay(lwip_raw_pcb *pcb, int32_t value) {
    if (value > 0) {
        tcp_nagle_disable(tcp(pcb));
    } else if (value == 0) {
        tcp_nagle_enable(tcp(pcb));
    }
    return tcp_nagle_disabled(tcp(pcb)) != 0;
}

int32_t lwip_raw_tcp_keepalive(lwip_raw_pcb *pcb, int32_t name, int32_t value) {
    #if LWIP_TCP_KEEPALIVE
    if (name == TCP_KEEPCNT) {
        if (value >= 0) {
            tcp(pcb)->keep_cnt = value;
        }
        return tcp(pcb)->keep_cnt;
    }
    u32_t *milliseconds = name == TCP_KEEPIDLE ? &tcp(pcb)->keep_idle : &tcp(pcb)->keep_intvl;
    if (value >= 0) {
        *milliseconds = (u32_t)value * 1000;
    }
    return *milliseconds / 1000;
    #else
    (void)pcb;
    (void)name;
    (void)value;
    return -1;
    #endif
}

// UDP and raw packets.

static struct udp_pcb *udp(const lwip_raw_pcb *pcb) {
    return (struct udp_pcb *)pcb;
}

static struct raw_pcb *raw(const lwip_raw_pcb *pcb) {
    return (struct raw_pcb *)pcb;
}

// Puts the sender in front of the data. Dropped when there is no memory or no room.
static void offer_datagram(void *arg, struct pbuf *data, const ip_addr_t *ip, u16_t port) {
    struct pbuf *datagram = pbuf_alloc(PBUF_RAW, sizeof(lwip_raw_address), PBUF_RAM);
    if (datagram == NULL) {
        return;
    }
    lwip_raw_address sender;
    address_from_lwip(ip, port, &sender);
    memcpy(datagram->payload, &sender, sizeof(sender));
    pbuf_chain(datagram, data);
    if (!usocket_lwip_datagram((uintptr_t)arg, datagram)) {
        pbuf_free(datagram);
    }
}

static void on_udp(void *arg, struct udp_pcb *pcb, struct pbuf *data, callback_address *ip, u16_t port) {
    (void)pcb;
    offer_datagram(arg, data, ip, port);
    pbuf_free(data);
}

#if LWIP_RAW
static u8_t on_raw(void *arg, struct raw_pcb *pcb, struct pbuf *data, callback_address *ip) {
    (void)pcb;
    // A copy: the packet goes on to whatever else it is for, such as lwIP's answers to pings.
    struct pbuf *copy = pbuf_alloc(PBUF_RAW, data->tot_len, PBUF_RAM);
    if (copy != NULL) {
        if (pbuf_copy(copy, data) == ERR_OK) {
            offer_datagram(arg, copy, ip, 0);
        }
        pbuf_free(copy);
    }
    return 0;
}
#endif

lwip_raw_pcb *lwip_raw_udp_new(uint32_t index, int32_t version, int32_t protocol) {
    void *arg = (void *)(uintptr_t)index;
    #if LWIP_RAW
    if (protocol >= 0) {
        #if LWIP_IPV6
        struct raw_pcb *raw_pcb = raw_new_ip_type(address_type(version), protocol);
        #else
        struct raw_pcb *raw_pcb = raw_new(protocol);
        #endif
        if (raw_pcb != NULL) {
            raw_recv(raw_pcb, on_raw, arg);
        }
        return (lwip_raw_pcb *)raw_pcb;
    }
    #endif
    #if LWIP_IPV6
    struct udp_pcb *pcb = udp_new_ip_type(address_type(version));
    #else
    (void)version;
    struct udp_pcb *pcb = udp_new();
    #endif
    if (pcb != NULL) {
        udp_recv(pcb, on_udp, arg);
        #if LWIP_MULTICAST_TX_OPTIONS
        udp_set_multicast_ttl(pcb, 1); // RFC 1112, section 6.1
        #endif
    }
    return (lwip_raw_pcb *)pcb;
}

int32_t lwip_raw_udp_bind(lwip_raw_pcb *pcb, int32_t is_raw, const lwip_raw_address *address) {
    ip_addr_t ip;
    address_to_lwip(address, &ip);
    if (!lwip_is_local(&ip)) {
        return USOCKET_ERRNO_EADDRNOTAVAIL;
    }
    if (is_raw) {
        return error_of(raw_bind(raw(pcb), &ip));
    }
    return error_of(udp_bind(udp(pcb), &ip, address->port));
}

int32_t lwip_raw_udp_connect(lwip_raw_pcb *pcb, int32_t is_raw, const lwip_raw_address *address) {
    ip_addr_t ip;
    address_to_lwip(address, &ip);
    if (is_raw) {
        return error_of(raw_connect(raw(pcb), &ip));
    }
    return error_of(udp_connect(udp(pcb), &ip, address->port));
}

int32_t lwip_raw_udp_send(lwip_raw_pcb *pcb, int32_t is_raw, const uint8_t *data, size_t length,
    const lwip_raw_address *address) {
    struct pbuf *packet = pbuf_alloc(is_raw ? PBUF_IP : PBUF_TRANSPORT, length, PBUF_RAM);
    if (packet == NULL) {
        return USOCKET_ERRNO_ENOMEM;
    }
    if (length != 0) {
        memcpy(packet->payload, data, length);
    }
    ip_addr_t ip;
    if (address != NULL) {
        address_to_lwip(address, &ip);
    }
    err_t error;
    if (is_raw) {
        error = address == NULL ? raw_send(raw(pcb), packet) : raw_sendto(raw(pcb), packet, &ip);
    } else if (address == NULL) {
        error = udp_send(udp(pcb), packet);
    } else {
        error = udp_sendto(udp(pcb), packet, &ip, address->port);
    }
    pbuf_free(packet);
    // The ESP8266's lwIP has been seen to return 1 for packets that went out.
    return error > 0 ? 0 : error_of(error);
}

void lwip_raw_udp_close(lwip_raw_pcb *pcb, int32_t is_raw) {
    if (is_raw) {
        raw_remove(raw(pcb));
    } else {
        udp_remove(udp(pcb));
    }
}

void lwip_raw_udp_local(const lwip_raw_pcb *pcb, int32_t is_raw, lwip_raw_address *address) {
    const ip_addr_t *ip = &udp(pcb)->local_ip;
    #if LWIP_VERSION_MAJOR >= 2
    if (!is_raw && udp_flags(udp(pcb)) & UDP_FLAGS_CONNECTED) {
        ip = lwip_source_address(ip, &udp(pcb)->remote_ip);
    }
    #endif
    address_from_lwip(ip, is_raw ? 0 : udp(pcb)->local_port, address);
}

void lwip_raw_udp_remote(const lwip_raw_pcb *pcb, lwip_raw_address *address) {
    address_from_lwip(&udp(pcb)->remote_ip, udp(pcb)->remote_port, address);
}

int32_t lwip_raw_udp_multicast(lwip_raw_pcb *pcb, int32_t name, int32_t value) {
    #if LWIP_MULTICAST_TX_OPTIONS
    if (name == IP_MULTICAST_TTL) {
        if (value >= 0) {
            udp_set_multicast_ttl(udp(pcb), value);
        }
        return udp_get_multicast_ttl(udp(pcb));
    }
    if (value > 0) {
        udp_set_flags(udp(pcb), UDP_FLAGS_MULTICAST_LOOP);
    } else if (value == 0) {
        udp_clear_flags(udp(pcb), UDP_FLAGS_MULTICAST_LOOP);
    }
    return udp_is_flag_set(udp(pcb), UDP_FLAGS_MULTICAST_LOOP) != 0;
    #else
    (void)pcb;
    (void)name;
    (void)value;
    return -1;
    #endif
}

int32_t lwip_raw_udp_multicast_interface(lwip_raw_pcb *pcb, int32_t set, uint32_t *address) {
    #if LWIP_MULTICAST_TX_OPTIONS
    if (set) {
        ip4_addr_t ip = { *address };
        udp_set_multicast_netif_addr(udp(pcb), &ip);
    } else {
        *address = udp_get_multicast_netif_addr(udp(pcb))->addr;
    }
    return 0;
    #else
    (void)pcb;
    (void)set;
    (void)address;
    return USOCKET_ERRNO_ENOPROTOOPT;
    #endif
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
    #if LWIP_VERSION_MAJOR >= 2
    ip4_addr_t group_address = { group };
    ip4_addr_t interface_address = { interface };
    #else
    ip_addr_t group_address = { group };
    ip_addr_t interface_address = { interface };
    #endif
    if (join) {
        return error_of(igmp_joingroup(&interface_address, &group_address));
    }
    return error_of(igmp_leavegroup(&interface_address, &group_address));
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
    address_from_lwip(ip, 0, &address);
    usocket_lwip_resolved((uintptr_t)arg, &address);
}

int32_t lwip_raw_resolve(const char *name, int32_t version, uint32_t token, lwip_raw_address *address) {
    ip_addr_t ip;
    void *arg = (void *)(uintptr_t)token;
    #if LWIP_IPV6
    u8_t type = version == 4 ? LWIP_DNS_ADDRTYPE_IPV4 : version == 6 ? LWIP_DNS_ADDRTYPE_IPV6 : LWIP_DNS_ADDRTYPE_IPV4_IPV6;
    err_t error = dns_gethostbyname_addrtype(name, &ip, on_resolved, arg, type);
    #else
    (void)version;
    err_t error = dns_gethostbyname(name, &ip, on_resolved, arg);
    #endif
    if (error == ERR_OK) {
        address_from_lwip(&ip, 0, address);
    }
    return error_of(error);
}

uint32_t lwip_raw_interface_index(const char *name) {
    #if LWIP_VERSION_MAJOR >= 2
    return netif_name_to_index(name);
    #else
    (void)name;
    return 0;
    #endif
}
