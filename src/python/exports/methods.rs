//! The methods of a socket; the first argument is the socket.

use super::call;
use crate::python::exception::Raised;
use crate::python::object::Object;
use crate::python::{connection, options, socket, stream, transfer};

/// `close()` and `__del__()`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_close(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, socket::close) }
}

/// `__enter__()`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_enter(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, socket::enter) }
}

/// `fileno()`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_fileno(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, socket::fileno) }
}

/// `makefile(mode, buffering)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_makefile(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, socket::makefile) }
}

/// `bind(address)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_bind(count: usize, arguments: *const Object, raised: *mut Raised) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, connection::bind) }
}

/// `listen(backlog)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_listen(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, connection::listen) }
}

/// `accept()`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_accept(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, connection::accept) }
}

/// `connect(address)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_connect(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, connection::connect) }
}

/// `connect_ex(address)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_connect_ex(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, connection::connect_ex) }
}

/// `shutdown(how)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_shutdown(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, connection::shutdown) }
}

/// `getsockname()`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_getsockname(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, connection::getsockname) }
}

/// `getpeername()`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_getpeername(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, connection::getpeername) }
}

/// `send(data, flags)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_send(count: usize, arguments: *const Object, raised: *mut Raised) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, transfer::send) }
}

/// `sendall(data, flags)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_sendall(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, transfer::sendall) }
}

/// `sendto(data, flags, address)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_sendto(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, transfer::sendto) }
}

/// `recv(size, flags)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_recv(count: usize, arguments: *const Object, raised: *mut Raised) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, transfer::recv) }
}

/// `recvfrom(size, flags)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_recvfrom(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, transfer::recvfrom) }
}

/// `recv_into(buffer, size, flags)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_recv_into(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, transfer::recv_into) }
}

/// `recvfrom_into(buffer, size, flags)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_recvfrom_into(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, transfer::recvfrom_into) }
}

/// `read(size)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_read(count: usize, arguments: *const Object, raised: *mut Raised) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, stream::read) }
}

/// `readinto(buffer, size)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_readinto(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, stream::readinto) }
}

/// `readline(size)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_readline(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, stream::readline) }
}

/// `write(buffer, start, size)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_write(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, stream::write) }
}

/// `settimeout(seconds)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_settimeout(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, options::settimeout) }
}

/// `gettimeout()`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_gettimeout(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, options::gettimeout) }
}

/// `setblocking(flag)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_setblocking(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, options::setblocking) }
}

/// `getblocking()`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_getblocking(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, options::getblocking) }
}

/// `setsockopt(level, name, value)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_setsockopt(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, options::setsockopt) }
}

/// `getsockopt(level, name, size)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_getsockopt(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, options::getsockopt) }
}

/// `detach()`
#[cfg(not(feature = "lwip-raw"))]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_detach(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, socket::detach) }
}
