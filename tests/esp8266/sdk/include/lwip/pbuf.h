#ifndef STAND_IN_LWIP_PBUF_H
#define STAND_IN_LWIP_PBUF_H

#include "lwip/arch.h"

typedef enum { PBUF_TRANSPORT, PBUF_IP, PBUF_LINK, PBUF_RAW } pbuf_layer;
typedef enum { PBUF_RAM, PBUF_ROM, PBUF_REF, PBUF_POOL } pbuf_type;

struct pbuf {
    struct pbuf *next;
    void *payload;
    u16_t tot_len;
    u16_t len;
    u8_t type;
    u8_t flags;
    u16_t ref;
    void *eb;
};

struct pbuf *pbuf_alloc(pbuf_layer layer, u16_t length, pbuf_type type);
void pbuf_ref(struct pbuf *p);
u8_t pbuf_free(struct pbuf *p);
void pbuf_cat(struct pbuf *head, struct pbuf *tail);
void pbuf_chain(struct pbuf *head, struct pbuf *tail);
err_t pbuf_copy(struct pbuf *to, struct pbuf *from);
u16_t pbuf_copy_partial(struct pbuf *p, void *data, u16_t length, u16_t offset);

#endif
