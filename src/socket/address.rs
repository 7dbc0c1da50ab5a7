//! Socket addresses.

use core::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};

/// The longest path of a UNIX domain socket (`sun_path` of Linux).
#[cfg(feature = "kernel")]
pub const PATH_LIMIT: usize = 108;

/// The address of one end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// An IP address and a port.
    Inet(SocketAddr),
    /// A path in the file system, or an abstract name after a NUL byte; empty when unnamed.
    #[cfg(feature = "kernel")]
    Unix(heapless::Vec<u8, PATH_LIMIT>),
}

impl Address {
    /// `0.0.0.0`, port 0.
    pub const ANY: Address = Address::v4([0; 4], 0);

    /// An IPv4 address.
    pub const fn v4(octets: [u8; 4], port: u16) -> Address {
        let ip = Ipv4Addr::new(octets[0], octets[1], octets[2], octets[3]);
        Address::Inet(SocketAddr::V4(SocketAddrV4::new(ip, port)))
    }

    /// An IPv6 address.
    pub fn v6(octets: [u8; 16], port: u16, flowinfo: u32, scope_id: u32) -> Address {
        let ip = Ipv6Addr::from(octets);
        Address::Inet(SocketAddr::V6(SocketAddrV6::new(ip, port, flowinfo, scope_id)))
    }

    /// Its family.
    pub fn family(&self) -> Family {
        match self {
            Address::Inet(SocketAddr::V4(_)) => Family::Inet,
            Address::Inet(SocketAddr::V6(_)) => Family::Inet6,
            #[cfg(feature = "kernel")]
            Address::Unix(_) => Family::Unix,
        }
    }

    /// The port; 0 where there is none.
    pub fn port(&self) -> u16 {
        match self {
            Address::Inet(address) => address.port(),
            #[cfg(feature = "kernel")]
            Address::Unix(_) => 0,
        }
    }

    /// The same address with another port.
    #[cfg_attr(not(feature = "kernel"), inline(never))]
    pub fn with_port(mut self, port: u16) -> Address {
        match &mut self {
            Address::Inet(address) => address.set_port(port),
            #[cfg(feature = "kernel")]
            Address::Unix(_) => {}
        }
        self
    }

    /// Reads a `struct sockaddr_in` or `sockaddr_in6`, whose family is the byte at `family_at`
    /// (0 on little-endian Linux, 1 on lwIP and BSD).
    pub fn from_packed(packed: &[u8], family_at: usize) -> Option<Address> {
        let port = u16::from_be_bytes(array_at(packed, 2)?);
        match i32::from(*packed.get(family_at)?) {
            AF_INET => Some(Address::v4(array_at(packed, 4)?, port)),
            AF_INET6 => {
                let flowinfo = u32::from_be_bytes(array_at(packed, 4)?);
                let scope_id = u32::from_ne_bytes(array_at(packed, 24)?);
                Some(Address::v6(array_at(packed, 8)?, port, flowinfo, scope_id))
            }
            _ => None,
        }
    }
}

fn array_at<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..)?.first_chunk().copied()
}

/// `AF_UNIX`: the same number everywhere.
pub const AF_UNIX: i32 = 1;
/// `AF_INET`: the same number on Linux and lwIP.
pub const AF_INET: i32 = 2;
/// `AF_INET6`: the same number on Linux and lwIP.
pub const AF_INET6: i32 = 10;
/// `SOCK_STREAM`
pub const SOCK_STREAM: i32 = 1;
/// `SOCK_DGRAM`
pub const SOCK_DGRAM: i32 = 2;
/// `SOCK_RAW`
pub const SOCK_RAW: i32 = 3;
/// `IPPROTO_IP`
pub const IPPROTO_IP: i32 = 0;
/// `IPPROTO_IPV6` (IANA)
pub const IPPROTO_IPV6: i32 = 41;
/// `IPPROTO_TCP` (IANA)
pub const IPPROTO_TCP: i32 = 6;
/// `IPPROTO_UDP` (IANA)
pub const IPPROTO_UDP: i32 = 17;

/// An address family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// IPv4
    Inet,
    /// IPv6
    Inet6,
    /// UNIX domain sockets
    Unix,
}

impl Family {
    /// Its `AF_*` number.
    pub const fn number(self) -> i32 {
        match self {
            Family::Inet => AF_INET,
            Family::Inet6 => AF_INET6,
            Family::Unix => AF_UNIX,
        }
    }

    /// The family with an `AF_*` number.
    pub const fn from_number(number: i32) -> Option<Family> {
        match number {
            AF_INET => Some(Family::Inet),
            AF_INET6 => Some(Family::Inet6),
            AF_UNIX => Some(Family::Unix),
            _ => None,
        }
    }
}

/// A socket type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A reliable stream of bytes.
    Stream,
    /// Datagrams.
    Datagram,
    /// Packets of an IP protocol.
    Raw,
}

impl Kind {
    /// Its `SOCK_*` number.
    pub const fn number(self) -> i32 {
        match self {
            Kind::Stream => SOCK_STREAM,
            Kind::Datagram => SOCK_DGRAM,
            Kind::Raw => SOCK_RAW,
        }
    }

    /// The type with a `SOCK_*` number.
    pub const fn from_number(number: i32) -> Option<Kind> {
        match number {
            SOCK_STREAM => Some(Kind::Stream),
            SOCK_DGRAM => Some(Kind::Datagram),
            SOCK_RAW => Some(Kind::Raw),
            _ => None,
        }
    }

    /// The protocol that it stands for.
    pub const fn protocol(self) -> i32 {
        match self {
            Kind::Stream => IPPROTO_TCP,
            Kind::Datagram => IPPROTO_UDP,
            Kind::Raw => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_ipv4() {
        let packed = [2, 0, 0x1f, 0x90, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0];
        assert_eq!(Address::from_packed(&packed, 0), Some(Address::v4([127, 0, 0, 1], 8080)));
    }

    #[test]
    fn packed_ipv6_has_scope() {
        let mut packed = [0; 28];
        packed[1] = 10;
        packed[3] = 80;
        packed[8] = 0xfe;
        packed[9] = 0x80;
        packed[24..].copy_from_slice(&7u32.to_ne_bytes());
        let mut ip = [0; 16];
        ip[0] = 0xfe;
        ip[1] = 0x80;
        assert_eq!(Address::from_packed(&packed, 1), Some(Address::v6(ip, 80, 0, 7)));
    }

    #[test]
    fn bug_7_short_packed_addresses_are_refused() {
        for length in 0..28 {
            let mut packed = [0; 28];
            packed[0] = 10;
            assert_eq!(Address::from_packed(&packed[..length], 0), None);
        }
        assert_eq!(Address::from_packed(&[2, 0, 0, 80, 1, 2, 3], 0), None);
    }
}
