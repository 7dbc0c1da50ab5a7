//! lwIP's sockets in safe types. lwIP checks the descriptors itself.

use core::ffi::CStr;
use core::ptr;

use crate::socket::{Errno, Handle, Interest, Readiness};

/// What `border/lwip_sockets.h` declares.
#[allow(dead_code, missing_docs, non_camel_case_types, clippy::all)]
pub mod border {
    include!(concat!(env!("OUT_DIR"), "/lwip_sockets.rs"));
}

pub use border::lwip_sockets_address as BorderAddress;

fn check(error: i32) -> Result<(), Errno> {
    if error == 0 { Ok(()) } else { Err(Errno::from_known(error)) }
}

// SAFETY of all calls below: slices have the lengths that are passed, references outlive the
// call, and C keeps none of them.

/// A new socket; `version` is 4 or 6.
pub fn open(version: i32, kind: i32, protocol: i32) -> Result<Handle, Errno> {
    let mut descriptor = -1;
    // SAFETY: above.
    check(unsafe { border::lwip_sockets_open(version, kind, protocol, &mut descriptor) })?;
    Ok(Handle(descriptor))
}

pub fn close(handle: Handle) {
    // SAFETY: above.
    unsafe { border::lwip_sockets_close(handle.0) }
}

pub fn bind(handle: Handle, address: &BorderAddress) -> Result<(), Errno> {
    // SAFETY: above.
    check(unsafe { border::lwip_sockets_bind(handle.0, address) })
}

pub fn listen(handle: Handle, backlog: i32) -> Result<(), Errno> {
    // SAFETY: above.
    check(unsafe { border::lwip_sockets_listen(handle.0, backlog) })
}

pub fn refuse(handle: Handle) {
    // SAFETY: above.
    unsafe { border::lwip_sockets_refuse(handle.0) }
}

pub fn accept(handle: Handle) -> Result<(Handle, BorderAddress), Errno> {
    let (mut accepted, mut peer) = (-1, BorderAddress::default());
    // SAFETY: above.
    check(unsafe { border::lwip_sockets_accept(handle.0, &mut accepted, &mut peer) })?;
    Ok((Handle(accepted), peer))
}

pub fn connect(handle: Handle, address: &BorderAddress) -> Result<(), Errno> {
    // SAFETY: above.
    check(unsafe { border::lwip_sockets_connect(handle.0, address) })
}

pub fn shutdown_sending(handle: Handle) -> Result<(), Errno> {
    // SAFETY: above.
    check(unsafe { border::lwip_sockets_shutdown_sending(handle.0) })
}

/// Whether so much of a stream waits that lwIP forgets an end which comes now.
pub fn is_crowded(handle: Handle) -> bool {
    // SAFETY: above.
    unsafe { border::lwip_sockets_is_crowded(handle.0) != 0 }
}

/// Has lwIP tell a forgotten end; `false` while something else still waits.
pub fn tell_end(handle: Handle) -> bool {
    // SAFETY: above.
    unsafe { border::lwip_sockets_tell_end(handle.0) != 0 }
}

pub fn local(handle: Handle) -> Result<BorderAddress, Errno> {
    let mut address = BorderAddress::default();
    // SAFETY: above.
    check(unsafe { border::lwip_sockets_local(handle.0, &mut address) })?;
    Ok(address)
}

pub fn peer(handle: Handle) -> Result<BorderAddress, Errno> {
    let mut address = BorderAddress::default();
    // SAFETY: above.
    check(unsafe { border::lwip_sockets_peer(handle.0, &mut address) })?;
    Ok(address)
}

/// The pending error, which lwIP tells once.
pub fn take_error(handle: Handle) -> Result<(), Errno> {
    // SAFETY: above.
    check(unsafe { border::lwip_sockets_take_error(handle.0) })
}

/// Lets lwIP's thread finish what it is doing.
pub fn settle() {
    // SAFETY: above.
    unsafe { border::lwip_sockets_settle() }
}

pub fn send(handle: Handle, data: &[u8], to: Option<&BorderAddress>) -> Result<usize, Errno> {
    let mut sent = 0;
    let to = to.map_or(ptr::null(), ptr::from_ref);
    // SAFETY: above.
    check(unsafe { border::lwip_sockets_send(handle.0, data.as_ptr(), data.len(), to, &mut sent) })?;
    Ok(sent)
}

