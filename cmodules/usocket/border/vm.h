// What the Rust library asks of MicroPython's virtual machine.
//
// bindgen reads this file. Scalars of at least 32 bits and pointers only: results narrower than
// a word and structs by value differ between GCC and rustc on Xtensa.
//
// A function with a `raised` argument may run Python code and may fail: it then returns NULL or
// a negative number, and `*raised` is the exception. The others neither raise nor run Python.

#ifndef USOCKET_BORDER_VM_H
#define USOCKET_BORDER_VM_H

#include <stddef.h>
#include <stdint.h>

// A Python object, whatever its representation.
typedef void *vm_object;

// Objects to values.

int32_t vm_is_none(vm_object object);
// bool(object).
int32_t vm_is_true(vm_object object, vm_object *raised);
// int(object), by __index__ or __int__; OverflowError when it does not fit a machine word.
int32_t vm_get_int(vm_object object, intptr_t *value, vm_object *raised);
// The same for integers that are not negative.
int32_t vm_get_unsigned(vm_object object, uintptr_t *value, vm_object *raised);
// A small int without a call into the machine: 0 when object is something else.
int32_t vm_get_small_int(vm_object object, intptr_t *value);
// Seconds as int or float, as milliseconds rounded up. Negative, NaN: ValueError. More than
// `limit` milliseconds: OverflowError.
int32_t vm_get_milliseconds(vm_object object, uint32_t limit, uint32_t *value, vm_object *raised);
// The characters of a str or the bytes of a bytes object: 0 when object is something else.
// Copied where Rust could not read them (border/flash.h).
int32_t vm_get_text(vm_object object, const uint8_t **data, size_t *length, vm_object *raised);
// The bytes of an object with the buffer protocol, likewise. They stay where they are until Python
// runs again.
int32_t vm_get_bytes(vm_object object, const uint8_t **data, size_t *length, vm_object *raised);
// The memory of such an object, to write to, or to pass on unread: 0 when there is none. It stays
// where it is until Python runs again.
int32_t vm_get_buffer(vm_object object, int32_t writable, uint8_t **data, size_t *length);
// The items of a tuple or list: 0 when object is something else.
int32_t vm_get_items(vm_object object, size_t *length, const vm_object **items);
int32_t vm_is_callable(vm_object object);
int32_t vm_is_str(vm_object object);

// Values to objects.

vm_object vm_none(void);
vm_object vm_boolean(int32_t value);
vm_object vm_empty_bytes(void);
vm_object vm_new_int(intptr_t value, vm_object *raised);
vm_object vm_new_unsigned(uintptr_t value, vm_object *raised);
vm_object vm_new_seconds(uint32_t milliseconds, vm_object *raised);
vm_object vm_new_str(const uint8_t *data, size_t length, vm_object *raised);
vm_object vm_new_tuple(size_t length, const vm_object *items, vm_object *raised);
// Replaces an item of a tuple that nobody has seen yet.
void vm_set_item(vm_object tuple, size_t index, vm_object item);
vm_object vm_new_list(vm_object *raised);
int32_t vm_append(vm_object list, vm_object item, vm_object *raised);

// A bytes object whose contents are written before anybody else sees it; NULL when memory is short.
// `vm_bytes_resize` returns the new data, or NULL (the object is then unchanged). Both may collect
// garbage. `vm_bytes_finish` cuts the object to its length, and cannot fail.
vm_object vm_bytes_new(size_t capacity);
uint8_t *vm_bytes_data(vm_object bytes);
size_t vm_bytes_length(vm_object bytes);
uint8_t *vm_bytes_resize(vm_object bytes, size_t old_capacity, size_t capacity);
vm_object vm_bytes_finish(vm_object bytes, size_t capacity, size_t length);

// A Python address (host, port) or (host, port, flowinfo, scope_id), allocated before its
// contents are known, so that nothing can fail once they are: `numbers` is 1 or 3, or 0 for a
// str alone (AF_UNIX). `vm_address_fill` takes a host of at most `capacity` characters.
// With `first` the result is the tuple (first, address); `*address` is the address alone.
vm_object vm_address_new(vm_object first, size_t capacity, size_t numbers, vm_object *address,
    vm_object *raised);
vm_object vm_address_fill(vm_object address, size_t capacity, const uint8_t *host, size_t length,
    size_t numbers, uint32_t port, uint32_t flowinfo, uint32_t scope_id);

// An error's number in MicroPython's errno module, from what `Errno::code` returns.
int32_t vm_errno(int32_t code);

// Sockets.

// An object of `size` bytes, zeroed after its header, of a type of the module's; the collector
// calls its __del__.
vm_object vm_socket_new(vm_object type, size_t size, vm_object *raised);
// The native socket behind object (an instance of a subclass too), or NULL; NULL also for NULL.
void *vm_socket_of(vm_object object);
// The module's own type.
vm_object vm_socket_type(void);
// The same for queries, which have no subclasses.
void *vm_query_of(vm_object object);
vm_object vm_query_type(void);

// Callbacks of sockets: a root pointer of the collector's, and a call that prints what is raised.
vm_object vm_callbacks(void);
void vm_set_callbacks(vm_object first);
void vm_call_callback(vm_object function, vm_object argument);
// Has `usocket_dispatch` called soon; 0 when the scheduler's queue is full.
int32_t vm_schedule_dispatch(void);

// What is kept beside the sockets is that of a machine just started.
void vm_forget(void);

// Time, events, memory.

// Milliseconds of the monotonic clock; wraps around.
uint32_t vm_ticks_ms(void);
// Runs what is pending (signals, scheduled callbacks).
int32_t vm_handle_pending(vm_object *raised);
// The same, then sleeps until an interrupt or for `milliseconds` at most, then lets the port
// handle its events and runs what has become pending. Looks for nothing between the two, so
// that an event before the sleep is seen by the caller and one during it ends it.
int32_t vm_wait_event(uint32_t milliseconds, vm_object *raised);
// Makes `exception` pending again.
void vm_set_pending(vm_object exception);
// Writes this host's name; returns its length, 0 when it has none.
size_t vm_host_name(uint8_t *name, size_t capacity);
void vm_release_gil(void);
void vm_acquire_gil(void);
// Collects garbage. Runs finalisers.
void vm_collect(void);

#endif
