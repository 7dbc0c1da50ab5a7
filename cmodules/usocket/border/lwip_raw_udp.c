// lwIP's UDP and raw packets as plain functions. No logic.

#include <string.h>

#include "lwip/pbuf.h"
#include "lwip/raw.h"
#include "lwip/udp.h"

#include "border/lwip_raw_common.h"

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
    lwip_raw_address_from_lwip(ip, port, &sender);
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
        struct raw_pcb *raw_pcb = raw_new_ip_type(lwip_raw_address_type(version), protocol);
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
    struct udp_pcb *pcb = udp_new_ip_type(lwip_raw_address_type(version));
    #else
    (void)version;
    struct udp_pcb *pcb = udp_new();
    #endif
    if (pcb != NULL) {
        udp_recv(pcb, on_udp, arg);
        #if LWIP_MULTICAST_TX_OPTIONS
        // As elsewhere: no further than the local network (RFC 1112, section 6.1), members on
        // this host included.
        udp_set_multicast_ttl(pcb, 1);
        udp_set_flags(pcb, UDP_FLAGS_MULTICAST_LOOP);
        #endif
    }
    return (lwip_raw_pcb *)pcb;
}

int32_t lwip_raw_udp_bind(lwip_raw_pcb *pcb, int32_t is_raw, const lwip_raw_address *address) {
    ip_addr_t ip;
    lwip_raw_address_to_lwip(address, &ip);
    if (!lwip_is_local(&ip)) {
        return USOCKET_ERRNO_EADDRNOTAVAIL;
    }
    if (is_raw) {
        return lwip_raw_error_of(raw_bind(raw(pcb), &ip));
    }
    return lwip_raw_error_of(udp_bind(udp(pcb), &ip, address->port));
}

int32_t lwip_raw_udp_connect(lwip_raw_pcb *pcb, int32_t is_raw, const lwip_raw_address *address) {
    ip_addr_t ip;
    lwip_raw_address_to_lwip(address, &ip);
    if (is_raw) {
        return lwip_raw_error_of(raw_connect(raw(pcb), &ip));
    }
    return lwip_raw_error_of(udp_connect(udp(pcb), &ip, address->port));
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
        lwip_raw_address_to_lwip(address, &ip);
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
    return error > 0 ? 0 : lwip_raw_error_of(error);
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
    if (!is_raw && udp_flags(udp(pcb)) & UDP_FLAGS_CONNECTED) {
        ip = lwip_source_address(ip, &udp(pcb)->remote_ip);
    }
    lwip_raw_address_from_lwip(ip, is_raw ? 0 : udp(pcb)->local_port, address);
}

void lwip_raw_udp_remote(const lwip_raw_pcb *pcb, lwip_raw_address *address) {
    lwip_raw_address_from_lwip(&udp(pcb)->remote_ip, udp(pcb)->remote_port, address);
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
