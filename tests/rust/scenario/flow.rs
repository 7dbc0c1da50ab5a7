//! What one direction of a stream promises.

use std::cell::{Cell, RefCell};

/// The bytes from one end to the other. Their values follow from their places.
#[derive(Default)]
pub struct Flow {
    period: u64,
    /// How many the stack took from the sender.
    accepted: Cell<u64>,
    /// How many a send under way offers.
    offered: Cell<u64>,
    /// How many have left the stack, to the script or into what a read keeps.
    taken: Cell<u64>,
    kept: RefCell<Vec<u8>>,
    /// Receives under way: a callback's, inside the one that waits.
    receives: Cell<usize>,
    /// What they have returned, and how many they were.
    returned: RefCell<Vec<u8>>,
    calls: Cell<usize>,
    /// The sender has closed its direction.
    pub ended: Cell<bool>,
    /// The connection broke, or its receiver stopped listening: some bytes may never come.
    pub broken: Cell<bool>,
}

impl Flow {
    /// Bytes that repeat after so many, the last of which is a newline.
    pub fn new(period: u8) -> Flow {
        Flow { period: period.clamp(1, 251).into(), ..Flow::default() }
    }

    fn byte(&self, place: u64) -> u8 {
        match place % self.period {
            last if last == self.period - 1 => b'\n',
            value if value < u64::from(b'\n') => value as u8,
            value => value as u8 + 1,
        }
    }

    fn bytes(&self, from: u64, count: usize) -> Vec<u8> {
        (from..from + count as u64).map(|place| self.byte(place)).collect()
    }

    /// The next bytes to send; `None` while another send is under way.
    pub fn offer(&self, count: usize) -> Option<Vec<u8>> {
        if self.offered.get() > 0 {
            return None;
        }
        self.offered.set(count as u64);
        Some(self.bytes(self.accepted.get(), count))
    }

    /// The stack took so many of them.
    pub fn accept(&self, count: usize) {
        assert!(count as u64 <= self.offered.replace(0), "more was sent than there was");
        self.accepted.set(self.accepted.get() + count as u64);
        assert!(self.taken.get() <= self.accepted.get(), "more came out than the send says it sent");
    }

    /// Whether everything has come out that ever will.
    pub fn is_complete(&self) -> bool {
        self.ended.get() && self.offered.get() == 0 && self.taken.get() == self.accepted.get()
    }

    /// Whether nothing more need come.
    pub fn may_end(&self) -> bool {
        self.broken.get() || self.is_complete() || self.ended.get() && self.offered.get() > 0
    }

    /// A receive begins.
    pub fn begin(&self) {
        self.receives.set(self.receives.get() + 1);
        self.calls.set(self.calls.get() + 1);
    }

    /// What a look ahead returned.
    pub fn peeked(&self, bytes: &[u8], kept: &[u8]) {
        let is_alone = self.calls.get() == 1;
        self.end(&[], kept);
        if is_alone {
            assert_eq!(bytes, self.expected(bytes.len()), "looked at other bytes than come next");
        }
    }

    /// Its receiver was closed meanwhile: what came of it is nobody's any more.
    pub fn give_up(&self) {
        self.receives.set(self.receives.get() - 1);
    }

    /// Whether no receive is under way.
    pub fn is_settled(&self) -> bool {
        self.receives.get() == 0
    }

    /// What a receive returned, and what is kept for the next one.
    pub fn end(&self, bytes: &[u8], kept: &[u8]) {
        self.receives.set(self.receives.get() - 1);
        self.returned.borrow_mut().extend_from_slice(bytes);
        if self.receives.get() > 0 {
            return;
        }
        let is_alone = self.calls.replace(0) == 1;
        let mut came = self.returned.take();
        came.extend_from_slice(kept);
        let mut expected = self.expected(came.len());
        // Which of two calls got which bytes is the scheduler's choice.
        if !is_alone {
            came.sort_unstable();
            expected.sort_unstable();
        }
        assert_eq!(came, expected, "other bytes than come next");
        let before = self.kept.replace(kept.to_vec()).len();
        self.taken.set(self.taken.get() + (came.len() - before) as u64);
        let limit = self.accepted.get() + self.offered.get();
        assert!(self.taken.get() <= limit, "{} bytes of {limit}", self.taken.get());
    }

    /// What is kept, then what the stack has.
    fn expected(&self, count: usize) -> Vec<u8> {
        let mut bytes = self.kept.borrow().clone();
        bytes.extend(self.bytes(self.taken.get(), count.saturating_sub(bytes.len())));
        bytes.truncate(count);
        bytes
    }
}
