// The module `board`: what of lwIP is in use, as on the emulated boards.

#include <stdbool.h>

#if UNIX_LWIP_SOCKETS

#include "lwip/sys.h"
#include "lwip/tcpip.h"

typedef struct {
    void (*function)(void *);
    void *argument;
    sys_sem_t done;
} call_of_thread;

static void make_call(void *argument) {
    call_of_thread *call = argument;
    call->function(call->argument);
    sys_sem_signal(&call->done);
}

static void call_in_thread(void (*function)(void *), void *argument) {
    call_of_thread call = { function, argument, NULL };
    sys_sem_new(&call.done, 0);
    tcpip_callback(make_call, &call);
    sys_arch_sem_wait(&call.done, 0);
    sys_sem_free(&call.done);
}

#define LWIP_USAGE_CALL(function, argument) call_in_thread(function, argument)

#endif

#include "../../lwip_usage.h"

static const mp_rom_map_elem_t board_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_board) },
    { MP_ROM_QSTR(MP_QSTR_pools), MP_ROM_PTR(&board_pools_obj) },
    { MP_ROM_QSTR(MP_QSTR_pcbs), MP_ROM_PTR(&board_pcbs_obj) },
};
static MP_DEFINE_CONST_DICT(board_globals, board_globals_table);

const mp_obj_module_t board_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&board_globals,
};

MP_REGISTER_MODULE(MP_QSTR_board, board_module);
