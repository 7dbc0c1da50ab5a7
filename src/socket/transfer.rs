//! Sending and receiving.

use super::address::Address;
use super::deadline::{Deadline, Timeout};
use super::error::{Errno, Error};
use super::inner::Inner;
use super::stack::{Handle, Readiness, Received, Stack};
use super::wait::retry;

/// Memory of the virtual machine's that receives write to.
pub trait Target {
    /// The memory after its first `at` bytes, where it is now. `available` tells how much there
    /// is to receive, where that was asked for and the stack knows.
    fn memory(&mut self, at: usize, available: Option<usize>) -> Result<&mut [u8], Error>;
    /// Whether memory is made for what there is to receive: only then is that asked for.
    fn is_made_to_fit(&self) -> bool {
        false
    }
}

/// Memory of the virtual machine's that a send reads.
pub trait Source {
    /// The bytes, where they are now.
    fn bytes(&mut self) -> Result<&[u8], Error>;
}

/// Bytes that an earlier read had taken when it was cut short. Every receive takes them first.
pub trait Kept {
    /// How many there are.
    fn length(&self) -> usize;
    /// Copies the first ones to `memory`; returns how many.
    fn copy(&self, memory: &mut [u8]) -> usize;
    /// Drops the first `count`.
    fn consume(&self, count: usize);
}

/// Why a send failed, and after how many bytes, where the caller has to know.
///
/// Not a part of [`Error`], which then stays two words: nearly every function returns one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SendError {
    /// Why it failed.
    pub error: Error,
    /// Bytes that the stack took before.
    pub sent: Option<usize>,
}

impl From<Error> for SendError {
    fn from(error: Error) -> SendError {
        SendError { error, sent: None }
    }
}

/// What a send did.
pub struct Sent {
    /// Bytes that the stack took.
    pub count: usize,
    /// Why there are no more.
    pub stopped: Option<Error>,
}

impl Sent {
    /// `send`, `write`: a count when there is one, unless something worse than time happened.
    pub fn count_or_error(self) -> Result<usize, SendError> {
        match self.stopped {
            None => Ok(self.count),
            Some(error) if self.count == 0 => Err(error.into()),
            Some(Error::Os(Errno::EAGAIN | Errno::ETIMEDOUT)) => Ok(self.count),
            Some(error) => Err(SendError { error, sent: Some(self.count) }),
        }
    }

    /// `sendall`: everything, or an error that carries the count.
    pub fn all_or_error(self) -> Result<(), SendError> {
        self.stopped.map_or(Ok(()), |error| Err(SendError { error, sent: Some(self.count) }))
    }
}

impl Inner {
    /// The deadline of a transfer with `MSG_*` flags.
    pub fn transfer_deadline<S: Stack>(&self, stack: &S, flags: i32) -> Deadline {
        let timeout = if flags & S::MSG_DONTWAIT != 0 { Timeout::ZERO } else { self.timeout() };
        timeout.starting_at(|| stack.now())
    }

    /// Receives what there is into `target` after its first `at` bytes, once there is something.
    #[expect(clippy::too_many_arguments, reason = "one path for every way to receive")]
    pub fn receive<S: Stack>(
        &self,
        stack: &S,
        kept: &dyn Kept,
        flags: i32,
        deadline: &Deadline,
        target: &mut dyn Target,
        at: usize,
        mut from: Option<&mut Address>,
    ) -> Result<Received, Error> {
        // On a stream Linux would drop the bytes instead of copying them.
        let flags = if self.is_stream() { flags & !S::MSG_TRUNC } else { flags };
        let mut datagram = 0;
        let length = retry(stack, self, Readiness::READ, deadline, &mut |handle| {
            let received = receive_now(stack, handle, kept, flags, target, at, from.as_deref_mut())?;
            datagram = received.datagram;
            Ok(received.length)
        })?;
        Ok(Received { length, datagram })
    }

    /// Sends a datagram, or as much of a stream as the deadline allows.
    pub fn send<S: Stack>(
        &self,
        stack: &S,
        flags: i32,
        deadline: &Deadline,
        source: &mut dyn Source,
        to: Option<&Address>,
    ) -> Sent {
        let mut count = 0;
        loop {
            let mut complete = true;
            let step = retry(stack, self, Readiness::WRITE, deadline, &mut |handle| {
                let rest = source.bytes()?.get(count..).unwrap_or(&[]);
                let sent = stack.send(handle, rest, flags, to)?;
                complete = sent >= rest.len();
                Ok(sent)
            });
            match step {
                Ok(sent) => count += sent,
                Err(error) => return Sent { count, stopped: Some(error) },
            }
            if complete || !self.is_stream() {
                return Sent { count, stopped: None };
            }
        }
    }
}

/// One receive that does not wait: what was kept, else what the stack has.
pub(super) fn receive_now<S: Stack>(
    stack: &S,
    handle: Handle,
    kept: &dyn Kept,
    flags: i32,
    target: &mut dyn Target,
    at: usize,
    from: Option<&mut Address>,
) -> Result<Received, Error> {
    match kept.length() {
        0 => {
            let available = if target.is_made_to_fit() { stack.available(handle) } else { None };
            let memory = target.memory(at, available)?;
            // What has come in an interrupt meanwhile has no room.
            if available == Some(0) && stack.receive(handle, &mut [0], S::MSG_PEEK, None)?.datagram > 0 {
                return Err(Error::WOULD_BLOCK);
            }
            Ok(stack.receive(handle, memory, flags, from)?)
        }
        available => {
            let length = kept.copy(target.memory(at, Some(available))?);
            if flags & S::MSG_PEEK == 0 {
                kept.consume(length);
            }
            Ok(Received { length, datagram: length })
        }
    }
}

/// Takes the bytes of a stream that [`receive_now`] with `MSG_PEEK` has just copied to `seen`.
pub(super) fn take_seen<S: Stack>(
    stack: &S,
    handle: Handle,
    kept: &dyn Kept,
    seen: &mut [u8],
) -> Result<usize, Error> {
    if kept.length() == 0 {
        return Ok(stack.take_seen(handle, seen)?);
    }
    kept.consume(seen.len());
    Ok(seen.len())
}
