// From MicroPython's calling conventions to the one of the Rust functions.

#include <string.h>

#include "py/objtype.h"
#include "py/runtime.h"

#include "usocket_module.h"
#if USOCKET_STACK_LWIP_SOCKETS
#include "border/lwip_sockets_common.h"
#endif
#include "border/trace.h"
#include "border/vm.h"

_Static_assert(MP_STREAM_POLL_RD == 0x01 && MP_STREAM_POLL_WR == 0x04 && MP_STREAM_POLL_ERR == 0x08
    && MP_STREAM_POLL_HUP == 0x10 && MP_STREAM_POLL_NVAL == 0x20,
    "usocket: this MicroPython has other numbers for MP_STREAM_POLL_* than src/socket/stack.rs");

// Puts keyword arguments into their places; returns how many places are in use.
static size_t place_keywords(const usocket_function_t *self, size_t n_args, size_t n_kw,
    const mp_obj_t *args, mp_obj_t *placed) {
    size_t count = n_args;
    if (n_args > self->arguments_max) {
        mp_arg_check_num(n_args, 0, self->arguments_min, self->arguments_max, false);
    }
    memcpy(placed, args, n_args * sizeof(mp_obj_t));
    for (size_t i = n_args; i < self->arguments_max; i++) {
        placed[i] = MP_OBJ_NULL;
    }
    for (const mp_obj_t *pair = args + n_args; n_kw != 0; n_kw--, pair += 2) {
        const usocket_keyword_t *keyword = self->keywords;
        const usocket_keyword_t *end = keyword + self->keywords_length;
        while (keyword != end && MP_OBJ_NEW_QSTR(keyword->name) != pair[0]) {
            keyword++;
        }
        if (keyword == end || placed[keyword->index] != MP_OBJ_NULL) {
            mp_raise_TypeError(MP_ERROR_TEXT("unexpected keyword argument"));
        }
        placed[keyword->index] = pair[1];
        count = MAX(count, keyword->index + 1u);
    }
    for (size_t i = 0; i < self->arguments_min; i++) {
        if (placed[i] == MP_OBJ_NULL) {
            mp_raise_TypeError(MP_ERROR_TEXT("argument missing"));
        }
    }
    return count;
}

static mp_obj_t call_placed(const usocket_function_t *self, size_t count, const mp_obj_t *args) {
    usocket_raised raised;
    TRACE_START();
    mp_obj_t result = self->call(count, args, &raised);
    TRACE(function, self, count, args, result, &raised);
    if (result == MP_OBJ_NULL) {
        usocket_raise(&raised);
    }
    return result;
}

static mp_obj_t function_call(mp_obj_t self_in, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    const usocket_function_t *self = MP_OBJ_TO_PTR(self_in);
    if (n_kw == 0) {
        mp_arg_check_num(n_args, 0, self->arguments_min, self->arguments_max, false);
        return call_placed(self, n_args, args);
    }
    mp_obj_t placed[USOCKET_ARGUMENTS_MAX];
    size_t count = place_keywords(self, n_args, n_kw, args, placed);
    return call_placed(self, count, placed);
}

MP_DEFINE_CONST_OBJ_TYPE(
    usocket_function_type,
    MP_QSTR_function,
    MP_TYPE_FLAG_BINDS_SELF | MP_TYPE_FLAG_BUILTIN_FUN,
    call, function_call
    );

mp_obj_t usocket_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    // The type comes first.
    mp_obj_t shifted[USOCKET_ARGUMENTS_MAX];
    mp_arg_check_num(n_args + n_kw, 0, 0, usocket_new_obj.arguments_max - 1, false);
    shifted[0] = MP_OBJ_FROM_PTR(type);
    memcpy(shifted + 1, args, (n_args + 2 * n_kw) * sizeof(mp_obj_t));
    return function_call(MP_OBJ_FROM_PTR(&usocket_new_obj), 1 + n_args, n_kw, shifted);
}

void usocket_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
    (void)kind;
    char text[256];
    size_t length = usocket_repr(self_in, (uint8_t *)text, sizeof(text));
    mp_print_strn(print, text, length, 0, 0, 0);
}

void usocket_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest) {
    if (dest[0] != MP_OBJ_NULL) {
        return;
    }
    usocket_attribute_name name;
    switch (attr) {
        case MP_QSTR_family:
            name = USOCKET_ATTRIBUTE_NAME_FAMILY;
            break;
        case MP_QSTR_type:
            name = USOCKET_ATTRIBUTE_NAME_TYPE;
            break;
        case MP_QSTR_proto:
            name = USOCKET_ATTRIBUTE_NAME_PROTOCOL;
            break;
        default:
            // Go on with the methods.
            dest[1] = MP_OBJ_SENTINEL;
            return;
    }
    dest[0] = MP_OBJ_NEW_SMALL_INT(usocket_attribute(self_in, name));
}

