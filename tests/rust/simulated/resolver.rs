//! The simulated resolver: a list of names, and when it answers.

use std::cell::{Cell, RefCell};

use usocket::socket::error::Resolve;
use usocket::socket::resolve::Answer;
use usocket::socket::stack::{Query, Request};
use usocket::socket::{Address, Family, Kind};

use super::network::Network;

/// What the stack was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields of Request")]
pub struct Asked {
    pub host: Option<Vec<u8>>,
    pub service: Option<Vec<u8>>,
    pub family: Option<Family>,
    pub kind: Option<Kind>,
    pub flags: i32,
}

struct Asking {
    answers_at: Option<u64>,
    result: Result<(), Resolve>,
    addresses: Vec<Address>,
    forgotten: bool,
}

/// The resolver.
pub struct Resolver {
    names: RefCell<Vec<(&'static str, Vec<Address>)>>,
    delay: Cell<Option<u32>>,
    refusal: Cell<Option<Resolve>>,
    busy_until: Cell<Option<u64>>,
    failure: Cell<Option<Resolve>>,
    interfaces: RefCell<Vec<(&'static str, u32)>>,
    asked: RefCell<Vec<Asked>>,
    queries: RefCell<Vec<Asking>>,
}

impl Default for Resolver {
    fn default() -> Resolver {
        Resolver {
            names: RefCell::default(),
            delay: Cell::new(Some(0)),
            refusal: Cell::default(),
            busy_until: Cell::default(),
            failure: Cell::default(),
            interfaces: RefCell::default(),
            asked: RefCell::default(),
            queries: RefCell::default(),
        }
    }
}

/// The canonical name that goes with the first answer.
pub const CANONICAL_NAME: &[u8] = b"canonical.test";

impl Resolver {
    /// A name and its addresses.
    pub fn add(&self, name: &'static str, addresses: &[Address]) {
        self.names.borrow_mut().push((name, addresses.to_vec()));
    }

    /// A network interface.
    pub fn add_interface(&self, name: &'static str, index: u32) {
        self.interfaces.borrow_mut().push((name, index));
    }

    /// Answers take this many milliseconds; `None`: there are none.
    pub fn set_delay(&self, milliseconds: Option<u32>) {
        self.delay.set(milliseconds);
    }

    /// Questions are turned down at once.
    pub fn refuse(&self, reason: Resolve) {
        self.refusal.set(Some(reason));
    }

    /// There is no room for a question, for this many milliseconds from the start.
    pub fn occupy(&self, network: &Network, milliseconds: u32) {
        network.after(milliseconds, |_| {});
        self.busy_until.set(Some(u64::from(milliseconds) * 1000));
    }

    pub(super) fn is_busy(&self, now: u64) -> bool {
        self.busy_until.get().is_some_and(|until| now < until)
    }

    /// Answers are failures.
    pub fn fail(&self, reason: Resolve) {
        self.failure.set(Some(reason));
    }

    /// All that was asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.borrow().clone()
    }

    /// How many queries were begun and not forgotten.
    pub fn remembered(&self) -> usize {
        self.queries.borrow().iter().filter(|query| !query.forgotten).count()
    }

    /// How many queries were begun.
    pub fn begun(&self) -> usize {
        self.queries.borrow().len()
    }

    pub(super) fn interface_index(&self, name: &[u8]) -> Option<u32> {
        self.interfaces.borrow().iter().find(|(known, _)| known.as_bytes() == name).map(|(_, index)| *index)
    }

    pub(super) fn ask(&self, network: &Network, request: &Request<'_>) -> Result<Query, Resolve> {
        let Request { host, service, family, kind, flags } = *request;
        self.asked.borrow_mut().push(Asked {
            host: host.map(<[u8]>::to_vec),
            service: service.map(<[u8]>::to_vec),
            family,
            kind,
            flags,
        });
        if let Some(reason) = self.refusal.get() {
            return Err(reason);
        }
        if self.is_busy(network.microseconds()) {
            return Err(Resolve::Again);
        }
        let name = host.unwrap_or(b"");
        let names = self.names.borrow();
        let known = names.iter().find(|(known, _)| known.as_bytes() == name);
        let mut addresses = known.map_or(Vec::new(), |(_, addresses)| addresses.clone());
        addresses.retain(|address| family.is_none_or(|family| family == address.family()));
        let found = if addresses.is_empty() { Err(Resolve::NoName) } else { Ok(()) };
        let delay = self.delay.get().map(|milliseconds| u64::from(milliseconds) * 1000);
        if let Some(delay) = delay {
            network.after_microseconds(delay, |_| {});
        }
        let mut queries = self.queries.borrow_mut();
        queries.push(Asking {
            answers_at: delay.map(|delay| network.microseconds() + delay),
            result: self.failure.get().map_or(found, Err),
            addresses,
            forgotten: false,
        });
        Ok(Query(queries.len() - 1))
    }

    fn with<T>(&self, query: Query, body: impl FnOnce(&mut Asking) -> T) -> T {
        let mut queries = self.queries.borrow_mut();
        let asking = queries.get_mut(query.0).unwrap_or_else(|| panic!("{query:?} was never begun"));
        assert!(!asking.forgotten, "{query:?} was forgotten");
        body(asking)
    }

    pub(super) fn resolved(&self, query: Query, now: u64) -> Option<Result<(), Resolve>> {
        self.with(query, |asking| asking.answers_at.filter(|at| *at <= now).map(|_| asking.result))
    }

    pub(super) fn answer(&self, query: Query, index: usize) -> Option<Answer<'static>> {
        let canonical_name: &[u8] = if index == 0 { CANONICAL_NAME } else { b"" };
        self.with(query, |asking| {
            let address = asking.addresses.get(index)?.clone();
            Some(Answer { address, canonical_name })
        })
    }

    pub(super) fn forget(&self, query: Query) {
        self.with(query, |asking| asking.forgotten = true);
    }
}
