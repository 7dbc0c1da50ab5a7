//! Socket options that lwIP can honour.

use core::cell::Cell;

use super::api::border::{
    IP_ADD_MEMBERSHIP, IP_DROP_MEMBERSHIP, IP_MULTICAST_IF, IP_MULTICAST_LOOP, IP_MULTICAST_TTL, IP_TOS,
    IP_TTL, IPPROTO_IP, IPPROTO_TCP, SO_BROADCAST, SO_ERROR, SO_KEEPALIVE, SO_REUSEADDR, SO_TYPE, SOL_SOCKET,
    TCP_KEEPCNT, TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_NODELAY,
};
use super::api::{Lwip, Pcb};
use super::stream;
use super::table::{self, Socket};
use crate::socket::address::{SOCK_DGRAM, SOCK_RAW, SOCK_STREAM};
use crate::socket::{Errno, Handle};

/// Groups that sockets have joined, all together.
const MEMBERSHIPS: usize = 4;

#[derive(Clone, Copy, PartialEq, Eq)]
struct Membership {
    handle: i32,
    group: u32,
    interface: u32,
}

struct Memberships([Cell<Option<Membership>>; MEMBERSHIPS]);

// SAFETY: used only with lwIP locked.
unsafe impl Sync for Memberships {}

static JOINED: Memberships = Memberships([const { Cell::new(None) }; MEMBERSHIPS]);

impl Memberships {
    fn find(&self, wanted: impl Fn(&Membership) -> bool) -> Option<&Cell<Option<Membership>>> {
        self.0.iter().find(|slot| slot.get().is_some_and(|membership| wanted(&membership)))
    }
}

fn int(value: &[u8]) -> Result<i32, Errno> {
    value.try_into().map(i32::from_ne_bytes).map_err(|_| Errno::EINVAL)
}

fn word(value: &[u8], at: usize) -> Option<u32> {
    value.get(at..)?.first_chunk().copied().map(u32::from_ne_bytes)
}

fn pcb_of(lwip: &Lwip, handle: Handle) -> Result<(Pcb, Socket), Errno> {
    let socket = table::socket(handle)?;
    let pcb = match &socket {
        Socket::Stream(stream) => stream::pcb_of(lwip, handle, stream)?,
        Socket::Datagram(datagram) => super::datagram::pcb_of(datagram)?,
    };
    Ok((pcb, socket))
}

/// `setsockopt`
pub fn set(lwip: &Lwip, handle: Handle, level: i32, name: i32, value: &[u8]) -> Result<(), Errno> {
    let (pcb, socket) = pcb_of(lwip, handle)?;
    let is_datagram = matches!(socket, Socket::Datagram(_));
    match (level as u32, name as u32) {
        (IPPROTO_IP, IP_ADD_MEMBERSHIP) if is_datagram => return join(lwip, handle, value),
        (IPPROTO_IP, IP_DROP_MEMBERSHIP) if is_datagram => return leave(lwip, handle, value),
        (IPPROTO_IP, IP_MULTICAST_IF) if is_datagram => {
            let mut address = word(value, 0).filter(|_| value.len() == 4).ok_or(Errno::EINVAL)?;
            return lwip.udp_multicast_interface(pcb, true, &mut address);
        }
        _ => {}
    }
    let value = match (level as u32, name as u32, value) {
        // POSIX passes these two as a single byte too.
        (IPPROTO_IP, IP_MULTICAST_TTL | IP_MULTICAST_LOOP, &[byte]) => byte.into(),
        (SOL_SOCKET, SO_REUSEADDR | SO_BROADCAST | SO_KEEPALIVE, _) => (int(value)? != 0).into(),
        (IPPROTO_TCP, TCP_NODELAY, _) => (int(value)? != 0).into(),
        (SOL_SOCKET, SO_ERROR | SO_TYPE, _) => return Err(Errno::ENOPROTOOPT),
        // An unknown option is one whatever its value.
        _ => int(value).or_else(|error| access(lwip, pcb, &socket, level, name, -1).and(Err(error)))?,
    };
    access(lwip, pcb, &socket, level, name, check_range(level, name, value)?).map(drop)
}

fn check_range(level: i32, name: i32, value: i32) -> Result<i32, Errno> {
    let valid = match (level as u32, name as u32) {
        (IPPROTO_IP, _) => (0..=255).contains(&value),
        (IPPROTO_TCP, TCP_KEEPIDLE | TCP_KEEPINTVL) => (1..=32767).contains(&value),
        (IPPROTO_TCP, TCP_KEEPCNT) => (1..=127).contains(&value),
        _ => true,
    };
    if valid { Ok(value) } else { Err(Errno::EINVAL) }
}