/// 0 at the end of the stream, which lwIP tells once.
pub fn receive(handle: Handle, peek: bool, buffer: &mut [u8]) -> Result<usize, Errno> {
    let mut received = 0;
    // SAFETY: above.
    check(unsafe {
        let (data, size) = (buffer.as_mut_ptr(), buffer.len());
        border::lwip_sockets_receive(handle.0, peek.into(), data, size, &mut received)
    })?;
    Ok(received)
}

/// The whole datagram's length, and its sender.
pub fn receive_datagram(
    handle: Handle,
    peek: bool,
    buffer: &mut [u8],
) -> Result<(usize, BorderAddress), Errno> {
    let (mut whole, mut from) = (0, BorderAddress::default());
    // SAFETY: above.
    check(unsafe {
        let (data, size) = (buffer.as_mut_ptr(), buffer.len());
        border::lwip_sockets_receive_datagram(handle.0, peek.into(), data, size, &mut whole, &mut from)
    })?;
    Ok((whole, from))
}

/// What lwIP reports of `interest`, and of errors. Waits, when it may: without the GIL.
pub fn poll(handle: Handle, interest: Interest, milliseconds: u32) -> Readiness {
    // SAFETY: above.
    Readiness(unsafe { border::lwip_sockets_poll(handle.0, interest.0, milliseconds) })
}

/// What an option takes.
#[derive(Clone, Copy)]
pub enum Shape {
    /// 0 or another number.
    Flag,
    /// A number from the first to the second, in so many bytes.
    Number(i32, i32, usize),
    /// So many bytes.
    Bytes(usize),
    /// Less than so many bytes.
    Text(usize),
}

/// What an option takes; `None` when lwIP does not have it.
pub fn option_shape(level: i32, name: i32) -> Option<Shape> {
    let (mut length, mut minimum, mut maximum) = (0, 0, 0);
    // SAFETY: above.
    let kind =
        unsafe { border::lwip_sockets_option_shape(level, name, &mut length, &mut minimum, &mut maximum) };
    match kind as u32 {
        border::LWIP_SOCKETS_FLAG => Some(Shape::Flag),
        border::LWIP_SOCKETS_NUMBER => Some(Shape::Number(minimum, maximum, length)),
        border::LWIP_SOCKETS_BYTES => Some(Shape::Bytes(length)),
        border::LWIP_SOCKETS_TEXT => Some(Shape::Text(length)),
        _ => None,
    }
}

pub fn set_option(handle: Handle, level: i32, name: i32, value: &[u8]) -> Result<(), Errno> {
    // SAFETY: above.
    check(unsafe { border::lwip_sockets_set_option(handle.0, level, name, value.as_ptr(), value.len()) })
}

pub fn option(handle: Handle, level: i32, name: i32, value: &mut [u8]) -> Result<(), Errno> {
    // SAFETY: above.
    check(unsafe { border::lwip_sockets_option(handle.0, level, name, value.as_mut_ptr(), value.len()) })
}

/// `EINPROGRESS` when the answer comes in a callback with `token`.
pub fn resolve(name: &CStr, version: i32, token: u32) -> Result<BorderAddress, Errno> {
    let mut address = BorderAddress::default();
    // SAFETY: above; lwIP copies the name.
    check(unsafe { border::lwip_sockets_resolve(name.as_ptr(), version, token, &mut address) })?;
    Ok(address)
}

/// Waits for any answer: without the GIL.
pub fn wait_answer(milliseconds: u32) {
    // SAFETY: above.
    unsafe { border::lwip_sockets_wait_answer(milliseconds) }
}

pub fn interface_index(name: &CStr) -> u32 {
    // SAFETY: above.
    unsafe { border::lwip_sockets_interface_index(name.as_ptr()) }
}

/// lwIP's thread keeps out of what it shares with this one while the value lives.
pub struct Protected(u32);

impl Protected {
    pub fn new() -> Protected {
        // SAFETY: dropping the value undoes it.
        Protected(unsafe { border::lwip_sockets_protect() })
    }
}

impl Drop for Protected {
    fn drop(&mut self) {
        // SAFETY: the state came from `lwip_sockets_protect`.
        unsafe { border::lwip_sockets_unprotect(self.0) }
    }
}
