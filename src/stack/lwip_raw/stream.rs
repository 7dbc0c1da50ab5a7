//! TCP sockets.

use super::api::{Lwip, Pcb, RawAddress};
use super::table::{self, State, Stream};
use super::{MSG_PEEK, address};
use crate::socket::{Address, Errno, Family, Handle, Interest, Readiness, Received};

/// Less room than this is none: no tiny segments. As in `extmod/modlwip.c`.
const ROOM_MIN: usize = 16;

/// A new socket.
pub fn open(lwip: &Lwip, family: Family) -> Result<Handle, Errno> {
    let (index, stream) = free_stream().ok_or(Errno::EMFILE)?;
    stream.claim(family, State::New);
    let handle = Handle(index as i32);
    if let Err(errno) = pcb_of(lwip, handle, stream) {
        stream.state.set(State::Free);
        return Err(errno);
    }
    Ok(handle)
}

/// A socket that nobody has.
pub fn free_stream() -> Option<(usize, &'static Stream)> {
    table::streams().iter().enumerate().find(|(_, stream)| stream.state.get() == State::Free)
}

/// The control block; a socket that failed to connect gets another one.
pub fn pcb_of(lwip: &Lwip, handle: Handle, stream: &Stream) -> Result<Pcb, Errno> {
    if let Some(pcb) = stream.pcb.get() {
        return Ok(pcb);
    }
    if stream.state.get() != State::New {
        return Err(Errno::ENOTCONN);
    }
    let version = if stream.is_v6.get() { 6 } else { 4 };
    let pcb = lwip.tcp_new(handle.0 as u32, version).ok_or(Errno::ENOMEM)?;
    stream.pcb.set(Some(pcb));
    Ok(pcb)
}

/// Closes; connections that a listener still offers are aborted.
pub fn close(lwip: &Lwip, handle: Handle, stream: &Stream) {
    let is_listener = stream.state.replace(State::Free) == State::Listening;
    if is_listener {
        while let Some(offered) = take_offered(handle) {
            abandon(lwip, offered);
        }
    }
    stream.discard(lwip);
    if let Some(pcb) = stream.pcb.take() {
        lwip.tcp_close(pcb, is_listener);
    }
}

fn abandon(lwip: &Lwip, stream: &Stream) {
    stream.state.set(State::Free);
    stream.discard(lwip);
    if let Some(pcb) = stream.pcb.take() {
        lwip.tcp_abort(pcb);
    }
}

/// Takes the connection away from its owner, who learns of it by ECONNABORTED.
pub fn end(lwip: &Lwip, handle: Handle, stream: &Stream) {
    match stream.state.get() {
        State::Free => {}
        State::Listening => {
            close(lwip, handle, stream);
            stream.state.set(State::Lost);
        }
        _ if stream.offered_by.get() != 0 => {}
        _ => {
            abandon(lwip, stream);
            stream.state.set(State::Lost);
            stream.error.set(Errno::ECONNABORTED);
        }
    }
}

fn is_offered_by(listener: Handle) -> impl Fn(u8) -> bool {
    move |index| {
        let offered_by = table::streams().get(usize::from(index)).map(|stream| stream.offered_by.get());
        offered_by.map(i32::from) == Some(listener.0 + 1)
    }
}

fn take_offered(listener: Handle) -> Option<&'static Stream> {
    let index = table::take_accept(is_offered_by(listener))?;
    table::streams().get(usize::from(index))
}

/// Begins to accept connections. As on Linux, one more may wait than the backlog says.
pub fn listen(lwip: &Lwip, handle: Handle, backlog: i32) -> Result<(), Errno> {
    let stream = table::stream(handle)?;
    match stream.state.get() {
        State::Listening => return Ok(()),
        State::New => {}
        _ => return Err(Errno::EINVAL),
    }
    let pcb = pcb_of(lwip, handle, stream)?;
    if lwip.tcp_local(pcb).port == 0 {
        // As on Linux: an ephemeral port, at any address.
        let version = if stream.is_v6.get() { 0 } else { 4 };
        lwip.tcp_bind(pcb, &RawAddress { version, ..RawAddress::default() })?;
    }
    let listener = lwip.tcp_listen(pcb, handle.0 as u32, backlog as u32 + 1)?;
    stream.pcb.set(Some(listener));
    stream.state.set(State::Listening);
    Ok(())
}

