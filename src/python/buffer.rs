//! Memory of Python objects as slices, for as long as no Python runs.

use core::ptr::NonNull;

use super::object::{Object, catch_negative};
use crate::socket::transfer::{Source, Target};
use crate::socket::{Error, Message};
use crate::vm;

/// Where an object's bytes are until Python runs again.
fn memory_of(object: Object, writable: bool) -> Result<NonNull<[u8]>, Error> {
    let mut data = core::ptr::null_mut();
    let mut length = 0;
    // SAFETY: fills in both when it does not return 0; never raises.
    let found = unsafe { vm::vm_get_buffer(object.pointer(), writable.into(), &mut data, &mut length) } != 0;
    let data = if length == 0 { Some(NonNull::dangling()) } else { NonNull::new(data) };
    match data {
        Some(data) if found => Ok(NonNull::slice_from_raw_parts(data, length)),
        _ if writable => Err(Error::Type(Message::NeedWritableBuffer)),
        _ => Err(Error::Type(Message::NeedBuffer)),
    }
}

/// An object's bytes, looked up before each use, since Python may have moved them; the first use
/// takes what was found when this was made, and so has to come before Python runs.
struct Memory {
    object: Object,
    writable: bool,
    found: Option<NonNull<[u8]>>,
}

impl Memory {
    fn new(object: Object, writable: bool) -> Result<(Memory, usize), Error> {
        let found = memory_of(object, writable)?;
        Ok((Memory { object, writable, found: Some(found) }, found.len()))
    }

    fn now(&mut self) -> Result<NonNull<[u8]>, Error> {
        self.found.take().map_or_else(|| memory_of(self.object, self.writable), Ok)
    }
}

/// The script's bytes to send: bytes, bytearray, memoryview, array or str.
pub struct ReadBuffer {
    memory: Memory,
    start: usize,
    length: usize,
}

impl ReadBuffer {
    /// All of a buffer. No Python runs before its bytes are asked for.
    pub fn new(object: Object) -> Result<ReadBuffer, Error> {
        let (memory, length) = Memory::new(object, false)?;
        Ok(ReadBuffer { memory, start: 0, length })
    }

    /// A part of it: `length` bytes from `start` on, as far as it has them.
    pub fn part(mut self, start: usize, length: usize) -> ReadBuffer {
        self.start = start.min(self.length);
        self.length = length.min(self.length - self.start);
        self
    }

    /// How many bytes it has.
    pub fn length(&self) -> usize {
        self.length
    }

    /// The bytes, to be read before Python runs again.
    pub fn to_slice(&self) -> Result<&[u8], Error> {
        let mut data = core::ptr::null();
        let mut length = 0;
        // SAFETY: may allocate and raise: caught there. When it returns 1, `data` has `length`
        // bytes that are there until Python runs; the caller uses them before.
        let all = unsafe {
            match catch_negative(|raised| {
                vm::vm_get_bytes(self.memory.object.pointer(), &mut data, &mut length, raised)
            })? {
                0 => return Err(Error::Type(Message::NeedBuffer)),
                _ if length == 0 => &[],
                _ => core::slice::from_raw_parts(data, length),
            }
        };
        Ok(self.cut(all))
    }

    fn cut<'a>(&self, all: &'a [u8]) -> &'a [u8] {
        let rest = all.get(self.start..).unwrap_or(&[]);
        rest.get(..self.length).unwrap_or(rest)
    }
}

impl Source for ReadBuffer {
    /// For the stack, which copies them by means of its own.
    fn bytes(&mut self) -> Result<&[u8], Error> {
        let all = self.memory.now()?;
        // SAFETY: these bytes are there until Python runs; the caller uses them before.
        Ok(self.cut(unsafe { all.as_ref() }))
    }
}

/// The script's buffer to receive into.
pub struct WriteBuffer {
    memory: Memory,
    length: usize,
}

impl WriteBuffer {
    /// The first `length` bytes of a buffer; all of it without one. No Python runs before its memory
    /// is asked for.
    pub fn new(object: Object, length: Option<usize>) -> Result<WriteBuffer, Error> {
        let (memory, has) = Memory::new(object, true)?;
        Ok(WriteBuffer { memory, length: length.map_or(has, |length| length.min(has)) })
    }

