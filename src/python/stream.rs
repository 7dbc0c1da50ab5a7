//! MicroPython's stream methods, and its C stream protocol for ssl, select and others.

use super::STACK;
use super::arguments::Arguments;
use super::buffer::{BytesBuilder, ReadBuffer, WriteBuffer};
use super::exception::is_would_block;
use super::object::Object;
use super::socket::SocketObject;
use crate::socket::stream::Taken;
use crate::socket::transfer::{Kept, SendError, Source, Target};
use crate::socket::{Error, Message, Readiness, Timeout};

/// No datagram is longer (RFC 768).
const DATAGRAM_LIMIT: usize = 65535;

/// The size argument of `read` and `readline`: `None` and -1 mean no limit but a datagram's end.
fn limit_argument(socket: &SocketObject, arguments: Arguments<'_>) -> Result<usize, Error> {
    let size = arguments.value(1).map(Object::integer).transpose()?.unwrap_or(-1);
    match size {
        -1 if socket.inner.is_stream() => Ok(usize::MAX),
        -1 => Ok(DATAGRAM_LIMIT),
        size => usize::try_from(size).map_err(|_| Error::Value(Message::NegativeSize)),
    }
}

/// What a read returns, or what becomes of the bytes when it was cut short.
fn finish(socket: &SocketObject, taken: Taken, bytes: BytesBuilder) -> Result<Object, Error> {
    match taken.stopped {
        None => Ok(bytes.finish(taken.count)),
        Some(error) if is_would_block(&error) && taken.count > 0 => Ok(bytes.finish(taken.count)),
        Some(error) if is_would_block(&error) => Ok(Object::none()),
        Some(error) if taken.count == 0 => Err(error),
        Some(error) => {
            let bytes = bytes.finish(taken.count);
            keep(socket, Ok(bytes), error)?;
            Ok(bytes)
        }
    }
}

/// Keeps what was taken for the next receive, and gives `error` back. Without memory for that
/// the script gets the bytes now, and an exception of Python's with its next call.
fn keep(socket: &SocketObject, bytes: Result<Object, Error>, error: Error) -> Result<(), Error> {
    if bytes.is_ok_and(|bytes| socket.kept().keep(bytes)) {
        return Err(error);
    }
    if let Error::Raised(exception) = error {
        // SAFETY: `exception` is an exception object that was caught. Never raises.
        unsafe { crate::vm::vm_set_pending(exception.0 as *mut _) }
    }
    Ok(())
}

/// `read([size])` → bytes, or `None` when non-blocking and nothing is there
pub fn read(arguments: Arguments<'_>) -> Result<Object, Error> {
    let socket = arguments.socket()?;
    let limit = limit_argument(socket, arguments)?;
    socket.inner.handle()?;
    let mut bytes = BytesBuilder::new(limit);
    let deadline = socket.inner.deadline(&STACK);
    let taken = socket.inner.read(&STACK, &socket.kept(), &deadline, &mut bytes, limit);
    finish(socket, taken, bytes)
}

/// `readline([size])` → bytes, or `None` when non-blocking and nothing is there
pub fn readline(arguments: Arguments<'_>) -> Result<Object, Error> {
    let socket = arguments.socket()?;
    let limit = limit_argument(socket, arguments)?;
    socket.inner.handle()?;
    let mut bytes = BytesBuilder::new(limit);
    let deadline = socket.inner.deadline(&STACK);
    let taken = socket.inner.read_line(&STACK, &socket.kept(), &deadline, &mut bytes, limit);
    finish(socket, taken, bytes)
}

