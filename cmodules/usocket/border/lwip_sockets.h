// What the Rust library asks of lwIP's sockets API. bindgen reads this file.
//
// Results named `error` are 0 or one of `usocket_errno`. None of these functions raises or runs
// Python, and only those marked "waits" wait for more than lwIP's own thread.

#ifndef USOCKET_BORDER_LWIP_SOCKETS_H
#define USOCKET_BORDER_LWIP_SOCKETS_H

#include <stddef.h>
#include <stdint.h>

// Numbers that Rust has to know when it is compiled: the same in every lwIP, and checked against
// the firmware's by lwip_sockets_assumptions.h.
#define LWIP_SOCKETS_MSG_PEEK 0x01
#define LWIP_SOCKETS_MSG_TRUNC 0x04
#define LWIP_SOCKETS_MSG_DONTWAIT 0x08
#define LWIP_SOCKETS_SOL_SOCKET 0xfff
#define LWIP_SOCKETS_SO_REUSEADDR 0x04
#define LWIP_SOCKETS_SO_ERROR 0x1007
#define LWIP_SOCKETS_IP_ADD_MEMBERSHIP 3
#define LWIP_SOCKETS_IP_DROP_MEMBERSHIP 4

// An IP address and a port. `version` is 4 or 6.
typedef struct {
    uint8_t octets[16];
    uint32_t version;
    uint32_t port;
    uint32_t flowinfo;
    uint32_t scope_id;
} lwip_sockets_address;

// Zeroed memory, for each descriptor that lwIP can have, and the first of them.
#define LWIP_SOCKETS_STATE_SIZE 16
void *lwip_sockets_states(size_t *count, int32_t *first);

// Descriptors that never block. `kind` is one of SOCK_*, `version` 4 or 6.
int32_t lwip_sockets_open(int32_t version, int32_t kind, int32_t protocol, int32_t *descriptor);
void lwip_sockets_close(int32_t descriptor);
int32_t lwip_sockets_bind(int32_t descriptor, const lwip_sockets_address *address);
int32_t lwip_sockets_listen(int32_t descriptor, int32_t backlog);
// From now on a listener resets whoever connects.
void lwip_sockets_refuse(int32_t descriptor);
int32_t lwip_sockets_accept(int32_t descriptor, int32_t *accepted, lwip_sockets_address *peer);
int32_t lwip_sockets_connect(int32_t descriptor, const lwip_sockets_address *address);
int32_t lwip_sockets_shutdown_sending(int32_t descriptor);
// Whether a stream's mailbox may be full soon. lwIP forgets an end that finds no place.
int32_t lwip_sockets_is_crowded(int32_t descriptor);
// Puts the end into the mailbox if the peer has sent it, once what had waited was received; 0 while
// it was not.
int32_t lwip_sockets_tell_end(int32_t descriptor);
int32_t lwip_sockets_local(int32_t descriptor, lwip_sockets_address *address);
int32_t lwip_sockets_peer(int32_t descriptor, lwip_sockets_address *address);
// The pending error, which lwIP tells once.
int32_t lwip_sockets_take_error(int32_t descriptor);
// Lets lwIP's thread finish what it is doing.
void lwip_sockets_settle(void);

// To the connected peer when `to` is NULL.
int32_t lwip_sockets_send(int32_t descriptor, const uint8_t *data, size_t length,
    const lwip_sockets_address *to, size_t *sent);
// Of a stream: how much was received, 0 once at its end.
int32_t lwip_sockets_receive(int32_t descriptor, int32_t peek, uint8_t *data, size_t size, size_t *received);
// Of a datagram: its whole length, of which `size` bytes at most were received.
int32_t lwip_sockets_receive_datagram(int32_t descriptor, int32_t peek, uint8_t *data, size_t size,
    size_t *whole, lwip_sockets_address *from);

// What is ready, of `interest` and of what is always reported: MP_STREAM_POLL_* flags. Waits up
// to `milliseconds`; call it without the GIL when that is not 0.
uint32_t lwip_sockets_poll(int32_t descriptor, uint32_t interest, uint32_t milliseconds);

// What an option takes: a flag, a number from `minimum` to `maximum`, `length` bytes, or a text
// of less than `length` bytes. 0 when lwIP does not have it. No value is longer than OPTION_SIZE.
#define LWIP_SOCKETS_FLAG 1
#define LWIP_SOCKETS_NUMBER 2
#define LWIP_SOCKETS_BYTES 3
#define LWIP_SOCKETS_TEXT 4
#define LWIP_SOCKETS_OPTION_SIZE 32
int32_t lwip_sockets_option_shape(int32_t level, int32_t name, size_t *length, int32_t *minimum,
    int32_t *maximum);
int32_t lwip_sockets_set_option(int32_t descriptor, int32_t level, int32_t name, const uint8_t *value,
    size_t length);
int32_t lwip_sockets_option(int32_t descriptor, int32_t level, int32_t name, uint8_t *value, size_t length);

// Names. EINPROGRESS: `token` comes back in a call of `usocket_lwip_answered`, from lwIP's thread.
int32_t lwip_sockets_resolve(const char *name, int32_t version, uint32_t token, lwip_sockets_address *address);
// Waits up to `milliseconds` for any answer; call it without the GIL.
void lwip_sockets_wait_answer(uint32_t milliseconds);
// The number of an interface, 0 when there is none of this name.
uint32_t lwip_sockets_interface_index(const char *name);

// Keeps lwIP's thread from what it shares with this one; returns what `unprotect` needs.
uint32_t lwip_sockets_protect(void);
void lwip_sockets_unprotect(uint32_t state);

#endif
