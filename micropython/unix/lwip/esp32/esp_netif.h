#pragma once

// As much of ESP-IDF as MicroPython's esp32/modsocket.c includes, for this computer.

#include <stdarg.h>

#include "lwip/sockets.h"

#define ESP_IDF_VERSION_VAL(major, minor, patch) ((major) * 0x10000 + (minor) * 0x100 + (patch))
#define ESP_IDF_VERSION ESP_IDF_VERSION_VAL(5, 2, 2)

typedef int esp_err_t;
#define ESP_OK 0
typedef int esp_interface_t;
typedef struct esp_netif esp_netif_t;

// Starts lwIP, once.
esp_err_t esp_netif_init(void);

static inline int esp_fcntl(int descriptor, int command, ...) {
    va_list arguments;
    va_start(arguments, command);
    int value = command == F_SETFL ? va_arg(arguments, int) : 0;
    va_end(arguments);
    return lwip_fcntl(descriptor, command, value);
}

// ESP-IDF's C library passes these on to lwIP.
#define fcntl esp_fcntl
#define getsockopt lwip_getsockopt
#define select lwip_select
