// Included by extmod/modos.c.

#include "py/objstr.h"
#include "py/runtime.h"

#include "host.h"

static mp_obj_t mp_os_urandom(mp_obj_t count_in) {
    mp_int_t count = mp_obj_get_int(count_in);
    if (count < 0) {
        mp_raise_ValueError(NULL);
    }
    vstr_t bytes;
    vstr_init_len(&bytes, count);
    for (mp_int_t i = 0; i < count; ++i) {
        bytes.buf[i] = host_random();
    }
    return mp_obj_new_bytes_from_vstr(&bytes);
}
static MP_DEFINE_CONST_FUN_OBJ_1(mp_os_urandom_obj, mp_os_urandom);
