//! lwIP's raw API: control blocks and callbacks, on bare metal or where no thread runs the stack.

mod address;
mod api;
mod callbacks;
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
use crate::stack::lwip_queries;
use crate::vm;
use api::{Lwip, border};
use table::Socket;

/// `select` asks the sockets themselves.
pub const DESCRIPTORS_ARE_THE_SYSTEMS: bool = false;
/// Where a packed address has its family: after its length, as in lwIP and BSD.
pub const PACKED_FAMILY_AT: usize = 1;

/// Level and name of `SO_REUSEADDR`.
pub const REUSE_ADDRESS: (i32, i32) = (border::SOL_SOCKET as i32, border::SO_REUSEADDR as i32);

const MSG_PEEK: i32 = border::MSG_PEEK as i32;

/// How long a socket sleeps without looking, in milliseconds: a bound, should an interrupt that
/// nobody foresaw not wake it.
const SLICE: u32 = 1000;

/// lwIP's raw API.
pub struct LwipRaw;

impl LwipRaw {
    /// Ends all connections, and sets lwIP up again while it has no interface that it would lose.
    pub fn reset(&self) {
        let lwip = &Lwip::lock();
        for (index, stream) in table::streams().iter().enumerate() {
            stream::end(lwip, Handle(index as i32), stream);
        }
        table::datagrams().iter().for_each(|datagram| datagram::end(lwip, datagram));
        lwip.initialise();
    }

    /// Runs lwIP's timers.
    pub fn check_timeouts(&self) {
        Lwip::lock().check_timeouts();
    }

    /// Has lwIP print its TCP control blocks, where it was built with `TCP_DEBUG`.
    pub fn print_control_blocks(&self) {
        Lwip::lock().print_control_blocks();
    }
}

impl Stack for LwipRaw {
    const MSG_PEEK: i32 = MSG_PEEK;
    const MSG_DONTWAIT: i32 = border::MSG_DONTWAIT as i32;
    const MSG_TRUNC: i32 = border::MSG_TRUNC as i32;
    const BACKLOG_LIMIT: i32 = border::SOMAXCONN as i32 - 1;
    const HAS_RAW: bool = true;

    fn now(&self) -> u32 {
        // SAFETY: reads a clock; never raises.
        unsafe { vm::vm_ticks_ms() }
    }

    fn wait(&self, _handle: Handle, _interest: Interest, milliseconds: u32) -> Result<(), Error> {
        let mut raised = ptr::null_mut();
        // SAFETY: lwIP is not locked here. May run Python and raise: caught there.
        match unsafe { vm::vm_wait_event(milliseconds.min(SLICE), &mut raised) } {
            0 => Ok(()),
            _ => Err(Error::Raised(Exception(raised as usize))),
        }
    }

    fn reclaim(&self) {
        // SAFETY: runs finalisers, which do not raise.
        unsafe { vm::vm_collect() }
    }

    fn open(&self, family: i32, kind: i32, protocol: i32) -> Result<Handle, Errno> {
        let lwip = &Lwip::lock();
        let family = match family {
            AF_INET => Family::Inet,
            AF_INET6 if lwip.has_ipv6() => Family::Inet6,
            _ => return Err(Errno::EAFNOSUPPORT),
        };
        let kind = Kind::from_number(kind).ok_or(Errno::ESOCKTNOSUPPORT)?;
        if kind != Kind::Raw && protocol != 0 && protocol != kind.protocol() || !(0..=255).contains(&protocol)
        {
            return Err(Errno::EPROTONOSUPPORT);
        }
        match kind {
            Kind::Stream => stream::open(lwip, family),
            Kind::Datagram => datagram::open(lwip, family, None),
            Kind::Raw => datagram::open(lwip, family, Some(protocol)),
        }
    }

    fn close(&self, handle: Handle) {
        let lwip = &Lwip::lock();
        options::leave_all(lwip, handle);
        match table::socket(handle) {
            Ok(Socket::Stream(stream)) => stream::close(lwip, handle, stream),
            Ok(Socket::Datagram(datagram)) => datagram::close(lwip, datagram),
            Err(_) => {}
        }
    }

    fn bind(&self, handle: Handle, address: &Address) -> Result<(), Errno> {
        let lwip = &Lwip::lock();
        match table::socket(handle)? {
            Socket::Stream(stream) => {
                let raw = address::to_raw(address, stream.family())?;
                let pcb = stream::pcb_of(lwip, handle, stream)?;
                if stream.state.get() != table::State::New || lwip.tcp_local(pcb).port != 0 {
                    return Err(Errno::EINVAL);
                }
                lwip.tcp_bind(pcb, &raw)
            }
            Socket::Datagram(datagram) => {
                let raw = address::to_raw(address, datagram.family())?;
                let (pcb, is_raw) = (datagram::pcb_of(datagram)?, datagram.is_raw.get());
                if !is_raw && lwip.udp_local(pcb, false).port != 0 {
                    return Err(Errno::EINVAL);
                }
                lwip.udp_bind(pcb, is_raw, &raw)
            }
        }
    }

    fn listen(&self, handle: Handle, backlog: i32) -> Result<(), Errno> {
        let lwip = &Lwip::lock();
        stream::listen(lwip, handle, backlog)
    }

    fn accept(&self, handle: Handle) -> Result<(Handle, Address), Errno> {
        let lwip = &Lwip::lock();
        stream::accept(lwip, handle)
    }

    fn connect(&self, handle: Handle, address: &Address) -> Result<(), Errno> {
        let lwip = &Lwip::lock();
        match table::socket(handle)? {
            Socket::Stream(stream) => stream::connect(lwip, handle, stream, address),
            Socket::Datagram(datagram) => datagram::connect(lwip, datagram, address),
        }
    }

