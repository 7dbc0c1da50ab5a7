// The module `board`: what this emulated board has of its own.

#include "py/runtime.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/stats.h"
#include "lwip/udp.h"
#include "lwip/prot/iana.h"

#include "disk.h"

static const char *const pool_names[MEMP_MAX] = {
    #define LWIP_MEMPOOL(name, num, size, description) #name,
    #include "lwip/priv/memp_std.h"
};

static void store(mp_obj_t dict, const char *name, mp_int_t value) {
    mp_obj_dict_store(dict, mp_obj_new_str_from_cstr(name), mp_obj_new_int(value));
}

// pools() -> {name: elements in use} of each lwIP pool, and the bytes in use of its heap.
static mp_obj_t board_pools(void) {
    mp_obj_t pools = mp_obj_new_dict(MEMP_MAX + 1);
    for (size_t i = 0; i < MEMP_MAX; ++i) {
        store(pools, pool_names[i], lwip_stats.memp[i]->used);
    }
    store(pools, "HEAP", lwip_stats.mem.used);
    return pools;
}
static MP_DEFINE_CONST_FUN_OBJ_0(board_pools_obj, board_pools);

static mp_int_t count_tcp(const struct tcp_pcb *pcb) {
    mp_int_t count = 0;
    for (; pcb != NULL; pcb = pcb->next) {
        ++count;
    }
    return count;
}

static mp_int_t count_listening(const struct tcp_pcb_listen *pcb) {
    mp_int_t count = 0;
    for (; pcb != NULL; pcb = pcb->next) {
        ++count;
    }
    return count;
}

static mp_int_t count_udp(const struct udp_pcb *pcb) {
    mp_int_t count = 0;
    for (; pcb != NULL; pcb = pcb->next) {
        bool is_dhcp_client = pcb->local_port == LWIP_IANA_PORT_DHCP_CLIENT;
        count += !is_dhcp_client;
    }
    return count;
}

// pcbs() -> {state: number of protocol control blocks}. The DHCP client's is left out.
static mp_obj_t board_pcbs(void) {
    mp_obj_t pcbs = mp_obj_new_dict(5);
    store(pcbs, "active", count_tcp(tcp_active_pcbs));
    store(pcbs, "bound", count_tcp(tcp_bound_pcbs));
    store(pcbs, "listen", count_listening(tcp_listen_pcbs.listen_pcbs));
    store(pcbs, "time_wait", count_tcp(tcp_tw_pcbs));
    store(pcbs, "udp", count_udp(udp_pcbs));
    return pcbs;
}
static MP_DEFINE_CONST_FUN_OBJ_0(board_pcbs_obj, board_pcbs);

static const mp_rom_map_elem_t board_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_board) },
    { MP_ROM_QSTR(MP_QSTR_disk), MP_ROM_PTR(&board_disk_obj) },
    { MP_ROM_QSTR(MP_QSTR_pools), MP_ROM_PTR(&board_pools_obj) },
    { MP_ROM_QSTR(MP_QSTR_pcbs), MP_ROM_PTR(&board_pcbs_obj) },
};
static MP_DEFINE_CONST_DICT(board_globals, board_globals_table);

const mp_obj_module_t board_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&board_globals,
};

MP_REGISTER_MODULE(MP_QSTR_board, board_module);
