// MicroPython's sockets, callbacks, clock, events and collector as plain functions. No logic.

#include <string.h>

#include "py/gc.h"
#include "py/mphal.h"
#include "py/mpthread.h"
#include "py/runtime.h"

#if MICROPY_PY_NETWORK
#include "extmod/modnetwork.h"
#elif defined(__unix__)
#include <unistd.h>
#endif

#include "usocket_module.h"
#include "border/protect.h"

_Static_assert(sizeof(mp_obj_t) == sizeof(vm_object), "usocket: objects must be pointers (not REPR_D)");

#if defined(MICROPY_ASYNC_KBD_INTR) && MICROPY_ASYNC_KBD_INTR
#error "usocket: Ctrl-C must not raise inside a signal handler; build with MICROPY_PY_THREAD_GIL=1"
#endif

mp_obj_t vm_protect(mp_obj_t (*call)(void *arguments), void *arguments, vm_object *raised) {
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mp_obj_t result = call(arguments);
        nlr_pop();
        return result;
    }
    *raised = MP_OBJ_FROM_PTR(nlr.ret_val);
    return MP_OBJ_NULL;
}

// Sockets.

typedef struct {
    const mp_obj_type_t *type;
    size_t size;
} socket_call;

static mp_obj_t call_socket_new(void *arguments) {
    socket_call *call = arguments;
    mp_obj_base_t *socket = m_malloc_with_finaliser(call->size);
    memset(socket, 0, call->size);
    socket->type = call->type;
    return MP_OBJ_FROM_PTR(socket);
}

vm_object vm_socket_new(vm_object type, size_t size, vm_object *raised) {
    socket_call call = { type, size };
    return vm_protect(call_socket_new, &call, raised);
}

void *vm_socket_of(vm_object object) {
    if (object == MP_OBJ_NULL) {
        return NULL;
    }
    if (mp_obj_is_exact_type(object, &usocket_type)) {
        return MP_OBJ_TO_PTR(object);
    }
    mp_obj_t native = mp_obj_cast_to_native_base(object, MP_OBJ_FROM_PTR(&usocket_type));
    if (native == MP_OBJ_NULL || !mp_obj_is_exact_type(native, &usocket_type)) {
        return NULL;
    }
    return MP_OBJ_TO_PTR(native);
}

vm_object vm_socket_type(void) {
    return (vm_object)&usocket_type;
}

void *vm_query_of(vm_object object) {
    return mp_obj_is_exact_type(object, &usocket_query_type) ? MP_OBJ_TO_PTR(object) : NULL;
}

vm_object vm_query_type(void) {
    return (vm_object)&usocket_query_type;
}

#if !USOCKET_STACK_KERNEL

MP_REGISTER_ROOT_POINTER(mp_obj_t usocket_callbacks);

vm_object vm_callbacks(void) {
    return MP_STATE_VM(usocket_callbacks);
}

void vm_set_callbacks(vm_object first) {
    MP_STATE_VM(usocket_callbacks) = first;
}

void vm_call_callback(vm_object function, vm_object argument) {
    mp_call_function_1_protected(function, argument);
}

static bool dispatch_scheduled;

static mp_obj_t dispatch(mp_obj_t unused) {
    (void)unused;
    dispatch_scheduled = false;
    if (usocket_dispatch()) {
        vm_schedule_dispatch();
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(dispatch_obj, dispatch);

int32_t vm_schedule_dispatch(void) {
    if (!dispatch_scheduled) {
        dispatch_scheduled = mp_sched_schedule(MP_OBJ_FROM_PTR(&dispatch_obj), mp_const_none);
    }
    return dispatch_scheduled;
}

void vm_forget(void) {
    dispatch_scheduled = false;
}

#else

void vm_forget(void) {
}

#endif

// Time, events, memory.

uint32_t vm_ticks_ms(void) {
    return mp_hal_ticks_ms();
}

static mp_obj_t call_handle_pending(void *unused) {
    (void)unused;
    mp_handle_pending(true);
    return mp_const_none;
}

int32_t vm_handle_pending(vm_object *raised) {
    return vm_protect(call_handle_pending, NULL, raised) == MP_OBJ_NULL ? -1 : 0;
}

static mp_obj_t call_wait_event(void *milliseconds) {
    #if defined(MICROPY_EVENT_POLL_HOOK) && !MICROPY_PREVIEW_VERSION_2
    (void)milliseconds;
    MICROPY_EVENT_POLL_HOOK
    #else
    mp_handle_pending(true);
    MICROPY_INTERNAL_WFE(*(uint32_t *)milliseconds);
    mp_event_handle_nowait();
    #endif
    return mp_const_none;
}

int32_t vm_wait_event(uint32_t milliseconds, vm_object *raised) {
    return vm_protect(call_wait_event, &milliseconds, raised) == MP_OBJ_NULL ? -1 : 0;
}

void vm_set_pending(vm_object exception) {
    mp_sched_exception(exception);
}

size_t vm_host_name(uint8_t *name, size_t capacity) {
    #if MICROPY_PY_NETWORK
    size_t length = MIN(strlen(mod_network_hostname_data), capacity); // no strnlen on the ESP8266
    memcpy(name, mod_network_hostname_data, length);
    return length;
    #elif defined(__unix__)
    return gethostname((char *)name, capacity) == 0 ? strnlen((char *)name, capacity) : 0;
    #else
    return 0;
    #endif
}

void vm_release_gil(void) {
    MP_THREAD_GIL_EXIT();
}

void vm_acquire_gil(void) {
    MP_THREAD_GIL_ENTER();
}

void vm_collect(void) {
    gc_collect();
}
