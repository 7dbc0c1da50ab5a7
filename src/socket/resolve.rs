//! Hosts and services to addresses, as `getaddrinfo` does (RFC 3493, section 6.1).

use core::net::SocketAddr;

use super::address::{AF_INET, AF_INET6, Address, Family, Kind};
use super::deadline::{Deadline, Timeout};
use super::error::{Error, Resolve};
use super::inet;
use super::stack::{Query, Request, Stack};

/// `AI_PASSIVE`: no host means any address (the same number on Linux and lwIP).
pub const AI_PASSIVE: i32 = 0x01;
/// `AI_CANONNAME`: the host's canonical name is wanted (the same number on Linux and lwIP).
pub const AI_CANONNAME: i32 = 0x02;
/// `AI_NUMERICHOST`: the host is no name (the same number on Linux and lwIP).
pub const AI_NUMERICHOST: i32 = 0x04;

/// An overall limit: resolving never hangs, whatever the name server does.
const LIMIT: Timeout = Timeout::seconds(30);

/// One address of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer<'a> {
    /// The address, with the port of the service.
    pub address: Address,
    /// The host's canonical name, where it was asked for.
    pub canonical_name: &'a [u8],
}

/// What a script asks for.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// A name, a numeric address, empty for any address, or `None` for this host.
    pub host: Option<&'a [u8]>,
    /// A port in decimal digits, or a service's name; `None` for port 0.
    pub service: Option<&'a [u8]>,
    /// `AF_*`, 0 for any.
    pub family: i32,
    /// `SOCK_*`, 0 for any.
    pub kind: i32,
    /// A protocol's number, 0 for any.
    pub protocol: i32,
    /// `AI_*` flags of the stack.
    pub flags: i32,
}

/// The socket types and protocols that a question admits, the stream first.
pub fn transports(kind: i32, protocol: i32, has_raw: bool) -> impl Iterator<Item = (Kind, i32)> {
    [Kind::Stream, Kind::Datagram, Kind::Raw].into_iter().filter_map(move |candidate| {
        if kind != 0 && kind != candidate.number() || candidate == Kind::Raw && !has_raw {
            return None;
        }
        let own = candidate.protocol();
        match candidate {
            Kind::Raw if kind != 0 || protocol == 0 => Some((candidate, protocol)),
            Kind::Raw => None,
            _ if protocol == 0 || protocol == own => Some((candidate, own)),
            _ => None,
        }
    })
}

/// A port in decimal digits; `None` when it is a service's name.
pub fn parse_port(service: &[u8]) -> Option<Result<u16, Resolve>> {
    if service.is_empty() || !service.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let mut port = 0u32;
    for digit in service {
        port = port * 10 + u32::from(digit - b'0');
        if port > u32::from(u16::MAX) {
            return Some(Err(Resolve::Service));
        }
    }
    Some(Ok(port as u16))
}

/// A numeric host, with port 0: `None` when it is a name.
pub fn parse_numeric<S: Stack>(stack: &S, host: &[u8]) -> Option<Result<Address, Resolve>> {
    if let Some(octets) = inet::parse_ipv4(host) {
        return Some(Ok(Address::v4(octets, 0)));
    }
    let (text, zone) = inet::split_zone(host);
    if let Some(octets) = inet::parse_ipv6(text) {
        let scope_id = match zone {
            None => Some(0),
            Some(zone) => inet::parse_decimal(zone).or_else(|| stack.interface_index(zone)),
        };
        return Some(scope_id.map(|scope_id| Address::v6(octets, 0, 0, scope_id)).ok_or(Resolve::NoName));
    }
    // No host name has a colon (RFC 1123).
    if host.contains(&b':') {
        return Some(Err(Resolve::NoName));
    }
    // No top level domain is a number (RFC 1123, section 2.1): never a question for a server.
    if !host.is_empty() && host.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.') {
        return Some(
            inet::parse_ipv4_loose(host).map(|octets| Address::v4(octets, 0)).ok_or(Resolve::NoName),
        );
    }
    (!host.is_empty() && !is_name(host)).then_some(Err(Resolve::NoName))
}

