//! The arguments of a call: positional, with NULL where a keyword left a gap.
//!
//! In firmware, where flash is short, they are looked at by functions that are there once.

use super::object::Object;
use super::socket::SocketObject;
use crate::socket::{Error, Message};

/// The arguments of a call.
#[derive(Clone, Copy)]
pub struct Arguments<'a>(&'a [Object]);

impl<'a> Arguments<'a> {
    /// # Safety
    ///
    /// `arguments` points to `count` objects (or NULL) that stay there during the call.
    pub unsafe fn new(count: usize, arguments: *const Object) -> Arguments<'a> {
        if count == 0 {
            return Arguments(&[]);
        }
        // SAFETY: promised by the caller.
        Arguments(unsafe { core::slice::from_raw_parts(arguments, count) })
    }

    /// An argument that may be left out.
    pub fn optional(&self, index: usize) -> Option<Object> {
        self.0.get(index).copied().filter(|object| !object.is_null())
    }

    /// An argument that may be left out or `None`.
    #[cfg_attr(not(feature = "kernel"), inline(never))]
    pub fn value(&self, index: usize) -> Option<Object> {
        self.optional(index).filter(|object| !object.is_none())
    }

    /// An argument that C has seen to be there.
    pub fn required(&self, index: usize) -> Result<Object, Error> {
        self.optional(index).ok_or(Error::Type(Message::NeedInt))
    }

    /// A C `int`, or `default`.
    #[cfg_attr(not(feature = "kernel"), inline(never))]
    pub fn c_int(&self, index: usize, default: i32) -> Result<i32, Error> {
        self.optional(index).map_or(Ok(default), Object::c_int)
    }

    /// The socket that a method is called on: the first argument.
    #[cfg_attr(not(feature = "kernel"), inline(never))]
    pub fn socket(&self) -> Result<&'a SocketObject, Error> {
        SocketObject::of(self.required(0)?)
    }
}
