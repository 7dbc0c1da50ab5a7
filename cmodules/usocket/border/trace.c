// Each call of the module as a line on the console, for scripts/tracing.py to show:
//
//   MARK start milliseconds microseconds object descriptor readiness given got name(arguments) result
//
// separated by tabs. The call began at `start`, in milliseconds, and lasted both numbers, of which
// that of microseconds wraps around first. The object is 0 for functions of the module, the descriptor
// is -1 for a closed socket. `given` is the size of the first argument, `got` that of the result, -1 for
// what has none. Nothing here runs Python or allocates: finalisers come by, too.

#include <string.h>

#include "py/mperrno.h"
#include "py/objstr.h"
#include "py/runtime.h"

#include "border/trace.h"
#include "border/vm.h"

#if USOCKET_TRACE

// Characters that no repr prints.
#define MARK "\x1e"
#define OBJECT_MARK "\x1f"
#define TEXT_MAX (40)
#define PRINT(...) mp_printf(&mp_plat_print, __VA_ARGS__)

// A console that is a socket itself, such as WebREPL's, would trace its own output.
static bool printing;

static bool begin(usocket_trace_time start, mp_obj_t self, int given, int got) {
    if (printing) {
        return false;
    }
    printing = true;
    usocket_trace_time now = usocket_trace_now();
    void *native = vm_socket_of(self);
    bool is_socket = native != NULL;
    usocket_raised raised;
    mp_obj_t descriptor = is_socket ? usocket_fileno(1, &self, &raised) : MP_OBJ_NULL;
    uint32_t ready = is_socket ? usocket_stream_poll(self, MP_STREAM_POLL_RD | MP_STREAM_POLL_WR) : 0;
    PRINT(MARK "%u\t%u\t%u\t%x\t%d\t%u\t%d\t%d\t", (uint)start.milliseconds,
        (uint)(now.milliseconds - start.milliseconds), (uint)(now.microseconds - start.microseconds),
        (uint)(uintptr_t)native,
        descriptor == MP_OBJ_NULL ? 0 : (int)MP_OBJ_SMALL_INT_VALUE(descriptor), (uint)ready, given, got);
    return true;
}

static void end(void) {
    PRINT("\n");
    printing = false;
}

// Names by their objects; those that people write before those of the machine.
static qstr name_in(const mp_obj_dict_t *names, const usocket_function_t *function) {
    qstr found = MP_QSTRnull;
    for (size_t i = 0; i < names->map.alloc; i++) {
        const mp_map_elem_t *entry = &names->map.table[i];
        if (entry->value == MP_OBJ_FROM_PTR(function)) {
            found = MP_OBJ_QSTR_VALUE(entry->key);
            if (qstr_str(found)[0] != '_') {
                break;
            }
        }
    }
    return found;
}

static qstr name_of(const usocket_function_t *function) {
    if (function == &usocket_new_obj) {
        return MP_QSTR_socket;
    }
    const mp_obj_dict_t *const tables[] = {
        MP_OBJ_TYPE_GET_SLOT(&usocket_type, locals_dict),
        MP_OBJ_TYPE_GET_SLOT(&usocket_query_type, locals_dict),
        usocket_module.globals,
    };
    for (size_t i = 0; i < MP_ARRAY_SIZE(tables); i++) {
        qstr name = name_in(tables[i], function);
        if (name != MP_QSTRnull) {
            return name;
        }
    }
    return MP_QSTR_function;
}

// The number itself, or the length; of a tuple that of its first item.
static int size_of(mp_obj_t value) {
    mp_buffer_info_t buffer;
    if (value == MP_OBJ_NULL) {
        return -1;
    }
    if (mp_obj_is_small_int(value)) {
        return MP_OBJ_SMALL_INT_VALUE(value);
    }
    if (mp_obj_is_exact_type(value, &mp_type_tuple)) {
        size_t length;
        mp_obj_t *items;
        mp_obj_tuple_get(value, &length, &items);
        return length == 0 ? -1 : size_of(items[0]);
    }
    return mp_get_buffer(value, &buffer, MP_BUFFER_READ) ? (int)buffer.len : -1;
}

static void print_text(mp_obj_t text) {
    size_t length;
    const char *data = mp_obj_str_get_data(text, &length);
    size_t shown = MIN(length, TEXT_MAX);
    if (mp_obj_is_type(text, &mp_type_bytes)) {
        PRINT("b");
    }
    mp_str_print_quoted(&mp_plat_print, (const byte *)data, shown, mp_obj_is_type(text, &mp_type_bytes));
    if (shown < length) {
        PRINT("\xe2\x80\xa6");
    }
}

static void print_value(mp_obj_t value);

