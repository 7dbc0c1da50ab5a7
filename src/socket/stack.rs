//! What the rules of sockets need from a TCP/IP stack.

use core::ops::{BitAnd, BitOr};

use super::address::{Address, Family, Kind};
use super::error::{Errno, Error, Resolve};
use super::resolve::{AI_CANONNAME, AI_NUMERICHOST, AI_PASSIVE, Answer};

/// A socket in its stack: a descriptor, or an index. Negative: none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handle(pub i32);

impl Handle {
    /// No socket.
    pub const NONE: Handle = Handle(-1);
}

/// What an operation waits for: a set of [`Readiness`] bits.
pub type Interest = Readiness;

/// The state of a socket, as `poll` reports it; the bits are MicroPython's `MP_STREAM_POLL_*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Readiness(pub u32);

impl Readiness {
    /// Nothing.
    pub const EMPTY: Readiness = Readiness(0);
    /// Data, a connection, the end or an error is there to receive.
    pub const READ: Readiness = Readiness(0x01);
    /// There is room to send, or connecting has ended.
    pub const WRITE: Readiness = Readiness(0x04);
    /// An error is pending.
    pub const ERROR: Readiness = Readiness(0x08);
    /// Both directions are closed.
    pub const HANG_UP: Readiness = Readiness(0x10);
    /// The socket is closed.
    pub const INVALID: Readiness = Readiness(0x20);

    /// Whether no bit is set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether it has a bit of `other`.
    pub fn intersects(self, other: Readiness) -> bool {
        self.0 & other.0 != 0
    }
}

impl BitOr for Readiness {
    type Output = Readiness;
    fn bitor(self, other: Readiness) -> Readiness {
        Readiness(self.0 | other.0)
    }
}

impl BitAnd for Readiness {
    type Output = Readiness;
    fn bitand(self, other: Readiness) -> Readiness {
        Readiness(self.0 & other.0)
    }
}

/// What one receive brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Received {
    /// Bytes written to the buffer.
    pub length: usize,
    /// The whole datagram's length, which may be more.
    pub datagram: usize,
}

/// A question to the resolver, under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Query(pub usize);

/// What to ask the resolver for.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The host's name, not empty, without NUL; `None` for this host.
    pub host: Option<&'a [u8]>,
    /// A service's name; `None` when the port is a number.
    pub service: Option<&'a [u8]>,
    /// Addresses of this family only.
    pub family: Option<Family>,
    /// The transport whose services are meant.
    pub kind: Option<Kind>,
    /// `AI_*` flags of the stack.
    pub flags: i32,
}

/// A TCP/IP stack: operations that never wait, a readiness query and one `wait`.
///
/// Operations that cannot be done at once fail with `EAGAIN` ([`Error::WOULD_BLOCK`]). None of
/// them runs Python or collects garbage but [`wait`](Stack::wait).
pub trait Stack {
    /// `MSG_PEEK`: receive without taking.
    const MSG_PEEK: i32;
    /// `MSG_DONTWAIT`: this call does not wait.
    const MSG_DONTWAIT: i32;
    /// `MSG_TRUNC`: report a datagram's whole length.
    const MSG_TRUNC: i32;
    /// `AI_NUMERICSERV`: the service is no name (lwIP's number).
    const AI_NUMERICSERV: i32 = 0x08;
    /// All `AI_*` that its resolver knows (lwIP's: these four).
    const AI_FLAGS: i32 = AI_PASSIVE | AI_CANONNAME | AI_NUMERICHOST | Self::AI_NUMERICSERV;
    /// The largest backlog of `listen`.
    const BACKLOG_LIMIT: i32;
    /// Whether the stack has raw sockets.
    const HAS_RAW: bool;

    /// Milliseconds of a monotonic clock that wraps around.
    fn now(&self) -> u32;

    /// Sleeps until `handle` may be ready for `interest`, at most `milliseconds`, and runs what
    /// is pending in the virtual machine. Python code may do anything meanwhile.
    fn wait(&self, handle: Handle, interest: Interest, milliseconds: u32) -> Result<(), Error>;

    /// Frees sockets that nobody can reach any more.
    fn reclaim(&self);

