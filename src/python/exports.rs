//! The functions of the module as C calls them: one shape, so that one trampoline in C serves
//! them all.
//!
//! Each gets `count` arguments (NULL where a keyword left a gap) and returns an object, or NULL
//! after filling in `raised`.

#![allow(clippy::missing_safety_doc, reason = "one contract for all, in `call`")]

use super::arguments::Arguments;
use super::exception::{Raised, give};
use super::object::Object;
use super::{connection, create, functions, options, resolve, socket, stream, transfer};
use crate::socket::Error;

/// # Safety
///
/// `arguments` points to `count` objects or NULLs that stay there during the call, `raised` to a
/// `Raised` of C's.
unsafe fn call(
    function: fn(Arguments<'_>) -> Result<Object, Error>,
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by the caller.
    unsafe { give(function(Arguments::new(count, arguments)), raised) }
}

/// `socket(family, type, proto)`; the first argument is the type object
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_new(count: usize, arguments: *const Object, raised: *mut Raised) -> Object {
    // SAFETY: promised by C.
    unsafe { call(socket::new, count, arguments, raised) }
}

/// `close()` and `__del__()`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_close(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(socket::close, count, arguments, raised) }
}

/// `__enter__()`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_enter(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(socket::enter, count, arguments, raised) }
}

/// `fileno()`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_fileno(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(socket::fileno, count, arguments, raised) }
}

/// `makefile(mode, buffering)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_makefile(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(socket::makefile, count, arguments, raised) }
}

/// `bind(address)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_bind(count: usize, arguments: *const Object, raised: *mut Raised) -> Object {
    // SAFETY: promised by C.
    unsafe { call(connection::bind, count, arguments, raised) }
}

/// `listen(backlog)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_listen(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(connection::listen, count, arguments, raised) }
}

/// `accept()`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_accept(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(connection::accept, count, arguments, raised) }
}

/// `connect(address)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_connect(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(connection::connect, count, arguments, raised) }
}

/// `connect_ex(address)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_connect_ex(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(connection::connect_ex, count, arguments, raised) }
}

/// `shutdown(how)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_shutdown(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(connection::shutdown, count, arguments, raised) }
}

/// `getsockname()`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_getsockname(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(connection::getsockname, count, arguments, raised) }
}

/// `getpeername()`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_getpeername(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(connection::getpeername, count, arguments, raised) }
}

/// `send(data, flags)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_send(count: usize, arguments: *const Object, raised: *mut Raised) -> Object {
    // SAFETY: promised by C.
    unsafe { call(transfer::send, count, arguments, raised) }
}

/// `sendall(data, flags)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_sendall(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(transfer::sendall, count, arguments, raised) }
}

/// `sendto(data, flags, address)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_sendto(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(transfer::sendto, count, arguments, raised) }
}

/// `recv(size, flags)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_recv(count: usize, arguments: *const Object, raised: *mut Raised) -> Object {
    // SAFETY: promised by C.
    unsafe { call(transfer::recv, count, arguments, raised) }
}

/// `recvfrom(size, flags)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_recvfrom(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(transfer::recvfrom, count, arguments, raised) }
}

/// `recv_into(buffer, size, flags)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_recv_into(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(transfer::recv_into, count, arguments, raised) }
}

/// `recvfrom_into(buffer, size, flags)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_recvfrom_into(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(transfer::recvfrom_into, count, arguments, raised) }
}

/// `read(size)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_read(count: usize, arguments: *const Object, raised: *mut Raised) -> Object {
    // SAFETY: promised by C.
    unsafe { call(stream::read, count, arguments, raised) }
}

/// `readinto(buffer, size)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_readinto(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(stream::readinto, count, arguments, raised) }
}

/// `readline(size)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_readline(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(stream::readline, count, arguments, raised) }
}

/// `write(buffer, start, size)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_write(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(stream::write, count, arguments, raised) }
}

/// `settimeout(seconds)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_settimeout(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(options::settimeout, count, arguments, raised) }
}

/// `gettimeout()`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_gettimeout(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(options::gettimeout, count, arguments, raised) }
}

/// `setblocking(flag)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_setblocking(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(options::setblocking, count, arguments, raised) }
}

/// `getblocking()`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_getblocking(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(options::getblocking, count, arguments, raised) }
}

/// `setsockopt(level, name, value)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_setsockopt(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(options::setsockopt, count, arguments, raised) }
}

/// `getsockopt(level, name, size)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_getsockopt(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(options::getsockopt, count, arguments, raised) }
}

/// `setdefaulttimeout(seconds)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_setdefaulttimeout(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(options::setdefaulttimeout, count, arguments, raised) }
}

/// `getdefaulttimeout()`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_getdefaulttimeout(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(options::getdefaulttimeout, count, arguments, raised) }
}

/// `getaddrinfo(host, port, family, type, proto, flags)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_getaddrinfo(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(resolve::getaddrinfo, count, arguments, raised) }
}

/// `gethostbyname(name)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_gethostbyname(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(resolve::gethostbyname, count, arguments, raised) }
}

/// `create_connection(address, timeout, source_address)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_create_connection(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(create::create_connection, count, arguments, raised) }
}

/// `create_server(address, family, backlog, reuse_port)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_create_server(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(create::create_server, count, arguments, raised) }
}

/// `inet_pton(family, text)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_inet_pton(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(functions::inet_pton, count, arguments, raised) }
}

/// `inet_ntop(family, packed)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_inet_ntop(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(functions::inet_ntop, count, arguments, raised) }
}

/// `inet_aton(text)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_inet_aton(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(functions::inet_aton, count, arguments, raised) }
}

/// `inet_ntoa(packed)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_inet_ntoa(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(functions::inet_ntoa, count, arguments, raised) }
}

/// `htons(number)`, `ntohs(number)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_swap_16(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(functions::swap_16, count, arguments, raised) }
}

/// `htonl(number)`, `ntohl(number)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_swap_32(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(functions::swap_32, count, arguments, raised) }
}

/// `sockaddr(address)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_sockaddr(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(functions::sockaddr, count, arguments, raised) }
}

/// `detach()`
#[cfg(feature = "kernel")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_detach(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(socket::detach, count, arguments, raised) }
}

/// `gethostname()`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_gethostname(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(resolve::gethostname, count, arguments, raised) }
}

/// `reset()`
#[cfg(feature = "lwip-raw")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_reset(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(super::lwip::reset, count, arguments, raised) }
}

/// `callback()`
#[cfg(feature = "lwip-raw")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_callback(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(super::lwip::callback, count, arguments, raised) }
}

/// `print_pcbs()`
#[cfg(feature = "lwip-raw")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_print_pcbs(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(super::lwip::print_pcbs, count, arguments, raised) }
}

/// `socketpair(family, type, proto)`
#[cfg(feature = "kernel")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_socketpair(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(create::socketpair, count, arguments, raised) }
}
