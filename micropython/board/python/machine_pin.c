// machine.Pin: the pins of an ESP8266, with nothing soldered to them. A pin keeps
// what a script sets; an input reads what its pull resistor gives.

#include <string.h>

#include "py/mphal.h"
#include "py/runtime.h"
#include "extmod/modmachine.h"
#include "extmod/virtpin.h"

#include "machine_port.h"

#define PIN_COUNT (17)

// GPIO 6 to 8 and 11 belong to the flash chip of an ESP8266.
#define PIN_MISSING (1u << 6 | 1u << 7 | 1u << 8 | 1u << 11)

enum { MODE_IN, MODE_OUT, MODE_OPEN_DRAIN };
enum { PULL_NONE, PULL_UP };
enum { IRQ_RISING = 1, IRQ_FALLING = 2 };

typedef struct {
    mp_obj_base_t base;
    uint8_t id;
} pin_obj_t;

#define PIN(id) { { &machine_pin_type }, id }
static const pin_obj_t pins[PIN_COUNT] = {
    PIN(0), PIN(1), PIN(2), PIN(3), PIN(4), PIN(5), PIN(6), PIN(7), PIN(8),
    PIN(9), PIN(10), PIN(11), PIN(12), PIN(13), PIN(14), PIN(15), PIN(16),
};

static struct {
    uint8_t mode;
    uint8_t pull;
    uint8_t output;
    uint8_t irq_trigger;
} states[PIN_COUNT];

MP_REGISTER_ROOT_POINTER(mp_obj_t pin_irq_handlers[17]);

void machine_pin_init(void) {
    memset(states, 0, sizeof(states));
    memset(MP_STATE_PORT(pin_irq_handlers), 0, sizeof(MP_STATE_PORT(pin_irq_handlers)));
}

static int pin_level(const pin_obj_t *pin) {
    bool driven = states[pin->id].mode != MODE_IN;
    return driven ? states[pin->id].output : states[pin->id].pull == PULL_UP;
}

static void pin_changed(const pin_obj_t *pin, int level_before) {
    int level = pin_level(pin);
    int edge = level > level_before ? IRQ_RISING : level < level_before ? IRQ_FALLING : 0;
    if (states[pin->id].irq_trigger & edge) {
        mp_sched_schedule(MP_STATE_PORT(pin_irq_handlers)[pin->id], MP_OBJ_FROM_PTR(pin));
    }
}

static void pin_write(const pin_obj_t *pin, bool level) {
    int before = pin_level(pin);
    states[pin->id].output = level;
    pin_changed(pin, before);
}

static void pin_init(const pin_obj_t *pin, size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { ARG_mode, ARG_pull, ARG_value };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_mode, MP_ARG_REQUIRED | MP_ARG_INT, { 0 } },
        { MP_QSTR_pull, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_value, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);

    mp_int_t mode = args[ARG_mode].u_int;
    mp_int_t pull = args[ARG_pull].u_obj == mp_const_none ? PULL_NONE : mp_obj_get_int(args[ARG_pull].u_obj);
    if (mode < MODE_IN || mode > MODE_OPEN_DRAIN) {
        mp_raise_ValueError(MP_ERROR_TEXT("invalid pin mode"));
    }
    if (pull < PULL_NONE || pull > PULL_UP) {
        mp_raise_ValueError(MP_ERROR_TEXT("invalid pin pull"));
    }

    int before = pin_level(pin);
    if (args[ARG_value].u_obj != mp_const_none) {
        states[pin->id].output = mp_obj_is_true(args[ARG_value].u_obj);
    }
    states[pin->id].mode = mode;
    states[pin->id].pull = pull;
    pin_changed(pin, before);
}

static const pin_obj_t *pin_find(mp_obj_t id_in) {
    if (mp_obj_is_type(id_in, &machine_pin_type)) {
        return MP_OBJ_TO_PTR(id_in);
    }
    mp_int_t id = mp_obj_get_int(id_in);
    if (id < 0 || id >= PIN_COUNT || (PIN_MISSING & 1u << id)) {
        mp_raise_ValueError(MP_ERROR_TEXT("invalid pin"));
    }
    return &pins[id];
}

mp_obj_t mp_pin_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    mp_arg_check_num(n_args, n_kw, 1, MP_OBJ_FUN_ARGS_MAX, true);
    const pin_obj_t *pin = pin_find(args[0]);
    if (n_args > 1 || n_kw > 0) {
        mp_map_t kw_args;
        mp_map_init_fixed_table(&kw_args, n_kw, args + n_args);
        pin_init(pin, n_args - 1, args + 1, &kw_args);
    }
    return MP_OBJ_FROM_PTR(pin);
}

