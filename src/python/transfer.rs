//! `send`, `recv` and their kin.

use super::STACK;
use super::address::{AddressBuilder, from_python};
use super::arguments::Arguments;
use super::buffer::{BytesBuilder, ReadBuffer, WriteBuffer};
use super::object::Object;
use super::socket::SocketObject;
use crate::socket::transfer::{SendError, Sent, Target};
use crate::socket::{Address, Error, Message, Received, Stack};

fn send_all(socket: &SocketObject, data: Object, flags: i32) -> Result<Sent, Error> {
    let mut data = ReadBuffer::new(data)?;
    let deadline = socket.inner.transfer_deadline(&STACK, flags);
    Ok(socket.inner.send(&STACK, flags, &deadline, &mut data, None))
}

/// `send(data[, flags])` → the count
pub fn send(arguments: Arguments<'_>) -> Result<Object, SendError> {
    let sent = send_all(arguments.socket()?, arguments.required(1)?, arguments.c_int(2, 0)?)?;
    Ok(Object::from_integer(sent.count_or_error()? as isize)?)
}

/// `sendall(data[, flags])`
pub fn sendall(arguments: Arguments<'_>) -> Result<Object, SendError> {
    send_all(arguments.socket()?, arguments.required(1)?, arguments.c_int(2, 0)?)?.all_or_error()?;
    Ok(Object::none())
}

/// `sendto(data[, flags], address)` → the count
pub fn sendto(arguments: Arguments<'_>) -> Result<Object, SendError> {
    let socket = arguments.socket()?;
    // Resolving the address runs Python: the buffer is looked at before, and again after it.
    let length = ReadBuffer::new(arguments.required(1)?)?.length();
    let (flags, address) = match arguments.optional(3) {
        Some(address) => (arguments.c_int(2, 0)?, address),
        None => (0, arguments.required(2)?),
    };
    socket.inner.handle()?;
    let address = from_python(address, socket.inner.family(), socket.inner.kind())?;
    let mut data = ReadBuffer::new(arguments.required(1)?)?.part(0, length);
    let deadline = socket.inner.transfer_deadline(&STACK, flags);
    let sent = socket.inner.send(&STACK, flags, &deadline, &mut data, Some(&address));
    Ok(Object::from_integer(sent.count_or_error()? as isize)?)
}

fn receive(
    socket: &SocketObject,
    flags: i32,
    target: &mut dyn Target,
    from: Option<&mut Address>,
) -> Result<Received, Error> {
    let deadline = socket.inner.transfer_deadline(&STACK, flags);
    socket.inner.receive(&STACK, &socket.kept(), flags, &deadline, target, 0, from)
}

fn receive_bytes(
    socket: &SocketObject,
    size: Object,
    flags: i32,
    from: Option<&mut Address>,
) -> Result<Object, Error> {
    let size = size.size()?;
    socket.inner.handle()?;
    if size == 0 {
        return Ok(Object::empty_bytes());
    }
    let mut bytes = BytesBuilder::new(size);
    let received = receive(socket, flags, &mut bytes, from)?;
    Ok(bytes.finish(received.length))
}

/// `recv(size[, flags])` → bytes
pub fn recv(arguments: Arguments<'_>) -> Result<Object, Error> {
    receive_bytes(arguments.socket()?, arguments.required(1)?, arguments.c_int(2, 0)?, None)
}

/// `recvfrom(size[, flags])` → `(bytes, address)`
pub fn recvfrom(arguments: Arguments<'_>) -> Result<Object, Error> {
    let socket = arguments.socket()?;
    let mut sender = SenderAddress::new(socket)?;
    let bytes =
        receive_bytes(socket, arguments.required(1)?, arguments.c_int(2, 0)?, Some(&mut sender.address))?;
    Ok(sender.pair_with(socket, bytes))
}

/// The buffer, size and flags of `recv_into` and `recvfrom_into`.
fn into_buffer(arguments: Arguments<'_>) -> Result<(WriteBuffer, i32), Error> {
    let size = match arguments.optional(2) {
        None => 0,
        Some(size) => size.size()?,
    };
    let flags = arguments.c_int(3, 0)?;
    let buffer = WriteBuffer::new(arguments.required(1)?, (size > 0).then_some(size))?;
    if size > buffer.length() {
        return Err(Error::Value(Message::BufferTooSmall));
    }
    Ok((buffer, flags))
}

fn receive_into(
    socket: &SocketObject,
    mut buffer: WriteBuffer,
    flags: i32,
    from: Option<&mut Address>,
) -> Result<usize, Error> {
    socket.inner.handle()?;
    if buffer.length() == 0 {
        return Ok(0);
    }
    let received = receive(socket, flags, &mut buffer, from)?;
    Ok(if flags & crate::stack::MSG_TRUNC != 0 { received.datagram } else { received.length })
}

/// `recv_into(buffer[, size[, flags]])` → the count
pub fn recv_into(arguments: Arguments<'_>) -> Result<Object, Error> {
    let (buffer, flags) = into_buffer(arguments)?;
    Object::from_integer(receive_into(arguments.socket()?, buffer, flags, None)? as isize)
}

/// `recvfrom_into(buffer[, size[, flags]])` → `(count, address)`
pub fn recvfrom_into(arguments: Arguments<'_>) -> Result<Object, Error> {
    let socket = arguments.socket()?;
    let mut sender = SenderAddress::new(socket)?;
    let (buffer, flags) = into_buffer(arguments)?;
    let count = receive_into(socket, buffer, flags, Some(&mut sender.address))?;
    // A count is a small int: making it cannot fail.
    Ok(sender.pair_with(socket, Object::from_integer(count as isize)?))
}

/// The second half of what `recvfrom` returns, made before anything is received.
struct SenderAddress {
    address: Address,
    builder: AddressBuilder,
    pair: Object,
}

impl SenderAddress {
    fn new(socket: &SocketObject) -> Result<SenderAddress, Error> {
        let (builder, pair) = AddressBuilder::new(Object::none(), socket.inner.family())?;
        Ok(SenderAddress { address: Address::ANY, builder, pair })
    }

    /// A stream's sender is its peer.
    fn pair_with(mut self, socket: &SocketObject, first: Object) -> Object {
        if let (true, Ok(handle)) = (socket.inner.is_stream(), socket.inner.handle()) {
            self.address = STACK.peer_address(handle).unwrap_or(Address::ANY);
        }
        self.builder.fill(&self.address);
        self.pair.set_item(0, first);
        self.pair
    }
}
