//! The operating system's error numbers by name.

use libc::c_int;

use crate::socket::Errno;

/// The result of a call that returns -1 for an error.
pub fn check(result: c_int) -> Result<c_int, Errno> {
    if result == -1 { Err(last_error()) } else { Ok(result) }
}

/// The calling thread's `errno`. An interrupted call is tried again by the wait loop.
pub fn last_error() -> Errno {
    // SAFETY: the location belongs to this thread.
    from_number(unsafe { *libc::__errno_location() })
}

/// The error with a number of the system's.
pub fn from_number(number: c_int) -> Errno {
    match number {
        libc::EAGAIN | libc::EINTR => Errno::EAGAIN,
        libc::EBADF => Errno::EBADF,
        libc::EINVAL => Errno::EINVAL,
        libc::ENOMEM => Errno::ENOMEM,
        libc::ENOBUFS => Errno::ENOBUFS,
        libc::EINPROGRESS => Errno::EINPROGRESS,
        libc::ETIMEDOUT => Errno::ETIMEDOUT,
        libc::EMFILE | libc::ENFILE => Errno::EMFILE,
        other => Errno::from_number(other),
    }
}
