//! Timeouts and socket options.

use super::STACK;
use super::arguments::Arguments;
use super::buffer::{BytesBuilder, ReadBuffer};
use super::object::Object;
use super::socket::{default_timeout, set_default_timeout};
use crate::socket::transfer::Target;
use crate::socket::{Errno, Error, Message, Stack, Timeout};

/// The largest option value that `getsockopt` reads (as in CPython).
const OPTION_LIMIT: usize = 1024;

/// A timeout as scripts give it: `None`, or seconds.
pub fn timeout_argument(object: Object) -> Result<Timeout, Error> {
    if object.is_none() {
        return Ok(Timeout::NONE);
    }
    Ok(Timeout::from_milliseconds(object.milliseconds(Timeout::LONGEST)?))
}

fn timeout_object(timeout: Timeout) -> Result<Object, Error> {
    timeout.milliseconds().map_or(Ok(Object::none()), Object::from_milliseconds)
}

/// `settimeout(seconds)`: `None`, 0 or more.
pub fn settimeout(arguments: Arguments<'_>) -> Result<Object, Error> {
    let socket = arguments.socket()?;
    let timeout = timeout_argument(arguments.required(1)?)?;
    socket.inner.handle()?;
    socket.inner.set_timeout(timeout);
    Ok(Object::none())
}

/// `gettimeout()` → seconds or `None`
pub fn gettimeout(arguments: Arguments<'_>) -> Result<Object, Error> {
    timeout_object(arguments.socket()?.inner.timeout())
}

/// `setblocking(flag)`
pub fn setblocking(arguments: Arguments<'_>) -> Result<Object, Error> {
    let socket = arguments.socket()?;
    let blocking = arguments.required(1)?.is_true()?;
    socket.inner.handle()?;
    socket.inner.set_timeout(if blocking { Timeout::NONE } else { Timeout::ZERO });
    Ok(Object::none())
}

/// `getblocking()`
pub fn getblocking(arguments: Arguments<'_>) -> Result<Object, Error> {
    Ok(Object::boolean(!arguments.socket()?.inner.timeout().is_zero()))
}

/// `setdefaulttimeout(seconds)`
pub fn setdefaulttimeout(arguments: Arguments<'_>) -> Result<Object, Error> {
    set_default_timeout(timeout_argument(arguments.required(0)?)?);
    Ok(Object::none())
}

/// `getdefaulttimeout()`
pub fn getdefaulttimeout(_: Arguments<'_>) -> Result<Object, Error> {
    timeout_object(default_timeout())
}

/// `setsockopt(level, name, value)`: an int, or bytes in the stack's layout.
pub fn setsockopt(arguments: Arguments<'_>) -> Result<Object, Error> {
    let socket = arguments.socket()?;
    let (level, name) = (arguments.c_int(1, 0)?, arguments.c_int(2, 0)?);
    let value = arguments.required(3)?;
    let handle = socket.inner.handle()?;
    if value.is_callback() {
        return set_callback(arguments.required(0)?, level, name, value);
    }
    match ReadBuffer::new(value) {
        Ok(bytes) if !value.is_str() => STACK.set_option(handle, level, name, bytes.to_slice()?)?,
        _ => STACK.set_option(handle, level, name, &value.c_int()?.to_ne_bytes())?,
    }
    Ok(Object::none())
}

#[cfg(not(feature = "kernel"))]
fn set_callback(socket: Object, level: i32, name: i32, function: Object) -> Result<Object, Error> {
    if (level, name) != (crate::stack::REUSE_ADDRESS.0, super::callback::OPTION) {
        return Err(Error::Type(Message::NeedOptionValue));
    }
    super::callback::set(socket, function)?;
    Ok(Object::none())
}

/// The kernel calls nobody; its option 20 is another one.
#[cfg(feature = "kernel")]
fn set_callback(_: Object, level: i32, name: i32, _: Object) -> Result<Object, Error> {
    match (level, name) {
        (libc::SOL_SOCKET, 20) => Err(Errno::ENOPROTOOPT.into()),
        _ => Err(Error::Type(Message::NeedOptionValue)),
    }
}

/// `getsockopt(level, name[, size])` → an int, or bytes of at most `size`
pub fn getsockopt(arguments: Arguments<'_>) -> Result<Object, Error> {
    let socket = arguments.socket()?;
    let (level, name) = (arguments.c_int(1, 0)?, arguments.c_int(2, 0)?);
    let handle = socket.inner.handle()?;
    let size = match arguments.optional(3) {
        None => 0,
        Some(size) => size.size()?,
    };
    if size > OPTION_LIMIT {
        return Err(Errno::EINVAL.into());
    }
    if size == 0 {
        let mut value = [0; 4];
        STACK.option(handle, level, name, &mut value)?;
        return Object::from_integer(i32::from_ne_bytes(value) as isize);
    }
    let mut bytes = BytesBuilder::new(size);
    bytes.reserve(size)?;
    let length = STACK.option(handle, level, name, bytes.memory(0, Some(size))?)?;
    Ok(bytes.finish(length))
}
