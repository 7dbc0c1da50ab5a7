//! Names, by lwIP's DNS client. A query's state outlives its caller: an answer that comes after
//! an interrupt finds another generation of the query and is dropped.

use core::cell::Cell;
use core::ffi::CStr;

use super::address;
use super::api::{Lwip, RawAddress};
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
    answer: Option<Result<RawAddress, Resolve>>,
}

struct Queries([Cell<State>; QUERIES]);

// SAFETY: used only with lwIP locked.
unsafe impl Sync for Queries {}

static STATES: Queries =
    Queries([const { Cell::new(State { generation: 0, in_use: false, answer: None }) }; QUERIES]);

/// What lwIP carries: the index below, the generation above.
fn token(index: usize, generation: u16) -> usize {
    usize::from(generation) << 8 | index
}

fn find(token: usize) -> Option<&'static Cell<State>> {
    let cell = STATES.0.get(token & 0xff)?;
    let state = cell.get();
    (state.in_use && usize::from(state.generation) == token >> 8).then_some(cell)
}

/// Begins a query.
pub fn start(lwip: &Lwip, request: &Request<'_>) -> Result<Query, Resolve> {
    if request.service.is_some() {
        return Err(Resolve::Service);
    }
    let (index, cell) =
        STATES.0.iter().enumerate().find(|(_, cell)| !cell.get().in_use).ok_or(Resolve::Memory)?;
    let generation = cell.get().generation.wrapping_add(1);
    let query = token(index, generation);
    let mut name = [0; NAME_LIMIT];
    let host = terminated(request.host.ok_or(Resolve::NoName)?, &mut name)?;
    let version = match request.family {
        None => 0,
        Some(Family::Inet) => 4,
        _ => 6,
    };
    let answer = match lwip.resolve(host, version, query as u32) {
        Ok(address) => Some(Ok(address)),
        Err(Errno::EINPROGRESS) => None,
        Err(Errno::ENOMEM) => return Err(Resolve::Memory),
        Err(_) => return Err(Resolve::NoName),
    };
    cell.set(State { generation, in_use: true, answer });
    Ok(Query(query))
}

/// A name with a NUL byte behind it.
pub fn terminated<'a>(name: &[u8], memory: &'a mut [u8; NAME_LIMIT]) -> Result<&'a CStr, Resolve> {
    if name.len() >= NAME_LIMIT {
        return Err(Resolve::NoName);
    }
    for (to, from) in memory.iter_mut().zip(name) {
        *to = *from;
    }
    match CStr::from_bytes_until_nul(memory) {
        Ok(text) if text.count_bytes() == name.len() => Ok(text),
        _ => Err(Resolve::NoName),
    }
}

/// lwIP's answer to a query that may be forgotten.
pub fn answered(token: u32, address: Option<&RawAddress>) {
    if let Some(cell) = find(token as usize) {
        let answer = address.copied().ok_or(Resolve::NoName);
        cell.set(State { answer: Some(answer), ..cell.get() });
    }
}

/// Whether the answer is there.
pub fn result(query: Query) -> Option<Result<(), Resolve>> {
    let state = find(query.0).map(Cell::get)?;
    state.answer.map(|answer| answer.map(drop))
}

/// The one answer that lwIP gives.
pub fn answer<'a>(query: Query, index: usize) -> Option<Answer<'a>> {
    match find(query.0).map(Cell::get)?.answer? {
        Ok(raw) if index == 0 => Some(Answer { address: address::from_answer(&raw), canonical_name: &[] }),
        _ => None,
    }
}

/// Ends the query.
pub fn forget(query: Query) {
    if let Some(cell) = find(query.0) {
        cell.set(State { in_use: false, answer: None, ..cell.get() });
    }
}
