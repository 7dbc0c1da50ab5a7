//! lwIP's sockets API, with a thread that runs the stack: ESP-IDF's way.
//!
//! Descriptors never block. What lwIP tells only once (errors, the end of a stream) is kept in a
//! table of ours beside its own.

mod address;
mod api;
mod datagram;
mod options;
mod resolver;
mod stream;
mod table;

use core::ptr;

use crate::socket::address::{AF_INET, AF_INET6};
use crate::socket::error::Resolve;
use crate::socket::resolve::Answer;
use crate::socket::stack::{Query, Request};
use crate::socket::{
    Address, Errno, Error, Exception, Family, Handle, Interest, Kind, Readiness, Received, Stack,
};
use crate::vm;
use api::border;
use table::{Descriptor, Phase};

/// `select` asks the sockets themselves: lwIP's descriptors are not the system's.
pub const DESCRIPTORS_ARE_THE_SYSTEMS: bool = false;
/// Where a packed address has its family: after its length.
pub const PACKED_FAMILY_AT: usize = 1;

/// Level and name of `SO_REUSEADDR`.
pub const REUSE_ADDRESS: (i32, i32) =
    (border::LWIP_SOCKETS_SOL_SOCKET as i32, border::LWIP_SOCKETS_SO_REUSEADDR as i32);

const MSG_PEEK: i32 = border::LWIP_SOCKETS_MSG_PEEK as i32;

/// How long a wait lasts at most, in milliseconds, without looking at what is pending in the
/// virtual machine: Ctrl-C does not end it.
const SLICE: u32 = 50;

/// lwIP's sockets.
pub struct LwipSockets;

impl Stack for LwipSockets {
    const MSG_PEEK: i32 = MSG_PEEK;
    const MSG_DONTWAIT: i32 = border::LWIP_SOCKETS_MSG_DONTWAIT as i32;
    const MSG_TRUNC: i32 = border::LWIP_SOCKETS_MSG_TRUNC as i32;
    // lwIP keeps it in a byte, and one more may wait.
    const BACKLOG_LIMIT: i32 = 254;
    const HAS_RAW: bool = true;

    fn now(&self) -> u32 {
        // SAFETY: reads a clock; never raises.
        unsafe { vm::vm_ticks_ms() }
    }

    fn wait(&self, handle: Handle, interest: Interest, milliseconds: u32) -> Result<(), Error> {
        look();
        handle_pending()?;
        // Closed meanwhile, if it is not there any more: the caller notices.
        if let Ok(descriptor) = table::descriptor(handle) {
            descriptor.waiters.set(descriptor.waiters.get().saturating_add(1));
            without_gil(|| {
                api::poll(handle, interest, milliseconds.min(SLICE));
            });
            descriptor.waiters.set(descriptor.waiters.get().saturating_sub(1));
            if descriptor.phase.get() == Phase::Closing {
                close_unless_awaited(handle, descriptor);
            }
        }
        handle_pending()
    }

    fn reclaim(&self) {
        // SAFETY: runs finalisers, which do not raise.
        unsafe { vm::vm_collect() }
    }

    fn open(&self, family: i32, kind: i32, protocol: i32) -> Result<Handle, Errno> {
        let (family, version) = match family {
            AF_INET => (Family::Inet, 4),
            AF_INET6 => (Family::Inet6, 6),
            _ => return Err(Errno::EAFNOSUPPORT),
        };
        let kind = Kind::from_number(kind).ok_or(Errno::ESOCKTNOSUPPORT)?;
        if kind != Kind::Raw && protocol != 0 && protocol != kind.protocol() || !(0..=255).contains(&protocol)
        {
            return Err(Errno::EPROTONOSUPPORT);
        }
        let protocol = if kind == Kind::Raw { protocol } else { kind.protocol() };
        let handle = api::open(version, kind.number(), protocol)?;
        let phase = if kind == Kind::Stream { Phase::Fresh } else { Phase::Datagram };
        table::claim(handle, family, phase)?.is_raw.set(kind == Kind::Raw);
        Ok(handle)
    }

