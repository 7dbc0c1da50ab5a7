//! The one wait loop.

use super::deadline::Deadline;
use super::error::{Errno, Error};
use super::inner::Inner;
use super::stack::{Handle, Interest, Stack};

/// Tries until it succeeds, fails, or the deadline has passed.
///
/// Waiting runs Python, which may close the socket or resize a buffer: `attempt` gets the handle
/// anew, and fetches anew whatever else it uses.
pub fn retry<S: Stack>(
    stack: &S,
    socket: &Inner,
    interest: Interest,
    deadline: &Deadline,
    attempt: &mut dyn FnMut(Handle) -> Result<usize, Error>,
) -> Result<usize, Error> {
    loop {
        let handle = socket.handle()?;
        match attempt(handle) {
            Err(error) if error.would_block() => {}
            done => return done,
        }
        stack.wait(handle, interest, time_left(stack, deadline)?)?;
    }
}

/// How long to wait now: an error when there is no time left.
pub fn time_left<S: Stack>(stack: &S, deadline: &Deadline) -> Result<u32, Error> {
    match deadline.remaining(stack.now()) {
        None => Ok(u32::MAX),
        Some(0) if deadline.is_immediate() => Err(Error::WOULD_BLOCK),
        Some(0) => Err(Error::Os(Errno::ETIMEDOUT)),
        Some(milliseconds) => Ok(milliseconds),
    }
}