    fn take_error(&self, handle: Handle) -> Result<(), Errno> {
        let _lock = Lwip::lock();
        match table::socket(handle)? {
            Socket::Stream(stream) => stream.error.take(),
            Socket::Datagram(_) => Ok(()),
        }
    }

    fn send(&self, handle: Handle, data: &[u8], _flags: i32, to: Option<&Address>) -> Result<usize, Errno> {
        let lwip = &Lwip::lock();
        match table::socket(handle)? {
            // As on Linux, the address is ignored.
            Socket::Stream(stream) => stream::send(lwip, stream, data),
            Socket::Datagram(datagram) => datagram::send(lwip, datagram, data, to),
        }
    }

    fn receive(
        &self,
        handle: Handle,
        buffer: &mut [u8],
        flags: i32,
        from: Option<&mut Address>,
    ) -> Result<Received, Errno> {
        let lwip = &Lwip::lock();
        match table::socket(handle)? {
            Socket::Stream(stream) => stream::receive(lwip, stream, buffer, flags),
            Socket::Datagram(datagram) => datagram::receive(lwip, datagram, buffer, flags, from),
        }
    }

    fn take_seen(&self, handle: Handle, seen: &mut [u8]) -> Result<usize, Errno> {
        let lwip = &Lwip::lock();
        Ok(stream::take(lwip, table::stream(handle)?, seen.len()))
    }

    fn available(&self, handle: Handle) -> Option<usize> {
        let lwip = &Lwip::lock();
        match table::socket(handle).ok()? {
            Socket::Stream(stream) => Some(stream::available(lwip, stream)),
            Socket::Datagram(datagram) => Some(datagram::available(lwip, datagram)),
        }
    }

    fn shutdown(&self, handle: Handle, how: i32) -> Result<(), Errno> {
        let (receiving, sending) = (how != 1, how != 0);
        let lwip = &Lwip::lock();
        match table::socket(handle)? {
            Socket::Stream(stream) => stream::shutdown(lwip, stream, receiving, sending),
            Socket::Datagram(datagram) if datagram.is_connected.get() => {
                datagram.receiving_ended.set(datagram.receiving_ended.get() || receiving);
                Ok(())
            }
            Socket::Datagram(_) => Err(Errno::ENOTCONN),
        }
    }

    fn local_address(&self, handle: Handle) -> Result<Address, Errno> {
        let lwip = &Lwip::lock();
        match table::socket(handle)? {
            Socket::Stream(stream) => Ok(stream::local_address(lwip, stream)),
            Socket::Datagram(datagram) => Ok(datagram::local_address(lwip, datagram)),
        }
    }

    fn peer_address(&self, handle: Handle) -> Result<Address, Errno> {
        let lwip = &Lwip::lock();
        match table::socket(handle)? {
            Socket::Stream(stream) => stream::peer_address(lwip, stream),
            Socket::Datagram(datagram) => datagram::peer_address(lwip, datagram),
        }
    }

    fn set_option(&self, handle: Handle, level: i32, name: i32, value: &[u8]) -> Result<(), Errno> {
        let lwip = &Lwip::lock();
        options::set(lwip, handle, level, name, value)
    }

    fn option(&self, handle: Handle, level: i32, name: i32, value: &mut [u8]) -> Result<usize, Errno> {
        let lwip = &Lwip::lock();
        options::get(lwip, handle, level, name, value)
    }

    fn readiness(&self, handle: Handle, interest: Interest) -> Readiness {
        let lwip = &Lwip::lock();
        match table::socket(handle) {
            Ok(Socket::Stream(stream)) => stream::readiness(lwip, handle, stream, interest),
            Ok(Socket::Datagram(datagram)) => datagram::readiness(datagram, interest),
            Err(_) => Readiness::INVALID,
        }
    }

    fn watch(&self, handle: Handle, on: bool) {
        let _lock = Lwip::lock();
        if let Ok(socket) = table::socket(handle) {
            socket.watch().set(on);
        }
    }

    fn notify(&self, handle: Handle) {
        let lwip = &Lwip::lock();
        if let Ok(socket) = table::socket(handle) {
            socket.watch().notify(lwip);
        }
    }

    fn take_event(&self, handle: Handle) -> bool {
        let _lock = Lwip::lock();
        table::socket(handle).is_ok_and(|socket| socket.watch().take_event())
    }

    fn interface_index(&self, name: &[u8]) -> Option<u32> {
        let mut memory = [0; lwip_queries::INTERFACE_LIMIT];
        let name = lwip_queries::terminated(name, &mut memory).ok()?;
        match Lwip::lock().interface_index(name) {
            0 => None,
            index => Some(index),
        }
    }

    fn resolve(&self, request: &Request<'_>) -> Result<Query, Resolve> {
        let lwip = &Lwip::lock();
        resolver::start(lwip, request)
    }

    fn resolved(&self, query: Query) -> Option<Result<(), Resolve>> {
        let _lock = Lwip::lock();
        resolver::QUERIES.result(query)
    }

    fn wait_resolved(&self, _query: Option<Query>, milliseconds: u32) -> Result<(), Error> {
        self.wait(Handle::NONE, Interest::READ, milliseconds)
    }

    fn answer(&self, query: Query, index: usize) -> Option<Answer<'_>> {
        let _lock = Lwip::lock();
        resolver::answer(query, index)
    }

    fn forget(&self, query: Query) {
        let _lock = Lwip::lock();
        resolver::QUERIES.forget(query);
    }
}
