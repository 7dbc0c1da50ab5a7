//! The clock, and what will happen.

use std::cell::{Cell, RefCell};

use usocket::socket::Error;

use super::network::Network;

/// Who does it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// The network: while a call waits or the test lets time pass.
    World,
    /// Python code: only while a call waits.
    Python,
}

type Action = Box<dyn FnOnce(&Network) -> Result<(), Error>>;

/// One thing that will happen.
pub struct Event {
    at: u64,
    actor: Actor,
    action: Action,
}

impl Event {
    /// Does it. Python may raise.
    pub fn run(self, network: &Network) -> Result<(), Error> {
        (self.action)(network)
    }

    /// Whether it is Python's.
    pub fn is_python(&self) -> bool {
        self.actor == Actor::Python
    }
}

/// A clock of microseconds, which sockets see in milliseconds that wrap around.
#[derive(Default)]
pub struct Agenda {
    microseconds: Cell<u64>,
    offset: Cell<u32>,
    events: RefCell<Vec<Event>>,
}

impl Agenda {
    /// Microseconds since the beginning.
    pub fn microseconds(&self) -> u64 {
        self.microseconds.get()
    }

    /// What the stack's clock shows.
    pub fn tick(&self) -> u32 {
        ((self.microseconds() / 1000) as u32).wrapping_add(self.offset.get())
    }

    /// Makes the stack's clock show `tick` now.
    pub fn set_tick(&self, tick: u32) {
        self.offset.set(tick.wrapping_sub((self.microseconds() / 1000) as u32));
    }

    /// Moves the clock on; it never goes back.
    pub fn advance_to(&self, microseconds: u64) {
        self.microseconds.set(self.microseconds().max(microseconds));
    }

    /// Adds an event, `delay` microseconds from now.
    pub fn add(&self, delay: u64, actor: Actor, action: Action) {
        let at = self.microseconds() + delay;
        let mut events = self.events.borrow_mut();
        let place = events.partition_point(|event| event.at <= at);
        events.insert(place, Event { at, actor, action });
    }

    /// Takes the first event until a moment, and moves the clock there.
    pub fn take(&self, until: u64, wanted: impl Fn(&Event) -> bool) -> Option<Event> {
        let mut events = self.events.borrow_mut();
        let due = events.partition_point(|event| event.at <= until);
        let place = events[..due].iter().position(wanted)?;
        let event = events.remove(place);
        self.advance_to(event.at);
        Some(event)
    }

    /// Whether nothing will happen any more.
    pub fn is_empty(&self) -> bool {
        self.events.borrow().is_empty()
    }
}
