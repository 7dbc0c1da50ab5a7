// Errors as Python exceptions: the numbers, the words, and the one place that raises.

#include "py/mperrno.h"
#include "py/objexcept.h"
#include "py/objtuple.h"
#include "py/runtime.h"

#include "usocket_module.h"
#include "border/constants.h"
#include "border/vm.h"

// What py/mperrno.h has no name for.
#if MICROPY_USE_INTERNAL_ERRNO
// Linux's numbers, which MicroPython's own are.
#define MP_EDESTADDRREQ (89)
#define MP_EMSGSIZE (90)
#define MP_ENOPROTOOPT (92)
#define MP_EPROTONOSUPPORT (93)
#define MP_ESOCKTNOSUPPORT (94)
#define MP_EADDRNOTAVAIL (99)
#define MP_ENETUNREACH (101)
#else
#include <errno.h>
#define MP_EDESTADDRREQ EDESTADDRREQ
#define MP_EMSGSIZE EMSGSIZE
#define MP_ENOPROTOOPT ENOPROTOOPT
#define MP_EPROTONOSUPPORT EPROTONOSUPPORT
#ifdef ESOCKTNOSUPPORT
#define MP_ESOCKTNOSUPPORT ESOCKTNOSUPPORT
#else
#define MP_ESOCKTNOSUPPORT EPROTONOSUPPORT
#endif
#define MP_EADDRNOTAVAIL EADDRNOTAVAIL
#define MP_ENETUNREACH ENETUNREACH
#endif

int32_t vm_errno(int32_t code) {
    static const uint8_t numbers[] = {
        [USOCKET_ERRNO_EAGAIN] = MP_EAGAIN,
        [USOCKET_ERRNO_EBADF] = MP_EBADF,
        [USOCKET_ERRNO_EINVAL] = MP_EINVAL,
        [USOCKET_ERRNO_ENOMEM] = MP_ENOMEM,
        [USOCKET_ERRNO_ENOBUFS] = MP_ENOBUFS,
        [USOCKET_ERRNO_EINPROGRESS] = MP_EINPROGRESS,
        [USOCKET_ERRNO_EALREADY] = MP_EALREADY,
        [USOCKET_ERRNO_EISCONN] = MP_EISCONN,
        [USOCKET_ERRNO_ENOTCONN] = MP_ENOTCONN,
        [USOCKET_ERRNO_ETIMEDOUT] = MP_ETIMEDOUT,
        [USOCKET_ERRNO_ECONNREFUSED] = MP_ECONNREFUSED,
        [USOCKET_ERRNO_ECONNRESET] = MP_ECONNRESET,
        [USOCKET_ERRNO_ECONNABORTED] = MP_ECONNABORTED,
        [USOCKET_ERRNO_EPIPE] = MP_EPIPE,
        [USOCKET_ERRNO_EADDRINUSE] = MP_EADDRINUSE,
        [USOCKET_ERRNO_EADDRNOTAVAIL] = MP_EADDRNOTAVAIL,
        [USOCKET_ERRNO_EHOSTUNREACH] = MP_EHOSTUNREACH,
        [USOCKET_ERRNO_ENETUNREACH] = MP_ENETUNREACH,
        [USOCKET_ERRNO_EAFNOSUPPORT] = MP_EAFNOSUPPORT,
        [USOCKET_ERRNO_EPROTONOSUPPORT] = MP_EPROTONOSUPPORT,
        [USOCKET_ERRNO_ESOCKTNOSUPPORT] = MP_ESOCKTNOSUPPORT,
        [USOCKET_ERRNO_EOPNOTSUPP] = MP_EOPNOTSUPP,
        [USOCKET_ERRNO_ENOPROTOOPT] = MP_ENOPROTOOPT,
        [USOCKET_ERRNO_EMSGSIZE] = MP_EMSGSIZE,
        [USOCKET_ERRNO_EMFILE] = MP_EMFILE,
        [USOCKET_ERRNO_EDESTADDRREQ] = MP_EDESTADDRREQ,
        [USOCKET_ERRNO_EIO] = MP_EIO,
    };
    return code < 0 ? numbers[-code] : code;
}

static const char *resolve_text(int32_t reason, int32_t *number) {
    switch (reason) {
        case USOCKET_RESOLVE_AGAIN:
            *number = EAI_AGAIN;
            return "Temporary failure in name resolution";
        case USOCKET_RESOLVE_FAIL:
            *number = EAI_FAIL;
            return "Non-recoverable failure in name resolution";
        case USOCKET_RESOLVE_FAMILY:
            *number = EAI_FAMILY;
            return "Address family not supported";
        case USOCKET_RESOLVE_SERVICE:
            *number = EAI_SERVICE;
            return "Service not supported";
        case USOCKET_RESOLVE_MEMORY:
            *number = EAI_MEMORY;
            return "Out of memory";
        case USOCKET_RESOLVE_BAD_FLAGS:
            *number = EAI_BADFLAGS;
            return "Bad flags";
        case USOCKET_RESOLVE_SOCKET_TYPE:
            *number = EAI_SOCKTYPE;
            return "Socket type not supported";
        case USOCKET_RESOLVE_ADDRESS_FAMILY:
            *number = EAI_ADDRFAMILY;
            return "No address of this family for host";
        default:
            *number = EAI_NONAME;
            return "Name or service not known";
    }
}

