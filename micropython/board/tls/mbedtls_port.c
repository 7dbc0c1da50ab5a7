// What mbedTLS asks of the port: entropy, and the time of the real-time clock.

#include <string.h>

#include "py/obj.h"
#include "shared/timeutils/timeutils.h"

#include "mbedtls/build_info.h"
#include "mbedtls/entropy.h"
#include "mbedtls/platform_time.h"
#include "mbedtls/platform_util.h"

#include "clock.h"
#include "host.h"

#define US_PER_S (1000000)
#define US_PER_MS (1000)

int mbedtls_hardware_poll(void *data, unsigned char *output, size_t length, size_t *written) {
    (void)data;
    for (size_t done = 0; done < length;) {
        uint32_t word = host_random();
        size_t part = MIN(length - done, sizeof(word));
        memcpy(output + done, &word, part);
        done += part;
    }
    *written = length;
    return 0;
}

time_t tls_time(time_t *store) {
    time_t now = clock_rtc_us() / US_PER_S + TIMEUTILS_SECONDS_1970_TO_2000;
    if (store) {
        *store = now;
    }
    return now;
}

mbedtls_ms_time_t mbedtls_ms_time(void) {
    return clock_us() / US_PER_MS;
}

struct tm *mbedtls_platform_gmtime_r(const mbedtls_time_t *time, struct tm *result) {
    timeutils_struct_time_t fields;
    timeutils_seconds_since_2000_to_struct_time(*time - TIMEUTILS_SECONDS_1970_TO_2000, &fields);
    *result = (struct tm) {
        .tm_year = fields.tm_year - 1900,
        .tm_mon = fields.tm_mon - 1,
        .tm_mday = fields.tm_mday,
        .tm_hour = fields.tm_hour,
        .tm_min = fields.tm_min,
        .tm_sec = fields.tm_sec,
    };
    return result;
}
