//! The operating system's sockets: POSIX calls on descriptors that never block.

mod address;
mod errno;
mod options;
mod resolver;

use core::mem::MaybeUninit;
use core::ptr;

use libc::{c_int, c_void, sockaddr_storage, socklen_t};

use crate::socket::error::Resolve;
use crate::socket::resolve::Answer;
use crate::socket::stack::{Query, Request};
use crate::socket::{Address, Errno, Error, Exception, Handle, Interest, Readiness, Received, Stack};
use crate::vm;
use address::{Packed, unpack};
use errno::{check, last_error};

pub use address::unix_address;

/// `select` may hand the descriptors to the operating system.
pub const DESCRIPTORS_ARE_THE_SYSTEMS: bool = true;
/// Where a packed address has its family (little-endian Linux: `sa_family_t` first).
pub const PACKED_FAMILY_AT: usize = 0;

/// Level and name of `SO_REUSEADDR`.
pub const REUSE_ADDRESS: (i32, i32) = (libc::SOL_SOCKET, libc::SO_REUSEADDR);

/// How long `poll` sleeps at most, in milliseconds, without looking at what is pending: a signal
/// or a callback from another thread may come just before it.
const SLICE: u32 = 50;

/// The kernel's sockets.
pub struct Kernel;

impl Stack for Kernel {
    const MSG_PEEK: i32 = libc::MSG_PEEK;
    const MSG_DONTWAIT: i32 = libc::MSG_DONTWAIT;
    const MSG_TRUNC: i32 = libc::MSG_TRUNC;
    const AI_NUMERICSERV: i32 = libc::AI_NUMERICSERV;
    const AI_FLAGS: i32 = resolver::FLAGS;
    const BACKLOG_LIMIT: i32 = i32::MAX;
    const HAS_RAW: bool = true;

    fn now(&self) -> u32 {
        // SAFETY: reads a clock; never raises.
        unsafe { vm::vm_ticks_ms() }
    }

    fn wait(&self, handle: Handle, interest: Interest, milliseconds: u32) -> Result<(), Error> {
        handle_pending()?;
        // SAFETY: other threads run meanwhile. Of Python's memory only what C gave to a stream slot is
        // still referred to, and C's caller keeps that until the slot returns.
        unsafe { vm::vm_release_gil() };
        poll(handle, interest, milliseconds.min(SLICE) as c_int);
        // SAFETY: released above.
        unsafe { vm::vm_acquire_gil() };
        handle_pending()
    }

    fn reclaim(&self) {
        // SAFETY: runs finalisers, which do not raise.
        unsafe { vm::vm_collect() }
    }

    fn open(&self, family: i32, kind: i32, protocol: i32) -> Result<Handle, Errno> {
        // SAFETY: no pointers.
        let handle = check(unsafe {
            libc::socket(family, kind | libc::SOCK_CLOEXEC | libc::SOCK_NONBLOCK, protocol)
        })?;
        Ok(Handle(handle))
    }

    fn close(&self, handle: Handle) {
        // SAFETY: the handle is ours and is not used again. On Linux it is closed even when
        // this reports EINTR.
        unsafe { libc::close(handle.0) };
    }

    fn bind(&self, handle: Handle, address: &Address) -> Result<(), Errno> {
        let packed = Packed::new(address);
        // SAFETY: `packed` outlives the call and knows its length.
        check(unsafe { libc::bind(handle.0, packed.pointer(), packed.length()) }).map(drop)
    }

    fn listen(&self, handle: Handle, backlog: i32) -> Result<(), Errno> {
        // SAFETY: no pointers.
        check(unsafe { libc::listen(handle.0, backlog) }).map(drop)
    }

    fn accept(&self, handle: Handle) -> Result<(Handle, Address), Errno> {
        let (accepted, peer) = with_address(|storage, length| {
            let flags = libc::SOCK_CLOEXEC | libc::SOCK_NONBLOCK;
            // SAFETY: `storage` has `length` bytes.
            check(unsafe { libc::accept4(handle.0, storage, length, flags) })
        })?;
        Ok((Handle(accepted), peer))
    }

    fn connect(&self, handle: Handle, address: &Address) -> Result<(), Errno> {
        let packed = Packed::new(address);
        // SAFETY: `packed` outlives the call and knows its length.
        check(unsafe { libc::connect(handle.0, packed.pointer(), packed.length()) }).map(drop)
    }

    fn finish_connect(&self, handle: Handle, address: &Address) -> Result<(), Errno> {
        // Linux tells the outcome to whoever asks it again, and would else take the connection for
        // one that is being made: over the loopback it has been made by now.
        match self.connect(handle, address) {
            Err(errno) if errno.code() == libc::EALREADY => Err(Errno::EAGAIN),
            Err(errno) if errno.code() == libc::EISCONN => Ok(()),
            outcome => outcome,
        }
    }

    fn take_error(&self, handle: Handle) -> Result<(), Errno> {
        let mut value = [0; 4];
        self.option(handle, libc::SOL_SOCKET, libc::SO_ERROR, &mut value)?;
        match i32::from_ne_bytes(value) {
            0 => Ok(()),
            number => Err(errno::from_number(number)),
        }
    }

    fn send(&self, handle: Handle, data: &[u8], flags: i32, to: Option<&Address>) -> Result<usize, Errno> {
        let flags = flags | libc::MSG_NOSIGNAL | libc::MSG_DONTWAIT;
        let packed = to.map(Packed::new);
        let (address, length) =
            packed.as_ref().map_or((ptr::null(), 0), |packed| (packed.pointer(), packed.length()));
        // SAFETY: `data` and `packed` outlive the call and have these lengths.
        let count =
            unsafe { libc::sendto(handle.0, data.as_ptr().cast(), data.len(), flags, address, length) };
        usize::try_from(count).map_err(|_| last_error())
    }

