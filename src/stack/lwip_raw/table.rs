//! The sockets: a fixed table, as large as lwIP's own, that lwIP's callbacks find by number.
//!
//! Nothing that lwIP knows of lies on the collector's heap. Cells, since lwIP calls back while a
//! function of ours calls it: no reference into the table is held across such a call.

use core::cell::Cell;

use super::api::{Chain, Lwip, Pcb, border};
use crate::socket::{Errno, Family, Handle};
use crate::stack::lwip_error::PendingError;

/// `uintptr_t`s that a socket takes in the table, for C, which has the memory: only it knows how
/// many sockets lwIP was built for.
#[repr(i32)]
pub enum SocketWords {
    /// For a [`Stream`].
    Stream = 5,
    /// For a [`Datagram`].
    Datagram = 9,
}

const _: () = assert!(size_of::<Stream>() <= SocketWords::Stream as usize * size_of::<usize>());
const _: () = assert!(size_of::<Datagram>() <= SocketWords::Datagram as usize * size_of::<usize>());

/// Datagrams that wait in one socket, as many as in ESP-IDF.
pub const DATAGRAM_QUEUE: usize = 6;

/// What a stream socket is doing.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum State {
    /// Nobody's.
    Free = 0,
    /// Not connected.
    New,
    /// Waiting for the peer's answer.
    Connecting,
    /// Connected; each direction may have ended.
    Connected,
    /// Accepting connections.
    Listening,
    /// The connection was lost; its control block is gone.
    Lost,
}

/// A stream socket. Zeroed memory is a free one.
pub struct Stream {
    pub pcb: Cell<Option<Pcb>>,
    pub incoming: Cell<Option<Chain>>,
    pub error: PendingError,
    /// How much of the first incoming buffer was taken.
    pub offset: Cell<u16>,
    /// How long the queue was when there was no memory for more; 0: there was.
    pub starved_at: Cell<u16>,
    pub state: Cell<State>,
    /// The listener that offers it, plus one, until it is accepted.
    pub offered_by: Cell<u8>,
    pub is_v6: Cell<bool>,
    pub peer_ended: Cell<bool>,
    pub watch: Watch,
    pub sending_ended: Cell<bool>,
    pub receiving_ended: Cell<bool>,
}

impl Stream {
    /// Becomes a fresh socket.
    pub fn claim(&self, family: Family, state: State) {
        self.pcb.set(None);
        self.incoming.set(None);
        self.error.clear();
        self.offset.set(0);
        self.starved_at.set(0);
        self.state.set(state);
        self.offered_by.set(0);
        self.is_v6.set(family == Family::Inet6);
        self.peer_ended.set(false);
        self.watch.set(false);
        self.sending_ended.set(false);
        self.receiving_ended.set(false);
    }

    pub fn family(&self) -> Family {
        if self.is_v6.get() { Family::Inet6 } else { Family::Inet }
    }

    /// Frees what has arrived.
    pub fn discard(&self, lwip: &Lwip) {
        if let Some(chain) = self.incoming.take() {
            lwip.free(chain);
        }
        self.offset.set(0);
    }
}

/// A socket for datagrams or raw packets. Zeroed memory is a free one.
pub struct Datagram {
    pub in_use: Cell<bool>,
    pub pcb: Cell<Option<Pcb>>,
    /// The oldest first; each chain begins with the sender.
    queue: [Cell<Option<Chain>>; DATAGRAM_QUEUE],
    pub is_v6: Cell<bool>,
    pub is_raw: Cell<bool>,
    pub is_connected: Cell<bool>,
    pub watch: Watch,
    pub receiving_ended: Cell<bool>,
}

/// Whether somebody wants to be called about a socket, and what there is to tell.
pub struct Watch(Cell<u8>);

const WATCHED: u8 = 1;
const HAPPENED: u8 = 2;

impl Watch {
    pub fn set(&self, on: bool) {
        self.0.set(if on { WATCHED } else { 0 });
    }

    /// Notes an event; asks to be called when nobody did so yet.
    pub fn notify(&self, lwip: &Lwip) {
        if self.0.get() == WATCHED {
            self.0.set(WATCHED | HAPPENED);
            lwip.schedule_dispatch();
        }
    }

    pub fn take_event(&self) -> bool {
        let watch = self.0.get();
        self.0.set(watch & !HAPPENED);
        watch & HAPPENED != 0
    }
}

