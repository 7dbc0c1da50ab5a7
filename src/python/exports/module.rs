//! The functions of the modules, and the making of a socket.

use super::call;
use crate::python::exception::Raised;
#[cfg(feature = "lwip-raw")]
use crate::python::lwip;
use crate::python::object::Object;
use crate::python::{create, functions, options, query, resolve, socket};

/// `socket(family, type, proto)`; the first argument is the type object
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_new(count: usize, arguments: *const Object, raised: *mut Raised) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, socket::new) }
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

/// `close()` and `__del__()` of a query
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_query_close(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, query::close) }
}

/// `result()` of a query
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_query_result(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, query::result) }
}

/// `resolve(host, port, family, type, proto, flags)`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_query_new(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
) -> Object {
    // SAFETY: promised by C.
    unsafe { call(count, arguments, raised, query::new) }
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
    unsafe { call(count, arguments, raised, lwip::reset) }
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
    unsafe { call(count, arguments, raised, lwip::callback) }
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
    unsafe { call(count, arguments, raised, lwip::print_pcbs) }
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
