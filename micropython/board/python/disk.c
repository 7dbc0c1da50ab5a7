#include "disk.h"

#include <string.h>

#include "py/mperrno.h"
#include "py/runtime.h"
#include "extmod/vfs.h"

#define BLOCK_SIZE (4096)

// Set by the linker script.
extern uint8_t _disk_start[], _disk_end[];

static const mp_obj_type_t disk_type;
const mp_obj_base_t board_disk_obj = { &disk_type };

// The place that (disk, block, buffer[, offset]) names, NULL when it is outside.
static uint8_t *locate(size_t n_args, const mp_obj_t *args, size_t length) {
    size_t size = _disk_end - _disk_start;
    mp_uint_t block = mp_obj_get_int(args[1]);
    mp_uint_t offset = n_args > 3 ? mp_obj_get_int(args[3]) : 0;
    if (block >= size / BLOCK_SIZE || offset >= BLOCK_SIZE) {
        return NULL;
    }
    offset += block * BLOCK_SIZE;
    return length <= size - offset ? _disk_start + offset : NULL;
}

static mp_obj_t disk_readblocks(size_t n_args, const mp_obj_t *args) {
    mp_buffer_info_t buffer;
    mp_get_buffer_raise(args[2], &buffer, MP_BUFFER_WRITE);
    const uint8_t *place = locate(n_args, args, buffer.len);
    if (place == NULL) {
        return MP_OBJ_NEW_SMALL_INT(-MP_EINVAL);
    }
    memcpy(buffer.buf, place, buffer.len);
    return MP_OBJ_NEW_SMALL_INT(0);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(disk_readblocks_obj, 3, 4, disk_readblocks);

static mp_obj_t disk_writeblocks(size_t n_args, const mp_obj_t *args) {
    mp_buffer_info_t buffer;
    mp_get_buffer_raise(args[2], &buffer, MP_BUFFER_READ);
    uint8_t *place = locate(n_args, args, buffer.len);
    if (place == NULL) {
        return MP_OBJ_NEW_SMALL_INT(-MP_EINVAL);
    }
    memcpy(place, buffer.buf, buffer.len);
    return MP_OBJ_NEW_SMALL_INT(0);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(disk_writeblocks_obj, 3, 4, disk_writeblocks);

static mp_obj_t disk_ioctl(mp_obj_t self_in, mp_obj_t operation, mp_obj_t arg) {
    (void)self_in;
    (void)arg;
    switch (mp_obj_get_int(operation)) {
        case MP_BLOCKDEV_IOCTL_BLOCK_COUNT:
            return MP_OBJ_NEW_SMALL_INT((_disk_end - _disk_start) / BLOCK_SIZE);
        case MP_BLOCKDEV_IOCTL_BLOCK_SIZE:
            return MP_OBJ_NEW_SMALL_INT(BLOCK_SIZE);
        case MP_BLOCKDEV_IOCTL_INIT:
        case MP_BLOCKDEV_IOCTL_DEINIT:
        case MP_BLOCKDEV_IOCTL_SYNC:
        case MP_BLOCKDEV_IOCTL_BLOCK_ERASE: // memory can be written over
            return MP_OBJ_NEW_SMALL_INT(0);
        default:
            return mp_const_none;
    }
}
static MP_DEFINE_CONST_FUN_OBJ_3(disk_ioctl_obj, disk_ioctl);

static const mp_rom_map_elem_t disk_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_readblocks), MP_ROM_PTR(&disk_readblocks_obj) },
    { MP_ROM_QSTR(MP_QSTR_writeblocks), MP_ROM_PTR(&disk_writeblocks_obj) },
    { MP_ROM_QSTR(MP_QSTR_ioctl), MP_ROM_PTR(&disk_ioctl_obj) },
};
static MP_DEFINE_CONST_DICT(disk_locals, disk_locals_table);

static MP_DEFINE_CONST_OBJ_TYPE(
    disk_type,
    MP_QSTR_Disk,
    MP_TYPE_FLAG_NONE,
    locals_dict, &disk_locals
    );