    fn receive(
        &self,
        handle: Handle,
        buffer: &mut [u8],
        flags: i32,
        from: Option<&mut Address>,
    ) -> Result<Received, Errno> {
        let flags = flags | libc::MSG_DONTWAIT;
        let (memory, size) = (buffer.as_mut_ptr().cast::<c_void>(), buffer.len());
        let count = match from {
            None => {
                // SAFETY: `memory` has `size` bytes.
                let count = unsafe { libc::recv(handle.0, memory, size, flags) };
                usize::try_from(count).map_err(|_| last_error())?
            }
            Some(from) => {
                let (count, sender) = with_address(|storage, length| {
                    // SAFETY: `memory` has `size` bytes, `storage` has `length`.
                    let count = unsafe { libc::recvfrom(handle.0, memory, size, flags, storage, length) };
                    usize::try_from(count).map_err(|_| last_error())
                })?;
                *from = sender;
                count
            }
        };
        Ok(Received { length: count.min(size), datagram: count })
    }

    fn shutdown(&self, handle: Handle, how: i32) -> Result<(), Errno> {
        // SAFETY: no pointers.
        check(unsafe { libc::shutdown(handle.0, how) }).map(drop)
    }

    fn local_address(&self, handle: Handle) -> Result<Address, Errno> {
        // SAFETY: `storage` has `length` bytes.
        with_address(|storage, length| check(unsafe { libc::getsockname(handle.0, storage, length) }))
            .map(|(_, address)| address)
    }

    fn peer_address(&self, handle: Handle) -> Result<Address, Errno> {
        // SAFETY: `storage` has `length` bytes.
        with_address(|storage, length| check(unsafe { libc::getpeername(handle.0, storage, length) }))
            .map(|(_, address)| address)
    }

    fn set_option(&self, handle: Handle, level: i32, name: i32, value: &[u8]) -> Result<(), Errno> {
        options::set(handle, level, name, value)
    }

    fn option(&self, handle: Handle, level: i32, name: i32, value: &mut [u8]) -> Result<usize, Errno> {
        options::get(handle, level, name, value)
    }

    fn readiness(&self, handle: Handle, interest: Interest) -> Readiness {
        poll(handle, interest, 0)
    }

    fn interface_index(&self, name: &[u8]) -> Option<u32> {
        let mut text = [0; libc::IF_NAMESIZE];
        let (last, rest) = text.split_last_mut()?;
        *last = 0;
        rest.get_mut(..name.len())?.copy_from_slice(name);
        // SAFETY: `text` ends with a NUL byte.
        match unsafe { libc::if_nametoindex(text.as_ptr().cast()) } {
            0 => None,
            index => Some(index),
        }
    }

    fn resolve(&self, request: &Request<'_>) -> Result<Query, Resolve> {
        resolver::start(request)
    }

    fn resolved(&self, query: Query) -> Option<Result<(), Resolve>> {
        resolver::result(query)
    }

    fn wait_resolved(&self, query: Option<Query>, milliseconds: u32) -> Result<(), Error> {
        self.wait(query.map_or(Handle::NONE, resolver::signal), Readiness::READ, milliseconds)
    }

    fn answer(&self, query: Query, index: usize) -> Option<Answer<'_>> {
        resolver::answer(query, index)
    }

    fn forget(&self, query: Query) {
        resolver::forget(query);
    }
}

impl Kernel {
    /// Two sockets that are connected to each other (POSIX `socketpair`).
    pub fn pair(&self, family: i32, kind: i32, protocol: i32) -> Result<[Handle; 2], Errno> {
        let mut pair = [-1; 2];
        let kind = kind | libc::SOCK_CLOEXEC | libc::SOCK_NONBLOCK;
        // SAFETY: two descriptors.
        check(unsafe { libc::socketpair(family, kind, protocol, pair.as_mut_ptr()) })?;
        Ok(pair.map(Handle))
    }
}

/// Runs what is pending in the virtual machine.
fn handle_pending() -> Result<(), Error> {
    let mut raised = ptr::null_mut();
    // SAFETY: may run Python and raise: caught there.
    match unsafe { vm::vm_handle_pending(&mut raised) } {
        0 => Ok(()),
        _ => Err(Error::Raised(Exception(raised as usize))),
    }
}

/// `poll` on one descriptor. Its flags are MicroPython's on Linux.
fn poll(handle: Handle, interest: Interest, milliseconds: c_int) -> Readiness {
    let mut descriptor = libc::pollfd { fd: handle.0, events: interest.0 as i16, revents: 0 };
    // SAFETY: one descriptor.
    match unsafe { libc::poll(&mut descriptor, 1, milliseconds) } {
        count if count > 0 => Readiness(descriptor.revents as u32 & 0x3d),
        _ => Readiness::EMPTY,
    }
}

/// Calls something that writes an address.
fn with_address<T>(
    call: impl FnOnce(*mut libc::sockaddr, &mut socklen_t) -> Result<T, Errno>,
) -> Result<(T, Address), Errno> {
    let mut storage = MaybeUninit::<sockaddr_storage>::zeroed();
    let mut length = size_of::<sockaddr_storage>() as socklen_t;
    let result = call(storage.as_mut_ptr().cast(), &mut length)?;
    // SAFETY: zeroed is a value of this type, and what was written over it is too.
    let storage = unsafe { storage.assume_init() };
    Ok((result, unpack(&storage, length)))
}
