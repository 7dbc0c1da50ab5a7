// Included by extmod/modmachine.c: the functions of the machine module.

#include "py/mphal.h"
#include "py/runtime.h"
#include "extmod/modmachine.h"
#include "shared/runtime/pyexec.h"

#include "cpu.h"
#include "interface.h"
#include "machine_port.h"
#include "xtfpga.h"

// As ports/esp8266 numbers them.
enum {
    RESET_CAUSE_POWER_ON = 0,
    RESET_CAUSE_HARD = 6,
    RESET_CAUSE_SOFT = 4,
};

#define MICROPY_PY_MACHINE_EXTRA_GLOBALS \
    { MP_ROM_QSTR(MP_QSTR_Pin), MP_ROM_PTR(&machine_pin_type) }, \
    { MP_ROM_QSTR(MP_QSTR_RTC), MP_ROM_PTR(&machine_rtc_type) }, \
    { MP_ROM_QSTR(MP_QSTR_Timer), MP_ROM_PTR(&machine_timer_type) }, \
    { MP_ROM_QSTR(MP_QSTR_PWRON_RESET), MP_ROM_INT(RESET_CAUSE_POWER_ON) }, \
    { MP_ROM_QSTR(MP_QSTR_HARD_RESET), MP_ROM_INT(RESET_CAUSE_HARD) }, \
    { MP_ROM_QSTR(MP_QSTR_SOFT_RESET), MP_ROM_INT(RESET_CAUSE_SOFT) },

// Zero at power-on; machine.reset() leaves it alone. Set by the linker script.
extern uint32_t _power_on_mark;

static int reset_cause;

void machine_init(void) {
    reset_cause = _power_on_mark == 0 ? RESET_CAUSE_POWER_ON : RESET_CAUSE_HARD;
    _power_on_mark = 1;
}

static void mp_machine_idle(void) {
    mp_event_wait_ms(1);
}

static void __attribute__((noreturn)) mp_machine_reset(void) {
    XTFPGA_FPGA[XTFPGA_FPGA_RESET] = XTFPGA_FPGA_RESET_KEY;
    for (;;) {
    }
}

static mp_int_t mp_machine_reset_cause(void) {
    return reset_cause;
}

static mp_obj_t mp_machine_unique_id(void) {
    return mp_obj_new_bytes(interface_factory_address, sizeof(interface_factory_address));
}

static mp_obj_t mp_machine_get_freq(void) {
    return mp_obj_new_int(CPU_HZ);
}

static void mp_machine_set_freq(size_t n_args, const mp_obj_t *args) {
    (void)n_args;
    if (mp_obj_get_int(args[0]) != CPU_HZ) {
        mp_raise_ValueError(MP_ERROR_TEXT("the clock is fixed at 40 MHz"));
    }
}

static void mp_machine_lightsleep(size_t n_args, const mp_obj_t *args) {
    if (n_args == 0) {
        mp_event_wait_indefinite();
    } else {
        mp_hal_delay_ms(MAX(mp_obj_get_int(args[0]), 0));
    }
}

// As on a chip, waking up from this is a reset.
static void __attribute__((noreturn)) mp_machine_deepsleep(size_t n_args, const mp_obj_t *args) {
    while (n_args == 0) {
        mp_event_wait_indefinite();
    }
    mp_hal_delay_ms(MAX(mp_obj_get_int(args[0]), 0));
    mp_machine_reset();
}
