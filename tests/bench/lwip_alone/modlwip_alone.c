// The module `lwip_alone`: one connection of lwIP's raw API, with either end or both in C.

#include "py/mperrno.h"
#include "py/runtime.h"

#include "lwip/tcp.h"

#define BLOCK (65536)

static struct tcp_pcb *listener, *sender, *receiver;
static bool connected, copies;
static size_t arrived;
static uint8_t block_to_send[BLOCK];
// What arrives begins within the block, and its end may be in the next one.
static uint8_t block_received[BLOCK + TCP_WND];

// lwIP has freed the control block.
static void on_failed(void *end, err_t error) {
    (void)error;
    *(struct tcp_pcb **)end = NULL;
}

static void adopt(struct tcp_pcb *pcb, struct tcp_pcb **end) {
    *end = pcb;
    tcp_arg(pcb, end);
    tcp_err(pcb, on_failed);
    tcp_nagle_disable(pcb);
}

static err_t on_received(void *end, struct tcp_pcb *pcb, struct pbuf *data, err_t error) {
    (void)end;
    (void)error;
    if (data == NULL) {
        tcp_abort(pcb);
        return ERR_ABRT;
    }
    if (copies) {
        pbuf_copy_partial(data, block_received + arrived % BLOCK, data->tot_len, 0);
    }
    arrived += data->tot_len;
    tcp_recved(pcb, data->tot_len);
    pbuf_free(data);
    return ERR_OK;
}

static err_t on_accepted(void *unused, struct tcp_pcb *pcb, err_t error) {
    (void)unused;
    if (error != ERR_OK || receiver != NULL) {
        return ERR_VAL;
    }
    adopt(pcb, &receiver);
    tcp_recv(pcb, on_received);
    return ERR_OK;
}

static err_t on_connected(void *end, struct tcp_pcb *pcb, err_t error) {
    (void)end;
    (void)pcb;
    connected = error == ERR_OK;
    return ERR_OK;
}

static void check(err_t error) {
    if (error != ERR_OK) {
        mp_raise_OSError(error == ERR_MEM ? MP_ENOMEM : MP_EIO);
    }
}

static struct tcp_pcb *require(struct tcp_pcb *end) {
    if (end == NULL) {
        mp_raise_OSError(MP_ENOTCONN);
    }
    return end;
}

static void abort_end(struct tcp_pcb *end) {
    if (end != NULL) {
        tcp_abort(end);
    }
}

// A soft reset has freed what there was.
static mp_obj_t lwip_alone_init(void) {
    listener = sender = receiver = NULL;
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(lwip_alone_init_obj, lwip_alone_init);

// close(): the connection of the operation before
static mp_obj_t lwip_alone_close(void) {
    abort_end(sender);
    abort_end(receiver);
    if (listener != NULL) {
        tcp_close(listener);
        listener = NULL;
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(lwip_alone_close_obj, lwip_alone_close);

// listen(port, copies): the end that takes what arrives, and copies it into a block or only drops it
static mp_obj_t lwip_alone_listen(mp_obj_t port, mp_obj_t copies_) {
    copies = mp_obj_is_true(copies_);
    arrived = 0;
    struct tcp_pcb *pcb = require(tcp_new());
    check(tcp_bind(pcb, IP_ADDR_ANY, mp_obj_get_int(port)));
    listener = require(tcp_listen(pcb));
    tcp_accept(listener, on_accepted);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(lwip_alone_listen_obj, lwip_alone_listen);

// connect(port): the end that sends
static mp_obj_t lwip_alone_connect(mp_obj_t port) {
    ip_addr_t loopback = IPADDR4_INIT_BYTES(127, 0, 0, 1);
    adopt(require(tcp_new()), &sender);
    connected = false;
    check(tcp_connect(sender, &loopback, mp_obj_get_int(port), on_connected));
    while (!connected) {
        require(sender);
        mp_event_wait_ms(1);
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(lwip_alone_connect_obj, lwip_alone_connect);

// The end of the block, as far as there is room for it.
static size_t send_rest(size_t rest) {
    size_t count = MIN(rest, tcp_sndbuf(require(sender)));
    check(tcp_write(sender, block_to_send + BLOCK - rest, count, TCP_WRITE_FLAG_COPY));
    check(tcp_output(sender));
    return count;
}

// send(rest) -> how many of the last bytes of the block were sent
static mp_obj_t lwip_alone_send(mp_obj_t rest) {
    return MP_OBJ_NEW_SMALL_INT(send_rest(MIN((size_t)mp_obj_get_int(rest), BLOCK)));
}
static MP_DEFINE_CONST_FUN_OBJ_1(lwip_alone_send_obj, lwip_alone_send);

// arrived() -> how many bytes since it was asked before
static mp_obj_t lwip_alone_arrived(void) {
    size_t count = arrived;
    arrived = 0;
    return MP_OBJ_NEW_SMALL_INT(count);
}
static MP_DEFINE_CONST_FUN_OBJ_0(lwip_alone_arrived_obj, lwip_alone_arrived);

// transfer(): a block from one end to the other
static mp_obj_t lwip_alone_transfer(void) {
    size_t rest = BLOCK;
    arrived = 0;
    while (arrived < BLOCK) {
        rest -= send_rest(rest);
        mp_event_wait_ms(0);
        require(receiver);
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(lwip_alone_transfer_obj, lwip_alone_transfer);

static const mp_rom_map_elem_t lwip_alone_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_lwip_alone) },
    { MP_ROM_QSTR(MP_QSTR___init__), MP_ROM_PTR(&lwip_alone_init_obj) },
    { MP_ROM_QSTR(MP_QSTR_close), MP_ROM_PTR(&lwip_alone_close_obj) },
    { MP_ROM_QSTR(MP_QSTR_listen), MP_ROM_PTR(&lwip_alone_listen_obj) },
    { MP_ROM_QSTR(MP_QSTR_connect), MP_ROM_PTR(&lwip_alone_connect_obj) },
    { MP_ROM_QSTR(MP_QSTR_send), MP_ROM_PTR(&lwip_alone_send_obj) },
    { MP_ROM_QSTR(MP_QSTR_arrived), MP_ROM_PTR(&lwip_alone_arrived_obj) },
    { MP_ROM_QSTR(MP_QSTR_transfer), MP_ROM_PTR(&lwip_alone_transfer_obj) },
};
static MP_DEFINE_CONST_DICT(lwip_alone_globals, lwip_alone_globals_table);

const mp_obj_module_t lwip_alone_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&lwip_alone_globals,
};

MP_REGISTER_MODULE(MP_QSTR_lwip_alone, lwip_alone_module);
