//! What lwIP does not remember of its descriptors: it tells errors and the end of a stream only
//! once. Used with the GIL only; lwIP's thread knows nothing of it.

use core::cell::Cell;

use super::api::border;
use crate::socket::{Errno, Family, Handle};
use crate::stack::lwip_error::PendingError;

/// What a socket is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Phase {
    /// Nobody's.
    Closed = 0,
    /// Closed, but a thread still waits for it.
    Closing,
    /// Somebody else's, who will close it.
    Detached,
    /// A stream, not connected.
    Fresh,
    /// Waiting for the peer's answer.
    Connecting,
    /// It did not connect. lwIP cannot use it again.
    Failed,
    /// Connected; each direction may have ended.
    Connected,
    /// The connection was lost; what had arrived is still there.
    Lost,
    /// Accepting connections.
    Listening,
    /// Datagrams, or raw packets.
    Datagram,
}

/// One descriptor. Zeroed memory is a closed one.
pub struct Descriptor {
    pub phase: Cell<Phase>,
    pub error: PendingError,
    is_v6: Cell<bool>,
    pub is_raw: Cell<bool>,
    pub is_bound: Cell<bool>,
    /// Of datagrams: there is a peer.
    pub is_connected: Cell<bool>,
    /// Why the connection was lost has been reported.
    pub error_told: Cell<bool>,
    /// The end of the stream, or the loss of the connection, was received.
    pub peer_ended: Cell<bool>,
    /// lwIP may have forgotten the end of the stream.
    pub was_crowded: Cell<bool>,
    pub sending_ended: Cell<bool>,
    pub receiving_ended: Cell<bool>,
    watch: Cell<u8>,
    /// Threads that wait for it.
    pub waiters: Cell<u8>,
}

const _: () = assert!(size_of::<Descriptor>() <= border::LWIP_SOCKETS_STATE_SIZE as usize);

const WATCHED: u8 = 1;
const HAPPENED: u8 = 2;
const TOLD: u8 = 4;

impl Descriptor {
    /// Becomes a socket that was just opened.
    pub fn claim(&self, family: Family, phase: Phase) {
        self.error.clear();
        self.is_v6.set(family == Family::Inet6);
        self.is_raw.set(false);
        self.is_bound.set(false);
        self.is_connected.set(false);
        self.error_told.set(false);
        self.peer_ended.set(false);
        self.was_crowded.set(false);
        self.sending_ended.set(false);
        self.receiving_ended.set(false);
        self.watch.set(0);
        self.phase.set(phase);
    }

    /// Whether a socket has it.
    pub fn is_open(&self) -> bool {
        !matches!(self.phase.get(), Phase::Closed | Phase::Closing | Phase::Detached)
    }

    pub fn family(&self) -> Family {
        if self.is_v6.get() { Family::Inet6 } else { Family::Inet }
    }

    /// Whether events are to be reported by a callback.
    pub fn watch(&self, on: bool) {
        self.watch.set(if on { WATCHED } else { 0 });
    }

    /// Whether an event would be news.
    pub fn is_watched(&self) -> bool {
        self.watch.get() == WATCHED
    }

    /// Something was taken: what is left is news.
    pub fn rearm(&self) {
        self.watch.set(self.watch.get() & !TOLD);
    }

    /// Notes an event.
    pub fn notify(&self) {
        self.watch.set(self.watch.get() | HAPPENED);
    }

    pub fn take_event(&self) -> bool {
        let happened = self.watch.get() & HAPPENED != 0;
        if happened {
            self.watch.set(WATCHED | TOLD);
        }
        happened
    }
}

/// All descriptors that lwIP may have, and the number of the first.
pub fn descriptors() -> (&'static [Descriptor], i32) {
    let (mut count, mut first) = (0, 0);
    // SAFETY: the memory is static, zeroed at start, has room for `count` of them and more
    // (above), and is used with the GIL only. All zeros is a value of every field.
    unsafe {
        let memory = border::lwip_sockets_states(&mut count, &mut first);
        (core::slice::from_raw_parts(memory.cast(), count), first)
    }
}

fn find(handle: Handle) -> Option<&'static Descriptor> {
    let (descriptors, first) = descriptors();
    descriptors.get(usize::try_from(handle.0.checked_sub(first)?).ok()?)
}

/// The descriptor of an open socket.
pub fn descriptor(handle: Handle) -> Result<&'static Descriptor, Errno> {
    find(handle).filter(|found| found.is_open()).ok_or(Errno::EBADF)
}

/// The place of a descriptor that lwIP has just given out.
pub fn claim(handle: Handle, family: Family, phase: Phase) -> Result<&'static Descriptor, Errno> {
    let found = find(handle).ok_or(Errno::EMFILE)?;
    found.claim(family, phase);
    Ok(found)
}

/// Whether lwIP has no descriptor left.
pub fn is_full() -> bool {
    descriptors().0.iter().all(|descriptor| descriptor.phase.get() != Phase::Closed)
}
