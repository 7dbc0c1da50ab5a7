// MicroPython's objects to values and back, as plain functions. No logic.

#include <math.h>
#include <string.h>

#include "py/gc.h"
#include "py/mperrno.h"
#include "py/objlist.h"
#include "py/objstr.h"
#include "py/objtuple.h"
#include "py/runtime.h"
#include "py/smallint.h"

#include "usocket_module.h"
#include "border/flash.h"
#include "border/protect.h"

// MicroPython 1.25 has it only in its own C file.
#ifndef mp_obj_is_tuple_compatible
#define mp_obj_is_tuple_compatible(object) \
    (MP_OBJ_TYPE_GET_SLOT_OR_NULL(mp_obj_get_type(object), iter) == mp_obj_tuple_getiter)
#endif

// Objects to values.

int32_t vm_is_none(vm_object object) {
    return object == mp_const_none;
}

static mp_obj_t call_is_true(void *object) {
    return mp_obj_new_bool(mp_obj_is_true(object));
}

int32_t vm_is_true(vm_object object, vm_object *raised) {
    mp_obj_t result = vm_protect(call_is_true, object, raised);
    return result == MP_OBJ_NULL ? -1 : result == mp_const_true;
}

int32_t vm_get_small_int(vm_object object, intptr_t *value) {
    if (!mp_obj_is_small_int(object)) {
        return 0;
    }
    *value = MP_OBJ_SMALL_INT_VALUE(object);
    return 1;
}

typedef struct {
    mp_obj_t object;
    mp_int_t value;
    uint32_t limit;
} number_call;

static mp_obj_t call_get_int(void *arguments) {
    number_call *call = arguments;
    call->value = mp_obj_get_int(call->object);
    return mp_const_none;
}

int32_t vm_get_int(vm_object object, intptr_t *value, vm_object *raised) {
    number_call call = { object, 0, 0 };
    if (vm_protect(call_get_int, &call, raised) == MP_OBJ_NULL) {
        return -1;
    }
    *value = call.value;
    return 0;
}

static mp_obj_t call_get_unsigned(void *arguments) {
    number_call *call = arguments;
    if (!mp_obj_is_int(call->object)) {
        call->value = mp_obj_get_int(call->object);
    } else {
        call->value = (mp_int_t)mp_obj_int_get_uint_checked(call->object);
    }
    return mp_const_none;
}

int32_t vm_get_unsigned(vm_object object, uintptr_t *value, vm_object *raised) {
    number_call call = { object, 0, 0 };
    if (vm_protect(call_get_unsigned, &call, raised) == MP_OBJ_NULL) {
        return -1;
    }
    *value = (uintptr_t)call.value;
    return 0;
}

static mp_obj_t call_get_milliseconds(void *arguments) {
    number_call *call = arguments;
    mp_float_t milliseconds = mp_obj_get_float(call->object) * MICROPY_FLOAT_CONST(1000.0);
    if (!(milliseconds >= MICROPY_FLOAT_CONST(0.0))) {
        mp_raise_ValueError(MP_ERROR_TEXT("timeout must be None or not negative"));
    }
    if (milliseconds >= (mp_float_t)call->limit) {
        mp_raise_msg(&mp_type_OverflowError, MP_ERROR_TEXT("timeout too large"));
    }
    // Up, but not for what a float of 32 bits cannot tell from the number that was meant.
    uint32_t whole = (uint32_t)milliseconds;
    mp_float_t rest = milliseconds - (mp_float_t)whole;
    call->value = rest > milliseconds * MICROPY_FLOAT_CONST(1e-6) ? whole + 1 : whole;
    return mp_const_none;
}

int32_t vm_get_milliseconds(vm_object object, uint32_t limit, uint32_t *value, vm_object *raised) {
    number_call call = { object, 0, limit };
    if (vm_protect(call_get_milliseconds, &call, raised) == MP_OBJ_NULL) {
        return -1;
    }
    *value = (uint32_t)call.value;
    return 0;
}

typedef struct {
    const uint8_t *data;
    size_t length;
} copy_call;

static mp_obj_t call_copy(void *arguments) {
    copy_call *call = arguments;
    call->data = memcpy(m_malloc(call->length), call->data, call->length);
    return mp_const_none;
}

