//! The bytes that a read had taken when time ran out or Ctrl-C came, in the socket object.

use core::cell::Cell;

use super::object::Object;
use super::vm;
use crate::socket::Kept;

/// A bytes object that nobody else has, and how much of it was taken since.
#[repr(C)]
pub struct KeptBytes {
    bytes: Cell<Object>,
    start: Cell<usize>,
}

impl KeptBytes {
    /// Keeps a finished bytes object. What was kept before has been taken by then: every
    /// receive empties it first.
    pub fn keep(&self, bytes: Object) {
        self.bytes.set(bytes);
        self.start.set(0);
    }

    /// Forgets the rest.
    pub fn clear(&self) {
        self.bytes.set(Object::NULL);
    }

    fn with_rest<T>(&self, body: impl FnOnce(&[u8]) -> T) -> T {
        let bytes = self.bytes.get();
        if bytes.is_null() {
            return body(&[]);
        }
        // SAFETY: `keep` was given a bytes object, which this socket keeps alive; bytes never
        // change, and `body` runs no Python.
        let all = unsafe {
            core::slice::from_raw_parts(
                vm::vm_bytes_data(bytes.pointer()),
                vm::vm_bytes_length(bytes.pointer()),
            )
        };
        body(all.get(self.start.get()..).unwrap_or(&[]))
    }
}

impl Kept for KeptBytes {
    fn length(&self) -> usize {
        self.with_rest(<[u8]>::len)
    }

    fn copy(&self, memory: &mut [u8]) -> usize {
        self.with_rest(|rest| memory.iter_mut().zip(rest).map(|(to, from)| *to = *from).count())
    }

    fn consume(&self, count: usize) {
        self.start.set(self.start.get() + count);
        if self.length() == 0 {
            self.clear();
        }
    }
}
