//! Addresses as they cross the border.

use core::net::SocketAddr;

use super::api::RawAddress;
use crate::socket::{Address, Errno, Family};

/// `::ffff:0:0/96`: IPv4 addresses in an IPv6 socket (RFC 4291, section 2.5.5.2).
const MAPPED: [u8; 12] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

/// For the border. An IPv6 socket reaches IPv4 peers by their mapped addresses; the unspecified
/// IPv6 address (version 0) stands for both.
pub fn to_raw(address: &Address, family: Family) -> Result<RawAddress, Errno> {
    let Address::Inet(address) = address;
    if family == Family::Inet && address.is_ipv6() {
        return Err(Errno::EAFNOSUPPORT);
    }
    let port = address.port().into();
    Ok(match address {
        SocketAddr::V4(address) => v4(&address.ip().octets(), port),
        SocketAddr::V6(address) => {
            let octets = address.ip().octets();
            match octets.split_first_chunk() {
                Some((&MAPPED, last)) => v4(last, port),
                _ => {
                    let version = if octets == [0; 16] { 0 } else { 6 };
                    RawAddress { octets, version, port, scope_id: address.scope_id() }
                }
            }
        }
    })
}

fn v4(octets: &[u8], port: u32) -> RawAddress {
    let mut raw = RawAddress { version: 4, port, ..RawAddress::default() };
    for (to, from) in raw.octets.iter_mut().zip(octets) {
        *to = *from;
    }
    raw
}

/// From the border, as a socket of `family` shows it.
pub fn from_raw(raw: &RawAddress, family: Family) -> Address {
    let port = raw.port as u16;
    let [a, b, c, d, ..] = raw.octets;
    match (family, raw.version) {
        (Family::Inet6, 4) => {
            let mut octets = [0; 16];
            for (to, from) in octets.iter_mut().zip(MAPPED.iter().chain(&[a, b, c, d])) {
                *to = *from;
            }
            Address::v6(octets, port, 0, 0)
        }
        (Family::Inet6, _) => Address::v6(raw.octets, port, 0, raw.scope_id),
        _ => Address::v4([a, b, c, d], port),
    }
}

/// An answer of the resolver's.
pub fn from_answer(raw: &RawAddress) -> Address {
    from_raw(raw, if raw.version == 4 { Family::Inet } else { Family::Inet6 })
}
