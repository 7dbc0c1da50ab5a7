// lwIP's TCP as plain functions. No logic.

#include <string.h>

#include "lwip/pbuf.h"

#include "border/flash.h"
#include "border/lwip_raw_common.h"

// A closed connection that has not ended after this time is aborted, as in extmod/modlwip.c:
// its buffers are too scarce to wait for a peer that does not answer.
#define CLOSE_TIMEOUT_MS (10000)
#define TCP_POLL_INTERVAL_MS (500)

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
    usocket_lwip_failed((uintptr_t)arg, lwip_raw_error_of(error));
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
    struct tcp_pcb *pcb = tcp_new_ip_type(lwip_raw_address_type(version));
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
    wait_in_backlog(tcp(pcb));
}

int32_t lwip_raw_tcp_bind(lwip_raw_pcb *pcb, const lwip_raw_address *address) {
    ip_addr_t ip;
    lwip_raw_address_to_lwip(address, &ip);
    if (!lwip_is_local(&ip)) {
        return USOCKET_ERRNO_EADDRNOTAVAIL;
    }
    return lwip_raw_error_of(tcp_bind(tcp(pcb), &ip, address->port));
}

lwip_raw_pcb *lwip_raw_tcp_listen(lwip_raw_pcb *pcb, uint32_t index, uint32_t backlog, int32_t *error) {
    err_t status = ERR_MEM;
    struct tcp_pcb *listener = listen_with_backlog(tcp(pcb), backlog, &status);
    *error = lwip_raw_error_of(status);
    if (listener != NULL) {
        tcp_arg(listener, (void *)(uintptr_t)index);
        tcp_accept(listener, on_accepted);
    }
    return (lwip_raw_pcb *)listener;
}

void lwip_raw_tcp_accepted(lwip_raw_pcb *pcb) {
    leave_backlog(tcp(pcb));
}

int32_t lwip_raw_tcp_connect(lwip_raw_pcb *pcb, const lwip_raw_address *address) {
    ip_addr_t ip;
    lwip_raw_address_to_lwip(address, &ip);
    return lwip_raw_error_of(tcp_connect(tcp(pcb), &ip, address->port, on_connected));
}

int32_t lwip_raw_tcp_write(lwip_raw_pcb *pcb, const uint8_t *data, size_t length) {
    // lwIP copies with the chip's own memcpy.
    if (has_words_only(data)) {
        struct pbuf *copy = pbuf_alloc(PBUF_RAW, length, PBUF_RAM);
        if (copy == NULL) {
            return USOCKET_ERRNO_ENOMEM;
        }
        memcpy(copy->payload, data, length);
        err_t error = tcp_write(tcp(pcb), copy->payload, length, TCP_WRITE_FLAG_COPY);
        pbuf_free(copy);
        return lwip_raw_error_of(error);
    }
    return lwip_raw_error_of(tcp_write(tcp(pcb), data, length, TCP_WRITE_FLAG_COPY));
}

void lwip_raw_tcp_output(lwip_raw_pcb *pcb) {
    tcp_output(tcp(pcb));
}

uint32_t lwip_raw_tcp_room(const lwip_raw_pcb *pcb) {
    return tcp_sndqueuelen(tcp(pcb)) < TCP_SND_QUEUELEN ? tcp_sndbuf(tcp(pcb)) : 0;
}

uint32_t lwip_raw_tcp_queue(const lwip_raw_pcb *pcb) {
    return tcp_sndqueuelen(tcp(pcb));
}

void lwip_raw_tcp_received(lwip_raw_pcb *pcb, size_t length) {
    tcp_recved(tcp(pcb), length);
}

int32_t lwip_raw_tcp_shutdown(lwip_raw_pcb *pcb, int32_t receiving, int32_t sending) {
    return lwip_raw_error_of(tcp_shutdown(tcp(pcb), receiving, sending));
}

void lwip_raw_tcp_close(lwip_raw_pcb *pcb, int32_t is_listener) {
    if (is_listener) {
        stop_offers(tcp(pcb));
    }
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
    lwip_raw_address_from_lwip(&tcp(pcb)->local_ip, tcp(pcb)->local_port, address);
}

void lwip_raw_tcp_remote(const lwip_raw_pcb *pcb, lwip_raw_address *address) {
    lwip_raw_address_from_lwip(&tcp(pcb)->remote_ip, tcp(pcb)->remote_port, address);
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
