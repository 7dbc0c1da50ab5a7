//! A socket: its handle, its timeout, and the operations that change its state.

use core::cell::Cell;

use super::address::{Address, Kind};
use super::deadline::{Deadline, Timeout};
use super::error::{Errno, Error};
use super::stack::{Handle, Readiness, Stack};
use super::wait::retry;

/// Linux lets flags stand beside the type.
const KIND_MASK: u8 = 0xf;

/// The state of a socket object. Zeroed memory is a closed socket.
///
/// Python code that runs while a call waits may use the same socket, hence the cells.
#[repr(C)]
pub struct Inner {
    /// The handle plus one.
    handle: Cell<i32>,
    timeout: Cell<Timeout>,
    family: Cell<u8>,
    kind: Cell<u8>,
    protocol: Cell<u16>,
}

impl Inner {
    /// A closed socket.
    pub const fn closed() -> Inner {
        Inner {
            handle: Cell::new(0),
            timeout: Cell::new(Timeout::ZERO),
            family: Cell::new(0),
            kind: Cell::new(0),
            protocol: Cell::new(0),
        }
    }

    /// Opens the socket. When the stack has none left, unreachable ones are collected once.
    pub fn open<S: Stack>(
        &self,
        stack: &S,
        family: i32,
        kind: i32,
        protocol: i32,
        timeout: Timeout,
    ) -> Result<(), Error> {
        let handle = or_reclaim(stack, || stack.open(family, kind, protocol))?;
        self.adopt(handle, family, kind, protocol, timeout);
        Ok(())
    }

    /// Becomes the owner of an open socket.
    pub fn adopt(&self, handle: Handle, family: i32, kind: i32, protocol: i32, timeout: Timeout) {
        self.family.set(family as u8);
        self.kind.set(kind as u8 & KIND_MASK);
        self.protocol.set(protocol as u16);
        self.timeout.set(timeout);
        self.handle.set(handle.0 + 1);
    }

    /// The handle, or EBADF when the socket is closed.
    pub fn handle(&self) -> Result<Handle, Error> {
        match self.descriptor() {
            Handle::NONE => Err(Error::Os(Errno::EBADF)),
            handle => Ok(handle),
        }
    }

    /// The handle, or [`Handle::NONE`].
    pub fn descriptor(&self) -> Handle {
        Handle(self.handle.get() - 1)
    }

    /// The `AF_*` number.
    pub fn family(&self) -> i32 {
        self.family.get().into()
    }

    /// The `SOCK_*` number.
    pub fn kind(&self) -> i32 {
        self.kind.get().into()
    }

    /// The protocol's number.
    pub fn protocol(&self) -> i32 {
        self.protocol.get().into()
    }

    /// Whether it carries a stream of bytes.
    pub fn is_stream(&self) -> bool {
        self.kind() == Kind::Stream.number()
    }

    /// How long operations may take.
    pub fn timeout(&self) -> Timeout {
        self.timeout.get()
    }

    /// Changes it, for the operations that begin afterwards.
    pub fn set_timeout(&self, timeout: Timeout) {
        self.timeout.set(timeout);
    }

    /// The deadline of an operation that begins now.
    pub fn deadline<S: Stack>(&self, stack: &S) -> Deadline {
        self.timeout.get().starting_at(|| stack.now())
    }

    /// Lets go of the handle without closing it.
    pub fn detach<S: Stack>(&self, stack: &S) -> Handle {
        let handle = self.take_handle();
        stack.release(handle);
        handle
    }

    fn take_handle(&self) -> Handle {
        Handle(self.handle.replace(0) - 1)
    }

    /// Closes the socket; closing it again does nothing.
    pub fn close<S: Stack>(&self, stack: &S) {
        match self.take_handle() {
            Handle::NONE => {}
            handle => stack.close(handle),
        }
    }

    /// Accepts a connection: its handle and its peer. Needs a socket too, like `open`.
    pub fn accept<S: Stack>(&self, stack: &S) -> Result<(Handle, Address), Error> {
        let mut accepted = None;
        retry(stack, self, Readiness::READ, &self.deadline(stack), &mut |handle| {
            accepted = Some(or_reclaim(stack, || stack.accept(handle))?);
            Ok(0)
        })?;
        accepted.ok_or(Error::WOULD_BLOCK)
    }

    /// Connects. A non-blocking socket gets EINPROGRESS.
    pub fn connect<S: Stack>(&self, stack: &S, address: &Address) -> Result<(), Error> {
        let deadline = self.deadline(stack);
        match stack.connect(self.handle()?, address) {
            Err(Errno::EINPROGRESS) if !deadline.is_immediate() => {}
            done => return Ok(done?),
        }
        retry(stack, self, Readiness::WRITE, &deadline, &mut |handle| {
            stack.finish_connect(handle, address)?;
            Ok(0)
        })
        .map(drop)
    }

    /// What `poll` reports.
    pub fn readiness<S: Stack>(&self, stack: &S, interest: Readiness) -> Readiness {
        match self.descriptor() {
            Handle::NONE => Readiness::INVALID,
            handle => stack.readiness(handle, interest),
        }
    }
}

/// Makes a socket. When the stack has none left, unreachable ones are collected once.
fn or_reclaim<S: Stack, T>(stack: &S, make: impl Fn() -> Result<T, Errno>) -> Result<T, Errno> {
    match make() {
        Err(Errno::EMFILE | Errno::ENOMEM | Errno::ENOBUFS) => {
            stack.reclaim();
            make()
        }
        made => made,
    }
}
