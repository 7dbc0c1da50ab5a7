#ifndef STAND_IN_LWIP_TCP_H
#define STAND_IN_LWIP_TCP_H

#include "lwip/ip.h"
#include "lwip/pbuf.h"

struct tcp_pcb;

typedef err_t (*tcp_accept_fn)(void *arg, struct tcp_pcb *pcb, err_t error);
typedef err_t (*tcp_recv_fn)(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t error);
typedef err_t (*tcp_sent_fn)(void *arg, struct tcp_pcb *pcb, u16_t length);
typedef err_t (*tcp_poll_fn)(void *arg, struct tcp_pcb *pcb);
typedef void (*tcp_err_fn)(void *arg, err_t error);
typedef err_t (*tcp_connected_fn)(void *arg, struct tcp_pcb *pcb, err_t error);

enum tcp_state {
    CLOSED, LISTEN, SYN_SENT, SYN_RCVD, ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, CLOSE_WAIT, CLOSING, LAST_ACK, TIME_WAIT,
};

#define TF_NODELAY 0x40

// The fields that callers use; their offsets are not lwIP's.
struct tcp_pcb {
    IP_PCB;
    struct tcp_pcb *next;
    enum tcp_state state;
    u8_t prio;
    void *callback_arg;
    tcp_accept_fn accept;
    tcp_connected_fn connected;
    u16_t local_port;
    u16_t remote_port;
    u8_t flags;
    u16_t snd_buf;
    u16_t snd_queuelen;
    u32_t keep_idle;
    u32_t keep_intvl;
    u32_t keep_cnt;
};

#define TCP_PRIO_MIN 1
#define TCP_WRITE_FLAG_COPY 0x01

#define tcp_sndbuf(pcb) ((pcb)->snd_buf)
#define tcp_sndqueuelen(pcb) ((pcb)->snd_queuelen)
#define tcp_nagle_disable(pcb) ((pcb)->flags |= TF_NODELAY)
#define tcp_nagle_enable(pcb) ((pcb)->flags &= ~TF_NODELAY)
#define tcp_nagle_disabled(pcb) (((pcb)->flags & TF_NODELAY) != 0)
#define tcp_accepted(pcb) ((void)(pcb))
#define tcp_listen(pcb) tcp_listen_with_backlog(pcb, 0xff)

struct tcp_pcb *tcp_new(void);
void tcp_arg(struct tcp_pcb *pcb, void *arg);
void tcp_accept(struct tcp_pcb *pcb, tcp_accept_fn accept);
void tcp_recv(struct tcp_pcb *pcb, tcp_recv_fn recv);
void tcp_sent(struct tcp_pcb *pcb, tcp_sent_fn sent);
void tcp_poll(struct tcp_pcb *pcb, tcp_poll_fn poll, u8_t interval);
void tcp_err(struct tcp_pcb *pcb, tcp_err_fn err);
void tcp_recved(struct tcp_pcb *pcb, u16_t length);
err_t tcp_bind(struct tcp_pcb *pcb, ip_addr_t *ip, u16_t port);
err_t tcp_connect(struct tcp_pcb *pcb, ip_addr_t *ip, u16_t port, tcp_connected_fn connected);
struct tcp_pcb *tcp_listen_with_backlog(struct tcp_pcb *pcb, u8_t backlog);
void tcp_abort(struct tcp_pcb *pcb);
err_t tcp_close(struct tcp_pcb *pcb);
err_t tcp_shutdown(struct tcp_pcb *pcb, int receive, int transmit);
err_t tcp_write(struct tcp_pcb *pcb, const void *data, u16_t length, u8_t flags);
void tcp_setprio(struct tcp_pcb *pcb, u8_t priority);
err_t tcp_output(struct tcp_pcb *pcb);

#endif
