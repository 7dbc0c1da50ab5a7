//! UDP sockets, and raw sockets for packets of an IP protocol.

use super::api::{Lwip, Pcb, RawAddress};
use super::table::{self, Datagram};
use super::{MSG_PEEK, address};
use crate::socket::{Address, Errno, Family, Handle, Interest, Readiness, Received};

/// What stands before a datagram's data in its chain.
const SENDER: usize = size_of::<RawAddress>();

/// The largest payload of UDP over IPv4 (RFC 768, RFC 791).
const PAYLOAD_LIMIT: usize = 65507;

/// A new socket: for UDP, or for packets of an IP protocol.
pub fn open(lwip: &Lwip, family: Family, protocol: Option<i32>) -> Result<Handle, Errno> {
    let (index, datagram) = table::datagrams()
        .iter()
        .enumerate()
        .find(|(_, datagram)| !datagram.in_use.get())
        .ok_or(Errno::EMFILE)?;
    let number = table::streams().len() + index;
    let version = if family == Family::Inet6 { 6 } else { 4 };
    let pcb = lwip.udp_new(number as u32, version, protocol.unwrap_or(-1)).ok_or(Errno::ENOMEM)?;
    datagram.claim(pcb, family, protocol.is_some());
    Ok(Handle(number as i32))
}

/// The control block, unless the stack was reset.
pub fn pcb_of(datagram: &Datagram) -> Result<Pcb, Errno> {
    datagram.pcb.get().ok_or(Errno::EBADF)
}

/// Closes; what has arrived is dropped.
pub fn close(lwip: &Lwip, datagram: &Datagram) {
    end(lwip, datagram);
    datagram.in_use.set(false);
}

/// Takes the control block away from its owner.
pub fn end(lwip: &Lwip, datagram: &Datagram) {
    if let Some(pcb) = datagram.pcb.take() {
        lwip.udp_close(pcb, datagram.is_raw.get());
    }
    while let Some(waiting) = datagram.pop() {
        lwip.free(waiting);
    }
}

/// Sends one datagram.
pub fn send(lwip: &Lwip, datagram: &Datagram, data: &[u8], to: Option<&Address>) -> Result<usize, Errno> {
    let pcb = pcb_of(datagram)?;
    if data.len() > PAYLOAD_LIMIT {
        return Err(Errno::EMSGSIZE);
    }
    let to = to.map(|to| address::to_raw(to, datagram.family())).transpose()?;
    if to.is_none() && !datagram.is_connected.get() {
        return Err(Errno::EDESTADDRREQ);
    }
    lwip.udp_send(pcb, datagram.is_raw.get(), data, to.as_ref())?;
    Ok(data.len())
}

/// Takes one datagram, or looks at it.
pub fn receive(
    lwip: &Lwip,
    datagram: &Datagram,
    buffer: &mut [u8],
    flags: i32,
    from: Option<&mut Address>,
) -> Result<Received, Errno> {
    pcb_of(datagram)?;
    let Some(chain) = datagram.front() else {
        let nothing = Received { length: 0, datagram: 0 };
        return if datagram.receiving_ended.get() { Ok(nothing) } else { Err(Errno::EAGAIN) };
    };
    if let Some(from) = from {
        *from = address::from_raw(&lwip.sender(chain), datagram.family());
    }
    let whole = lwip.length(chain).saturating_sub(SENDER);
    let length = lwip.copy(chain, buffer, SENDER);
    if flags & MSG_PEEK == 0 && datagram.pop().is_some() {
        lwip.free(chain);
        if datagram.front().is_some() {
            datagram.watch.notify(lwip);
        }
    }
    Ok(Received { length, datagram: whole })
}

/// The length of the oldest datagram.
pub fn available(lwip: &Lwip, datagram: &Datagram) -> usize {
    datagram.front().map_or(0, |chain| lwip.length(chain).saturating_sub(SENDER))
}

/// Fixes the peer. Datagrams of others are not received any more.
pub fn connect(lwip: &Lwip, datagram: &Datagram, address: &Address) -> Result<(), Errno> {
    let pcb = pcb_of(datagram)?;
    lwip.udp_connect(pcb, datagram.is_raw.get(), &address::to_raw(address, datagram.family())?)?;
    datagram.is_connected.set(true);
    Ok(())
}

/// What `poll` reports.
pub fn readiness(datagram: &Datagram, interest: Interest) -> Readiness {
    if datagram.front().is_some() || datagram.receiving_ended.get() {
        (Readiness::READ | Readiness::WRITE) & interest
    } else {
        Readiness::WRITE & interest
    }
}

/// The socket's own address.
pub fn local_address(lwip: &Lwip, datagram: &Datagram) -> Address {
    let raw = datagram.pcb.get().map(|pcb| lwip.udp_local(pcb, datagram.is_raw.get()));
    address::from_raw(&raw.unwrap_or_default(), datagram.family())
}

/// The peer's address, of a connected socket.
pub fn peer_address(lwip: &Lwip, datagram: &Datagram) -> Result<Address, Errno> {
    match datagram.pcb.get() {
        Some(pcb) if datagram.is_connected.get() && !datagram.is_raw.get() => {
            Ok(address::from_raw(&lwip.udp_remote(pcb), datagram.family()))
        }
        _ => Err(Errno::ENOTCONN),
    }
}