static void print_items(const char *brackets, size_t length, const mp_obj_t *items) {
    PRINT("%c", brackets[0]);
    for (size_t i = 0; i < length; i++) {
        PRINT(i == 0 ? "" : ", ");
        print_value(items[i]);
    }
    PRINT("%c", brackets[1]);
}

// What can be printed without running Python.
static void print_value(mp_obj_t value) {
    size_t length;
    mp_obj_t *items;
    mp_buffer_info_t buffer;
    if (value == MP_OBJ_NULL) {
        PRINT("-");
    } else if (mp_obj_is_str_or_bytes(value)) {
        print_text(value);
    } else if (mp_obj_is_int(value) || value == mp_const_none || mp_obj_is_bool(value) || mp_obj_is_float(value)) {
        mp_obj_print_helper(&mp_plat_print, value, PRINT_REPR);
    } else if (mp_obj_is_exact_type(value, &mp_type_tuple)) {
        mp_obj_tuple_get(value, &length, &items);
        print_items("()", length, items);
    } else if (mp_obj_is_exact_type(value, &mp_type_list)) {
        mp_obj_list_get(value, &length, &items);
        print_items("[]", length, items);
    } else if (vm_socket_of(value) != NULL) {
        PRINT(OBJECT_MARK "%x", (uint)(uintptr_t)vm_socket_of(value));
    } else if (mp_get_buffer(value, &buffer, MP_BUFFER_READ)) {
        PRINT("%s[%u]", mp_obj_get_type_str(value), (uint)buffer.len);
    } else {
        PRINT("<%s>", mp_obj_get_type_str(value));
    }
}

static void print_raised(const usocket_raised *raised) {
    static const char *const kinds[] = {
        [USOCKET_RAISED_KIND_RESOLVE] = "gaierror",
        [USOCKET_RAISED_KIND_TYPE] = "TypeError",
        [USOCKET_RAISED_KIND_VALUE] = "ValueError",
        [USOCKET_RAISED_KIND_OVERFLOW] = "OverflowError",
        [USOCKET_RAISED_KIND_MEMORY] = "MemoryError",
    };
    if (raised->kind == USOCKET_RAISED_KIND_OS) {
        int number = vm_errno(raised->code);
        qstr name = mp_errno_to_str(MP_OBJ_NEW_SMALL_INT(number));
        PRINT("!OSError %d %q", number, name);
    } else if (raised->kind == USOCKET_RAISED_KIND_OBJECT) {
        PRINT("!%s", mp_obj_get_type_str((mp_obj_t)raised->object));
    } else {
        PRINT("!%s", kinds[raised->kind]);
    }
}

static void print_result(mp_obj_t result, const usocket_raised *raised) {
    PRINT(")\t");
    if (result == MP_OBJ_NULL) {
        print_raised(raised);
    } else if (result != mp_const_none) {
        print_value(result);
    }
}

void usocket_trace_function(usocket_trace_time start, const usocket_function_t *function, size_t count,
    const mp_obj_t *args, mp_obj_t result, const usocket_raised *raised) {
    bool has_self = count > 0 && function != &usocket_new_obj && vm_socket_of(args[0]) != NULL;
    size_t first = has_self || function == &usocket_new_obj ? 1 : 0;
    mp_obj_t self = function == &usocket_new_obj ? result : has_self ? args[0] : MP_OBJ_NULL;
    if (begin(start, self, size_of(first < count ? args[first] : MP_OBJ_NULL), size_of(result))) {
        PRINT("%q(", name_of(function));
        for (size_t i = first; i < count; i++) {
            PRINT(i == first ? "" : ", ");
            print_value(args[i]);
        }
        print_result(result, raised);
        end();
    }
}

void usocket_trace_line(usocket_trace_time start, mp_obj_t self, mp_obj_t result, const usocket_raised *raised) {
    if (begin(start, self, -1, size_of(result))) {
        PRINT("readline(");
        print_result(result, raised);
        end();
    }
}

// The stream protocol, by which asyncio, ssl and others read and write.
void usocket_trace_transfer(usocket_trace_time start, const char *name, mp_obj_t self, size_t size, size_t count,
    const usocket_raised *raised) {
    if (begin(start, self, size, count)) {
        PRINT("stream.%s(%u)\t", name, (uint)size);
        if (count == SIZE_MAX) {
            print_raised(raised);
        } else {
            PRINT("%u", (uint)count);
        }
        end();
    }
}

// select asks over and over: answers only.
void usocket_trace_poll(usocket_trace_time start, mp_obj_t self, uint32_t ready) {
    if (ready != 0 && begin(start, self, -1, ready)) {
        PRINT("stream.poll()\t");
        end();
    }
}

void usocket_trace_close(usocket_trace_time start, mp_obj_t self) {
    if (begin(start, self, -1, -1)) {
        PRINT("stream.close()\t");
        end();
    }
}

#endif
