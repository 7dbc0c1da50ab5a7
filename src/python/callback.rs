//! `setsockopt(SOL_SOCKET, 20, callback)`: MicroPython's way to be called when a socket has
//! something to receive or to accept, or was closed by its peer. webrepl and FTP servers use it.

use core::cell::Cell;

use super::STACK;
use super::object::Object;
use super::socket::SocketObject;
use crate::socket::{Error, Readiness, Stack};
use crate::vm;

/// The option's number.
pub const OPTION: i32 = 20;

/// Callbacks that one run of the scheduler makes at most: others want their turn too.
const TURN: usize = 16;

/// A socket's callback, and the next socket that has one.
#[repr(C)]
pub struct Callback {
    function: Cell<Object>,
    next: Cell<Object>,
}

/// The first socket with a callback: a root of the collector's, from which it finds them all.
fn first() -> Object {
    // SAFETY: reads a root pointer; never raises.
    Object::from_pointer(unsafe { vm::vm_callbacks() })
}

fn set_first(socket: Object) {
    // SAFETY: writes a root pointer; never raises.
    unsafe { vm::vm_set_callbacks(socket.pointer()) }
}

/// Sets or, with `None`, removes a socket's callback.
pub fn set(object: Object, function: Object) -> Result<(), Error> {
    let socket = SocketObject::of(object)?;
    let handle = socket.inner.handle()?;
    remove(socket);
    if function.is_none() {
        return Ok(());
    }
    socket.callback.function.set(function);
    socket.callback.next.set(first());
    set_first(socket.object());
    STACK.watch(handle, true);
    if socket.inner.readiness(&STACK, Readiness::READ).intersects(Readiness::READ) {
        STACK.notify(handle);
    }
    Ok(())
}

/// Removes a socket's callback, when it has one.
pub fn remove(socket: &SocketObject) {
    if socket.callback.function.replace(Object::NULL).is_null() {
        return;
    }
    STACK.watch(socket.inner.descriptor(), false);
    let next = socket.callback.next.replace(Object::NULL);
    let mut at = first();
    if at == socket.object() {
        return set_first(next);
    }
    while let Ok(other) = SocketObject::of(at) {
        at = other.callback.next.get();
        if at == socket.object() {
            return other.callback.next.set(next);
        }
    }
}

/// Makes the callbacks that are due; `true` when some had to be left for another turn.
pub fn dispatch() -> bool {
    for _ in 0..TURN {
        match take_due() {
            // SAFETY: runs Python. What that raises is printed, as for all scheduled functions.
            Some((function, socket)) => unsafe { vm::vm_call_callback(function.pointer(), socket.pointer()) },
            None => return false,
        }
    }
    true
}

/// Anew for each callback: one may close sockets or set other callbacks.
fn take_due() -> Option<(Object, Object)> {
    let mut at = first();
    while let Ok(socket) = SocketObject::of(at) {
        if STACK.take_event(socket.inner.descriptor()) {
            return Some((socket.callback.function.get(), at));
        }
        at = socket.callback.next.get();
    }
    None
}
