// What the Rust library asks of lwIP's raw API. bindgen reads this file.
//
// Every function but `lwip_raw_enter` is called with lwIP locked. Results named `error` are 0
// or one of `usocket_errno`. None of them raises or runs Python. Those marked "calls back" may
// call the functions that Rust exports for lwIP before they return.

#ifndef USOCKET_BORDER_LWIP_RAW_H
#define USOCKET_BORDER_LWIP_RAW_H

#include <stddef.h>
#include <stdint.h>

#include "border/lwip_raw_constants.h"

// An IP address and a port. `version` is 4 or 6; of a dual-stack socket's own address, 0.
typedef struct {
    uint8_t octets[16];
    uint32_t version;
    uint32_t port;
    uint32_t scope_id;
} lwip_raw_address;

typedef struct lwip_raw_pcb lwip_raw_pcb;
typedef struct lwip_raw_pbuf lwip_raw_pbuf;

// Keeps interrupts and other threads out of lwIP; returns what `lwip_raw_exit` needs.
uint32_t lwip_raw_enter(void);
void lwip_raw_exit(uint32_t interrupts);

// Zeroed memory for the sockets: as many as lwIP has control blocks for.
extern const size_t lwip_raw_stream_count;
extern uintptr_t lwip_raw_streams[];
extern const size_t lwip_raw_datagram_count;
extern uintptr_t lwip_raw_datagrams[];
// A byte for each of the streams.
extern uint8_t lwip_raw_accepts[];

// Has Python's callbacks made soon, in the virtual machine.
void lwip_raw_schedule_dispatch(void);

// Whether lwIP was built with IPv6.
int32_t lwip_raw_has_ipv6(void);
// lwip_init, while lwIP has no interface.
void lwip_raw_initialise(void);
// Calls back.
void lwip_raw_check_timeouts(void);
void lwip_raw_print_control_blocks(void);

// TCP. `index` comes back in callbacks.
lwip_raw_pcb *lwip_raw_tcp_new(uint32_t index, int32_t version);
int32_t lwip_raw_tcp_bind(lwip_raw_pcb *pcb, const lwip_raw_address *address);
// The listening control block takes the other one's place.
lwip_raw_pcb *lwip_raw_tcp_listen(lwip_raw_pcb *pcb, uint32_t index, uint32_t backlog, int32_t *error);
// A connection was taken from the backlog.
void lwip_raw_tcp_accepted(lwip_raw_pcb *pcb);
// A connection that the listener offered belongs to socket `index` now.
void lwip_raw_tcp_adopt(lwip_raw_pcb *pcb, uint32_t index);
int32_t lwip_raw_tcp_connect(lwip_raw_pcb *pcb, const lwip_raw_address *address);
// Copies; ENOMEM when the queue or memory is full.
int32_t lwip_raw_tcp_write(lwip_raw_pcb *pcb, const uint8_t *data, size_t length);
// Sends what is queued. Calls back.
void lwip_raw_tcp_output(lwip_raw_pcb *pcb);
uint32_t lwip_raw_tcp_room(const lwip_raw_pcb *pcb);
// Buffers that wait to be sent or acknowledged.
uint32_t lwip_raw_tcp_queue(const lwip_raw_pcb *pcb);
// Opens the window again by what was taken. Calls back.
void lwip_raw_tcp_received(lwip_raw_pcb *pcb, size_t length);
int32_t lwip_raw_tcp_shutdown(lwip_raw_pcb *pcb, int32_t receiving, int32_t sending);
// Ends a connection or a listener: queued data is still sent, for some seconds at most.
void lwip_raw_tcp_close(lwip_raw_pcb *pcb, int32_t is_listener);
void lwip_raw_tcp_abort(lwip_raw_pcb *pcb);
void lwip_raw_tcp_local(const lwip_raw_pcb *pcb, lwip_raw_address *address);
void lwip_raw_tcp_remote(const lwip_raw_pcb *pcb, lwip_raw_address *address);
// Options: 0 off, 1 on, negative reads; the value, or -1 when lwIP was built without it.
int32_t lwip_raw_tcp_nodelay(lwip_raw_pcb *pcb, int32_t value);
// Which of TCP_KEEPIDLE, TCP_KEEPINTVL (seconds) or TCP_KEEPCNT; a negative value reads.
int32_t lwip_raw_tcp_keepalive(lwip_raw_pcb *pcb, int32_t name, int32_t value);

// UDP, and packets of an IP protocol where `protocol` is not negative.
lwip_raw_pcb *lwip_raw_udp_new(uint32_t index, int32_t version, int32_t protocol);
int32_t lwip_raw_udp_bind(lwip_raw_pcb *pcb, int32_t is_raw, const lwip_raw_address *address);
int32_t lwip_raw_udp_connect(lwip_raw_pcb *pcb, int32_t is_raw, const lwip_raw_address *address);
// To the connected peer when `address` is NULL. Calls back (loopback).
int32_t lwip_raw_udp_send(lwip_raw_pcb *pcb, int32_t is_raw, const uint8_t *data, size_t length,
    const lwip_raw_address *address);
void lwip_raw_udp_close(lwip_raw_pcb *pcb, int32_t is_raw);
void lwip_raw_udp_local(const lwip_raw_pcb *pcb, int32_t is_raw, lwip_raw_address *address);
void lwip_raw_udp_remote(const lwip_raw_pcb *pcb, lwip_raw_address *address);
// IP_MULTICAST_TTL, IP_MULTICAST_LOOP; a negative value reads; -1 when lwIP was built without.
int32_t lwip_raw_udp_multicast(lwip_raw_pcb *pcb, int32_t name, int32_t value);
// IP_MULTICAST_IF: the interface's IPv4 address in network order.
int32_t lwip_raw_udp_multicast_interface(lwip_raw_pcb *pcb, int32_t set, uint32_t *address);

// Any control block.
// SO_REUSEADDR, SO_BROADCAST or SO_KEEPALIVE; a negative value reads.
int32_t lwip_raw_flag(lwip_raw_pcb *pcb, int32_t name, int32_t value);
// IP_TTL or IP_TOS; a negative value reads.
int32_t lwip_raw_ip_field(lwip_raw_pcb *pcb, int32_t name, int32_t value);
// Joins or leaves a group; addresses in network order.
int32_t lwip_raw_membership(int32_t join, uint32_t group, uint32_t interface);

// Received data: a chain. A datagram begins with its sender, outside of the data.
uint32_t lwip_raw_pbuf_length(const lwip_raw_pbuf *chain);
uint32_t lwip_raw_pbuf_copy(const lwip_raw_pbuf *chain, uint8_t *data, uint32_t length, uint32_t offset);
// The sender of a datagram.
void lwip_raw_pbuf_sender(const lwip_raw_pbuf *datagram, lwip_raw_address *address);
// The length of the first link.
uint32_t lwip_raw_pbuf_first(const lwip_raw_pbuf *chain);
// Frees the first link; returns the rest.
lwip_raw_pbuf *lwip_raw_pbuf_next(lwip_raw_pbuf *chain);
lwip_raw_pbuf *lwip_raw_pbuf_append(lwip_raw_pbuf *chain, lwip_raw_pbuf *tail);
void lwip_raw_pbuf_free(lwip_raw_pbuf *chain);

// Names. EINPROGRESS: `token` comes back in a callback.
int32_t lwip_raw_resolve(const char *name, int32_t version, uint32_t token, lwip_raw_address *address);
// The number of an interface, 0 when there is none of this name.
uint32_t lwip_raw_interface_index(const char *name);

#endif