static mp_rom_error_text_t message_text(int32_t message) {
    switch (message) {
        case USOCKET_MESSAGE_NEED_BUFFER:
            return MP_ERROR_TEXT("object with buffer protocol required");
        case USOCKET_MESSAGE_NEED_WRITABLE_BUFFER:
            return MP_ERROR_TEXT("writable buffer required");
        case USOCKET_MESSAGE_NEED_ADDRESS:
            return MP_ERROR_TEXT("address must be (host, port)");
        case USOCKET_MESSAGE_NEED_HOST:
            return MP_ERROR_TEXT("host must be str or bytes");
        case USOCKET_MESSAGE_BAD_PORT:
            return MP_ERROR_TEXT("port must be 0-65535");
        case USOCKET_MESSAGE_NEGATIVE_SIZE:
            return MP_ERROR_TEXT("negative size");
        case USOCKET_MESSAGE_BUFFER_TOO_SMALL:
            return MP_ERROR_TEXT("size exceeds buffer");
        case USOCKET_MESSAGE_BAD_PACKED_LENGTH:
            return MP_ERROR_TEXT("packed address has wrong length");
        case USOCKET_MESSAGE_BAD_MODE:
            return MP_ERROR_TEXT("mode must be r, w or rw, binary");
        case USOCKET_MESSAGE_NEED_OPTION_VALUE:
            return MP_ERROR_TEXT("value must be int or bytes");
        case USOCKET_MESSAGE_NEED_SOCKET:
            return MP_ERROR_TEXT("not an initialised socket");
        case USOCKET_MESSAGE_BAD_FLOW_INFO:
            return MP_ERROR_TEXT("flowinfo must be 0-1048575");
        case USOCKET_MESSAGE_NO_REUSE_PORT:
            return MP_ERROR_TEXT("reuse_port not supported");
        case USOCKET_MESSAGE_NEED_STR:
            return MP_ERROR_TEXT("str required");
        case USOCKET_MESSAGE_TOO_LARGE:
            return MP_ERROR_TEXT("number too large");
        case USOCKET_MESSAGE_NEED_INT:
            return MP_ERROR_TEXT("argument missing");
        default:
            return MP_ERROR_TEXT("unknown address family");
    }
}

// An OSError of `type` with a text, and with the count of bytes that were sent before it.
static mp_obj_t new_error(const mp_obj_type_t *type, int32_t number, const char *text, mp_int_t count) {
    mp_obj_t args[] = {
        MP_OBJ_NEW_SMALL_INT(number),
        mp_obj_new_str_from_cstr(text),
        MP_OBJ_NULL,
    };
    if (count < 0) {
        return mp_obj_exception_make_new(type, 2, 0, args);
    }
    args[2] = mp_obj_new_int(count);
    return mp_obj_exception_make_new(type, 3, 0, args);
}

static mp_obj_t new_os_error(int32_t code, mp_int_t count) {
    int32_t number = vm_errno(code);
    if (number == MP_ETIMEDOUT) {
        return new_error(&usocket_timeout_type, number, "timed out", count);
    }
    if (count >= 0) {
        return new_error(&mp_type_OSError, number, "not all bytes were sent", count);
    }
    mp_obj_t arg = MP_OBJ_NEW_SMALL_INT(number);
    return mp_obj_exception_make_new(&mp_type_OSError, 1, 0, &arg);
}

void usocket_raise(const usocket_raised *raised) {
    switch (raised->kind) {
        case USOCKET_RAISED_KIND_OBJECT:
            nlr_raise(raised->object);
        case USOCKET_RAISED_KIND_OS:
            nlr_raise(new_os_error(raised->code, raised->count));
        case USOCKET_RAISED_KIND_RESOLVE: {
            int32_t number;
            const char *text = resolve_text(raised->code, &number);
            nlr_raise(new_error(&usocket_gaierror_type, number, text, -1));
        }
        case USOCKET_RAISED_KIND_TYPE:
            mp_raise_TypeError(message_text(raised->code));
        case USOCKET_RAISED_KIND_VALUE:
            mp_raise_ValueError(message_text(raised->code));
        case USOCKET_RAISED_KIND_OVERFLOW:
            mp_raise_msg(&mp_type_OverflowError, message_text(raised->code));
        default:
            mp_raise_type(&mp_type_MemoryError);
    }
}

// As CPython shows an OSError with a text: `[Errno 110] timed out`.
void usocket_error_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
    mp_obj_exception_t *self = MP_OBJ_TO_PTR(self_in);
    mp_print_kind_t plain_kind = kind & ~PRINT_EXC_SUBCLASS;
    if ((plain_kind != PRINT_STR && plain_kind != PRINT_EXC) || self->args->len < 2) {
        mp_obj_exception_print(print, self_in, kind);
        return;
    }
    if (plain_kind == PRINT_EXC) {
        if (!(kind & PRINT_EXC_SUBCLASS)) {
            mp_print_str(print, qstr_str(self->base.type->name));
        }
        mp_print_str(print, ": ");
    }
    mp_print_str(print, "[Errno ");
    mp_obj_print_helper(print, self->args->items[0], PRINT_STR);
    mp_print_str(print, "] ");
    mp_obj_print_helper(print, self->args->items[1], PRINT_STR);
}
