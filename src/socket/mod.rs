//! What a socket does, whatever is above and below it.

pub mod address;
pub mod deadline;
pub mod error;
pub mod inet;
mod inner;
pub mod resolve;
pub mod stack;
pub mod stream;
pub mod transfer;
pub mod wait;

pub use address::{Address, Family, Kind};
pub use deadline::Timeout;
pub use error::{Errno, Error, Exception, Message};
pub use inner::Inner;
pub use stack::{Handle, Interest, Readiness, Received, Stack};
pub use transfer::Kept;
