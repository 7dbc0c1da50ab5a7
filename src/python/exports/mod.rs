//! The functions as C calls them: one shape, so that one trampoline in C serves them all.
//!
//! Each gets `count` arguments (NULL where a keyword left a gap) and returns an object, or NULL
//! after filling in `raised`.

#![allow(clippy::missing_safety_doc, reason = "one contract for all, in `call`")]

mod methods;
mod module;

use super::arguments::Arguments;
use super::exception::{Raised, give};
use super::object::Object;

/// The function comes last, so that the others stay in their registers.
///
/// # Safety
///
/// `arguments` points to `count` objects or NULLs that stay there during the call, `raised` to a
/// `Raised` of C's.
unsafe fn call<E: Into<Raised>>(
    count: usize,
    arguments: *const Object,
    raised: *mut Raised,
    function: fn(Arguments<'_>) -> Result<Object, E>,
) -> Object {
    // SAFETY: promised by the caller.
    unsafe { give(function(Arguments::new(count, arguments)), raised) }
}
