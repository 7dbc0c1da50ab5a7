//! UDP sockets, and raw sockets for packets of an IP protocol.

use super::address;
use super::api;
use super::table::Descriptor;
use crate::socket::{Address, Errno, Handle, Interest, Readiness, Received};

/// The largest payload of UDP over IPv4 (RFC 768, RFC 791).
const PAYLOAD_LIMIT: usize = 65507;

/// Fixes the peer. Datagrams of others are not received any more.
pub fn connect(handle: Handle, descriptor: &Descriptor, address: &Address) -> Result<(), Errno> {
    api::connect(handle, &address::to_border(address, descriptor.family())?)?;
    descriptor.is_connected.set(true);
    Ok(())
}

/// Sends one datagram.
pub fn send(
    handle: Handle,
    descriptor: &Descriptor,
    data: &[u8],
    to: Option<&Address>,
) -> Result<usize, Errno> {
    if data.len() > PAYLOAD_LIMIT {
        return Err(Errno::EMSGSIZE);
    }
    let to = to.map(|to| address::to_border(to, descriptor.family())).transpose()?;
    if to.is_none() && !descriptor.is_connected.get() {
        return Err(Errno::EDESTADDRREQ);
    }
    api::send(handle, data, to.as_ref())
}

/// Takes one datagram, or looks at it.
pub fn receive(
    handle: Handle,
    descriptor: &Descriptor,
    buffer: &mut [u8],
    peek: bool,
    from: Option<&mut Address>,
) -> Result<Received, Errno> {
    let (whole, sender) = match api::receive_datagram(handle, peek, buffer) {
        Err(Errno::EAGAIN) if descriptor.receiving_ended.get() => {
            return Ok(Received { length: 0, datagram: 0 });
        }
        received => received?,
    };
    if let Some(from) = from {
        // lwIP has a raw packet's protocol there.
        let port = if descriptor.is_raw.get() { 0 } else { sender.port as u16 };
        *from = address::from_border(&sender, descriptor.family()).with_port(port);
    }
    Ok(Received { length: whole.min(buffer.len()), datagram: whole })
}

/// Ends receiving. Only a connected socket has something to end.
pub fn shutdown(descriptor: &Descriptor, receiving: bool) -> Result<(), Errno> {
    if !descriptor.is_connected.get() {
        return Err(Errno::ENOTCONN);
    }
    descriptor.receiving_ended.set(descriptor.receiving_ended.get() || receiving);
    Ok(())
}

/// What `poll` reports.
pub fn readiness(handle: Handle, descriptor: &Descriptor, interest: Interest) -> Readiness {
    let mut ready = api::poll(handle, Readiness::READ, 0) & Readiness::READ;
    if descriptor.receiving_ended.get() {
        ready = Readiness::READ;
    }
    (ready | Readiness::WRITE) & interest
}

/// The peer's address, of a connected socket.
pub fn peer_address(handle: Handle, descriptor: &Descriptor) -> Result<Address, Errno> {
    if !descriptor.is_connected.get() || descriptor.is_raw.get() {
        return Err(Errno::ENOTCONN);
    }
    Ok(address::from_border(&api::peer(handle)?, descriptor.family()))
}
