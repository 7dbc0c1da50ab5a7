// How lwIP's sockets end. No logic.

#include <stdbool.h>

#include "lwip/api.h"
#include "lwip/sockets.h"
#include "lwip/tcp.h"
#include "lwip/priv/sockets_priv.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/priv/tcpip_priv.h"

#include "border/lwip_sockets.h"

// A closed connection whose peer does not answer is aborted after this time. lwIP would send its end
// twelve times more, for a quarter of an hour and longer, and its control blocks are few.
#define CLOSE_TIMEOUT_MS (30000)
#define TCP_POLL_INTERVAL_MS (500)

static err_t on_close_timeout(void *arg, struct tcp_pcb *pcb) {
    (void)arg;
    tcp_abort(pcb);
    return ERR_ABRT;
}

// Its socket has let go of it, and it has no other owner.
static bool is_orphan(const struct tcp_pcb *pcb) {
    return pcb->state > ESTABLISHED && pcb->callback_arg == NULL && pcb->errf == NULL && pcb->poll == NULL;
}

static err_t limit_orphans_in_lwip(struct tcpip_api_call_data *data) {
    (void)data;
    for (struct tcp_pcb *pcb = tcp_active_pcbs; pcb != NULL; pcb = pcb->next) {
        if (is_orphan(pcb)) {
            tcp_poll(pcb, on_close_timeout, CLOSE_TIMEOUT_MS / TCP_POLL_INTERVAL_MS);
        }
    }
    return ERR_OK;
}

void lwip_sockets_close(int32_t descriptor) {
    lwip_close(descriptor);
    struct tcpip_api_call_data call;
    tcpip_api_call(limit_orphans_in_lwip, &call);
}

typedef struct {
    struct tcpip_api_call_data call;
    int32_t descriptor;
} descriptor_call;

static err_t refuse(void *arg, struct tcp_pcb *pcb, err_t error) {
    (void)arg;
    (void)pcb;
    (void)error;
    return ERR_CLSD;
}

static err_t refuse_in_lwip(struct tcpip_api_call_data *data) {
    struct lwip_sock *sock = lwip_socket_dbg_get_socket(((descriptor_call *)data)->descriptor);
    if (sock != NULL && sock->conn != NULL && sock->conn->pcb.tcp != NULL) {
        tcp_accept(sock->conn->pcb.tcp, refuse);
    }
    return ERR_OK;
}

void lwip_sockets_refuse(int32_t descriptor) {
    descriptor_call call = { .descriptor = descriptor };
    tcpip_api_call(refuse_in_lwip, &call.call);
}

int32_t lwip_sockets_is_crowded(int32_t descriptor) {
    const struct lwip_sock *sock = lwip_socket_dbg_get_socket(descriptor);
    // Half full: more may come, and the end, until the caller has taken what is there.
    return sock != NULL && sock->rcvevent >= DEFAULT_TCP_RECVMBOX_SIZE / 2;
}

static err_t tell_end_in_lwip(struct tcpip_api_call_data *data) {
    const struct lwip_sock *sock = lwip_socket_dbg_get_socket(((descriptor_call *)data)->descriptor);
    if (sock == NULL || sock->conn == NULL || sock->conn->pcb.tcp == NULL) {
        return ERR_OK;
    }
    if (sock->rcvevent > 0) {
        return ERR_INPROGRESS;
    }
    struct tcp_pcb *pcb = sock->conn->pcb.tcp;
    if (pcb->refused_data != NULL) {
        tcp_process_refused_data(pcb);
    } else if (pcb->state >= CLOSE_WAIT) {
        err_t error;
        TCP_EVENT_CLOSED(pcb, error);
        (void)error;
    }
    return ERR_OK;
}

int32_t lwip_sockets_tell_end(int32_t descriptor) {
    const struct lwip_sock *sock = lwip_socket_dbg_get_socket(descriptor);
    if (sock != NULL && sock->rcvevent > 0) {
        return 0;
    }
    descriptor_call call = { .descriptor = descriptor };
    return tcpip_api_call(tell_end_in_lwip, &call.call) == ERR_OK;
}