impl Datagram {
    pub fn claim(&self, pcb: Pcb, family: Family, is_raw: bool) {
        self.in_use.set(true);
        self.pcb.set(Some(pcb));
        self.queue.iter().for_each(|slot| slot.set(None));
        self.is_v6.set(family == Family::Inet6);
        self.is_raw.set(is_raw);
        self.is_connected.set(false);
        self.watch.set(false);
        self.receiving_ended.set(false);
    }

    pub fn family(&self) -> Family {
        if self.is_v6.get() { Family::Inet6 } else { Family::Inet }
    }

    /// The oldest datagram.
    pub fn front(&self) -> Option<Chain> {
        self.queue.first()?.get()
    }

    /// Takes the oldest datagram.
    pub fn pop(&self) -> Option<Chain> {
        let oldest = self.front();
        for (slot, next) in self.queue.iter().zip(self.queue.iter().skip(1).map(Cell::get).chain([None])) {
            slot.set(next);
            if next.is_none() {
                break;
            }
        }
        oldest
    }

    /// Whether there was room.
    pub fn push(&self, datagram: Chain) -> bool {
        let free = self.queue.iter().find(|slot| slot.get().is_none());
        free.map(|slot| slot.set(Some(datagram))).is_some()
    }
}

/// Which socket a handle is.
pub enum Socket {
    Stream(&'static Stream),
    Datagram(&'static Datagram),
}

impl Socket {
    pub fn watch(&self) -> &'static Watch {
        match self {
            Socket::Stream(stream) => &stream.watch,
            Socket::Datagram(datagram) => &datagram.watch,
        }
    }
}

/// All stream sockets.
pub fn streams() -> &'static [Stream] {
    // SAFETY: the memory is static, zeroed at start, has as many elements of at least this size
    // (`SocketWords`), and is used only with lwIP locked. All zeros is a value of every field.
    unsafe {
        core::slice::from_raw_parts(
            (&raw const border::lwip_raw_streams).cast(),
            border::lwip_raw_stream_count,
        )
    }
}

/// All datagram sockets.
pub fn datagrams() -> &'static [Datagram] {
    // SAFETY: as in `streams`.
    unsafe {
        core::slice::from_raw_parts(
            (&raw const border::lwip_raw_datagrams).cast(),
            border::lwip_raw_datagram_count,
        )
    }
}

/// The socket with a handle, or with the number that lwIP's callbacks carry.
pub fn socket(handle: Handle) -> Result<Socket, Errno> {
    let index = usize::try_from(handle.0).map_err(|_| Errno::EBADF)?;
    let streams = streams();
    match streams.get(index) {
        Some(stream) => Ok(Socket::Stream(stream)),
        None => datagrams().get(index - streams.len()).map(Socket::Datagram).ok_or(Errno::EBADF),
    }
}

/// The stream socket with a handle.
pub fn stream(handle: Handle) -> Result<&'static Stream, Errno> {
    match socket(handle)? {
        Socket::Stream(stream) => Ok(stream),
        Socket::Datagram(_) => Err(Errno::EOPNOTSUPP),
    }
}

/// All listeners' connections that wait to be accepted, the oldest first: indices of streams plus
/// one, then zeros. There are as many places as streams.
fn accepts() -> &'static [Cell<u8>] {
    // SAFETY: as in `streams`; the memory has a byte for each of them.
    unsafe { core::slice::from_raw_parts((&raw const border::lwip_raw_accepts).cast(), streams().len()) }
}

/// Queues a connection: the index of its stream plus one.
pub fn push_accept(number: u8) {
    if let Some(free) = accepts().iter().find(|place| place.get() == 0) {
        free.set(number);
    }
}

/// Takes the oldest connection that satisfies `wanted`.
pub fn take_accept(wanted: impl Fn(u8) -> bool) -> Option<u8> {
    let at = queued().position(wanted)?;
    let index = queued().nth(at);
    let places = accepts().get(at..).unwrap_or_default();
    for (place, next) in places.iter().zip(places.iter().skip(1).map(Cell::get).chain([0])) {
        place.set(next);
        if next == 0 {
            break;
        }
    }
    index
}

/// Whether a queued connection satisfies `wanted`.
pub fn any_accept(wanted: impl Fn(u8) -> bool) -> bool {
    queued().any(wanted)
}

/// The indices of the queued connections' streams.
fn queued() -> impl Iterator<Item = u8> {
    accepts().iter().map_while(|place| place.get().checked_sub(1))
}
