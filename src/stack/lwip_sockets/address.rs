//! Addresses as they cross the border.

use core::net::SocketAddr;

use super::api::BorderAddress;
use crate::socket::{Address, Errno, Family};

/// `::ffff:0:0/96`: IPv4 addresses in an IPv6 socket (RFC 4291, section 2.5.5.2).
const MAPPED: [u8; 12] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

/// For the border. An IPv6 socket reaches IPv4 peers by their mapped addresses.
pub fn to_border(address: &Address, family: Family) -> Result<BorderAddress, Errno> {
    let Address::Inet(address) = address;
    let port = address.port().into();
    match (family, address) {
        (Family::Inet6, SocketAddr::V4(address)) => {
            let octets = mapped(address.ip().octets());
            Ok(BorderAddress { octets, version: 6, port, ..BorderAddress::default() })
        }
        (_, SocketAddr::V4(address)) => {
            let mut border = BorderAddress { version: 4, port, ..BorderAddress::default() };
            for (to, from) in border.octets.iter_mut().zip(address.ip().octets()) {
                *to = from;
            }
            Ok(border)
        }
        (Family::Inet6, SocketAddr::V6(address)) => Ok(BorderAddress {
            octets: address.ip().octets(),
            version: 6,
            port,
            flowinfo: address.flowinfo(),
            scope_id: address.scope_id(),
        }),
        _ => Err(Errno::EAFNOSUPPORT),
    }
}

fn mapped([a, b, c, d]: [u8; 4]) -> [u8; 16] {
    let mut octets = [0; 16];
    for (to, from) in octets.iter_mut().zip(MAPPED.iter().chain(&[a, b, c, d])) {
        *to = *from;
    }
    octets
}

/// From the border, as a socket of `family` shows it.
pub fn from_border(border: &BorderAddress, family: Family) -> Address {
    let port = border.port as u16;
    let [a, b, c, d, ..] = border.octets;
    match (family, border.version) {
        (Family::Inet6, 4) => Address::v6(mapped([a, b, c, d]), port, 0, 0),
        (Family::Inet6, _) => Address::v6(border.octets, port, border.flowinfo, border.scope_id),
        _ => Address::v4([a, b, c, d], port),
    }
}

/// An answer of the resolver's.
pub fn from_answer(border: &BorderAddress) -> Address {
    from_border(border, if border.version == 4 { Family::Inet } else { Family::Inet6 })
}
