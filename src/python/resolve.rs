//! `getaddrinfo` and `gethostbyname`.

use super::STACK;
use super::address::{port_of, to_python};
use super::arguments::Arguments;
use super::object::Object;
use crate::socket::address::{AF_INET, SOCK_STREAM};
use crate::socket::error::Resolve;
use crate::socket::resolve::{Answer, Question, resolve, resolve_one, transports};
use crate::socket::{Error, Message, inet};
use crate::stack::HAS_RAW;

/// `getaddrinfo(host, port, family=0, type=0, proto=0, flags=0)` → a list of
/// `(family, type, proto, canonname, address)`
pub fn getaddrinfo(arguments: Arguments<'_>) -> Result<Object, Error> {
    let mut service = None;
    let question = question_of(arguments, &mut service)?;
    let list = Object::new_list()?;
    resolve(&STACK, &question, &mut |answer| append(list, &question, answer))?;
    Ok(list)
}

/// The question that the arguments of `getaddrinfo` are; `service` keeps a part of it.
pub fn question_of<'a>(
    arguments: Arguments<'a>,
    service: &'a mut Option<Service<'a>>,
) -> Result<Question<'a>, Error> {
    let host = match arguments.value(0) {
        None => None,
        Some(host) => Some(host.text_or(Message::NeedHost)?),
    };
    *service = arguments.value(1).map(Service::new).transpose()?;
    let question = Question {
        host,
        service: service.as_ref().map(Service::as_bytes),
        family: arguments.c_int(2, 0)?,
        kind: arguments.c_int(3, 0)?,
        protocol: arguments.c_int(4, 0)?,
        flags: arguments.c_int(5, 0)?,
    };
    match transports(question.kind, question.protocol, HAS_RAW).next() {
        None => Err(Error::Resolve(Resolve::SocketType)),
        Some(_) => Ok(question),
    }
}

/// Adds the entries of one answer to what `getaddrinfo` returns.
pub fn append(list: Object, question: &Question<'_>, answer: &Answer<'_>) -> Result<(), Error> {
    let address = to_python(&answer.address)?;
    let family = Object::from_integer(answer.address.family().number() as isize)?;
    let canonical_name = Object::from_text(answer.canonical_name)?;
    for (kind, protocol) in transports(question.kind, question.protocol, HAS_RAW) {
        let kind = Object::from_integer(kind.number() as isize)?;
        let protocol = Object::from_integer(protocol as isize)?;
        list.append(Object::from_items(&[family, kind, protocol, canonical_name, address])?)?;
    }
    Ok(())
}

/// A service as scripts give it: a port, its digits, or a name.
pub enum Service<'a> {
    /// The script's text.
    Text(&'a [u8]),
    /// A port.
    Port(inet::AddressText),
}

impl Service<'_> {
    /// Reads it.
    pub fn new(object: Object) -> Result<Self, Error> {
        match object.text()? {
            Some(text) => Ok(Service::Text(text)),
            None => Ok(Service::Port(inet::format_decimal(port_of(object)?.into()))),
        }
    }

    /// Its text.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Service::Text(text) => text,
            Service::Port(digits) => digits.as_bytes(),
        }
    }
}

/// `gethostbyname(name)` → an IPv4 address
pub fn gethostbyname(arguments: Arguments<'_>) -> Result<Object, Error> {
    let name = arguments.required(0)?.text_or(Message::NeedHost)?;
    let address = resolve_one(&STACK, name, AF_INET, SOCK_STREAM)?;
    match address {
        crate::socket::Address::Inet(core::net::SocketAddr::V4(address)) => {
            Object::from_text(inet::format_ipv4(address.ip().octets()).as_bytes())
        }
        _ => Err(Error::Resolve(Resolve::AddressFamily)),
    }
}

/// `gethostname()`
pub fn gethostname(_: Arguments<'_>) -> Result<Object, Error> {
    let mut name = [0; HOST_NAME_LIMIT];
    // SAFETY: `name` has this length. Never raises.
    let length = unsafe { crate::vm::vm_host_name(name.as_mut_ptr(), name.len()) };
    Object::from_text(name.get(..length).unwrap_or(&[]))
}

/// The longest name of a host (POSIX: 255 bytes).
const HOST_NAME_LIMIT: usize = 255;
