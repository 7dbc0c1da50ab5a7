#pragma once

// board.disk: the memory that plays the flash chip, as a block device.

#include "py/obj.h"

extern const mp_obj_base_t board_disk_obj;
