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

/// The function comes last, so that the others stay in their registers.
///
/// # Safety
///
/// `arguments` points to `count` objects or NULLs that stay there during the call, `raised` to a
/// `Raised` of C's.
unsafe fn call(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
    function: fn(Arguments<'_>) -> Result<Object, Error>,
) -> Object {
    // SAFETY: promised by the caller.
    unsafe { give(function(Arguments::new(count, arguments)), raised) }
}

/// `socket(family, type, proto)`; the first argument is the type object
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_new(count: usize, arguments: *const Object, raised: *mut Raised) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, socket::new) }
}

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

/// `setdefaulttimeout(seconds)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_setdefaulttimeout(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, options::setdefaulttimeout) }
}

/// `getdefaulttimeout()`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_getdefaulttimeout(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, options::getdefaulttimeout) }
}

/// `getaddrinfo(host, port, family, type, proto, flags)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_getaddrinfo(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, resolve::getaddrinfo) }
}

/// `gethostbyname(name)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_gethostbyname(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, resolve::gethostbyname) }
}

/// `create_connection(address, timeout, source_address)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_create_connection(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, create::create_connection) }
}

/// `create_server(address, family, backlog, reuse_port)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_create_server(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, create::create_server) }
}

/// `inet_pton(family, text)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_inet_pton(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, functions::inet_pton) }
}

/// `inet_ntop(family, packed)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_inet_ntop(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, functions::inet_ntop) }
}

/// `inet_aton(text)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_inet_aton(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, functions::inet_aton) }
}

/// `inet_ntoa(packed)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_inet_ntoa(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, functions::inet_ntoa) }
}

/// `htons(number)`, `ntohs(number)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_swap_16(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, functions::swap_16) }
}

/// `htonl(number)`, `ntohl(number)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_swap_32(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, functions::swap_32) }
}

/// `sockaddr(address)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_sockaddr(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, functions::sockaddr) }
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
    unsafe { call(count, arguments, raised, socket::detach) }
}

/// `gethostname()`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_gethostname(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, resolve::gethostname) }
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
    unsafe { call(count, arguments, raised, super::lwip::reset) }
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
    unsafe { call(count, arguments, raised, super::lwip::callback) }
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
    unsafe { call(count, arguments, raised, super::lwip::print_pcbs) }
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
    unsafe { call(count, arguments, raised, create::socketpair) }
}