/// The oldest connection that is still there, and its peer.
pub fn accept(lwip: &Lwip, handle: Handle) -> Result<(Handle, Address), Errno> {
    if table::stream(handle)?.state.get() != State::Listening {
        return Err(Errno::EINVAL);
    }
    while let Some(index) = table::take_accept(is_offered_by(handle)) {
        let Some(stream) = table::streams().get(usize::from(index)) else { continue };
        let Some(pcb) = stream.pcb.get() else {
            // The peer has reset it meanwhile.
            abandon(lwip, stream);
            continue;
        };
        stream.offered_by.set(0);
        lwip.tcp_accepted(pcb);
        if table::any_accept(is_offered_by(handle)) {
            table::stream(handle)?.watch.notify(lwip);
        }
        return Ok((Handle(index.into()), address::from_raw(&lwip.tcp_remote(pcb), stream.family())));
    }
    Err(Errno::EAGAIN)
}

/// Begins to connect.
pub fn connect(lwip: &Lwip, handle: Handle, stream: &Stream, address: &Address) -> Result<(), Errno> {
    match stream.state.get() {
        State::New => {}
        State::Connecting => return Err(Errno::EALREADY),
        State::Listening => return Err(Errno::EINVAL),
        _ => return Err(Errno::EISCONN),
    }
    // The outcome of an earlier attempt, when nobody has asked for it.
    stream.error.take()?;
    let raw = address::to_raw(address, stream.family())?;
    let pcb = pcb_of(lwip, handle, stream)?;
    stream.state.set(State::Connecting);
    if let Err(errno) = lwip.tcp_connect(pcb, &raw) {
        stream.state.set(State::New);
        return Err(errno);
    }
    match stream.state.get() {
        State::Connected => Ok(()),
        _ => Err(Errno::EINPROGRESS),
    }
}

/// Queues as much as there is room for.
pub fn send(lwip: &Lwip, stream: &Stream, data: &[u8]) -> Result<usize, Errno> {
    if stream.state.get() == State::Connecting {
        return Err(Errno::EAGAIN);
    }
    stream.error.take()?;
    let connected = stream.state.get() == State::Connected && !stream.sending_ended.get();
    let Some(pcb) = stream.pcb.get().filter(|_| connected) else { return Err(Errno::EPIPE) };
    if data.is_empty() {
        return Ok(0);
    }
    let room = lwip.tcp_room(pcb);
    if room < ROOM_MIN.min(data.len()) {
        return Err(Errno::EAGAIN);
    }
    // Memory may be shorter than the window: half as much may fit.
    let mut length = data.len().min(room).min(usize::from(u16::MAX));
    while length > 0 {
        match lwip.tcp_write(pcb, data.get(..length).unwrap_or(data)) {
            Ok(()) => {
                stream.starved_at.set(0);
                lwip.tcp_output(pcb);
                return Ok(length);
            }
            Err(Errno::ENOMEM) => length /= 2,
            Err(errno) => return Err(errno),
        }
    }
    // What is queued goes out and frees its memory. Until then `poll` does not promise room.
    stream.starved_at.set(lwip.tcp_queue(pcb));
    lwip.tcp_output(pcb);
    Err(Errno::EAGAIN)
}

/// Takes what has arrived, then reports the error, then the end.
pub fn receive(lwip: &Lwip, stream: &Stream, buffer: &mut [u8], flags: i32) -> Result<Received, Errno> {
    let Some(chain) = stream.incoming.get().filter(|_| !stream.receiving_ended.get()) else {
        stream.error.take()?;
        let ended = Received { length: 0, datagram: 0 };
        return match stream.state.get() {
            State::Connected if stream.peer_ended.get() || stream.receiving_ended.get() => Ok(ended),
            State::Lost => Ok(ended),
            State::Connected | State::Connecting => Err(Errno::EAGAIN),
            _ => Err(Errno::ENOTCONN),
        };
    };
    let length = lwip.copy(chain, buffer, stream.offset.get().into());
    if flags & MSG_PEEK == 0 && length > 0 {
        take(lwip, stream, length);
    }
    Ok(Received { length, datagram: length })
}

