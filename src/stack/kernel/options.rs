//! Socket options: the kernel's own, with the checks that Linux leaves out.

use core::ffi::c_int;

use libc::socklen_t;

use super::errno::check;
use crate::socket::{Errno, Handle};

/// Timeouts of blocking calls, which a descriptor that never blocks would take and not keep.
fn is_pointless(level: c_int, name: c_int) -> bool {
    level == libc::SOL_SOCKET && matches!(name, libc::SO_RCVTIMEO | libc::SO_SNDTIMEO)
}

/// Options whose value is a C `int`. Linux reads the beginning of a longer value, and a byte of a
/// shorter one.
fn is_int(level: c_int, name: c_int) -> bool {
    match level {
        libc::SOL_SOCKET => matches!(
            name,
            libc::SO_REUSEADDR
                | libc::SO_REUSEPORT
                | libc::SO_BROADCAST
                | libc::SO_KEEPALIVE
                | libc::SO_RCVBUF
                | libc::SO_SNDBUF
        ),
        libc::IPPROTO_IP => {
            matches!(name, libc::IP_TTL | libc::IP_TOS | libc::IP_MULTICAST_TTL | libc::IP_MULTICAST_LOOP)
        }
        libc::IPPROTO_TCP => {
            matches!(name, libc::TCP_NODELAY | libc::TCP_KEEPIDLE | libc::TCP_KEEPINTVL | libc::TCP_KEEPCNT)
        }
        libc::IPPROTO_IPV6 => name == libc::IPV6_V6ONLY,
        _ => false,
    }
}

/// POSIX has a byte for these two.
fn may_be_byte(level: c_int, name: c_int) -> bool {
    level == libc::IPPROTO_IP && matches!(name, libc::IP_MULTICAST_TTL | libc::IP_MULTICAST_LOOP)
}

/// `setsockopt`
pub fn set(handle: Handle, level: c_int, name: c_int, value: &[u8]) -> Result<(), Errno> {
    if is_pointless(level, name) {
        return Err(Errno::ENOPROTOOPT);
    }
    let fits = value.len() == size_of::<c_int>() || value.len() == 1 && may_be_byte(level, name);
    if is_int(level, name) && !fits {
        return Err(Errno::EINVAL);
    }
    let length = socklen_t::try_from(value.len()).map_err(|_| Errno::EINVAL)?;
    // SAFETY: `value` has `length` bytes.
    check(unsafe { libc::setsockopt(handle.0, level, name, value.as_ptr().cast(), length) }).map(drop)
}

/// `getsockopt`: the length of the value.
pub fn get(handle: Handle, level: c_int, name: c_int, value: &mut [u8]) -> Result<usize, Errno> {
    if is_pointless(level, name) {
        return Err(Errno::ENOPROTOOPT);
    }
    let mut length = socklen_t::try_from(value.len()).map_err(|_| Errno::EINVAL)?;
    // SAFETY: `value` has `length` bytes.
    check(unsafe { libc::getsockopt(handle.0, level, name, value.as_mut_ptr().cast(), &mut length) })?;
    Ok(length as usize)
}
