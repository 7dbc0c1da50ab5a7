//! `resolve`: a question like `getaddrinfo`'s, whose answer can be waited for like a socket's data.

use core::cell::Cell;
use core::ffi::c_void;

use super::STACK;
use super::arguments::Arguments;
use super::object::{Object, catch};
use super::resolve::{append, question_of};
use crate::socket::resolve::{begin, finish};
use crate::socket::stack::Query;
use crate::socket::{Errno, Error, Message, Readiness, Stack};
use crate::vm;

/// The parameters of `resolve`.
const PARAMETERS: usize = 6;

/// A question on MicroPython's heap. The collector calls its `__del__`. Zeroed memory is a closed one.
#[repr(C)]
pub struct QueryObject {
    object_type: *const c_void,
    /// The answer, or a tuple of what was asked while the stack's resolver has the answer.
    kept: Cell<Object>,
    was_asked: Cell<bool>,
    query: Cell<usize>,
}

impl QueryObject {
    fn of<'a>(object: Object) -> Result<&'a QueryObject, Error> {
        // SAFETY: never raises. What it returns was made by `new`, and lives as long as the
        // object, which the caller's arguments hold.
        let query = unsafe { vm::vm_query_of(object.pointer()).cast::<QueryObject>().as_ref() };
        query.ok_or(Error::Type(Message::NeedSocket))
    }

    fn asked(&self) -> Option<Query> {
        self.was_asked.get().then(|| Query(self.query.get()))
    }

    /// Also the finaliser: it neither waits nor allocates.
    fn close(&self) {
        self.kept.set(Object::NULL);
        if self.was_asked.replace(false) {
            STACK.forget(Query(self.query.get()));
        }
    }
}

/// `resolve(host, port, family=0, type=0, proto=0, flags=0)` → a query, begun
pub fn new(arguments: Arguments<'_>) -> Result<Object, Error> {
    let mut service = None;
    let question = question_of(arguments, &mut service)?;
    let mut asked = [Object::from_integer(0)?; PARAMETERS];
    for (index, place) in asked.iter_mut().enumerate() {
        *place = arguments.optional(index).unwrap_or(*place);
    }
    let asked = Object::from_items(&asked)?;
    let list = Object::new_list()?;
    // SAFETY: the type is a constant of the module's. May collect garbage and raise: caught there.
    // The memory is zeroed.
    let object =
        catch(|raised| unsafe { vm::vm_socket_new(vm::vm_query_type(), size_of::<QueryObject>(), raised) })?;
    let made = QueryObject::of(object)?;
    match begin(&STACK, &question, &mut |answer| append(list, &question, answer))? {
        None => made.kept.set(list),
        Some(query) => {
            made.query.set(query.0);
            made.was_asked.set(true);
            made.kept.set(asked);
        }
    }
    Ok(object)
}

/// `result()`: what `getaddrinfo` returns or raises; EAGAIN while there is no answer.
pub fn result(arguments: Arguments<'_>) -> Result<Object, Error> {
    let made = QueryObject::of(arguments.required(0)?)?;
    let kept = made.kept.get();
    if kept.is_null() {
        return Err(Errno::EBADF.into());
    }
    let Some(query) = made.asked() else { return Ok(kept) };
    let asked = kept.items::<PARAMETERS>().unwrap_or_default();
    // SAFETY: `asked` has this many objects, which stay there during the call.
    let arguments = unsafe { Arguments::new(asked.len(), asked.as_ptr()) };
    let mut service = None;
    let question = question_of(arguments, &mut service)?;
    let list = Object::new_list()?;
    finish(&STACK, &question, query, &mut |answer| append(list, &question, answer))?;
    Ok(list)
}

/// `close()`, `__del__()`
pub fn close(arguments: Arguments<'_>) -> Result<Object, Error> {
    QueryObject::of(arguments.required(0)?)?.close();
    Ok(Object::none())
}

/// What `poll` reports: readable when there is a result.
pub fn slot_poll(object: Object, interest: Readiness) -> Readiness {
    let Ok(made) = QueryObject::of(object) else { return Readiness::INVALID };
    if made.kept.get().is_null() {
        return Readiness::INVALID;
    }
    match made.asked() {
        Some(query) if STACK.resolved(query).is_none() => Readiness::EMPTY,
        _ => interest & Readiness::READ,
    }
}