// The collector finds a copy as long as it is in use: a pointer to it is on the stack.
static int32_t make_readable(const uint8_t **data, size_t length, vm_object *raised) {
    if (has_words_only(*data) && length != 0) {
        copy_call call = { *data, length };
        if (vm_protect(call_copy, &call, raised) == MP_OBJ_NULL) {
            return -1;
        }
        *data = call.data;
    }
    return 1;
}

int32_t vm_get_text(vm_object object, const uint8_t **data, size_t *length, vm_object *raised) {
    if (!mp_obj_is_str_or_bytes(object)) {
        return 0;
    }
    *data = (const uint8_t *)mp_obj_str_get_data(object, length);
    return make_readable(data, *length, raised);
}

int32_t vm_get_bytes(vm_object object, const uint8_t **data, size_t *length, vm_object *raised) {
    uint8_t *memory;
    if (!vm_get_buffer(object, 0, &memory, length)) {
        return 0;
    }
    *data = memory;
    return make_readable(data, *length, raised);
}

int32_t vm_get_buffer(vm_object object, int32_t writable, uint8_t **data, size_t *length) {
    mp_buffer_info_t buffer;
    if (!mp_get_buffer(object, &buffer, writable ? MP_BUFFER_WRITE : MP_BUFFER_READ)) {
        return 0;
    }
    *data = buffer.buf;
    *length = buffer.len;
    return 1;
}

int32_t vm_get_items(vm_object object, size_t *length, const vm_object **items) {
    mp_obj_t *found;
    if (mp_obj_is_tuple_compatible(object)) {
        mp_obj_tuple_get(object, length, &found);
    } else if (mp_obj_is_type(object, &mp_type_list)) {
        mp_obj_list_get(object, length, &found);
    } else {
        return 0;
    }
    *items = found;
    return 1;
}

int32_t vm_is_callable(vm_object object) {
    return mp_obj_is_callable(object);
}

int32_t vm_is_str(vm_object object) {
    return mp_obj_is_str(object);
}

// Values to objects.

vm_object vm_none(void) {
    return mp_const_none;
}

vm_object vm_boolean(int32_t value) {
    return mp_obj_new_bool(value);
}

vm_object vm_empty_bytes(void) {
    return mp_const_empty_bytes;
}

static mp_obj_t call_new_int(void *value) {
    return mp_obj_new_int(*(intptr_t *)value);
}

vm_object vm_new_int(intptr_t value, vm_object *raised) {
    if (MP_SMALL_INT_FITS(value)) {
        return MP_OBJ_NEW_SMALL_INT(value);
    }
    return vm_protect(call_new_int, &value, raised);
}

static mp_obj_t call_new_unsigned(void *value) {
    return mp_obj_new_int_from_uint(*(uintptr_t *)value);
}

vm_object vm_new_unsigned(uintptr_t value, vm_object *raised) {
    return vm_protect(call_new_unsigned, &value, raised);
}

static mp_obj_t call_new_seconds(void *milliseconds) {
    return mp_obj_new_float((mp_float_t)*(uint32_t *)milliseconds / MICROPY_FLOAT_CONST(1000.0));
}

vm_object vm_new_seconds(uint32_t milliseconds, vm_object *raised) {
    return vm_protect(call_new_seconds, &milliseconds, raised);
}

typedef struct {
    const void *data;
    size_t length;
} array_call;

static mp_obj_t call_new_str(void *arguments) {
    array_call *call = arguments;
    return mp_obj_new_str(call->data, call->length);
}

vm_object vm_new_str(const uint8_t *data, size_t length, vm_object *raised) {
    array_call call = { data, length };
    return vm_protect(call_new_str, &call, raised);
}

static mp_obj_t call_new_tuple(void *arguments) {
    array_call *call = arguments;
    return mp_obj_new_tuple(call->length, call->data);
}

vm_object vm_new_tuple(size_t length, const vm_object *items, vm_object *raised) {
    array_call call = { items, length };
    return vm_protect(call_new_tuple, &call, raised);
}

void vm_set_item(vm_object tuple, size_t index, vm_object item) {
    ((mp_obj_tuple_t *)MP_OBJ_TO_PTR(tuple))->items[index] = item;
}

static mp_obj_t call_new_list(void *unused) {
    (void)unused;
    return mp_obj_new_list(0, NULL);
}

vm_object vm_new_list(vm_object *raised) {
    return vm_protect(call_new_list, NULL, raised);
}

static mp_obj_t call_append(void *arguments) {
    mp_obj_t *call = arguments;
    return mp_obj_list_append(call[0], call[1]);
}

