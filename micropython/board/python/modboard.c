// The module `board`: what this emulated board has of its own.

#include "../../lwip_usage.h"

#include "disk.h"

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