/// Whether no label is empty or too long for a question to a server (RFC 1035, section 2.3.4),
/// and there are no blanks: lwIP would take what is before one for an address.
fn is_name(host: &[u8]) -> bool {
    let host = host.strip_suffix(b".").unwrap_or(host);
    !host.iter().any(|byte| *byte <= b' ')
        && host.split(|&byte| byte == b'.').all(|label| (1..=63).contains(&label.len()))
}

/// Calls `each` with every answer, until it fails.
pub fn resolve<S: Stack>(
    stack: &S,
    question: &Question<'_>,
    each: &mut dyn FnMut(&Answer<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let deadline = LIMIT.starting(stack.now());
    let open = loop {
        match begin(stack, question, each) {
            // Others are under way, or were given up and have not ended yet: they do by themselves.
            Err(Error::Resolve(Resolve::Again)) => wait(stack, None, &deadline)?,
            begun => match begun? {
                None => return Ok(()),
                Some(query) => break OpenQuery { stack, query },
            },
        }
    };
    while stack.resolved(open.query).is_none() {
        wait(stack, Some(open.query), &deadline)?;
    }
    finish(stack, question, open.query, each)
}

/// Answers at once, or asks the stack's resolver: then [`finish`] has the answers, and whoever
/// began has to forget the query. `EAI_AGAIN` when the resolver has too much to do.
pub fn begin<S: Stack>(
    stack: &S,
    question: &Question<'_>,
    each: &mut dyn FnMut(&Answer<'_>) -> Result<(), Error>,
) -> Result<Option<Query>, Error> {
    let family = match question.family {
        0 => None,
        AF_INET => Some(Family::Inet),
        AF_INET6 => Some(Family::Inet6),
        _ => return Err(Error::Resolve(Resolve::Family)),
    };
    let port = match question.service {
        None => Some(0),
        Some(service) => parse_port(service).transpose().map_err(Error::Resolve)?,
    };
    if question.flags & !S::AI_FLAGS != 0 {
        return Err(Error::Resolve(Resolve::BadFlags));
    }
    let has_flag = |flag| question.flags & flag != 0;
    let numeric = match (question.host, port) {
        (None, Some(port)) => {
            own_addresses(has_flag(AI_PASSIVE), family, port, each)?;
            return Ok(None);
        }
        (None, None) => None,
        (Some([]), _) => Some(own_address(true, family.unwrap_or(Family::Inet))),
        (Some(host), _) => parse_numeric(stack, host).transpose().map_err(Error::Resolve)?,
    };
    match (numeric, port) {
        (Some(address), Some(port)) => {
            let address = address.with_port(port);
            if family.is_some_and(|family| family != address.family()) {
                // With other flags, such as AI_V4MAPPED, the stack may have an answer.
                let known = AI_PASSIVE | AI_CANONNAME | AI_NUMERICHOST | S::AI_NUMERICSERV;
                return match question.flags & !known {
                    0 => Err(Error::Resolve(Resolve::AddressFamily)),
                    _ => ask_stack(stack, question, family, Some(port)),
                };
            }
            let name = question.host.filter(|_| has_flag(AI_CANONNAME));
            each(&Answer { address, canonical_name: name.unwrap_or_default() })?;
            Ok(None)
        }
        (None, _) if has_flag(AI_NUMERICHOST) => Err(Error::Resolve(Resolve::NoName)),
        (_, None) if has_flag(S::AI_NUMERICSERV) => Err(Error::Resolve(Resolve::NoName)),
        _ => ask_stack(stack, question, family, port),
    }
}

/// The addresses of no host: those to listen at, or this host's own to connect to.
fn own_addresses(
    passive: bool,
    family: Option<Family>,
    port: u16,
    each: &mut dyn FnMut(&Answer<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    for own in [Family::Inet, Family::Inet6] {
        if family.is_none_or(|family| family == own) {
            let address = own_address(passive, own).with_port(port);
            each(&Answer { address, canonical_name: &[] })?;
        }
    }
    Ok(())
}

/// The unspecified or the loopback address of a family.
fn own_address(any: bool, family: Family) -> Address {
    match (any, family) {
        (true, Family::Inet6) => Address::v6([0; 16], 0, 0, 0),
        (false, Family::Inet6) => Address::v6([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], 0, 0, 0),
        (true, _) => Address::ANY,
        (false, _) => Address::v4([127, 0, 0, 1], 0),
    }
}

fn ask_stack<S: Stack>(
    stack: &S,
    question: &Question<'_>,
    family: Option<Family>,
    port: Option<u16>,
) -> Result<Option<Query>, Error> {
    let request = Request {
        host: question.host.filter(|host| !host.is_empty()),
        service: if port.is_some() { None } else { question.service },
        family,
        kind: Kind::from_number(question.kind),
        flags: question.flags,
    };
    stack.resolve(&request).map(Some).map_err(Error::Resolve)
}

/// The answers of the stack's resolver: `EAGAIN` while there are none.
pub fn finish<S: Stack>(
    stack: &S,
    question: &Question<'_>,
    query: Query,
    each: &mut dyn FnMut(&Answer<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    stack.resolved(query).ok_or(Error::WOULD_BLOCK)?.map_err(Error::Resolve)?;
    // A service's name is the stack's to answer.
    let port = question.service.map_or(Some(Ok(0)), parse_port).transpose().map_err(Error::Resolve)?;
    let mut index = 0;
    while let Some(mut answer) = stack.answer(query, index) {
        if let Some(port) = port {
            answer.address = answer.address.with_port(port);
        }
        // Where the stack does not tell, the name is the one that was asked for.
        if question.flags & AI_CANONNAME != 0 && answer.canonical_name.is_empty() {
            answer.canonical_name = question.host.unwrap_or_default();
        }
        each(&answer)?;
        index += 1;
    }
    Ok(())
}

fn wait<S: Stack>(stack: &S, query: Option<Query>, deadline: &Deadline) -> Result<(), Error> {
    match deadline.remaining(stack.now()) {
        Some(0) | None => Err(Error::Resolve(Resolve::Again)),
        Some(milliseconds) => stack.wait_resolved(query, milliseconds),
    }
}

/// The first address of a host, for a socket of `family` and `kind`.
pub fn resolve_one<S: Stack>(stack: &S, host: &[u8], family: i32, kind: i32) -> Result<Address, Error> {
    // What most scripts pass needs no question.
    if family == AF_INET
        && let Some(octets) = inet::parse_ipv4(host)
    {
        return Ok(Address::v4(octets, 0));
    }
    let question = Question { host: Some(host), service: None, family, kind, protocol: 0, flags: 0 };
    let mut first = None;
    resolve(stack, &question, &mut |answer| {
        first.get_or_insert_with(|| answer.address.clone());
        Ok(())
    })?;
    first.ok_or(Error::Resolve(Resolve::NoName))
}

/// A query that is forgotten when the caller leaves, whichever way.
struct OpenQuery<'a, S: Stack> {
    stack: &'a S,
    query: Query,
}

impl<S: Stack> Drop for OpenQuery<'_, S> {
    fn drop(&mut self) {
        self.stack.forget(self.query);
    }
}

impl Address {
    /// Its IPv6 address with `flowinfo` and `scope_id` as a script gave them.
    pub fn with_scope(mut self, flowinfo: u32, scope_id: Option<u32>) -> Address {
        if let Address::Inet(SocketAddr::V6(address)) = &mut self {
            address.set_flowinfo(flowinfo);
            if let Some(scope_id) = scope_id {
                address.set_scope_id(scope_id);
            }
        }
        self
    }
}
