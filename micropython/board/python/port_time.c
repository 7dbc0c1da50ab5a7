// Included by extmod/modtime.c: the time that the RTC keeps.

#include "py/obj.h"
#include "shared/timeutils/timeutils.h"

#include "clock.h"

#define US_PER_S (1000000)

static mp_obj_t mp_time_time_get(void) {
    return mp_obj_new_int_from_ull(clock_rtc_us() / US_PER_S);
}

static mp_obj_t mp_time_localtime_get(void) {
    timeutils_struct_time_t now;
    timeutils_seconds_since_epoch_to_struct_time(clock_rtc_us() / US_PER_S, &now);
    mp_obj_t fields[8] = {
        MP_OBJ_NEW_SMALL_INT(now.tm_year),
        MP_OBJ_NEW_SMALL_INT(now.tm_mon),
        MP_OBJ_NEW_SMALL_INT(now.tm_mday),
        MP_OBJ_NEW_SMALL_INT(now.tm_hour),
        MP_OBJ_NEW_SMALL_INT(now.tm_min),
        MP_OBJ_NEW_SMALL_INT(now.tm_sec),
        MP_OBJ_NEW_SMALL_INT(now.tm_wday),
        MP_OBJ_NEW_SMALL_INT(now.tm_yday),
    };
    return mp_obj_new_tuple(MP_ARRAY_SIZE(fields), fields);
}
