//! Stand-ins for Python's memory: what `src/python/` gives to the rules of sockets.

use std::cell::RefCell;
use std::rc::Rc;

use usocket::socket::transfer::{Kept, Source, Target};
use usocket::socket::{Error, Message};

/// What fills memory that nothing was received into.
pub const UNTOUCHED: u8 = 0xee;

/// No test sends so much.
const ENDLESS: usize = 1_000_000;

/// A bytes object that grows while data arrives, `limit` bytes at most.
pub struct Growing {
    bytes: Vec<u8>,
    limit: usize,
    allocations: Option<usize>,
}

impl Growing {
    /// Nothing yet.
    pub fn new(limit: usize) -> Growing {
        Growing { bytes: Vec::new(), limit, allocations: None }
    }

    /// Memory runs out after this many allocations.
    pub fn with_allocations(mut self, count: Option<usize>) -> Growing {
        self.allocations = count;
        self
    }

    /// How many bytes were allocated.
    pub fn room(&self) -> usize {
        self.bytes.len()
    }

    /// The first `count` bytes.
    pub fn finish(mut self, count: usize) -> Vec<u8> {
        assert!(count <= self.bytes.len(), "{count} bytes counted, {} had room", self.bytes.len());
        self.bytes.truncate(count);
        self.bytes
    }

    fn grow(&mut self, capacity: usize) -> Result<(), Error> {
        assert!(capacity <= ENDLESS, "{capacity} bytes are more than any test sends");
        match &mut self.allocations {
            Some(0) => return Err(Error::Memory),
            Some(left) => *left -= 1,
            None => {}
        }
        self.bytes.resize(capacity, UNTOUCHED);
        Ok(())
    }
}

impl Target for Growing {
    fn memory(&mut self, at: usize, available: Option<usize>) -> Result<&mut [u8], Error> {
        let step = if self.limit == usize::MAX { 64 } else { self.limit };
        let end = at + available.unwrap_or(step).min(self.limit - at);
        if end > self.bytes.len() {
            self.grow(end)?;
        }
        Ok(&mut self.bytes[at..])
    }

    fn is_made_to_fit(&self) -> bool {
        true
    }
}

/// A bytearray that Python code may resize at any time.
#[derive(Clone, Default)]
pub struct Resizable(Rc<RefCell<Vec<u8>>>);

impl Resizable {
    /// A bytearray.
    pub fn new(bytes: &[u8]) -> Resizable {
        Resizable(Rc::new(RefCell::new(bytes.to_vec())))
    }

    /// Changes its length.
    pub fn resize(&self, length: usize) {
        self.0.borrow_mut().resize(length, UNTOUCHED);
    }

    /// Changes some of its bytes.
    pub fn write(&self, at: usize, bytes: &[u8]) {
        self.0.borrow_mut()[at..at + bytes.len()].copy_from_slice(bytes);
    }

    /// What is in it.
    pub fn bytes(&self) -> Vec<u8> {
        self.0.borrow().clone()
    }
}

/// A bytearray while a call uses it: as long as it was when the call began, or shorter.
pub struct Bytearray {
    shared: Resizable,
    view: Vec<u8>,
    length: usize,
}

impl Bytearray {
    /// To receive into, or to send.
    pub fn new(shared: &Resizable) -> Bytearray {
        Bytearray { shared: shared.clone(), view: Vec::new(), length: shared.bytes().len() }
    }

    /// How many bytes it takes.
    pub fn length(&self) -> usize {
        self.length
    }

    /// What a script sees afterwards in the first `count` bytes.
    pub fn finish(mut self, count: usize) -> Vec<u8> {
        self.store();
        let mut bytes = self.shared.bytes();
        bytes.truncate(count);
        bytes
    }

    /// Writes back what the last call of `memory` handed out.
    fn store(&mut self) {
        let mut bytes = self.shared.0.borrow_mut();
        let length = bytes.len().min(self.view.len());
        bytes[..length].copy_from_slice(&self.view[..length]);
    }

    fn load(&mut self) {
        self.store();
        self.view = self.shared.bytes();
        self.view.truncate(self.length);
    }
}

impl Target for Bytearray {
    fn memory(&mut self, at: usize, _available: Option<usize>) -> Result<&mut [u8], Error> {
        self.load();
        Ok(self.view.get_mut(at..).unwrap_or(&mut []))
    }
}

impl Source for Bytearray {
    fn bytes(&mut self) -> Result<&[u8], Error> {
        self.view = self.shared.bytes();
        self.view.truncate(self.length);
        Ok(&self.view)
    }
}

/// A source or target whose object is no buffer any more.
pub struct Unusable;

impl Source for Unusable {
    fn bytes(&mut self) -> Result<&[u8], Error> {
        Err(Error::Type(Message::NeedBuffer))
    }
}

impl Target for Unusable {
    fn memory(&mut self, _: usize, _: Option<usize>) -> Result<&mut [u8], Error> {
        Err(Error::Type(Message::NeedWritableBuffer))
    }
}

/// What interrupted reads had taken.
#[derive(Default)]
pub struct KeptBytes {
    bytes: RefCell<Vec<u8>>,
}

impl KeptBytes {
    /// Keeps bytes that came before all that is kept already.
    pub fn keep(&self, bytes: Vec<u8>) {
        self.bytes.borrow_mut().splice(0..0, bytes);
    }

    /// What is kept.
    pub fn bytes(&self) -> Vec<u8> {
        self.bytes.borrow().clone()
    }

    /// Forgets it.
    pub fn clear(&self) {
        self.bytes.borrow_mut().clear();
    }
}

impl Kept for KeptBytes {
    fn length(&self) -> usize {
        self.bytes.borrow().len()
    }

    fn copy(&self, memory: &mut [u8]) -> usize {
        let bytes = self.bytes.borrow();
        let length = memory.len().min(bytes.len());
        memory[..length].copy_from_slice(&bytes[..length]);
        length
    }

    fn consume(&self, count: usize) {
        self.bytes.borrow_mut().drain(..count);
    }
}
