//! What `extmod/modlwip.c` has beside sockets, for the code that uses it.

use super::STACK;
use super::arguments::Arguments;
use super::object::Object;
use crate::socket::Error;

/// `reset()`: ends all connections.
pub fn reset(_: Arguments<'_>) -> Result<Object, Error> {
    STACK.reset();
    Ok(Object::none())
}

/// `callback()`: runs lwIP's timers.
pub fn callback(_: Arguments<'_>) -> Result<Object, Error> {
    STACK.check_timeouts();
    Ok(Object::none())
}

/// `print_pcbs()`
pub fn print_pcbs(_: Arguments<'_>) -> Result<Object, Error> {
    STACK.print_control_blocks();
    Ok(Object::none())
}
