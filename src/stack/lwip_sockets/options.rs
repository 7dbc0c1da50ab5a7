//! Socket options: lwIP's own, with the checks that it leaves out.

use super::api::{self, Shape, border};
use super::stream;
use super::table::{Descriptor, Phase};
use crate::socket::address::{IPPROTO_IP, IPPROTO_IPV6, IPPROTO_TCP};
use crate::socket::{Errno, Family, Handle};

const SOL_SOCKET: i32 = border::LWIP_SOCKETS_SOL_SOCKET as i32;
const SO_ERROR: i32 = border::LWIP_SOCKETS_SO_ERROR as i32;
const ADD_MEMBERSHIP: i32 = border::LWIP_SOCKETS_IP_ADD_MEMBERSHIP as i32;
const DROP_MEMBERSHIP: i32 = border::LWIP_SOCKETS_IP_DROP_MEMBERSHIP as i32;

/// The longest value.
const VALUE_LIMIT: usize = border::LWIP_SOCKETS_OPTION_SIZE as usize;

/// A value as lwIP takes it.
type Value = heapless::Vec<u8, VALUE_LIMIT>;

fn value_of(shape: Shape, value: &[u8]) -> Option<Value> {
    let int = || value.try_into().ok().map(i32::from_ne_bytes);
    match shape {
        Shape::Flag => Value::from_slice(&int()?.to_ne_bytes()).ok(),
        // POSIX passes some numbers as a single byte, too.
        Shape::Number(minimum, maximum, length) => {
            let number = match value {
                &[byte] if length == 1 => byte.into(),
                _ => int()?,
            };
            let fits = (minimum..=maximum).contains(&number);
            let bytes = [number as u8];
            let bytes = if length == 1 { &bytes[..] } else { &number.to_ne_bytes()[..] };
            Value::from_slice(bytes).ok().filter(|_| fits)
        }
        Shape::Bytes(length) => Value::from_slice(value).ok().filter(|_| value.len() == length),
        Shape::Text(length) => {
            let mut text = Value::from_slice(value).ok().filter(|_| value.len() < length)?;
            text.resize(length, 0).ok()?;
            Some(text)
        }
    }
}

fn shape_of(descriptor: &Descriptor, level: i32, name: i32) -> Result<Shape, Errno> {
    if level == IPPROTO_IPV6 && descriptor.family() != Family::Inet6 {
        return Err(Errno::ENOPROTOOPT);
    }
    api::option_shape(level, name).ok_or(Errno::ENOPROTOOPT)
}

/// lwIP's listeners have no options of TCP.
fn error_of(errno: Errno, level: i32, descriptor: &Descriptor) -> Errno {
    match errno {
        Errno::EINVAL if level == IPPROTO_TCP && descriptor.phase.get() == Phase::Listening => {
            Errno::ENOPROTOOPT
        }
        other => other,
    }
}

/// `setsockopt`
pub fn set(
    handle: Handle,
    descriptor: &Descriptor,
    level: i32,
    name: i32,
    value: &[u8],
) -> Result<(), Errno> {
    let shape = shape_of(descriptor, level, name)?;
    let value = value_of(shape, value).ok_or(Errno::EINVAL)?;
    // lwIP would take a member for two.
    if (level, name) == (IPPROTO_IP, ADD_MEMBERSHIP)
        && api::set_option(handle, level, DROP_MEMBERSHIP, &value).is_ok()
    {
        return api::set_option(handle, level, name, &value).and(Err(Errno::EADDRINUSE));
    }
    api::set_option(handle, level, name, &value).map_err(|errno| {
        // lwIP notes a member before it joins, and keeps the note when it has no memory for the rest.
        if (level, name) == (IPPROTO_IP, ADD_MEMBERSHIP) {
            let _ = api::set_option(handle, level, DROP_MEMBERSHIP, &value);
        }
        error_of(errno, level, descriptor)
    })
}

/// `getsockopt`; returns the value's length.
pub fn get(
    handle: Handle,
    descriptor: &Descriptor,
    level: i32,
    name: i32,
    value: &mut [u8],
) -> Result<usize, Errno> {
    let shape = shape_of(descriptor, level, name)?;
    let mut found = [0; VALUE_LIMIT];
    let length = match shape {
        _ if (level, name) == (SOL_SOCKET, SO_ERROR) => put_int(&mut found, error(handle, descriptor)),
        Shape::Bytes(length) | Shape::Text(length) => {
            api::option(handle, level, name, &mut found)?;
            length
        }
        Shape::Flag | Shape::Number(..) => {
            api::option(handle, level, name, &mut found)
                .map_err(|errno| error_of(errno, level, descriptor))?;
            let number = found.first_chunk().copied().map_or(0, i32::from_ne_bytes);
            // lwIP gives a flag as the bit that it keeps it in.
            put_int(&mut found, if matches!(shape, Shape::Flag) { (number != 0).into() } else { number })
        }
    };
    Ok(value.iter_mut().zip(found.iter().take(length)).map(|(to, from)| *to = *from).count())
}

fn put_int(value: &mut [u8], number: i32) -> usize {
    value.iter_mut().zip(number.to_ne_bytes()).map(|(to, from)| *to = from).count()
}

fn error(handle: Handle, descriptor: &Descriptor) -> i32 {
    match stream::take_error(handle, descriptor) {
        Ok(()) => 0,
        // SAFETY: looks it up in a table; never raises.
        Err(errno) => unsafe { crate::vm::vm_errno(errno.code()) },
    }
}
