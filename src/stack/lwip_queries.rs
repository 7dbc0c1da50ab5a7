//! Questions to lwIP's DNS client. A query's state outlives its caller: an answer that comes
//! after an interrupt finds another generation of the query and is dropped.

use core::cell::Cell;
use core::ffi::CStr;

use crate::socket::Family;
use crate::socket::error::Resolve;
use crate::socket::stack::Query;

/// The longest name (RFC 1035: 255 octets) and a NUL byte.
pub const NAME_LIMIT: usize = 256;
/// Of an interface's name, with its NUL byte.
pub const INTERFACE_LIMIT: usize = 16;
/// Queries at the same time: as many as lwIP's table has.
const QUERIES: usize = 4;

#[derive(Clone, Copy)]
struct State<A> {
    generation: u16,
    in_use: bool,
    answer: Option<Result<A, Resolve>>,
}

/// All queries of a stack. lwIP answers with one address, `A` at the border.
pub struct Queries<A>([Cell<State<A>>; QUERIES]);

// SAFETY: a stack uses its queries only where lwIP does not run.
unsafe impl<A: Copy> Sync for Queries<A> {}

impl<A: Copy> Queries<A> {
    /// None.
    pub const fn new() -> Queries<A> {
        Queries([const { Cell::new(State { generation: 0, in_use: false, answer: None }) }; QUERIES])
    }

    fn find(&self, query: usize) -> Option<&Cell<State<A>>> {
        let cell = self.0.get(query & 0xff)?;
        let state = cell.get();
        (state.in_use && usize::from(state.generation) == query >> 8).then_some(cell)
    }

    /// A new query. Its number, which lwIP carries, has the index below and the generation above.
    pub fn claim(&self) -> Result<Query, Resolve> {
        let (index, cell) =
            self.0.iter().enumerate().find(|(_, cell)| !cell.get().in_use).ok_or(Resolve::Again)?;
        let generation = cell.get().generation.wrapping_add(1);
        cell.set(State { generation, in_use: true, answer: None });
        Ok(Query(usize::from(generation) << 8 | index))
    }

    /// The answer to a query that may be forgotten.
    pub fn answered(&self, query: usize, answer: Result<A, Resolve>) {
        if let Some(cell) = self.find(query) {
            cell.set(State { answer: Some(answer), ..cell.get() });
        }
    }

    /// Whether the answer is there.
    pub fn result(&self, query: Query) -> Option<Result<(), Resolve>> {
        self.find(query.0)?.get().answer.map(|answer| answer.map(drop))
    }

    /// The one answer that lwIP gives.
    pub fn answer(&self, query: Query, index: usize) -> Option<A> {
        self.find(query.0)?.get().answer?.ok().filter(|_| index == 0)
    }

    /// Ends a query.
    pub fn forget(&self, query: Query) {
        if let Some(cell) = self.find(query.0) {
            cell.set(State { in_use: false, answer: None, ..cell.get() });
        }
    }
}

/// The IP version to ask for; 0 for either.
pub fn version_of(family: Option<Family>) -> i32 {
    match family {
        None => 0,
        Some(Family::Inet) => 4,
        _ => 6,
    }
}

/// A name with a NUL byte behind it.
pub fn terminated<'a>(name: &[u8], memory: &'a mut [u8]) -> Result<&'a CStr, Resolve> {
    if name.len() >= memory.len() {
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
