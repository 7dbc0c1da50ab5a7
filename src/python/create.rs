//! `create_connection` and `create_server`: whole tasks in one call, as in CPython.

use super::STACK;
use super::address::from_python;
use super::arguments::Arguments;
use super::object::Object;
use super::options::timeout_argument;
use super::resolve::Service;
use super::socket::{SocketObject, default_timeout};
use crate::socket::address::{AF_INET, SOCK_STREAM};
use crate::socket::error::Resolve;
use crate::socket::resolve::{Question, resolve};
use crate::socket::{Error, Message, Stack};

/// `create_connection(address, timeout=…, source_address=None)` → a connected socket
///
/// Tries each address of the host in turn; the error is that of the last one.
pub fn create_connection(arguments: Arguments<'_>) -> Result<Object, Error> {
    let pair = arguments.required(0)?.items::<2>();
    let Some([host, port]) = pair.as_deref() else { return Err(Error::Type(Message::NeedAddress)) };
    let timeout = arguments.optional(1).map_or(Ok(default_timeout()), timeout_argument)?;
    let source = arguments.value(2);
    let host = match host.is_none() {
        true => None,
        false => Some(host.text_or(Message::NeedHost)?),
    };
    let service = Service::new(*port)?;
    let question = Question {
        host,
        service: Some(service.as_bytes()),
        family: 0,
        kind: SOCK_STREAM,
        protocol: 0,
        flags: 0,
    };
    let mut connected = Err(Error::Resolve(Resolve::NoName));
    resolve(&STACK, &question, &mut |answer| {
        if connected.is_err() {
            connected = connect_one(&answer.address, timeout, source);
        }
        match connected {
            Err(error @ (Error::Raised(_) | Error::Memory)) => Err(error),
            _ => Ok(()),
        }
    })?;
    connected
}

fn connect_one(
    address: &crate::socket::Address,
    timeout: crate::socket::Timeout,
    source: Option<Object>,
) -> Result<Object, Error> {
    let family = address.family().number();
    let (object, socket) = SocketObject::allocate_plain()?;
    let connect = || {
        socket.inner.open(&STACK, family, SOCK_STREAM, 0, timeout)?;
        if let Some(source) = source {
            STACK.bind(socket.inner.handle()?, &from_python(source, family, SOCK_STREAM)?)?;
        }
        socket.inner.connect(&STACK, address)
    };
    // A socket that did not connect is of no use to anybody.
    connect().inspect_err(|_| socket.close())?;
    Ok(object)
}

/// `create_server(address, *, family=AF_INET, backlog=None, reuse_port=False)` → a listening
/// socket, with `SO_REUSEADDR` set
pub fn create_server(arguments: Arguments<'_>) -> Result<Object, Error> {
    let family = arguments.c_int(1, AF_INET)?;
    let backlog = match arguments.value(2) {
        None => super::connection::DEFAULT_BACKLOG,
        Some(backlog) => backlog.integer()?,
    };
    if arguments.optional(3).map_or(Ok(false), Object::is_true)? {
        return Err(Error::Value(Message::NoReusePort));
    }
    let (object, socket) = SocketObject::allocate_plain()?;
    let listen = || -> Result<(), Error> {
        socket.inner.open(&STACK, family, SOCK_STREAM, 0, default_timeout())?;
        let address = from_python(arguments.required(0)?, family, SOCK_STREAM)?;
        let handle = socket.inner.handle()?;
        let (level, name) = crate::stack::REUSE_ADDRESS;
        STACK.set_option(handle, level, name, &1i32.to_ne_bytes())?;
        STACK.bind(handle, &address)?;
        STACK.listen(handle, super::connection::clamp_backlog(backlog))?;
        Ok(())
    };
    listen().inspect_err(|_| socket.close())?;
    Ok(object)
}

/// `socketpair(family=AF_UNIX, type=SOCK_STREAM, proto=0)` → two connected sockets
#[cfg(feature = "kernel")]
pub fn socketpair(arguments: Arguments<'_>) -> Result<Object, Error> {
    let family = arguments.c_int(0, crate::socket::address::AF_UNIX)?;
    let (kind, protocol) = (arguments.c_int(1, SOCK_STREAM)?, arguments.c_int(2, 0)?);
    let (object, socket) = SocketObject::allocate_plain()?;
    let (other_object, other) = SocketObject::allocate_plain()?;
    let pair = Object::from_items(&[object, other_object])?;
    let [handle, other_handle] = STACK.pair(family, kind, protocol)?;
    socket.inner.adopt(handle, family, kind, protocol, default_timeout());
    other.inner.adopt(other_handle, family, kind, protocol, default_timeout());
    Ok(pair)
}
