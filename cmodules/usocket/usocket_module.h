// What the C files of this module share.

#ifndef USOCKET_MODULE_H
#define USOCKET_MODULE_H

#include "py/obj.h"
#include "py/stream.h"

// MicroPython 1.25's name.
#ifndef MP_NORETURN
#define MP_NORETURN NORETURN
#endif

#include "usocket.h"

// The most arguments that a function of the module takes.
#define USOCKET_ARGUMENTS_MAX (8)

// One parameter's name. Several names may stand for the same parameter.
typedef struct {
    qstr_short_t name;
    uint16_t index;
} usocket_keyword_t;

// A function of the module that is written in Rust.
typedef struct {
    mp_obj_base_t base;
    usocket_object (*call)(size_t count, const usocket_object *arguments, usocket_raised *raised);
    uint8_t arguments_min;
    uint8_t arguments_max;
    uint16_t keywords_length;
    const usocket_keyword_t *keywords;
} usocket_function_t;

extern const mp_obj_type_t usocket_function_type;
extern const mp_obj_type_t usocket_type;
extern const mp_obj_type_t usocket_query_type;
extern const mp_obj_type_t usocket_timeout_type;
extern const mp_obj_type_t usocket_gaierror_type;
extern const usocket_function_t usocket_new_obj;
extern const mp_obj_fun_builtin_fixed_t usocket_next_obj;
extern const mp_obj_module_t usocket_module;

extern const mp_stream_p_t usocket_query_protocol;
extern const mp_stream_p_t usocket_stream_protocol;
mp_obj_t usocket_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args);
void usocket_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind);
void usocket_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest);
mp_obj_t usocket_iternext(mp_obj_t self_in);
void usocket_error_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind);

MP_DECLARE_CONST_FUN_OBJ_0(usocket_init_obj);

// Raises the exception that Rust described. No Rust value is alive here.
MP_NORETURN void usocket_raise(const usocket_raised *raised);

#endif