    fn close(&self, handle: Handle) {
        if let Ok(descriptor) = table::descriptor(handle) {
            if descriptor.phase.get() == Phase::Listening {
                stream::close_waiting(handle);
            }
            descriptor.phase.set(Phase::Closing);
            close_unless_awaited(handle, descriptor);
        }
    }

    fn release(&self, handle: Handle) {
        if let Ok(descriptor) = table::descriptor(handle) {
            descriptor.phase.set(Phase::Detached);
        }
    }

    fn bind(&self, handle: Handle, address: &Address) -> Result<(), Errno> {
        let descriptor = table::descriptor(handle)?;
        let address = address::to_border(address, descriptor.family())?;
        let can_be_bound = matches!(descriptor.phase.get(), Phase::Fresh | Phase::Datagram);
        if !can_be_bound || descriptor.is_bound.get() && !descriptor.is_raw.get() {
            return Err(Errno::EINVAL);
        }
        api::bind(handle, &address)?;
        descriptor.is_bound.set(true);
        Ok(())
    }

    fn listen(&self, handle: Handle, backlog: i32) -> Result<(), Errno> {
        stream::listen(handle, backlog)
    }

    fn accept(&self, handle: Handle) -> Result<(Handle, Address), Errno> {
        stream::accept(handle)
    }

    fn connect(&self, handle: Handle, address: &Address) -> Result<(), Errno> {
        let descriptor = table::descriptor(handle)?;
        match descriptor.phase.get() {
            Phase::Datagram => datagram::connect(handle, descriptor, address),
            _ => stream::connect(handle, address),
        }
    }

    fn take_error(&self, handle: Handle) -> Result<(), Errno> {
        stream::take_error(handle, table::descriptor(handle)?)
    }

    fn send(&self, handle: Handle, data: &[u8], _flags: i32, to: Option<&Address>) -> Result<usize, Errno> {
        let descriptor = table::descriptor(handle)?;
        match descriptor.phase.get() {
            Phase::Datagram => datagram::send(handle, descriptor, data, to),
            // As on Linux, the address is ignored.
            _ => stream::send(handle, descriptor, data),
        }
    }

    fn receive(
        &self,
        handle: Handle,
        buffer: &mut [u8],
        flags: i32,
        from: Option<&mut Address>,
    ) -> Result<Received, Errno> {
        let descriptor = table::descriptor(handle)?;
        let peek = flags & MSG_PEEK != 0;
        if descriptor.phase.get() == Phase::Datagram {
            let received = datagram::receive(handle, descriptor, buffer, peek, from);
            if !peek {
                descriptor.rearm();
            }
            return received;
        }
        let length = stream::receive(handle, descriptor, buffer, peek)?;
        if length > 0 && !peek {
            descriptor.rearm();
        }
        if let Some(from) = from {
            *from = stream::peer_address(handle, descriptor).unwrap_or(Address::ANY);
        }
        Ok(Received { length, datagram: length })
    }

    fn shutdown(&self, handle: Handle, how: i32) -> Result<(), Errno> {
        let (receiving, sending) = (how != 1, how != 0);
        let descriptor = table::descriptor(handle)?;
        match descriptor.phase.get() {
            Phase::Datagram => datagram::shutdown(descriptor, receiving),
            _ => stream::shutdown(handle, descriptor, receiving, sending),
        }
    }

    fn local_address(&self, handle: Handle) -> Result<Address, Errno> {
        let family = table::descriptor(handle)?.family();
        let address = match api::local(handle) {
            // lwIP has forgotten it with the connection.
            Err(Errno::ENOTCONN) => Default::default(),
            address => address?,
        };
        Ok(address::from_border(&address, family))
    }

    fn peer_address(&self, handle: Handle) -> Result<Address, Errno> {
        let descriptor = table::descriptor(handle)?;
        match descriptor.phase.get() {
            Phase::Datagram => datagram::peer_address(handle, descriptor),
            _ => stream::peer_address(handle, descriptor),
        }
    }

