//! Questions to the resolver.

use usocket::socket::address::{AF_INET, SOCK_STREAM};
use usocket::socket::error::Resolve;
use usocket::socket::resolve::resolve_one;
use usocket::socket::{Address, Error};

use super::verdict::latest_end;
use super::world::World;
use crate::simulated::{INTERRUPT, local};

/// The longest that any question takes, in microseconds.
const LIMIT: u64 = 30_000_000;

impl World {
    /// Asks for a name.
    pub(super) fn resolve(&self, known: bool) {
        let name: &[u8] = if known { b"known.test" } else { b"unknown.test" };
        let begin = self.network.microseconds();
        let answer = resolve_one(&self.network, name, AF_INET, SOCK_STREAM);
        let now = self.network.microseconds();
        let limit = latest_end(self, begin, LIMIT).max(self.callback_end.get());
        assert!(now <= limit, "an answer after {} µs", now - begin);
        match answer {
            Ok(address) => assert!(known && address == local(0)),
            Err(Error::Resolve(Resolve::NoName)) => assert!(!known, "a known name"),
            Err(Error::Resolve(Resolve::Again)) => assert!(now - begin >= LIMIT, "given up early"),
            Err(INTERRUPT) => self.interrupts_seen.set(self.interrupts_seen.get() + 1),
            Err(Error::Os(errno)) => assert!(self.injected.borrow().contains(&errno)),
            Err(error) => panic!("{error:?} for no reason"),
        }
    }
}
