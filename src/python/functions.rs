//! Conversions between addresses, numbers and bytes.

use super::arguments::Arguments;
use super::buffer::{BytesBuilder, ReadBuffer};
use super::object::Object;
use crate::socket::address::{AF_INET, AF_INET6};
use crate::socket::transfer::Target;
use crate::socket::{Address, Errno, Error, Message, inet};

fn bytes_object(bytes: &[u8]) -> Result<Object, Error> {
    let mut builder = BytesBuilder::new(bytes.len());
    let memory = builder.memory(0, Some(bytes.len()))?;
    let count = memory.iter_mut().zip(bytes).map(|(to, from)| *to = *from).count();
    Ok(builder.finish(count))
}

fn text_argument<'a>(arguments: Arguments<'a>, index: usize) -> Result<&'a [u8], Error> {
    arguments.required(index)?.text_or(Message::NeedStr)
}

/// `inet_pton(family, text)` → bytes (POSIX `inet_pton`)
pub fn inet_pton(arguments: Arguments<'_>) -> Result<Object, Error> {
    let text = text_argument(arguments, 1)?;
    match arguments.c_int(0, 0)? {
        AF_INET => match inet::parse_ipv4(text) {
            Some(octets) => bytes_object(&octets),
            None => Err(Error::Os(Errno::EINVAL)),
        },
        AF_INET6 => match inet::parse_ipv6(text) {
            Some(octets) => bytes_object(&octets),
            None => Err(Error::Os(Errno::EINVAL)),
        },
        _ => Err(Error::Os(Errno::EAFNOSUPPORT)),
    }
}

/// `inet_ntop(family, packed)` → str (RFC 5952)
pub fn inet_ntop(arguments: Arguments<'_>) -> Result<Object, Error> {
    let packed = ReadBuffer::new(arguments.required(1)?)?;
    let packed = packed.to_slice()?;
    let wrong_length = Error::Value(Message::BadPackedLength);
    let text = match arguments.c_int(0, 0)? {
        AF_INET => inet::format_ipv4(packed.try_into().map_err(|_| wrong_length)?),
        AF_INET6 => inet::format_ipv6(packed.try_into().map_err(|_| wrong_length)?),
        _ => return Err(Error::Value(Message::BadAddress)),
    };
    Object::from_text(text.as_bytes())
}

/// `inet_aton(text)` → 4 bytes, also from the short, octal and hexadecimal forms
pub fn inet_aton(arguments: Arguments<'_>) -> Result<Object, Error> {
    let octets = inet::parse_ipv4_loose(text_argument(arguments, 0)?).ok_or(Error::Os(Errno::EINVAL))?;
    bytes_object(&octets)
}

/// `inet_ntoa(packed)` → str
pub fn inet_ntoa(arguments: Arguments<'_>) -> Result<Object, Error> {
    let packed = ReadBuffer::new(arguments.required(0)?)?;
    let octets = packed.to_slice()?.try_into().map_err(|_| Error::Os(Errno::EINVAL))?;
    Object::from_text(inet::format_ipv4(octets).as_bytes())
}

/// `htons(number)`, `ntohs(number)`: 16 bits between the host's and the network's order
pub fn swap_16(arguments: Arguments<'_>) -> Result<Object, Error> {
    let number =
        u16::try_from(arguments.required(0)?.integer()?).map_err(|_| Error::Overflow(Message::TooLarge))?;
    Object::from_integer(number.to_be() as isize)
}

/// `htonl(number)`, `ntohl(number)`: 32 bits between the host's and the network's order
pub fn swap_32(arguments: Arguments<'_>) -> Result<Object, Error> {
    let number = arguments.required(0)?.unsigned_32()?;
    Object::from_unsigned_32(number.to_be())
}

/// `sockaddr(address)` → `(family, packed_ip, port[, flowinfo, scope_id])`, from packed bytes
/// (as MicroPython's unix port has it) or from an address tuple
pub fn sockaddr(arguments: Arguments<'_>) -> Result<Object, Error> {
    let address = super::address::from_python(arguments.required(0)?, 0, 0)?;
    let family = Object::from_integer(address.family().number() as isize)?;
    let port = Object::from_integer(address.port() as isize)?;
    match address {
        Address::Inet(core::net::SocketAddr::V4(address)) => {
            Object::from_items(&[family, bytes_object(&address.ip().octets())?, port])
        }
        Address::Inet(core::net::SocketAddr::V6(address)) => {
            let packed = bytes_object(&address.ip().octets())?;
            let flowinfo = Object::from_unsigned_32(address.flowinfo())?;
            Object::from_items(&[
                family,
                packed,
                port,
                flowinfo,
                Object::from_unsigned_32(address.scope_id())?,
            ])
        }
        #[cfg(feature = "kernel")]
        Address::Unix(path) => Object::from_items(&[family, bytes_object(&path)?]),
    }
}
