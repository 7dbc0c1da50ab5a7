//! Names, by lwIP's DNS client, which runs in lwIP's thread.

use core::ffi::c_void;

use super::address;
use super::api::{self, BorderAddress, Protected};
use crate::socket::Errno;
use crate::socket::error::Resolve;
use crate::socket::resolve::Answer;
use crate::socket::stack::{Query, Request};
use crate::stack::lwip_queries::{INTERFACE_LIMIT, NAME_LIMIT, Queries, terminated, version_of};

/// Used only with a `Protected` alive.
static QUERIES: Queries<BorderAddress> = Queries::new();

fn protected<T>(body: impl FnOnce(&Queries<BorderAddress>) -> T) -> T {
    let _protected = Protected::new();
    body(&QUERIES)
}

/// Begins a query. Apart from numeric hosts, whose way on the stack has no room for a name.
#[inline(never)]
pub fn start(request: &Request<'_>) -> Result<Query, Resolve> {
    if request.service.is_some() {
        return Err(Resolve::Service);
    }
    let mut name = [0; NAME_LIMIT];
    let host = terminated(request.host.ok_or(Resolve::NoName)?, &mut name)?;
    let query = protected(Queries::claim)?;
    match api::resolve(host, version_of(request.family), query.0 as u32) {
        Ok(address) => protected(|queries| queries.answered(query.0, Ok(address))),
        // The answer may be there already.
        Err(Errno::EINPROGRESS) => {}
        Err(errno) => {
            forget(query);
            return Err(if errno == Errno::ENOMEM { Resolve::Again } else { Resolve::NoName });
        }
    }
    Ok(query)
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
    protected(|queries| queries.answered(token as usize, address.copied().ok_or(Resolve::NoName)));
}

/// Whether the answer is there.
pub fn result(query: Query) -> Option<Result<(), Resolve>> {
    protected(|queries| queries.result(query))
}

/// The one answer that lwIP gives.
pub fn answer<'a>(query: Query, index: usize) -> Option<Answer<'a>> {
    let address = address::from_answer(&protected(|queries| queries.answer(query, index))?);
    Some(Answer { address, canonical_name: &[] })
}

/// Ends the query.
pub fn forget(query: Query) {
    protected(|queries| queries.forget(query));
}

/// The number of an interface.
pub fn interface_index(name: &[u8]) -> Option<u32> {
    let mut memory = [0; INTERFACE_LIMIT];
    match api::interface_index(terminated(name, &mut memory).ok()?) {
        0 => None,
        index => Some(index),
    }
}
