// What MicroPython's port takes from Espressif's SDK 2.1, as far as the link check compiles it.

#ifndef STAND_IN_USER_INTERFACE_H
#define STAND_IN_USER_INTERFACE_H

#include "c_types.h"

typedef uint32_t os_signal_t;
typedef uint32_t os_param_t;

typedef struct {
    os_signal_t sig;
    os_param_t par;
} os_event_t;

typedef void (*os_task_t)(os_event_t *event);

void ets_intr_lock(void);
void ets_intr_unlock(void);
void os_delay_us(uint32_t microseconds);

typedef struct {
    uint32_t device_id;
    uint32_t chip_size;
    uint32_t block_size;
    uint32_t sector_size;
    uint32_t page_size;
    uint32_t status_mask;
} SpiFlashChip;

#define READ_PERI_REG(address) (*(volatile uint32_t *)(address))
#define WRITE_PERI_REG(address, value) (READ_PERI_REG(address) = (value))
#define SET_PERI_REG_MASK(address, mask) WRITE_PERI_REG(address, READ_PERI_REG(address) | (mask))
#define CLEAR_PERI_REG_MASK(address, mask) WRITE_PERI_REG(address, READ_PERI_REG(address) & ~(mask))
#define RTC_GPIO_OUT 0x60000768
#define RTC_GPIO_ENABLE 0x60000774

#define GPIO_OUT_ADDRESS 0x00
#define GPIO_REG_READ(offset) READ_PERI_REG(0x60000300 + (offset))

void gpio_output_set(uint32_t set, uint32_t clear, uint32_t enable, uint32_t disable);

uint32_t system_get_time(void);
const char *system_get_sdk_version(void);
void system_init_done_cb(void (*done)(void));
bool system_os_post(uint8_t priority, os_signal_t signal, os_param_t parameter);
bool system_os_task(os_task_t task, uint8_t priority, os_event_t *queue, uint8_t length);
void system_soft_wdt_feed(void);
void system_timer_reinit(void);

#define NULL_MODE 0

enum sleep_type {
    NONE_SLEEP_T,
    LIGHT_SLEEP_T,
    MODEM_SLEEP_T,
};

uint8_t wifi_get_opmode(void);
int8_t wifi_fpm_do_sleep(uint32_t microseconds);
void wifi_fpm_open(void);
void wifi_fpm_set_sleep_type(enum sleep_type type);

#endif