    /// How many bytes it takes.
    pub fn length(&self) -> usize {
        self.length
    }

    /// A bytes object with its first `count` bytes.
    pub fn copy(&self, count: usize) -> Result<Object, Error> {
        let mut copy = BytesBuilder::new(count);
        copy.reserve(count)?;
        let to = copy.memory(0, Some(count))?;
        let from = memory_of(self.memory.object, true)?;
        // SAFETY: these bytes are there until Python runs, which the loop does not do.
        let from = unsafe { from.as_ref() };
        let count = to.iter_mut().zip(from).map(|(to, from)| *to = *from).count();
        Ok(copy.finish(count))
    }
}

impl Target for WriteBuffer {
    fn memory(&mut self, at: usize, _available: Option<usize>) -> Result<&mut [u8], Error> {
        let mut all = self.memory.now()?;
        // SAFETY: these bytes can be written and are there until Python runs; the caller uses them
        // before, and has no other slice of them.
        let all = unsafe { all.as_mut() };
        let length = self.length.min(all.len());
        Ok(all.get_mut(at..length).unwrap_or(&mut []))
    }
}

/// A bytes object that grows while data arrives, `limit` bytes at most.
pub struct BytesBuilder {
    bytes: Object,
    capacity: usize,
    limit: usize,
}

impl BytesBuilder {
    /// Nothing yet, not even allocated.
    pub fn new(limit: usize) -> BytesBuilder {
        BytesBuilder { bytes: Object::NULL, capacity: 0, limit }
    }

    /// Room for `capacity` bytes in all, or a `MemoryError`; nothing is lost then.
    pub fn reserve(&mut self, capacity: usize) -> Result<(), Error> {
        if self.bytes.is_null() {
            // SAFETY: may collect garbage; never raises.
            let bytes = Object::from_pointer(unsafe { vm::vm_bytes_new(capacity) });
            if bytes.is_null() {
                return Err(Error::Memory);
            }
            self.bytes = bytes;
            self.capacity = capacity;
        } else if capacity > self.capacity {
            // SAFETY: `bytes` is ours and has this capacity. May collect garbage; never raises.
            let data = unsafe { vm::vm_bytes_resize(self.bytes.pointer(), self.capacity, capacity) };
            if data.is_null() {
                return Err(Error::Memory);
            }
            self.capacity = capacity;
        }
        Ok(())
    }

    /// The object, with its first `count` bytes. Cannot fail: it only shrinks.
    pub fn finish(self, count: usize) -> Object {
        if self.bytes.is_null() || count == 0 {
            return Object::empty_bytes();
        }
        let count = count.min(self.capacity);
        // SAFETY: `bytes` is ours, has this capacity and is shown to nobody before this.
        Object::from_pointer(unsafe { vm::vm_bytes_finish(self.bytes.pointer(), self.capacity, count) })
    }
}

impl Target for BytesBuilder {
    fn memory(&mut self, at: usize, available: Option<usize>) -> Result<&mut [u8], Error> {
        let rest = self.limit.saturating_sub(at);
        let wanted = match available {
            Some(available) => available.min(rest),
            None if self.limit == usize::MAX => READ_STEP,
            None => rest,
        };
        if wanted == 0 {
            return Ok(&mut []);
        }
        if at + wanted > self.capacity {
            let grown = self.capacity + self.capacity / 2;
            self.reserve((at + wanted).max(grown).min(self.limit))?;
        }
        // SAFETY: `bytes` is ours and has `capacity` bytes; nobody else has seen it.
        let all = unsafe {
            core::slice::from_raw_parts_mut(vm::vm_bytes_data(self.bytes.pointer()), self.capacity)
        };
        Ok(all.get_mut(at..).unwrap_or(&mut []))
    }

    fn is_made_to_fit(&self) -> bool {
        true
    }
}

/// How much `read()` without a size asks for at once where the stack does not know how much
/// there is.
const READ_STEP: usize = 512;
