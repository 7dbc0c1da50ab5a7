//! The slots of the socket type as C calls them: printing, attributes, the stream protocol.

use super::exception::{Raised, give};
use super::object::Object;
use super::socket::{AttributeName, SocketObject, attribute};
use super::{query, repr, stream};
use crate::socket::{Error, Readiness, Timeout};

/// A count, or `usize::MAX` after an error.
struct Count(usize);

impl Default for Count {
    fn default() -> Count {
        Count(usize::MAX)
    }
}

/// # Safety
///
/// `raised` points to a `Raised` of C's.
unsafe fn count(result: Result<usize, Error>, raised: *mut Raised) -> usize {
    // SAFETY: promised by the caller.
    unsafe { give(result.map(Count), raised).0 }
}

/// Writes `repr(socket)` to `text`; returns its length.
///
/// # Safety
///
/// `text` has `capacity` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_repr(object: Object, text: *mut u8, capacity: usize) -> usize {
    // SAFETY: promised by C.
    let text = unsafe { slice_of(text, capacity) };
    SocketObject::of(object).map_or(0, |found| repr::write(found, text))
}

/// The attributes `family`, `type`, `proto`; -1 for an object that was never initialised.
#[unsafe(no_mangle)]
pub extern "C" fn usocket_attribute(object: Object, name: AttributeName) -> i32 {
    SocketObject::of(object).map_or(-1, |found| attribute(found, name))
}

/// The stream protocol's read: a count, or `SIZE_MAX` after filling in `raised`.
///
/// # Safety
///
/// `memory` has `length` bytes, `raised` is C's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_stream_read(
    object: Object,
    memory: *mut u8,
    length: usize,
    raised: *mut Raised,
) -> usize {
    // SAFETY: promised by C.
    unsafe {
        let memory = slice_of(memory, length);
        count(SocketObject::of(object).and_then(|found| stream::slot_read(found, memory)), raised)
    }
}

/// The stream protocol's write: a count, or `SIZE_MAX` after filling in `raised`.
///
/// # Safety
///
/// `memory` has `length` bytes, `raised` is C's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_stream_write(
    object: Object,
    memory: *const u8,
    length: usize,
    raised: *mut Raised,
) -> usize {
    // SAFETY: promised by C.
    unsafe {
        let memory = if length == 0 { &[] } else { core::slice::from_raw_parts(memory, length) };
        count(SocketObject::of(object).and_then(|found| stream::slot_write(found, memory)), raised)
    }
}

/// The stream protocol's poll: `MP_STREAM_POLL_*` flags.
#[unsafe(no_mangle)]
pub extern "C" fn usocket_stream_poll(object: Object, interest: u32) -> u32 {
    let invalid = Readiness::INVALID;
    SocketObject::of(object).map_or(invalid, |found| stream::slot_poll(found, Readiness(interest))).0
}

/// The same of a query.
#[unsafe(no_mangle)]
pub extern "C" fn usocket_query_poll(object: Object, interest: u32) -> u32 {
    query::slot_poll(object, Readiness(interest)).0
}

/// The stream protocol's close, also for objects that were never initialised.
#[unsafe(no_mangle)]
pub extern "C" fn usocket_stream_close(object: Object) {
    if let Ok(found) = SocketObject::of(object) {
        found.close();
    }
}

/// The stream protocol's timeout, in milliseconds; negative: none.
#[unsafe(no_mangle)]
pub extern "C" fn usocket_stream_timeout(object: Object, milliseconds: isize) {
    if let Ok(found) = SocketObject::of(object) {
        stream::slot_timeout(found, milliseconds);
    }
}

/// The operating system's descriptor, or -1.
#[unsafe(no_mangle)]
pub extern "C" fn usocket_stream_descriptor(object: Object) -> i32 {
    SocketObject::of(object).ok().and_then(stream::slot_descriptor).unwrap_or(-1)
}

/// A machine that was just started knows nothing of an earlier one's default timeout.
#[unsafe(no_mangle)]
pub extern "C" fn usocket_forget() {
    super::socket::set_default_timeout(Timeout::NONE);
}

/// Makes the callbacks that are due; not 0 when some had to be left for another turn.
#[cfg(not(feature = "kernel"))]
#[unsafe(no_mangle)]
pub extern "C" fn usocket_dispatch() -> i32 {
    super::callback::dispatch().into()
}

/// # Safety
///
/// `memory` has `length` bytes, which nobody else uses.
unsafe fn slice_of<'a>(memory: *mut u8, length: usize) -> &'a mut [u8] {
    if length == 0 {
        return &mut [];
    }
    // SAFETY: promised by the caller.
    unsafe { core::slice::from_raw_parts_mut(memory, length) }
}