int32_t vm_append(vm_object list, vm_object item, vm_object *raised) {
    mp_obj_t call[2] = { list, item };
    return vm_protect(call_append, call, raised) == MP_OBJ_NULL ? -1 : 0;
}

vm_object vm_bytes_new(size_t capacity) {
    mp_obj_str_t *bytes = m_new_obj_maybe(mp_obj_str_t);
    byte *data = bytes == NULL || capacity == SIZE_MAX ? NULL : m_new_maybe(byte, capacity + 1);
    if (data == NULL) {
        return MP_OBJ_NULL;
    }
    bytes->base.type = &mp_type_bytes;
    bytes->hash = 0; // MicroPython computes it where it is needed
    bytes->len = 0;
    bytes->data = data;
    return MP_OBJ_FROM_PTR(bytes);
}

uint8_t *vm_bytes_data(vm_object bytes) {
    return (uint8_t *)((mp_obj_str_t *)MP_OBJ_TO_PTR(bytes))->data;
}

size_t vm_bytes_length(vm_object bytes) {
    return ((mp_obj_str_t *)MP_OBJ_TO_PTR(bytes))->len;
}

uint8_t *vm_bytes_resize(vm_object bytes, size_t old_capacity, size_t capacity) {
    mp_obj_str_t *self = MP_OBJ_TO_PTR(bytes);
    byte *data = m_renew_maybe(byte, (byte *)self->data, old_capacity + 1, capacity + 1, true);
    if (data != NULL) {
        self->data = data;
    }
    return data;
}

vm_object vm_bytes_finish(vm_object bytes, size_t capacity, size_t length) {
    mp_obj_str_t *self = MP_OBJ_TO_PTR(bytes);
    // The collector gives back whole blocks only.
    if (length / MICROPY_BYTES_PER_GC_BLOCK != capacity / MICROPY_BYTES_PER_GC_BLOCK) {
        byte *data = m_renew_maybe(byte, (byte *)self->data, capacity + 1, length + 1, false);
        if (data != NULL) {
            self->data = data;
        }
    }
    self->len = length;
    ((byte *)self->data)[length] = 0;
    return bytes;
}

typedef struct {
    mp_obj_t pair[2];
    size_t capacity;
    size_t numbers;
} address_call;

static mp_obj_t call_address_new(void *arguments) {
    address_call *call = arguments;
    call->pair[1] = vm_bytes_new(call->capacity);
    if (call->pair[1] == MP_OBJ_NULL) {
        m_malloc_fail(call->capacity);
    }
    if (call->numbers != 0) {
        mp_obj_tuple_t *tuple = MP_OBJ_TO_PTR(mp_obj_new_tuple(1 + call->numbers, NULL));
        tuple->items[0] = call->pair[1];
        for (size_t i = 1; i < tuple->len; i++) {
            tuple->items[i] = MP_OBJ_NEW_SMALL_INT(0);
        }
        call->pair[1] = MP_OBJ_FROM_PTR(tuple);
    }
    return call->pair[0] == MP_OBJ_NULL ? call->pair[1] : mp_obj_new_tuple(2, call->pair);
}

vm_object vm_address_new(vm_object first, size_t capacity, size_t numbers, vm_object *address,
    vm_object *raised) {
    address_call call = { { first, MP_OBJ_NULL }, capacity, numbers };
    vm_object result = vm_protect(call_address_new, &call, raised);
    *address = call.pair[1];
    return result;
}

vm_object vm_address_fill(vm_object address, size_t capacity, const uint8_t *host, size_t length,
    size_t numbers, uint32_t port, uint32_t flowinfo, uint32_t scope_id) {
    mp_obj_tuple_t *tuple = MP_OBJ_TO_PTR(address);
    mp_obj_t host_object = numbers == 0 ? address : tuple->items[0];
    mp_obj_str_t *text = MP_OBJ_TO_PTR(host_object);
    text->base.type = &mp_type_str;
    memcpy((byte *)text->data, host, length);
    vm_bytes_finish(host_object, capacity, length);
    if (numbers >= 1) {
        tuple->items[1] = MP_OBJ_NEW_SMALL_INT(port);
    }
    if (numbers >= 3) {
        tuple->items[2] = MP_OBJ_NEW_SMALL_INT(flowinfo);
        tuple->items[3] = MP_OBJ_NEW_SMALL_INT(scope_id);
    }
    return address;
}
