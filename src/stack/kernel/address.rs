//! `struct sockaddr` of the operating system.

use core::mem::offset_of;
use core::net::SocketAddr;

use libc::{sa_family_t, sockaddr_in, sockaddr_in6, sockaddr_storage, sockaddr_un, socklen_t};

use crate::socket::address::{AF_INET, AF_INET6, AF_UNIX, PATH_LIMIT};
use crate::socket::{Address, Errno, Error};

const _: () = assert!(AF_INET == libc::AF_INET && AF_INET6 == libc::AF_INET6 && AF_UNIX == libc::AF_UNIX);
const PATH_AT: usize = offset_of!(sockaddr_un, sun_path);

/// An address as the kernel takes it.
pub enum Packed {
    V4(sockaddr_in),
    V6(sockaddr_in6),
    Unix(sockaddr_un, socklen_t),
}

impl Packed {
    /// Packs an address.
    pub fn new(address: &Address) -> Packed {
        match address {
            Address::Inet(SocketAddr::V4(address)) => Packed::V4(sockaddr_in {
                sin_family: AF_INET as sa_family_t,
                sin_port: address.port().to_be(),
                sin_addr: libc::in_addr { s_addr: u32::from_ne_bytes(address.ip().octets()) },
                sin_zero: [0; 8],
            }),
            Address::Inet(SocketAddr::V6(address)) => Packed::V6(sockaddr_in6 {
                sin6_family: AF_INET6 as sa_family_t,
                sin6_port: address.port().to_be(),
                sin6_flowinfo: address.flowinfo().to_be(),
                sin6_addr: libc::in6_addr { s6_addr: address.ip().octets() },
                sin6_scope_id: address.scope_id(),
            }),
            Address::Unix(path) => {
                let mut packed =
                    sockaddr_un { sun_family: AF_UNIX as sa_family_t, sun_path: [0; PATH_LIMIT] };
                for (to, from) in packed.sun_path.iter_mut().zip(path) {
                    *to = *from as libc::c_char;
                }
                // A path ends with NUL; an abstract name begins with one and has its own length.
                let is_path = path.first().is_some_and(|&first| first != 0) && path.len() < PATH_LIMIT;
                let length = PATH_AT + path.len() + usize::from(is_path);
                Packed::Unix(packed, length as socklen_t)
            }
        }
    }

    /// Where it is.
    pub fn pointer(&self) -> *const libc::sockaddr {
        match self {
            Packed::V4(packed) => core::ptr::from_ref(packed).cast(),
            Packed::V6(packed) => core::ptr::from_ref(packed).cast(),
            Packed::Unix(packed, _) => core::ptr::from_ref(packed).cast(),
        }
    }

    /// How long it is.
    pub fn length(&self) -> socklen_t {
        match self {
            Packed::V4(packed) => size_of_val(packed) as socklen_t,
            Packed::V6(packed) => size_of_val(packed) as socklen_t,
            Packed::Unix(_, length) => *length,
        }
    }
}

/// Reads an address of `length` bytes that the kernel wrote. One that is missing (a connected
/// stream's sender) or of another family is the unspecified address.
pub fn unpack(storage: &sockaddr_storage, length: socklen_t) -> Address {
    let length = (length as usize).min(size_of::<sockaddr_storage>());
    // SAFETY: all bytes of the storage are initialised.
    let bytes = unsafe { core::slice::from_raw_parts(core::ptr::from_ref(storage).cast::<u8>(), length) };
    if length >= PATH_AT && i32::from(storage.ss_family) == AF_UNIX {
        let path = bytes.get(PATH_AT..).unwrap_or(&[]);
        let is_abstract = path.first() == Some(&0);
        let end = if is_abstract { None } else { path.iter().position(|&byte| byte == 0) };
        let path = path.get(..end.unwrap_or(path.len())).unwrap_or(&[]);
        return Address::Unix(heapless::Vec::from_slice(path).unwrap_or_default());
    }
    Address::from_packed(bytes, super::PACKED_FAMILY_AT).unwrap_or(Address::ANY)
}

/// The address of a UNIX domain socket: a path, an abstract name after a NUL byte, or a packed
/// `sockaddr_un`, as scripts of MicroPython's unix port make it.
pub fn unix_address(text: &[u8]) -> Result<Address, Error> {
    let path = match text.strip_prefix(&(AF_UNIX as sa_family_t).to_ne_bytes()) {
        Some(packed) if !packed.is_empty() => packed
            .get(..packed.iter().skip(1).position(|&byte| byte == 0).map_or(packed.len(), |end| end + 1))
            .unwrap_or(packed),
        _ => text,
    };
    heapless::Vec::from_slice(path)
        .map(Address::Unix)
        .map_err(|_| Error::Os(Errno::from_number(libc::ENAMETOOLONG)))
}
