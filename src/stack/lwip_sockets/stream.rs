//! TCP sockets.

use super::address;
use super::api::{self, BorderAddress};
use super::table::{self, Descriptor, Phase};
use crate::socket::{Address, Errno, Family, Handle, Interest, Readiness};

/// What comes after `shutdown` of the receiving direction is dropped, so much at once.
const DISCARD: usize = 64;

/// What a stream brought.
enum Pulled {
    /// So many bytes.
    Bytes(usize),
    /// Nothing, now and for ever; the descriptor knows whether there was an error.
    End,
}

/// The error of a lost or refused connection, as POSIX names it.
fn error_of_connection(errno: Errno, connecting: bool) -> Option<Errno> {
    match errno {
        Errno::ECONNRESET if connecting => Some(Errno::ECONNREFUSED),
        // lwIP gives up after its last retransmission with this one.
        Errno::ECONNABORTED => Some(Errno::ETIMEDOUT),
        // Both directions had ended.
        Errno::ENOTCONN if !connecting => None,
        other => Some(other),
    }
}

/// Learns what has become of a connection, and what is ready. Why a connection was lost lwIP
/// tells once: it is asked when somebody wants to know.
fn update(handle: Handle, descriptor: &Descriptor, interest: Interest) -> Readiness {
    match descriptor.phase.get() {
        Phase::Connecting => {
            let ready = api::poll(handle, Readiness::WRITE, 0);
            if ready.intersects(Readiness::ERROR) {
                descriptor.phase.set(Phase::Failed);
                let errno = api::take_error(handle).err().unwrap_or(Errno::ECONNABORTED);
                descriptor.error.set(error_of_connection(errno, true).unwrap_or(errno));
            } else if ready.intersects(Readiness::WRITE) {
                descriptor.phase.set(Phase::Connected);
                return update(handle, descriptor, interest);
            }
            Readiness::EMPTY
        }
        Phase::Connected => {
            let ready = api::poll(handle, interest, 0);
            if ready.intersects(Readiness::ERROR) {
                // All of it: the news comes in several parts.
                api::settle();
                descriptor.phase.set(Phase::Lost);
            }
            ready
        }
        _ => Readiness::EMPTY,
    }
}

/// Begins to accept connections. As on Linux, one more may wait than the backlog says.
pub fn listen(handle: Handle, backlog: i32) -> Result<(), Errno> {
    let descriptor = table::descriptor(handle)?;
    match descriptor.phase.get() {
        Phase::Fresh | Phase::Listening => {}
        Phase::Datagram => return Err(Errno::EOPNOTSUPP),
        _ => return Err(Errno::EINVAL),
    }
    if descriptor.phase.get() == Phase::Fresh && !descriptor.is_bound.get() {
        // As on Linux: an ephemeral port, at any address.
        let version = if descriptor.family() == Family::Inet6 { 6 } else { 4 };
        api::bind(handle, &BorderAddress { version, ..BorderAddress::default() })?;
        descriptor.is_bound.set(true);
    }
    api::listen(handle, backlog.saturating_add(1))?;
    descriptor.phase.set(Phase::Listening);
    Ok(())
}

/// The oldest connection that is still there, and its peer.
pub fn accept(handle: Handle) -> Result<(Handle, Address), Errno> {
    let descriptor = table::descriptor(handle)?;
    match descriptor.phase.get() {
        Phase::Listening => {}
        Phase::Datagram => return Err(Errno::EOPNOTSUPP),
        _ => return Err(Errno::EINVAL),
    }
    if table::is_full() {
        // lwIP would close the connection.
        return Err(Errno::EMFILE);
    }
    loop {
        match api::accept(handle) {
            Ok((accepted, peer)) => {
                table::claim(accepted, descriptor.family(), Phase::Connected)?;
                descriptor.rearm();
                return Ok((accepted, address::from_border(&peer, descriptor.family())));
            }
            // The peer has reset it meanwhile.
            Err(Errno::ECONNABORTED | Errno::ECONNRESET | Errno::ENOTCONN) => {}
            Err(errno) => return Err(errno),
        }
    }
}

