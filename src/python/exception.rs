//! Errors to exceptions. C makes them, and raises them when no Rust value is alive.

use super::object::Object;
use crate::socket::transfer::SendError;
use crate::socket::{Errno, Error};

/// What kind of exception.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum RaisedKind {
    /// `object` is the exception.
    Object = 0,
    /// `OSError` or `socket.timeout`; `code` is an errno, `count` the bytes sent before.
    Os = 1,
    /// `socket.gaierror`; `code` is one of `Resolve`.
    Resolve = 2,
    /// `TypeError`; `code` is one of `Message`.
    Type = 3,
    /// `ValueError`; `code` is one of `Message`.
    Value = 4,
    /// `OverflowError`; `code` is one of `Message`.
    Overflow = 5,
    /// `MemoryError`
    Memory = 6,
}

/// An exception that C is to raise.
#[repr(C)]
pub struct Raised {
    /// What kind of exception.
    pub kind: RaisedKind,
    /// What it says.
    pub code: i32,
    /// Bytes that were sent before it, or -1.
    pub count: isize,
    /// The exception itself, when there is one.
    pub object: Object,
}

impl From<Error> for Raised {
    fn from(error: Error) -> Raised {
        let (kind, code) = match error {
            Error::Os(errno) => (RaisedKind::Os, errno.code()),
            Error::Resolve(reason) => (RaisedKind::Resolve, reason as i32),
            Error::Type(message) => (RaisedKind::Type, message as i32),
            Error::Value(message) => (RaisedKind::Value, message as i32),
            Error::Overflow(message) => (RaisedKind::Overflow, message as i32),
            Error::Memory => (RaisedKind::Memory, 0),
            Error::Raised(_) => (RaisedKind::Object, 0),
        };
        let object = match error {
            Error::Raised(exception) => Object::from_pointer(exception.0 as *mut _),
            _ => Object::NULL,
        };
        Raised { kind, code, count: -1, object }
    }
}

impl From<SendError> for Raised {
    fn from(failed: SendError) -> Raised {
        Raised { count: failed.sent.map_or(-1, |sent| sent as isize), ..failed.error.into() }
    }
}

/// Gives C what a call returned or raised.
///
/// # Safety
///
/// `raised` points to a `Raised` of C's.
pub unsafe fn give<T: Default, E: Into<Raised>>(result: Result<T, E>, raised: *mut Raised) -> T {
    match result {
        Ok(value) => value,
        Err(error) => {
            // SAFETY: promised by the caller.
            unsafe { raised.write(error.into()) };
            T::default()
        }
    }
}

impl Default for Object {
    fn default() -> Object {
        Object::NULL
    }
}

/// The number of an error in the port's `errno` module.
pub fn number(errno: Errno) -> i32 {
    // SAFETY: looks it up in a table; never raises.
    unsafe { crate::vm::vm_errno(errno.code()) }
}

/// Whether an error is what a non-blocking `read` or `write` answers with `None`.
pub fn is_would_block(error: &Error) -> bool {
    matches!(error, Error::Os(Errno::EAGAIN))
}