/// Takes the first `length` bytes of what has arrived, which a receive has copied.
pub fn take(lwip: &Lwip, stream: &Stream, length: usize) -> usize {
    let Some(chain) = stream.incoming.get() else { return 0 };
    let (rest, offset) = lwip.drop_front(chain, stream.offset.get().into(), length);
    stream.incoming.set(rest);
    stream.offset.set(offset as u16);
    if let Some(pcb) = stream.pcb.get() {
        lwip.tcp_received(pcb, length);
    }
    // What is left is news.
    if rest.is_some() || stream.peer_ended.get() {
        stream.watch.notify(lwip);
    }
    length
}

/// How much a receive would bring.
pub fn available(lwip: &Lwip, stream: &Stream) -> usize {
    let chain = stream.incoming.get().filter(|_| !stream.receiving_ended.get());
    chain.map_or(0, |chain| lwip.length(chain).saturating_sub(usize::from(stream.offset.get())))
}

/// Ends one or both directions.
pub fn shutdown(lwip: &Lwip, stream: &Stream, receiving: bool, sending: bool) -> Result<(), Errno> {
    if stream.state.get() != State::Connected {
        return Err(Errno::ENOTCONN);
    }
    if receiving {
        // lwIP would reset the connection when more data comes: here it is dropped.
        stream.receiving_ended.set(true);
        let waiting = available_all(lwip, stream);
        stream.discard(lwip);
        if let Some(pcb) = stream.pcb.get().filter(|_| waiting > 0) {
            lwip.tcp_received(pcb, waiting);
        }
    }
    if sending
        && !stream.sending_ended.replace(true)
        && let Some(pcb) = stream.pcb.get()
    {
        lwip.tcp_shutdown(pcb, false, true)?;
    }
    Ok(())
}

fn available_all(lwip: &Lwip, stream: &Stream) -> usize {
    let offset = usize::from(stream.offset.get());
    stream.incoming.get().map_or(0, |chain| lwip.length(chain).saturating_sub(offset))
}

/// What `poll` reports.
pub fn readiness(lwip: &Lwip, handle: Handle, stream: &Stream, interest: Interest) -> Readiness {
    const BOTH: Readiness = Readiness(Readiness::READ.0 | Readiness::WRITE.0);
    let mut always = Readiness::EMPTY;
    let mut ready = Readiness::EMPTY;
    if stream.error.is_set() {
        always = always | Readiness::ERROR;
        ready = BOTH;
    }
    match stream.state.get() {
        State::New => {
            always = always | Readiness::HANG_UP;
            ready = ready | Readiness::WRITE;
        }
        State::Listening if table::any_accept(is_offered_by(handle)) => ready = ready | Readiness::READ,
        State::Connected => {
            let ended = stream.peer_ended.get() || stream.receiving_ended.get();
            if ended || stream.incoming.get().is_some() {
                ready = ready | Readiness::READ;
            }
            if interest.intersects(Readiness::WRITE) && (stream.sending_ended.get() || has_room(lwip, stream))
            {
                ready = ready | Readiness::WRITE;
            }
            if stream.peer_ended.get() && stream.sending_ended.get() {
                always = always | Readiness::HANG_UP;
            }
        }
        State::Lost => {
            always = always | Readiness::HANG_UP;
            ready = BOTH;
        }
        _ => {}
    }
    always | (ready & interest)
}

/// Whether there is room, and memory as far as is known. Apart: most look for data only.
#[inline(never)]
fn has_room(lwip: &Lwip, stream: &Stream) -> bool {
    let starved_at = stream.starved_at.get();
    stream.pcb.get().is_some_and(|pcb| {
        lwip.tcp_room(pcb) >= ROOM_MIN && (starved_at == 0 || lwip.tcp_queue(pcb) < starved_at)
    })
}

/// The socket's own address.
pub fn local_address(lwip: &Lwip, stream: &Stream) -> Address {
    let raw = stream.pcb.get().map(|pcb| lwip.tcp_local(pcb)).unwrap_or_default();
    address::from_raw(&raw, stream.family())
}

/// The peer's address.
pub fn peer_address(lwip: &Lwip, stream: &Stream) -> Result<Address, Errno> {
    match (stream.state.get(), stream.pcb.get()) {
        (State::Connected, Some(pcb)) => Ok(address::from_raw(&lwip.tcp_remote(pcb), stream.family())),
        _ => Err(Errno::ENOTCONN),
    }
}
