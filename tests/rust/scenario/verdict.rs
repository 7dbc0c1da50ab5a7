//! When a call ends, and how it may fail.

use usocket::socket::{Errno, Error};

use super::party::Party;
use super::world::World;
use crate::simulated::{CLOSED, INTERRUPT, TIMED_OUT};

/// Errors that a stack has reasons of its own for.
const OF_THE_STACK: [Errno; 11] = [
    Errno::ECONNRESET,
    Errno::ECONNABORTED,
    Errno::ECONNREFUSED,
    Errno::EPIPE,
    Errno::ENOTCONN,
    Errno::EISCONN,
    Errno::EALREADY,
    Errno::EINVAL,
    Errno::EMFILE,
    Errno::EMSGSIZE,
    Errno::EDESTADDRREQ,
];

/// The end of a call that waited for so many microseconds, at the latest: the stack's clock has gone
/// one millisecond further than that.
pub fn latest_end(world: &World, begin: u64, timeout: u64) -> u64 {
    begin / 1000 * 1000 + timeout + 1999 + world.longest_oversleep.get()
}

/// A call that has begun.
pub struct Call {
    begin: u64,
    /// In microseconds; `None` for ever.
    timeout: Option<u64>,
    injected: usize,
    /// Whether allocations may fail.
    pub memory_is_short: bool,
    /// Whether a connect that takes time may say so.
    pub connects: bool,
}

impl Call {
    /// Begins now. `waits`: no flag says otherwise.
    pub fn new(world: &World, party: &Party, waits: bool) -> Call {
        let timeout = party.socket.inner.timeout().milliseconds();
        Call {
            begin: world.network.microseconds(),
            timeout: if waits { timeout.map(|milliseconds| u64::from(milliseconds) * 1000) } else { Some(0) },
            injected: world.network.plan().injected(),
            memory_is_short: false,
            connects: false,
        }
    }

    /// Whether it may wait.
    pub fn may_wait(&self) -> bool {
        self.timeout != Some(0)
    }

    /// Whether no call of the stack was made to fail meanwhile.
    pub fn was_undisturbed(&self, world: &World) -> bool {
        self.injected == world.network.plan().injected()
    }

    /// It ends now.
    pub fn check(&self, world: &World, party: &Party, error: Option<Error>) {
        let now = world.network.microseconds();
        let elapsed = now - self.begin;
        if let Some(timeout) = self.timeout {
            // Only Python code that ran meanwhile may take longer.
            let end = if timeout == 0 { self.begin } else { latest_end(world, self.begin, timeout) };
            let limit = end.max(world.callback_end.get());
            assert!(now <= limit, "{elapsed} µs, with a timeout of {timeout}");
        }
        match error {
            None => {}
            Some(INTERRUPT) => world.interrupts_seen.set(world.interrupts_seen.get() + 1),
            Some(TIMED_OUT) => {
                let timeout = self.timeout.filter(|&timeout| timeout > 0).expect("a timeout that can pass");
                assert!(elapsed >= timeout, "timed out after {elapsed} µs of {timeout}");
            }
            Some(Error::WOULD_BLOCK) => assert!(!self.may_wait(), "a blocking call would block"),
            Some(CLOSED) => assert!(party.socket.inner.handle().is_err(), "EBADF of an open socket"),
            Some(Error::Memory) => assert!(self.memory_is_short, "out of memory that is there"),
            Some(Error::Os(Errno::EINPROGRESS)) => {
                assert!(self.connects && !self.may_wait(), "EINPROGRESS of a call that waits");
            }
            Some(Error::Os(errno)) => assert!(
                OF_THE_STACK.contains(&errno) || world.injected.borrow().contains(&errno),
                "{errno:?} for no reason"
            ),
            Some(error) => panic!("{error:?} for no reason"),
        }
    }
}
