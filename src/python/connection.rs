//! The methods that name, connect and end a socket.

use super::STACK;
use super::address::{AddressBuilder, from_python, to_python};
use super::arguments::Arguments;
use super::object::Object;
use super::socket::{SocketObject, default_timeout};
use crate::socket::{Address, Errno, Error, Stack};

/// The backlog of `listen()` without one (CPython: the smaller of `SOMAXCONN` and 128).
pub const DEFAULT_BACKLOG: isize = 128;

fn address_argument(socket: &SocketObject, object: Object) -> Result<Address, Error> {
    socket.inner.handle()?;
    from_python(object, socket.inner.family(), socket.inner.kind())
}

/// `bind(address)`
pub fn bind(arguments: Arguments<'_>) -> Result<Object, Error> {
    let socket = arguments.socket()?;
    let address = address_argument(socket, arguments.required(1)?)?;
    STACK.bind(socket.inner.handle()?, &address)?;
    Ok(Object::none())
}

/// `listen([backlog])`: clamped to what the stack can do.
pub fn listen(arguments: Arguments<'_>) -> Result<Object, Error> {
    let socket = arguments.socket()?;
    let backlog = arguments.optional(1).map_or(Ok(DEFAULT_BACKLOG), Object::integer)?;
    STACK.listen(socket.inner.handle()?, clamp_backlog(backlog))?;
    Ok(Object::none())
}

/// A backlog within the stack's range: clamped, never truncated.
pub fn clamp_backlog(backlog: isize) -> i32 {
    backlog.clamp(0, crate::stack::BACKLOG_LIMIT as isize) as i32
}

/// `accept()` → `(socket, address)`. All objects are made before the connection is taken.
pub fn accept(arguments: Arguments<'_>) -> Result<Object, Error> {
    let listener = &arguments.socket()?.inner;
    listener.handle()?;
    let (object, socket) = SocketObject::allocate_plain()?;
    let (address, pair) = AddressBuilder::new(object, listener.family())?;
    let (handle, peer) = listener.accept(&STACK)?;
    socket.inner.adopt(handle, listener.family(), listener.kind(), listener.protocol(), default_timeout());
    address.fill(&peer);
    Ok(pair)
}

/// `connect(address)`
pub fn connect(arguments: Arguments<'_>) -> Result<Object, Error> {
    let socket = arguments.socket()?;
    let address = address_argument(socket, arguments.required(1)?)?;
    socket.inner.connect(&STACK, &address)?;
    Ok(Object::none())
}

/// `connect_ex(address)` → 0 or the error's number.
pub fn connect_ex(arguments: Arguments<'_>) -> Result<Object, Error> {
    let socket = arguments.socket()?;
    let connected = address_argument(socket, arguments.required(1)?)
        .and_then(|address| socket.inner.connect(&STACK, &address));
    let number = match connected {
        Ok(()) => 0,
        Err(Error::Os(errno)) => super::exception::number(errno),
        Err(other) => return Err(other),
    };
    Object::from_integer(number as isize)
}

/// `shutdown(how)`
pub fn shutdown(arguments: Arguments<'_>) -> Result<Object, Error> {
    let socket = arguments.socket()?;
    let how = arguments.c_int(1, 0)?;
    let handle = socket.inner.handle()?;
    if !(0..=2).contains(&how) {
        return Err(Errno::EINVAL.into());
    }
    STACK.shutdown(handle, how)?;
    Ok(Object::none())
}

/// `getsockname()`
pub fn getsockname(arguments: Arguments<'_>) -> Result<Object, Error> {
    to_python(&STACK.local_address(arguments.socket()?.inner.handle()?)?)
}

/// `getpeername()`
pub fn getpeername(arguments: Arguments<'_>) -> Result<Object, Error> {
    to_python(&STACK.peer_address(arguments.socket()?.inner.handle()?)?)
}