/// Closes the connections that wait in a listener, which lwIP's assertions do not like to find
/// there when it is closed. No other may come meanwhile.
pub fn close_waiting(handle: Handle) {
    api::refuse(handle);
    loop {
        match api::accept(handle) {
            Ok((accepted, _)) => api::close(accepted),
            // lwIP had no descriptor for it, or the peer has reset it: it is closed.
            Err(Errno::EMFILE | Errno::ECONNABORTED | Errno::ECONNRESET | Errno::ENOTCONN) => {}
            Err(_) => return,
        }
    }
}

/// Begins to connect.
pub fn connect(handle: Handle, address: &Address) -> Result<(), Errno> {
    let descriptor = table::descriptor(handle)?;
    update(handle, descriptor, Readiness::EMPTY);
    match descriptor.phase.get() {
        Phase::Fresh => {}
        Phase::Connecting => return Err(Errno::EALREADY),
        Phase::Listening => return Err(Errno::EINVAL),
        Phase::Failed => {
            descriptor.error.take()?;
            return Err(Errno::ECONNABORTED);
        }
        _ => return Err(Errno::EISCONN),
    }
    match api::connect(handle, &address::to_border(address, descriptor.family())?) {
        Ok(()) => descriptor.phase.set(Phase::Connected),
        Err(Errno::EINPROGRESS) => {
            descriptor.phase.set(Phase::Connecting);
            return Err(Errno::EINPROGRESS);
        }
        Err(errno) => return Err(errno),
    }
    Ok(())
}

/// The pending error.
pub fn take_error(handle: Handle, descriptor: &Descriptor) -> Result<(), Errno> {
    update(handle, descriptor, Readiness::EMPTY);
    if descriptor.phase.get() == Phase::Lost
        && !descriptor.error_told.replace(true)
        && let Err(errno) = api::take_error(handle)
    {
        return error_of_connection(errno, false).map_or(Ok(()), Err);
    }
    descriptor.error.take()
}

/// Queues as much as there is room for.
pub fn send(handle: Handle, descriptor: &Descriptor, data: &[u8]) -> Result<usize, Errno> {
    if descriptor.phase.get() == Phase::Connecting {
        update(handle, descriptor, Readiness::EMPTY);
    }
    match descriptor.phase.get() {
        Phase::Connecting => return Err(Errno::EAGAIN),
        Phase::Connected if !descriptor.sending_ended.get() => {}
        _ => {
            take_error(handle, descriptor)?;
            return Err(Errno::EPIPE);
        }
    }
    if data.is_empty() {
        return Ok(0);
    }
    match api::send(handle, data, None) {
        Err(Errno::EINPROGRESS | Errno::ENOMEM) => Err(Errno::EAGAIN),
        Err(errno) if errno != Errno::EAGAIN => {
            descriptor.phase.set(Phase::Lost);
            descriptor.error_told.set(true);
            Err(error_of_connection(errno, false).unwrap_or(Errno::EPIPE))
        }
        sent => sent,
    }
}

/// Takes what has arrived, then reports the error, then the end, for ever.
pub fn receive(
    handle: Handle,
    descriptor: &Descriptor,
    buffer: &mut [u8],
    peek: bool,
) -> Result<usize, Errno> {
    update(handle, descriptor, Readiness::EMPTY);
    match descriptor.phase.get() {
        Phase::Connecting => return Err(Errno::EAGAIN),
        Phase::Connected | Phase::Lost => {}
        _ => {
            descriptor.error.take()?;
            return Err(Errno::ENOTCONN);
        }
    }
    if descriptor.receiving_ended.get() {
        discard(handle, descriptor);
        descriptor.error.take()?;
        return Ok(0);
    }
    match pull(handle, descriptor, buffer, peek)? {
        Pulled::Bytes(length) => Ok(length),
        Pulled::End => descriptor.error.take().map(|()| 0),
    }
}

fn pull(handle: Handle, descriptor: &Descriptor, buffer: &mut [u8], peek: bool) -> Result<Pulled, Errno> {
    if descriptor.peer_ended.get() {
        return Ok(Pulled::End);
    }
    if api::is_crowded(handle) {
        descriptor.was_crowded.set(true);
    }
    match api::receive(handle, peek, buffer) {
        // No end where there is no room either: a script may take its buffer's memory away.
        Ok(0) if !buffer.is_empty() => {}
        Ok(length) => {
            if descriptor.was_crowded.get() && api::tell_end(handle) {
                descriptor.was_crowded.set(false);
            }
            return Ok(Pulled::Bytes(length));
        }
        Err(Errno::EAGAIN) => return Err(Errno::EAGAIN),
        Err(errno) => {
            let was_lost = descriptor.phase.replace(Phase::Lost) == Phase::Lost;
            let is_known = was_lost && had_ended(handle) || descriptor.error_told.get();
            descriptor.error_told.set(true);
            if !is_known && let Some(errno) = error_of_connection(errno, false) {
                descriptor.error.set(errno);
            }
        }
    }
    descriptor.peer_ended.set(true);
    Ok(Pulled::End)
}

