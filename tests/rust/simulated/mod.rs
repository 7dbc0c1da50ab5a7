//! A TCP/IP stack for tests: sockets, a network between them, a resolver, and a clock that moves
//! only while a call waits.
//!
//! A test writes down beforehand what happens and when ([`Network::after`],
//! [`Network::python_after`]) and what goes wrong ([`plan::Plan`]), then makes the call. A call that
//! would wait for ever panics instead, and so does one that uses a socket after its close.

#![allow(dead_code, unused_imports, reason = "each topic uses its part")]

mod agenda;
mod endpoint;
mod memory;
mod network;
mod plan;
mod random;
mod resolver;
mod socket;
mod stack;

pub use memory::{Bytearray, Growing, Resizable, Unusable};
pub use network::Network;
pub use plan::{Fate, Operation, Waking};
pub use random::Random;
pub use resolver::{Asked, CANONICAL_NAME};
pub use socket::{Outcome, Socket};
pub use stack::{MSG_DONTWAIT, MSG_PEEK, MSG_TRUNC};

use usocket::socket::{Address, Errno, Error, Exception};

/// The exception that [`Network::interrupt_after`] raises.
pub const INTERRUPT: Error = Error::Raised(Exception(0xc0de));

/// Time is up.
pub const TIMED_OUT: Error = Error::Os(Errno::ETIMEDOUT);

/// The socket is closed.
pub const CLOSED: Error = Error::Os(Errno::EBADF);

/// A port of this host.
pub fn local(port: u16) -> Address {
    Address::v4([127, 0, 0, 1], port)
}

/// Bytes that differ from their neighbours, without a newline.
pub fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|index| b'A' + (index % 53) as u8).collect()
}
