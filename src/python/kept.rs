//! The bytes that a read had taken when time ran out or Ctrl-C came, in the socket object.

use core::cell::Cell;

use super::buffer::BytesBuilder;
use super::object::Object;
use crate::socket::Kept;
use crate::socket::transfer::Target;
use crate::vm;

/// A bytes object that nobody else has, and how much of it was taken since. They are fields of the
/// socket object, which so fits into one block of the collector's less.
pub struct KeptBytes<'a> {
    pub bytes: &'a Cell<Object>,
    pub start: &'a Cell<u32>,
}

impl KeptBytes<'_> {
    /// Keeps a finished bytes object before what another reader may have kept meanwhile: it was
    /// taken from the stack first. `false` without memory for both, or when they are too long.
    pub fn keep(&self, bytes: Object) -> bool {
        let first = KeptBytes { bytes: &Cell::new(bytes), start: &Cell::new(0) };
        let length = first.length();
        let later = self.length();
        if u32::try_from(length + later).is_err() {
            return false;
        }
        let mut all = bytes;
        if later > 0 {
            let mut both = BytesBuilder::new(length + later);
            let Ok(memory) = both.memory(0, Some(length + later)) else { return false };
            let (head, tail) = memory.split_at_mut_checked(length).unwrap_or_default();
            first.copy(head);
            self.copy(tail);
            all = both.finish(length + later);
        }
        self.bytes.set(all);
        self.start.set(0);
        true
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
        body(all.get(self.start.get() as usize..).unwrap_or(&[]))
    }
}

impl Kept for KeptBytes<'_> {
    fn length(&self) -> usize {
        self.with_rest(<[u8]>::len)
    }

    fn copy(&self, memory: &mut [u8]) -> usize {
        self.with_rest(|rest| memory.iter_mut().zip(rest).map(|(to, from)| *to = *from).count())
    }

    fn consume(&self, count: usize) {
        self.start.set(self.start.get() + count as u32);
        if self.length() == 0 {
            self.clear();
        }
    }
}