    fn set_option(&self, handle: Handle, level: i32, name: i32, value: &[u8]) -> Result<(), Errno> {
        options::set(handle, table::descriptor(handle)?, level, name, value)
    }

    fn option(&self, handle: Handle, level: i32, name: i32, value: &mut [u8]) -> Result<usize, Errno> {
        options::get(handle, table::descriptor(handle)?, level, name, value)
    }

    fn readiness(&self, handle: Handle, interest: Interest) -> Readiness {
        match table::descriptor(handle) {
            Ok(descriptor) => readiness(handle, descriptor, interest),
            Err(_) => Readiness::INVALID,
        }
    }

    fn watch(&self, handle: Handle, on: bool) {
        if let Ok(descriptor) = table::descriptor(handle) {
            descriptor.watch(on);
        }
    }

    fn notify(&self, handle: Handle) {
        if let Ok(descriptor) = table::descriptor(handle) {
            descriptor.notify();
            schedule_dispatch();
        }
    }

    fn take_event(&self, handle: Handle) -> bool {
        table::descriptor(handle).is_ok_and(Descriptor::take_event)
    }

    fn interface_index(&self, name: &[u8]) -> Option<u32> {
        resolver::interface_index(name)
    }

    fn resolve(&self, request: &Request<'_>) -> Result<Query, Resolve> {
        resolver::start(request)
    }

    fn resolved(&self, query: Query) -> Option<Result<(), Resolve>> {
        resolver::result(query)
    }

    fn wait_resolved(&self, _query: Option<Query>, milliseconds: u32) -> Result<(), Error> {
        look();
        handle_pending()?;
        without_gil(|| api::wait_answer(milliseconds.min(SLICE)));
        handle_pending()
    }

    fn answer(&self, query: Query, index: usize) -> Option<Answer<'_>> {
        resolver::answer(query, index)
    }

    fn forget(&self, query: Query) {
        resolver::forget(query);
    }
}

fn readiness(handle: Handle, descriptor: &Descriptor, interest: Interest) -> Readiness {
    match descriptor.phase.get() {
        Phase::Datagram => datagram::readiness(handle, descriptor, interest),
        _ => stream::readiness(handle, descriptor, interest),
    }
}

/// lwIP loses count when a descriptor is closed that another thread waits for: the last of those
/// closes it then.
fn close_unless_awaited(handle: Handle, descriptor: &Descriptor) {
    if descriptor.waiters.get() == 0 {
        descriptor.phase.set(Phase::Closed);
        api::close(handle);
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

/// Waits while other threads run Python: nothing here refers to Python's memory.
fn without_gil(wait: impl FnOnce()) {
    // SAFETY: other threads run meanwhile. Of Python's memory only what C gave to a stream slot is
    // still referred to, and C's caller keeps that until the slot returns.
    unsafe { vm::vm_release_gil() };
    wait();
    // SAFETY: released above.
    unsafe { vm::vm_acquire_gil() };
}

fn schedule_dispatch() {
    // SAFETY: puts a function of the module's into the scheduler's queue; never raises.
    unsafe { vm::vm_schedule_dispatch() };
}

/// lwIP calls nobody when something happens to a socket: those with callbacks are looked at.
fn look() {
    if usocket_lwip_look() != 0 {
        schedule_dispatch();
    }
}

/// Notes events of sockets with callbacks; whether there were any.
#[unsafe(no_mangle)]
pub extern "C" fn usocket_lwip_look() -> i32 {
    let (descriptors, first) = table::descriptors();
    let mut found = false;
    for (handle, descriptor) in (first..).map(Handle).zip(descriptors) {
        if descriptor.is_open()
            && descriptor.is_watched()
            && readiness(handle, descriptor, Readiness::READ).intersects(Readiness::READ)
        {
            descriptor.notify();
            found = true;
        }
    }
    found.into()
}