    /// A new socket.
    fn open(&self, family: i32, kind: i32, protocol: i32) -> Result<Handle, Errno>;
    /// Gives a socket back. Its queued data is still sent.
    fn close(&self, handle: Handle);
    /// Names the socket.
    fn bind(&self, handle: Handle, address: &Address) -> Result<(), Errno>;
    /// Begins to accept connections.
    fn listen(&self, handle: Handle, backlog: i32) -> Result<(), Errno>;
    /// The oldest connection that waits, and its peer.
    fn accept(&self, handle: Handle) -> Result<(Handle, Address), Errno>;
    /// Begins to connect: `EINPROGRESS` when it takes time.
    fn connect(&self, handle: Handle, address: &Address) -> Result<(), Errno>;
    /// The outcome of a connect that takes time: `EAGAIN` while there is none.
    fn finish_connect(&self, handle: Handle, _address: &Address) -> Result<(), Errno> {
        if self.readiness(handle, Readiness::WRITE).is_empty() {
            return Err(Errno::EAGAIN);
        }
        self.take_error(handle)
    }
    /// Takes the pending error (`SO_ERROR`).
    fn take_error(&self, handle: Handle) -> Result<(), Errno>;
    /// Queues bytes or sends a datagram; returns how many.
    fn send(&self, handle: Handle, data: &[u8], flags: i32, to: Option<&Address>) -> Result<usize, Errno>;
    /// Takes bytes or a datagram; fills in the sender where asked.
    fn receive(
        &self,
        handle: Handle,
        buffer: &mut [u8],
        flags: i32,
        from: Option<&mut Address>,
    ) -> Result<Received, Errno>;
    /// Takes the bytes of a stream that a receive with `MSG_PEEK` has just copied to `seen`.
    fn take_seen(&self, handle: Handle, seen: &mut [u8]) -> Result<usize, Errno> {
        Ok(self.receive(handle, seen, 0, None)?.length)
    }
    /// How many bytes a receive would bring now, where the stack knows without asking.
    fn available(&self, _handle: Handle) -> Option<usize> {
        None
    }
    /// Forgets a socket, which somebody else will close.
    fn release(&self, _handle: Handle) {}
    /// Closes one or both directions (0 receiving, 1 sending, 2 both).
    fn shutdown(&self, handle: Handle, how: i32) -> Result<(), Errno>;
    /// The socket's own address.
    fn local_address(&self, handle: Handle) -> Result<Address, Errno>;
    /// The peer's address.
    fn peer_address(&self, handle: Handle) -> Result<Address, Errno>;
    /// Sets an option to a value in the stack's layout.
    fn set_option(&self, handle: Handle, level: i32, name: i32, value: &[u8]) -> Result<(), Errno>;
    /// Reads an option; returns the value's length.
    fn option(&self, handle: Handle, level: i32, name: i32, value: &mut [u8]) -> Result<usize, Errno>;
    /// What is ready, of `interest` and of the conditions that are always reported.
    fn readiness(&self, handle: Handle, interest: Interest) -> Readiness;

    /// Whether events of this socket are to be reported by a callback.
    fn watch(&self, _handle: Handle, _on: bool) {}
    /// Reports an event of a watched socket, as if it had just happened.
    fn notify(&self, _handle: Handle) {}
    /// Whether a watched socket has had an event since it was last asked. Where the stack does
    /// not tell, it has one while there is something to receive.
    fn take_event(&self, handle: Handle) -> bool {
        !self.readiness(handle, Readiness::READ).is_empty()
    }

    /// The number of the network interface with this name: the zone of a scoped address.
    fn interface_index(&self, name: &[u8]) -> Option<u32>;
    /// Begins to resolve a name. The query owns all that it needs. [`Resolve::Again`]: there are
    /// as many as the stack has room for.
    fn resolve(&self, request: &Request<'_>) -> Result<Query, Resolve>;
    /// Whether the answers are there.
    fn resolved(&self, query: Query) -> Option<Result<(), Resolve>>;
    /// Sleeps like [`wait`](Stack::wait), for a query, or for room to begin one.
    fn wait_resolved(&self, query: Option<Query>, milliseconds: u32) -> Result<(), Error>;
    /// One of the answers.
    fn answer(&self, query: Query, index: usize) -> Option<Answer<'_>>;
    /// Ends a query, answered or not.
    fn forget(&self, query: Query);
}
