// The one place where exceptions of MicroPython's become values.

#ifndef USOCKET_BORDER_PROTECT_H
#define USOCKET_BORDER_PROTECT_H

#include "py/obj.h"

#include "border/vm.h"

// Calls `call` and turns an exception into a value. Nothing else in this module catches.
mp_obj_t vm_protect(mp_obj_t (*call)(void *arguments), void *arguments, vm_object *raised);

#endif