/// Whether the stream had ended before the connection was lost, after a receive that failed.
///
/// lwIP keeps the error twice, pending and in its queue, but the end only in the queue. It has now
/// given up the pending one when it met the end (the error still follows in the queue), or when it
/// had taken the error from the queue before, together with the last data (nothing follows).
fn had_ended(handle: Handle) -> bool {
    api::take_error(handle).is_ok() && api::receive(handle, false, &mut [0]) != Err(Errno::ENOTCONN)
}

/// Drops what has arrived.
fn discard(handle: Handle, descriptor: &Descriptor) {
    let mut scratch = [0; DISCARD];
    while let Ok(Pulled::Bytes(_)) = pull(handle, descriptor, &mut scratch, false) {}
}

/// Ends one or both directions. lwIP would reset the connection when data comes after the end of
/// receiving: it is dropped here instead.
pub fn shutdown(
    handle: Handle,
    descriptor: &Descriptor,
    receiving: bool,
    sending: bool,
) -> Result<(), Errno> {
    update(handle, descriptor, Readiness::EMPTY);
    if descriptor.phase.get() != Phase::Connected {
        return Err(Errno::ENOTCONN);
    }
    if receiving {
        descriptor.receiving_ended.set(true);
        discard(handle, descriptor);
    }
    if sending && !descriptor.sending_ended.replace(true) {
        api::shutdown_sending(handle)?;
    }
    Ok(())
}

/// What `poll` reports.
pub fn readiness(handle: Handle, descriptor: &Descriptor, interest: Interest) -> Readiness {
    const BOTH: Readiness = Readiness(Readiness::READ.0 | Readiness::WRITE.0);
    let mut ready = update(handle, descriptor, interest) & BOTH;
    let mut always = Readiness::EMPTY;
    match descriptor.phase.get() {
        Phase::Fresh => {
            always = Readiness::HANG_UP;
            ready = Readiness::WRITE;
        }
        Phase::Listening => ready = api::poll(handle, Readiness::READ, 0) & Readiness::READ,
        Phase::Connected => {
            if descriptor.receiving_ended.get() {
                discard(handle, descriptor);
                ready = ready | Readiness::READ;
            }
            let ended = descriptor.peer_ended.get()
                || ready.intersects(Readiness::READ) && is_at_end(handle, descriptor);
            if ended {
                ready = ready | Readiness::READ;
            }
            if descriptor.sending_ended.get() {
                ready = ready | Readiness::WRITE;
                if ended {
                    always = Readiness::HANG_UP;
                }
            }
        }
        Phase::Lost | Phase::Failed => {
            always = Readiness::HANG_UP;
            ready = BOTH;
        }
        _ => {}
    }
    if descriptor.error.is_set() || is_lost(descriptor) {
        always = always | Readiness::ERROR;
    }
    always | (ready & interest)
}

/// Whether the connection was lost and nobody knows yet.
fn is_lost(descriptor: &Descriptor) -> bool {
    descriptor.phase.get() == Phase::Lost
        && !descriptor.error_told.get()
        && !descriptor.peer_ended.get()
        // lwIP says so too when both directions have ended.
        && !descriptor.sending_ended.get()
}

/// Whether the end of the stream comes next, of a socket that sends no more either: only then
/// does it make a difference.
fn is_at_end(handle: Handle, descriptor: &Descriptor) -> bool {
    descriptor.sending_ended.get() && matches!(pull(handle, descriptor, &mut [0], true), Ok(Pulled::End))
}

/// The peer's address.
pub fn peer_address(handle: Handle, descriptor: &Descriptor) -> Result<Address, Errno> {
    update(handle, descriptor, Readiness::EMPTY);
    match descriptor.phase.get() {
        Phase::Connected => Ok(address::from_border(&api::peer(handle)?, descriptor.family())),
        _ => Err(Errno::ENOTCONN),
    }
}
