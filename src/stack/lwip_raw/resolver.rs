//! Names, by lwIP's DNS client.

use super::address;
use super::api::{Lwip, RawAddress};
use crate::socket::Errno;
use crate::socket::error::Resolve;
use crate::socket::resolve::Answer;
use crate::socket::stack::{Query, Request};
use crate::stack::lwip_queries::{NAME_LIMIT, Queries, terminated, version_of};

/// Used only with lwIP locked.
pub static QUERIES: Queries<RawAddress> = Queries::new();

/// Begins a query. Apart from numeric hosts, whose way on the stack has no room for a name.
#[inline(never)]
pub fn start(lwip: &Lwip, request: &Request<'_>) -> Result<Query, Resolve> {
    if request.service.is_some() {
        return Err(Resolve::Service);
    }
    let mut name = [0; NAME_LIMIT];
    let host = terminated(request.host.ok_or(Resolve::NoName)?, &mut name)?;
    let query = QUERIES.claim()?;
    match lwip.resolve(host, version_of(request.family), query.0 as u32) {
        Ok(address) => QUERIES.answered(query.0, Ok(address)),
        Err(Errno::EINPROGRESS) => {}
        Err(errno) => {
            QUERIES.forget(query);
            return Err(if errno == Errno::ENOMEM { Resolve::Again } else { Resolve::NoName });
        }
    }
    Ok(query)
}

/// The one answer that lwIP gives.
pub fn answer<'a>(query: Query, index: usize) -> Option<Answer<'a>> {
    let address = address::from_answer(&QUERIES.answer(query, index)?);
    Some(Answer { address, canonical_name: &[] })
}
