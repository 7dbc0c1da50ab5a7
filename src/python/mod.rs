//! The Python face: arguments to values, values to objects, errors to exceptions.
//!
//! Every function that C calls is here. It takes what the script passed, and either returns an
//! object or fills in a [`exception::Raised`] and returns NULL; C raises it when no Rust value
//! is alive any more.

mod address;
mod arguments;
mod buffer;
#[cfg(not(feature = "kernel"))]
mod callback;
mod connection;
mod create;
mod exception;
mod exports;
mod functions;
mod kept;
#[cfg(feature = "lwip-raw")]
mod lwip;
mod object;
mod options;
mod query;
mod repr;
mod resolve;
mod slots;
mod socket;
mod stream;
mod transfer;

use crate::stack::STACK;
