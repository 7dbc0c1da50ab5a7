//! Python addresses: `(host, port)`, `(host, port, flowinfo, scope_id)`, packed bytes, paths.

use core::net::SocketAddr;

use super::STACK;
use super::buffer::ReadBuffer;
use super::object::{Object, catch};
use crate::socket::address::{AF_INET6, Family};
use crate::socket::{Address, Error, Message, inet, resolve};
use crate::stack;
use crate::vm;

/// Reads an address for a socket of `family` and `kind`. Host names are resolved.
pub fn from_python(object: Object, family: i32, kind: i32) -> Result<Address, Error> {
    #[cfg(feature = "kernel")]
    if family == Family::Unix.number() {
        return stack::unix_address(object.text_or(Message::NeedAddress)?);
    }
    if let Some(items) = object.items::<4>() {
        return from_items(&items, family, kind);
    }
    let packed = match ReadBuffer::new(object) {
        Ok(packed) if !object.is_str() => packed,
        _ => return Err(Error::Type(Message::NeedAddress)),
    };
    Address::from_packed(packed.to_slice()?, stack::PACKED_FAMILY_AT)
        .ok_or(Error::Value(Message::BadPackedLength))
}

fn from_items(items: &[Object], family: i32, kind: i32) -> Result<Address, Error> {
    let (host, port, rest) = match items {
        [host, port] => (host, port, None),
        [host, port, flowinfo] if family == AF_INET6 => (host, port, Some((flowinfo, None))),
        [host, port, flowinfo, scope_id] => (host, port, Some((flowinfo, Some(scope_id)))),
        _ => return Err(Error::Type(Message::NeedAddress)),
    };
    let host = host.text_or(Message::NeedHost)?;
    let port = port_of(*port)?;
    let (flowinfo, scope_id) = match rest {
        None => (0, None),
        Some((flowinfo, scope_id)) => {
            let flowinfo =
                u32::try_from(flowinfo.integer()?).map_err(|_| Error::Overflow(Message::BadFlowInfo))?;
            if flowinfo > 0xf_ffff {
                return Err(Error::Overflow(Message::BadFlowInfo));
            }
            let scope_id = scope_id.map(|scope_id| scope_id.integer()).transpose()?;
            let scope_id = scope_id.map(u32::try_from).transpose();
            (flowinfo, scope_id.map_err(|_| Error::Overflow(Message::TooLarge))?)
        }
    };
    let address = match host {
        b"<broadcast>" => Address::v4([255; 4], 0),
        host => resolve::resolve_one(&STACK, host, family, kind)?,
    };
    Ok(address.with_port(port).with_scope(flowinfo, scope_id.filter(|&scope_id| scope_id != 0)))
}

/// A port: an `OverflowError` outside 0-65535.
pub fn port_of(object: Object) -> Result<u16, Error> {
    u16::try_from(object.integer()?).map_err(|_| Error::Overflow(Message::BadPort))
}

/// An address object whose contents come later: the allocation that may fail goes before the
/// act that cannot be undone.
pub struct AddressBuilder {
    object: Object,
    capacity: usize,
    numbers: usize,
}

impl AddressBuilder {
    /// For addresses of a family, and the tuple `(first, address)` where there is a first.
    pub fn new(first: Object, family: i32) -> Result<(AddressBuilder, Object), Error> {
        let (capacity, numbers) = match Family::from_number(family) {
            Some(Family::Inet6) => (45, 3),
            #[cfg(feature = "kernel")]
            Some(Family::Unix) => (crate::socket::address::PATH_LIMIT, 0),
            _ => (15, 1),
        };
        let mut object = core::ptr::null_mut();
        // SAFETY: may collect garbage and raise: caught there.
        let result = catch(|raised| unsafe {
            vm::vm_address_new(first.pointer(), capacity, numbers, &mut object, raised)
        })?;
        Ok((AddressBuilder { object: Object::from_pointer(object), capacity, numbers }, result))
    }

    /// Fills it in. Cannot fail; an address of another family becomes the unspecified one.
    pub fn fill(&self, address: &Address) -> Object {
        match address {
            Address::Inet(SocketAddr::V4(address)) if self.numbers == 1 => {
                self.set(inet::format_ipv4(address.ip().octets()).as_bytes(), address.port(), 0, 0)
            }
            Address::Inet(SocketAddr::V6(address)) if self.numbers == 3 => self.set(
                inet::format_ipv6(&address.ip().octets()).as_bytes(),
                address.port(),
                address.flowinfo(),
                address.scope_id(),
            ),
            #[cfg(feature = "kernel")]
            Address::Unix(path) if self.numbers == 0 => self.set(path, 0, 0, 0),
            _ => self.set(b"", 0, 0, 0),
        }
    }

    fn set(&self, host: &[u8], port: u16, flowinfo: u32, scope_id: u32) -> Object {
        let host = host.get(..self.capacity).unwrap_or(host);
        // SAFETY: `object` came from `vm_address_new` with this capacity and `numbers`. Never
        // raises.
        Object::from_pointer(unsafe {
            vm::vm_address_fill(
                self.object.pointer(),
                self.capacity,
                host.as_ptr(),
                host.len(),
                self.numbers,
                port.into(),
                flowinfo,
                scope_id,
            )
        })
    }
}

/// An address as a new object.
pub fn to_python(address: &Address) -> Result<Object, Error> {
    let (builder, _) = AddressBuilder::new(Object::NULL, address.family().number())?;
    Ok(builder.fill(address))
}