/// `readinto(buffer[, size])` → the count, or `None` when non-blocking and nothing is there
pub fn readinto(arguments: Arguments<'_>) -> Result<Object, Error> {
    let socket = arguments.socket()?;
    let size = arguments.value(2).map(Object::size).transpose()?;
    let mut buffer = WriteBuffer::new(arguments.required(1)?, size)?;
    socket.inner.handle()?;
    let deadline = socket.inner.deadline(&STACK);
    let want = buffer.length();
    let taken = socket.inner.read(&STACK, &socket.kept(), &deadline, &mut buffer, want);
    match taken.stopped {
        None => {}
        Some(error) if is_would_block(&error) && taken.count == 0 => return Ok(Object::none()),
        Some(error) if is_would_block(&error) => {}
        Some(error) if taken.count == 0 => return Err(error),
        Some(error) => keep(socket, buffer.copy(taken.count), error)?,
    }
    Object::from_integer(taken.count as isize)
}

/// `write(buffer)`, `write(buffer, size)`, `write(buffer, start, size)` → the count, or `None`
/// when non-blocking and there is no room
pub fn write(arguments: Arguments<'_>) -> Result<Object, SendError> {
    let socket = arguments.socket()?;
    let size_at = |index| arguments.optional(index).map(Object::size).transpose();
    let sizes = (size_at(2)?, size_at(3)?);
    let all = ReadBuffer::new(arguments.required(1)?)?;
    let mut data = match sizes {
        (None, _) => all,
        (Some(size), None) => all.part(0, size),
        (Some(start), Some(size)) => all.part(start, size),
    };
    match write_all(socket, &mut data) {
        Err(failed) if is_would_block(&failed.error) => Ok(Object::none()),
        count => Ok(Object::from_integer(count? as isize)?),
    }
}

fn write_all(socket: &SocketObject, data: &mut dyn Source) -> Result<usize, SendError> {
    let deadline = socket.inner.deadline(&STACK);
    socket.inner.send(&STACK, 0, &deadline, data, None).count_or_error()
}

/// Memory of C's that the stream protocol reads into.
struct BorrowedTarget<'a>(&'a mut [u8]);

impl Target for BorrowedTarget<'_> {
    fn memory(&mut self, at: usize, _available: Option<usize>) -> Result<&mut [u8], Error> {
        Ok(self.0.get_mut(at..).unwrap_or(&mut []))
    }
}

/// Memory of C's that the stream protocol writes from.
struct BorrowedSource<'a>(&'a [u8]);

impl Source for BorrowedSource<'_> {
    fn bytes(&mut self) -> Result<&[u8], Error> {
        Ok(self.0)
    }
}

/// The protocol's read slot: what there is, once there is something.
pub fn slot_read(socket: &SocketObject, memory: &mut [u8]) -> Result<usize, Error> {
    socket.inner.handle()?;
    if memory.is_empty() {
        return Ok(0);
    }
    let deadline = socket.inner.deadline(&STACK);
    let received =
        socket.inner.receive(&STACK, &socket.kept(), 0, &deadline, &mut BorrowedTarget(memory), 0, None)?;
    Ok(received.length)
}

/// The protocol's write slot.
pub fn slot_write(socket: &SocketObject, memory: &[u8]) -> Result<usize, Error> {
    write_all(socket, &mut BorrowedSource(memory)).map_err(|failed| failed.error)
}

/// What `poll` reports: kept bytes are readable.
pub fn slot_poll(socket: &SocketObject, interest: Readiness) -> Readiness {
    let ready = socket.inner.readiness(&STACK, interest);
    if socket.kept().length() > 0 { ready | (interest & Readiness::READ) } else { ready }
}

/// The protocol's timeout request, in milliseconds; negative: none.
pub fn slot_timeout(socket: &SocketObject, milliseconds: isize) {
    let timeout = u32::try_from(milliseconds).map_or(Timeout::NONE, Timeout::from_milliseconds);
    socket.inner.set_timeout(timeout);
}

/// The descriptor for the operating system's own `poll`, unless it would not see kept bytes.
pub fn slot_descriptor(socket: &SocketObject) -> Option<i32> {
    (crate::stack::DESCRIPTORS_ARE_THE_SYSTEMS && socket.kept().length() == 0)
        .then(|| socket.inner.descriptor().0)
        .filter(|&descriptor| descriptor >= 0)
}
