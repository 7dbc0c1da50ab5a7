#include "py/runtime.h"
#include "extmod/modmachine.h"
#include "shared/timeutils/timeutils.h"

#include "clock.h"

#define US_PER_S (1000000)

static const mp_obj_base_t rtc = { &machine_rtc_type };

static mp_obj_t rtc_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    (void)args;
    mp_arg_check_num(n_args, n_kw, 0, 0, false);
    return MP_OBJ_FROM_PTR(&rtc);
}

static mp_obj_t get_datetime(void) {
    uint64_t us = clock_rtc_us();
    timeutils_struct_time_t now;
    timeutils_seconds_since_epoch_to_struct_time(us / US_PER_S, &now);
    mp_obj_t fields[8] = {
        MP_OBJ_NEW_SMALL_INT(now.tm_year),
        MP_OBJ_NEW_SMALL_INT(now.tm_mon),
        MP_OBJ_NEW_SMALL_INT(now.tm_mday),
        MP_OBJ_NEW_SMALL_INT(now.tm_wday),
        MP_OBJ_NEW_SMALL_INT(now.tm_hour),
        MP_OBJ_NEW_SMALL_INT(now.tm_min),
        MP_OBJ_NEW_SMALL_INT(now.tm_sec),
        MP_OBJ_NEW_SMALL_INT(us % US_PER_S),
    };
    return mp_obj_new_tuple(MP_ARRAY_SIZE(fields), fields);
}

static mp_int_t field(mp_obj_t value, mp_int_t min, mp_int_t max) {
    mp_int_t number = mp_obj_get_int(value);
    if (number < min || number > max) {
        mp_raise_ValueError(MP_ERROR_TEXT("no such date or time"));
    }
    return number;
}

static void set_datetime(mp_obj_t datetime) {
    mp_obj_t *fields;
    mp_obj_get_array_fixed_n(datetime, 8, &fields);
    // The day of the week, fields[3], follows from the date.
    uint64_t seconds = timeutils_seconds_since_epoch(
        field(fields[0], 2000, 2099), field(fields[1], 1, 12), field(fields[2], 1, 31),
        field(fields[4], 0, 23), field(fields[5], 0, 59), field(fields[6], 0, 59));
    // Microseconds, as `mpremote rtc --set` sends them and an ESP32 has them.
    clock_rtc_set_us(seconds * US_PER_S + field(fields[7], 0, US_PER_S - 1));
}

static mp_obj_t rtc_datetime(size_t n_args, const mp_obj_t *args) {
    if (n_args == 1) {
        return get_datetime();
    }
    set_datetime(args[1]);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(rtc_datetime_obj, 1, 2, rtc_datetime);

static const mp_rom_map_elem_t rtc_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_datetime), MP_ROM_PTR(&rtc_datetime_obj) },
};
static MP_DEFINE_CONST_DICT(rtc_locals, rtc_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    machine_rtc_type,
    MP_QSTR_RTC,
    MP_TYPE_FLAG_NONE,
    make_new, rtc_make_new,
    locals_dict, &rtc_locals
    );