/// `getsockopt`; returns the value's length.
pub fn get(lwip: &Lwip, handle: Handle, level: i32, name: i32, value: &mut [u8]) -> Result<usize, Errno> {
    let found = match (level as u32, name as u32, table::socket(handle)?) {
        (SOL_SOCKET, SO_TYPE, Socket::Stream(_)) => SOCK_STREAM,
        (SOL_SOCKET, SO_TYPE, Socket::Datagram(datagram)) if datagram.is_raw.get() => SOCK_RAW,
        (SOL_SOCKET, SO_TYPE, Socket::Datagram(_)) => SOCK_DGRAM,
        (SOL_SOCKET, SO_ERROR, Socket::Datagram(_)) => 0,
        (SOL_SOCKET, SO_ERROR, Socket::Stream(stream)) => match stream.error.take() {
            Ok(()) => 0,
            // SAFETY: looks it up in a table; never raises.
            Err(errno) => unsafe { crate::vm::vm_errno(errno.code()) },
        },
        (IPPROTO_IP, IP_MULTICAST_IF, Socket::Datagram(_)) => {
            let mut address = 0;
            lwip.udp_multicast_interface(pcb_of(lwip, handle)?.0, false, &mut address)?;
            address as i32
        }
        _ => {
            let (pcb, socket) = pcb_of(lwip, handle)?;
            access(lwip, pcb, &socket, level, name, -1)?
        }
    };
    Ok(value.iter_mut().zip(found.to_ne_bytes()).map(|(to, from)| *to = from).count())
}

/// Writes an option, or reads it when `value` is negative.
fn access(lwip: &Lwip, pcb: Pcb, socket: &Socket, level: i32, name: i32, value: i32) -> Result<i32, Errno> {
    let found = match (level as u32, name as u32, socket) {
        (SOL_SOCKET, SO_REUSEADDR | SO_BROADCAST | SO_KEEPALIVE, _) => lwip.flag(pcb, name, value),
        (IPPROTO_IP, IP_TTL | IP_TOS, _) => lwip.ip_field(pcb, name, value),
        (IPPROTO_IP, IP_MULTICAST_TTL | IP_MULTICAST_LOOP, Socket::Datagram(datagram))
            if !datagram.is_raw.get() =>
        {
            lwip.udp_multicast(pcb, name, value)
        }
        (IPPROTO_TCP, TCP_NODELAY, Socket::Stream(stream))
            if stream.state.get() != table::State::Listening =>
        {
            lwip.tcp_nodelay(pcb, value)
        }
        (IPPROTO_TCP, TCP_KEEPIDLE | TCP_KEEPINTVL | TCP_KEEPCNT, Socket::Stream(stream))
            if stream.state.get() != table::State::Listening =>
        {
            lwip.tcp_keepalive(pcb, name, value)
        }
        _ => -1,
    };
    if found < 0 { Err(Errno::ENOPROTOOPT) } else { Ok(found) }
}

/// A `struct ip_mreq`: the group and the interface's address, in network order.
fn membership(handle: Handle, value: &[u8]) -> Result<Membership, Errno> {
    match (word(value, 0), word(value, 4)) {
        (Some(group), Some(interface)) if value.len() == 8 => {
            Ok(Membership { handle: handle.0, group, interface })
        }
        _ => Err(Errno::EINVAL),
    }
}

fn join(lwip: &Lwip, handle: Handle, value: &[u8]) -> Result<(), Errno> {
    let membership = membership(handle, value)?;
    if JOINED.find(|other| *other == membership).is_some() {
        return Err(Errno::EADDRINUSE);
    }
    let free = JOINED.0.iter().find(|slot| slot.get().is_none()).ok_or(Errno::ENOBUFS)?;
    lwip.membership(true, membership.group, membership.interface).inspect_err(|_| {
        // Of several interfaces lwIP may have joined on some, before it had no memory for the next.
        if JOINED.find(|other| other.group == membership.group).is_none() {
            let _ = lwip.membership(false, membership.group, membership.interface);
        }
    })?;
    free.set(Some(membership));
    Ok(())
}

fn leave(lwip: &Lwip, handle: Handle, value: &[u8]) -> Result<(), Errno> {
    let membership = membership(handle, value)?;
    JOINED.find(|other| *other == membership).ok_or(Errno::EADDRNOTAVAIL)?.set(None);
    lwip.membership(false, membership.group, membership.interface)
}

/// A closed socket leaves its groups.
pub fn leave_all(lwip: &Lwip, handle: Handle) {
    let is_its_own = |membership: &Membership| membership.handle == handle.0;
    while let Some(membership) = JOINED.find(is_its_own).and_then(Cell::take) {
        let _ = lwip.membership(false, membership.group, membership.interface);
    }
}
