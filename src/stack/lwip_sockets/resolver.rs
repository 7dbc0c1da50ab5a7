//! Names, by lwIP's DNS client. A query's state outlives its caller: an answer that comes after
//! an interrupt finds another generation of the query and is dropped.

use core::cell::Cell;
use core::ffi::{CStr, c_void};

use super::address;
use super::api::{self, BorderAddress, Protected};
use crate::socket::error::Resolve;
use crate::socket::resolve::Answer;
use crate::socket::stack::{Query, Request};
use crate::socket::{Errno, Family};

/// The longest name (RFC 1035: 255 octets) and a NUL byte.
const NAME_LIMIT: usize = 256;
/// Queries at the same time: as many as lwIP's table has.
const QUERIES: usize = 4;

#[derive(Clone, Copy)]
struct State {
    generation: u16,
    in_use: bool,
    answer: Option<Result<BorderAddress, Resolve>>,
}

struct Queries([Cell<State>; QUERIES]);

// SAFETY: used only with a `Protected` alive.
unsafe impl Sync for Queries {}

static STATES: Queries =
    Queries([const { Cell::new(State { generation: 0, in_use: false, answer: None }) }; QUERIES]);

/// What lwIP carries: the index below, the generation above.
fn token(index: usize, generation: u16) -> usize {
    usize::from(generation) << 8 | index
}

fn find(token: usize, _: &Protected) -> Option<&'static Cell<State>> {
    let cell = STATES.0.get(token & 0xff)?;
    let state = cell.get();
    (state.in_use && usize::from(state.generation) == token >> 8).then_some(cell)
}

fn claim(_: &Protected) -> Option<Query> {
    let (index, cell) = STATES.0.iter().enumerate().find(|(_, cell)| !cell.get().in_use)?;
    let generation = cell.get().generation.wrapping_add(1);
    cell.set(State { generation, in_use: true, answer: None });
    Some(Query(token(index, generation)))
}

/// Begins a query.
pub fn start(request: &Request<'_>) -> Result<Query, Resolve> {
    if request.service.is_some() {
        return Err(Resolve::Service);
    }
    let query = claim(&Protected::new()).ok_or(Resolve::Memory)?;
    match ask(request, query) {
        Ok(address) => answered(query.0, Ok(address)),
        // The answer may be there already.
        Err(Errno::EINPROGRESS) => {}
        Err(errno) => {
            forget(query);
            return Err(if errno == Errno::ENOMEM { Resolve::Memory } else { Resolve::NoName });
        }
    }
    Ok(query)
}

fn ask(request: &Request<'_>, query: Query) -> Result<BorderAddress, Errno> {
    let host = request.host.ok_or(Errno::EINVAL)?;
    let mut name = [0; NAME_LIMIT];
    let version = match request.family {
        None => 0,
        Some(Family::Inet) => 4,
        _ => 6,
    };
    api::resolve(terminated(host, &mut name).ok_or(Errno::EINVAL)?, version, query.0 as u32)
}

/// A name with a NUL byte behind it.
fn terminated<'a>(name: &[u8], memory: &'a mut [u8; NAME_LIMIT]) -> Option<&'a CStr> {
    let (_, rest) = memory.split_last_mut()?;
    rest.get_mut(..name.len())?.copy_from_slice(name);
    let text = CStr::from_bytes_until_nul(memory).ok()?;
    (text.count_bytes() == name.len()).then_some(text)
}

fn answered(token: usize, answer: Result<BorderAddress, Resolve>) {
    let protected = Protected::new();
    if let Some(cell) = find(token, &protected) {
        cell.set(State { answer: Some(answer), ..cell.get() });
    }
}

/// lwIP's answer, or NULL, to a query that may be forgotten. Called by lwIP's thread.
///
/// # Safety
///
/// `address` is NULL or a `lwip_sockets_address`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_lwip_answered(token: u32, address: *const c_void) {
    // SAFETY: promised by C.
    let address = unsafe { address.cast::<BorderAddress>().as_ref() };
    answered(token as usize, address.copied().ok_or(Resolve::NoName));
}

/// Whether the answer is there.
pub fn result(query: Query) -> Option<Result<(), Resolve>> {
    let protected = Protected::new();
    find(query.0, &protected)?.get().answer.map(|answer| answer.map(drop))
}

/// The one answer that lwIP gives.
pub fn answer<'a>(query: Query, index: usize) -> Option<Answer<'a>> {
    let protected = Protected::new();
    match find(query.0, &protected)?.get().answer? {
        Ok(address) if index == 0 => {
            Some(Answer { address: address::from_answer(&address), canonical_name: &[] })
        }
        _ => None,
    }
}

/// Ends the query.
pub fn forget(query: Query) {
    let protected = Protected::new();
    if let Some(cell) = find(query.0, &protected) {
        cell.set(State { in_use: false, answer: None, ..cell.get() });
    }
}

/// The number of an interface.
pub fn interface_index(name: &[u8]) -> Option<u32> {
    let mut memory = [0; NAME_LIMIT];
    match api::interface_index(terminated(name, &mut memory)?) {
        0 => None,
        index => Some(index),
    }
}
