#pragma once

// What of lwIP is in use, for tests that ask whether something leaked: two functions for the module
// `board` of the emulated boards and of the unix port's builds with lwIP.
//
//   pools() -> {name: elements in use} of each pool, and the bytes in use of lwIP's heap
//   pcbs()  -> {state: number of protocol control blocks}, the DHCP client's left out
//
// Where lwIP has a thread, LWIP_USAGE_CALL(function, argument) has it make the call.

#include "py/runtime.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/prot/iana.h"
#include "lwip/stats.h"
#include "lwip/udp.h"

#ifndef LWIP_USAGE_CALL
#define LWIP_USAGE_CALL(function, argument) function(argument)
#endif

static const char *const pool_names[MEMP_MAX] = {
    #define LWIP_MEMPOOL(name, num, size, description) #name,
    #include "lwip/priv/memp_std.h"
};

typedef struct {
    mp_int_t active, bound, listen, time_wait, udp;
} pcb_counts;

static void store(mp_obj_t dict, const char *name, mp_int_t value) {
    mp_obj_dict_store(dict, mp_obj_new_str_from_cstr(name), mp_obj_new_int(value));
}

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

static void count_pcbs(void *argument) {
    *(pcb_counts *)argument = (pcb_counts) {
        .active = count_tcp(tcp_active_pcbs),
        .bound = count_tcp(tcp_bound_pcbs),
        .listen = count_listening(tcp_listen_pcbs.listen_pcbs),
        .time_wait = count_tcp(tcp_tw_pcbs),
        .udp = count_udp(udp_pcbs),
    };
}

static mp_obj_t board_pcbs(void) {
    pcb_counts counts;
    LWIP_USAGE_CALL(count_pcbs, &counts);
    mp_obj_t pcbs = mp_obj_new_dict(5);
    store(pcbs, "active", counts.active);
    store(pcbs, "bound", counts.bound);
    store(pcbs, "listen", counts.listen);
    store(pcbs, "time_wait", counts.time_wait);
    store(pcbs, "udp", counts.udp);
    return pcbs;
}
static MP_DEFINE_CONST_FUN_OBJ_0(board_pcbs_obj, board_pcbs);