static void pin_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
    (void)kind;
    const pin_obj_t *self = MP_OBJ_TO_PTR(self_in);
    mp_printf(print, "Pin(%u)", self->id);
}

// pin() and pin.value() read; with an argument they set.
static mp_obj_t pin_call(mp_obj_t self_in, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_args, n_kw, 0, 1, false);
    const pin_obj_t *self = MP_OBJ_TO_PTR(self_in);
    if (n_args == 0) {
        return MP_OBJ_NEW_SMALL_INT(pin_level(self));
    }
    pin_write(self, mp_obj_is_true(args[0]));
    return mp_const_none;
}

static mp_obj_t pin_init_method(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    pin_init(MP_OBJ_TO_PTR(args[0]), n_args - 1, args + 1, kw_args);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(pin_init_obj, 1, pin_init_method);

static mp_obj_t pin_value(size_t n_args, const mp_obj_t *args) {
    return pin_call(args[0], n_args - 1, 0, args + 1);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(pin_value_obj, 1, 2, pin_value);

static mp_obj_t pin_on(mp_obj_t self_in) {
    pin_write(MP_OBJ_TO_PTR(self_in), true);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(pin_on_obj, pin_on);

static mp_obj_t pin_off(mp_obj_t self_in) {
    pin_write(MP_OBJ_TO_PTR(self_in), false);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(pin_off_obj, pin_off);

static mp_obj_t pin_irq(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { ARG_handler, ARG_trigger, ARG_hard };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_handler, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_trigger, MP_ARG_INT, { .u_int = IRQ_FALLING | IRQ_RISING } },
        { MP_QSTR_hard, MP_ARG_BOOL, { .u_bool = false } },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, pos_args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);

    if (args[ARG_hard].u_bool) {
        mp_raise_ValueError(MP_ERROR_TEXT("pins have soft interrupts only"));
    }
    const pin_obj_t *self = MP_OBJ_TO_PTR(pos_args[0]);
    mp_obj_t handler = args[ARG_handler].u_obj;
    MP_STATE_PORT(pin_irq_handlers)[self->id] = handler;
    states[self->id].irq_trigger = handler == mp_const_none ? 0 : args[ARG_trigger].u_int;
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(pin_irq_obj, 1, pin_irq);

static const mp_rom_map_elem_t pin_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_init), MP_ROM_PTR(&pin_init_obj) },
    { MP_ROM_QSTR(MP_QSTR_value), MP_ROM_PTR(&pin_value_obj) },
    { MP_ROM_QSTR(MP_QSTR_on), MP_ROM_PTR(&pin_on_obj) },
    { MP_ROM_QSTR(MP_QSTR_off), MP_ROM_PTR(&pin_off_obj) },
    { MP_ROM_QSTR(MP_QSTR_irq), MP_ROM_PTR(&pin_irq_obj) },

    { MP_ROM_QSTR(MP_QSTR_IN), MP_ROM_INT(MODE_IN) },
    { MP_ROM_QSTR(MP_QSTR_OUT), MP_ROM_INT(MODE_OUT) },
    { MP_ROM_QSTR(MP_QSTR_OPEN_DRAIN), MP_ROM_INT(MODE_OPEN_DRAIN) },
    { MP_ROM_QSTR(MP_QSTR_PULL_UP), MP_ROM_INT(PULL_UP) },
    { MP_ROM_QSTR(MP_QSTR_IRQ_RISING), MP_ROM_INT(IRQ_RISING) },
    { MP_ROM_QSTR(MP_QSTR_IRQ_FALLING), MP_ROM_INT(IRQ_FALLING) },
};
static MP_DEFINE_CONST_DICT(pin_locals, pin_locals_table);

// For machine.Signal.
static mp_uint_t pin_ioctl(mp_obj_t self_in, mp_uint_t request, uintptr_t arg, int *errcode) {
    (void)errcode;
    const pin_obj_t *self = MP_OBJ_TO_PTR(self_in);
    switch (request) {
        case MP_PIN_READ:
            return pin_level(self);
        case MP_PIN_WRITE:
            pin_write(self, arg);
            return 0;
        default:
            return -1;
    }
}

static const mp_pin_p_t pin_protocol = {
    .ioctl = pin_ioctl,
};

MP_DEFINE_CONST_OBJ_TYPE(
    machine_pin_type,
    MP_QSTR_Pin,
    MP_TYPE_FLAG_NONE,
    make_new, mp_pin_make_new,
    print, pin_print,
    call, pin_call,
    protocol, &pin_protocol,
    locals_dict, &pin_locals
    );