// Lines, until the end of the stream.
mp_obj_t usocket_iternext(mp_obj_t self_in) {
    usocket_raised raised;
    TRACE_START();
    mp_obj_t line = usocket_readline(1, &self_in, &raised);
    TRACE(line, self_in, line, &raised);
    if (line == MP_OBJ_NULL) {
        usocket_raise(&raised);
    }
    return line == mp_const_empty_bytes || line == mp_const_none ? MP_OBJ_STOP_ITERATION : line;
}

static mp_obj_t next(mp_obj_t self_in) {
    mp_obj_t line = usocket_iternext(self_in);
    if (line == MP_OBJ_STOP_ITERATION) {
        mp_raise_StopIteration(MP_OBJ_NULL);
    }
    return line;
}
MP_DEFINE_CONST_FUN_OBJ_1(usocket_next_obj, next);

// A stream slot reports errno to its caller; all other exceptions are raised through it.
static mp_uint_t stream_result(size_t count, const usocket_raised *raised, int *errcode) {
    if (count != SIZE_MAX) {
        return count;
    }
    if (raised->kind != USOCKET_RAISED_KIND_OS) {
        usocket_raise(raised);
    }
    *errcode = vm_errno(raised->code);
    return MP_STREAM_ERROR;
}

static mp_uint_t stream_read(mp_obj_t self_in, void *buf, mp_uint_t size, int *errcode) {
    usocket_raised raised;
    TRACE_START();
    size_t count = usocket_stream_read(self_in, buf, size, &raised);
    TRACE(transfer, "read", self_in, size, count, &raised);
    return stream_result(count, &raised, errcode);
}

static mp_uint_t stream_write(mp_obj_t self_in, const void *buf, mp_uint_t size, int *errcode) {
    usocket_raised raised;
    TRACE_START();
    size_t count = usocket_stream_write(self_in, buf, size, &raised);
    TRACE(transfer, "write", self_in, size, count, &raised);
    return stream_result(count, &raised, errcode);
}

static mp_uint_t stream_ioctl(mp_obj_t self_in, mp_uint_t request, uintptr_t arg, int *errcode) {
    switch (request) {
        case MP_STREAM_FLUSH:
            return 0;
        case MP_STREAM_POLL: {
            TRACE_START();
            uint32_t ready = usocket_stream_poll(self_in, arg);
            TRACE(poll, self_in, ready);
            return ready;
        }
        case MP_STREAM_CLOSE: {
            TRACE_START();
            usocket_stream_close(self_in);
            TRACE(close, self_in);
            return 0;
        }
        case MP_STREAM_TIMEOUT:
            usocket_stream_timeout(self_in, (intptr_t)arg);
            return 0;
        case MP_STREAM_GET_FILENO: {
            int32_t descriptor = usocket_stream_descriptor(self_in);
            if (descriptor >= 0) {
                return descriptor;
            }
            break;
        }
    }
    *errcode = MP_EINVAL;
    return MP_STREAM_ERROR;
}

const mp_stream_p_t usocket_stream_protocol = {
    .read = stream_read,
    .write = stream_write,
    .ioctl = stream_ioctl,
};

static mp_uint_t query_ioctl(mp_obj_t self_in, mp_uint_t request, uintptr_t arg, int *errcode) {
    if (request == MP_STREAM_POLL) {
        return usocket_query_poll(self_in, arg);
    }
    *errcode = MP_EINVAL;
    return MP_STREAM_ERROR;
}

// For `poll` alone: there is nothing to read but the result.
const mp_stream_p_t usocket_query_protocol = {
    .ioctl = query_ioctl,
};

// Called by each import. The first one since the machine was started, perhaps by a soft reset,
// finds no trace of itself among the loaded modules: what an earlier run left is forgotten.
static mp_obj_t module_init(void) {
    mp_map_t *loaded = &MP_STATE_VM(mp_loaded_modules_dict).map;
    mp_obj_t trace = MP_OBJ_NEW_QSTR(MP_QSTR__usocket);
    if (mp_map_lookup(loaded, trace, MP_MAP_LOOKUP) == NULL) {
        mp_map_lookup(loaded, trace, MP_MAP_LOOKUP_ADD_IF_NOT_FOUND)->value = MP_OBJ_FROM_PTR(&usocket_module);
        #if USOCKET_STACK_LWIP_SOCKETS
        lwip_sockets_start();
        #endif
        vm_forget();
        usocket_forget();
    }
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_0(usocket_init_obj, module_init);
