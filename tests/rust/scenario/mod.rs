//! Any sequence of calls and faults, on the simulated stack, checked step by step against what a
//! socket promises:
//!
//! * the bytes of a stream come out in the order in which they went in, each once, and all of them
//!   before its end unless the connection broke or somebody stopped listening;
//! * a datagram comes out whole or cut to the buffer, as often as the network delivered it;
//! * a call with a timeout ends within a millisecond of it, and never earlier because of it; one
//!   without waiting takes no time;
//! * an error is one that the stack, the clock, the user or the memory gave a reason for, and no
//!   Ctrl-C is swallowed;
//! * when all sockets are closed, the stack has none left, and no question to the resolver.
//!
//! Property tests and fuzz targets make the sequences.

#![allow(dead_code, unused_imports, reason = "each topic uses its part")]

mod datagrams;
mod faults;
mod flow;
mod party;
mod resolving;
mod step;
mod verdict;
mod world;

pub use step::{Fate, Fault, Opening, Step, Way};
pub use world::{Figures, run};
