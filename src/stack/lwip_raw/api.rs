//! lwIP's raw API in safe types. Everything is behind [`Lwip`], which exists only while lwIP is
//! locked.

use core::ffi::{CStr, c_void};
use core::ptr::NonNull;

use crate::socket::Errno;

/// What `border/lwip_raw.h` declares.
#[allow(dead_code, missing_docs, non_camel_case_types, clippy::all)]
pub mod border {
    include!(concat!(env!("OUT_DIR"), "/lwip_raw.rs"));
}

pub use border::lwip_raw_address as RawAddress;

/// A control block of lwIP's. It is alive while a socket has it: lwIP reports that it freed one,
/// and the socket forgets it then.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Pcb(NonNull<border::lwip_raw_pcb>);

impl Pcb {
    /// What a callback got, or lwIP returned.
    pub fn new(pointer: *mut c_void) -> Option<Pcb> {
        NonNull::new(pointer.cast()).map(Pcb)
    }

    fn pointer(self) -> *mut border::lwip_raw_pcb {
        self.0.as_ptr()
    }
}

/// A chain of received buffers, owned by whoever holds it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Chain(NonNull<border::lwip_raw_pbuf>);

impl Chain {
    /// What a callback got.
    pub fn new(pointer: *mut c_void) -> Option<Chain> {
        NonNull::new(pointer.cast()).map(Chain)
    }

    fn pointer(self) -> *mut border::lwip_raw_pbuf {
        self.0.as_ptr()
    }
}

/// lwIP, locked: neither interrupts nor other threads enter it.
pub struct Lwip {
    /// `None` in a callback, which lwIP makes only while it is locked.
    interrupts: Option<u32>,
}

impl Lwip {
    /// Locks lwIP until the value is dropped.
    pub fn lock() -> Lwip {
        // SAFETY: dropping the value undoes it.
        Lwip { interrupts: Some(unsafe { border::lwip_raw_enter() }) }
    }

    /// For a callback.
    pub fn in_callback() -> Lwip {
        Lwip { interrupts: None }
    }
}

impl Drop for Lwip {
    fn drop(&mut self) {
        if let Some(interrupts) = self.interrupts {
            // SAFETY: `interrupts` came from `lwip_raw_enter`.
            unsafe { border::lwip_raw_exit(interrupts) }
        }
    }
}

fn check(error: i32) -> Result<(), Errno> {
    if error == 0 { Ok(()) } else { Err(Errno::from_known(error)) }
}

// SAFETY of all calls below: lwIP is locked (`self` says so), control blocks are alive (see
// `Pcb`), chains are owned by the caller, slices have the lengths that are passed.
#[allow(clippy::undocumented_unsafe_blocks, reason = "the same for all: above")]
impl Lwip {
    /// Has Python's callbacks made soon, when lwIP is not locked any more.
    pub fn schedule_dispatch(&self) {
        unsafe { border::lwip_raw_schedule_dispatch() }
    }

    pub fn has_ipv6(&self) -> bool {
        unsafe { border::lwip_raw_has_ipv6() != 0 }
    }

    /// While there is no interface.
    pub fn initialise(&self) {
        unsafe { border::lwip_raw_initialise() }
    }

    pub fn check_timeouts(&self) {
        unsafe { border::lwip_raw_check_timeouts() }
    }

    pub fn print_control_blocks(&self) {
        unsafe { border::lwip_raw_print_control_blocks() }
    }

    pub fn tcp_new(&self, index: u32, version: i32) -> Option<Pcb> {
        Pcb::new(unsafe { border::lwip_raw_tcp_new(index, version) }.cast())
    }

    pub fn tcp_bind(&self, pcb: Pcb, address: &RawAddress) -> Result<(), Errno> {
        check(unsafe { border::lwip_raw_tcp_bind(pcb.pointer(), address) })
    }

    /// The control block changes: the old one is gone on success.
    pub fn tcp_listen(&self, pcb: Pcb, index: u32, backlog: u32) -> Result<Pcb, Errno> {
        let mut error = 0;
        let listener = unsafe { border::lwip_raw_tcp_listen(pcb.pointer(), index, backlog, &mut error) };
        Pcb::new(listener.cast()).ok_or(Errno::from_known(error))
    }

    pub fn tcp_adopt(&self, pcb: Pcb, index: u32) {
        unsafe { border::lwip_raw_tcp_adopt(pcb.pointer(), index) }
    }

    pub fn tcp_accepted(&self, pcb: Pcb) {
        unsafe { border::lwip_raw_tcp_accepted(pcb.pointer()) }
    }

    pub fn tcp_connect(&self, pcb: Pcb, address: &RawAddress) -> Result<(), Errno> {
        check(unsafe { border::lwip_raw_tcp_connect(pcb.pointer(), address) })
    }

    pub fn tcp_write(&self, pcb: Pcb, data: &[u8]) -> Result<(), Errno> {
        check(unsafe { border::lwip_raw_tcp_write(pcb.pointer(), data.as_ptr(), data.len()) })
    }

    /// May call back.
    pub fn tcp_output(&self, pcb: Pcb) {
        unsafe { border::lwip_raw_tcp_output(pcb.pointer()) }
    }

    pub fn tcp_room(&self, pcb: Pcb) -> usize {
        unsafe { border::lwip_raw_tcp_room(pcb.pointer()) as usize }
    }

    pub fn tcp_queue(&self, pcb: Pcb) -> u16 {
        unsafe { border::lwip_raw_tcp_queue(pcb.pointer()) as u16 }
    }

    /// May call back.
    pub fn tcp_received(&self, pcb: Pcb, length: usize) {
        unsafe { border::lwip_raw_tcp_received(pcb.pointer(), length) }
    }

    pub fn tcp_shutdown(&self, pcb: Pcb, receiving: bool, sending: bool) -> Result<(), Errno> {
        check(unsafe { border::lwip_raw_tcp_shutdown(pcb.pointer(), receiving.into(), sending.into()) })
    }

    /// The control block is lwIP's own from here on.
    pub fn tcp_close(&self, pcb: Pcb, is_listener: bool) {
        unsafe { border::lwip_raw_tcp_close(pcb.pointer(), is_listener.into()) }
    }

    /// The control block is gone.
    pub fn tcp_abort(&self, pcb: Pcb) {
        unsafe { border::lwip_raw_tcp_abort(pcb.pointer()) }
    }

    pub fn tcp_local(&self, pcb: Pcb) -> RawAddress {
        let mut address = RawAddress::default();
        unsafe { border::lwip_raw_tcp_local(pcb.pointer(), &mut address) };
        address
    }

    pub fn tcp_remote(&self, pcb: Pcb) -> RawAddress {
        let mut address = RawAddress::default();
        unsafe { border::lwip_raw_tcp_remote(pcb.pointer(), &mut address) };
        address
    }

    pub fn tcp_nodelay(&self, pcb: Pcb, value: i32) -> i32 {
        unsafe { border::lwip_raw_tcp_nodelay(pcb.pointer(), value) }
    }

    pub fn tcp_keepalive(&self, pcb: Pcb, name: i32, value: i32) -> i32 {
        unsafe { border::lwip_raw_tcp_keepalive(pcb.pointer(), name, value) }
    }

    /// A raw control block when `protocol` is not negative.
    pub fn udp_new(&self, index: u32, version: i32, protocol: i32) -> Option<Pcb> {
        Pcb::new(unsafe { border::lwip_raw_udp_new(index, version, protocol) }.cast())
    }

    pub fn udp_bind(&self, pcb: Pcb, is_raw: bool, address: &RawAddress) -> Result<(), Errno> {
        check(unsafe { border::lwip_raw_udp_bind(pcb.pointer(), is_raw.into(), address) })
    }

    pub fn udp_connect(&self, pcb: Pcb, is_raw: bool, address: &RawAddress) -> Result<(), Errno> {
        check(unsafe { border::lwip_raw_udp_connect(pcb.pointer(), is_raw.into(), address) })
    }

    /// May call back.
    pub fn udp_send(
        &self,
        pcb: Pcb,
        is_raw: bool,
        data: &[u8],
        to: Option<&RawAddress>,
    ) -> Result<(), Errno> {
        let to = to.map_or(core::ptr::null(), core::ptr::from_ref);
        check(unsafe {
            border::lwip_raw_udp_send(pcb.pointer(), is_raw.into(), data.as_ptr(), data.len(), to)
        })
    }

    /// The control block is gone.
    pub fn udp_close(&self, pcb: Pcb, is_raw: bool) {
        unsafe { border::lwip_raw_udp_close(pcb.pointer(), is_raw.into()) }
    }

    pub fn udp_local(&self, pcb: Pcb, is_raw: bool) -> RawAddress {
        let mut address = RawAddress::default();
        unsafe { border::lwip_raw_udp_local(pcb.pointer(), is_raw.into(), &mut address) };
        address
    }

    /// Not for raw control blocks.
    pub fn udp_remote(&self, pcb: Pcb) -> RawAddress {
        let mut address = RawAddress::default();
        unsafe { border::lwip_raw_udp_remote(pcb.pointer(), &mut address) };
        address
    }

    pub fn udp_multicast(&self, pcb: Pcb, name: i32, value: i32) -> i32 {
        unsafe { border::lwip_raw_udp_multicast(pcb.pointer(), name, value) }
    }

    pub fn udp_multicast_interface(&self, pcb: Pcb, set: bool, address: &mut u32) -> Result<(), Errno> {
        check(unsafe { border::lwip_raw_udp_multicast_interface(pcb.pointer(), set.into(), address) })
    }

    pub fn flag(&self, pcb: Pcb, name: i32, value: i32) -> i32 {
        unsafe { border::lwip_raw_flag(pcb.pointer(), name, value) }
    }

    pub fn ip_field(&self, pcb: Pcb, name: i32, value: i32) -> i32 {
        unsafe { border::lwip_raw_ip_field(pcb.pointer(), name, value) }
    }

    pub fn membership(&self, join: bool, group: u32, interface: u32) -> Result<(), Errno> {
        check(unsafe { border::lwip_raw_membership(join.into(), group, interface) })
    }

    /// The whole chain's length.
    pub fn length(&self, chain: Chain) -> usize {
        unsafe { border::lwip_raw_pbuf_length(chain.pointer()) as usize }
    }

    /// Copies from `offset` on; returns how much.
    pub fn copy(&self, chain: Chain, data: &mut [u8], offset: usize) -> usize {
        let length = u32::try_from(data.len()).unwrap_or(u32::MAX).min(u16::MAX.into());
        unsafe {
            border::lwip_raw_pbuf_copy(chain.pointer(), data.as_mut_ptr(), length, offset as u32) as usize
        }
    }

    /// The sender that stands before a datagram's data.
    pub fn sender(&self, datagram: Chain) -> RawAddress {
        let mut address = RawAddress::default();
        unsafe { border::lwip_raw_pbuf_sender(datagram.pointer(), &mut address) };
        address
    }

    /// Frees the first `count` bytes after `offset`; returns what remains and the new offset.
    pub fn drop_front(&self, mut chain: Chain, offset: usize, count: usize) -> (Option<Chain>, usize) {
        let mut offset = offset + count;
        loop {
            let first = unsafe { border::lwip_raw_pbuf_first(chain.pointer()) as usize };
            if offset < first {
                return (Some(chain), offset);
            }
            offset -= first;
            match Chain::new(unsafe { border::lwip_raw_pbuf_next(chain.pointer()) }.cast()) {
                Some(rest) => chain = rest,
                None => return (None, 0),
            }
        }
    }

    /// Both in one; the tail's owner is the chain now.
    pub fn append(&self, chain: Option<Chain>, tail: Chain) -> Option<Chain> {
        let head = chain.map_or(core::ptr::null_mut(), Chain::pointer);
        Chain::new(unsafe { border::lwip_raw_pbuf_append(head, tail.pointer()) }.cast())
    }

    pub fn free(&self, chain: Chain) {
        unsafe { border::lwip_raw_pbuf_free(chain.pointer()) }
    }

    /// `EINPROGRESS` when the answer comes in a callback with `token`.
    pub fn resolve(&self, name: &CStr, version: i32, token: u32) -> Result<RawAddress, Errno> {
        let mut address = RawAddress::default();
        check(unsafe { border::lwip_raw_resolve(name.as_ptr(), version, token, &mut address) })?;
        Ok(address)
    }

    pub fn interface_index(&self, name: &CStr) -> u32 {
        unsafe { border::lwip_raw_interface_index(name.as_ptr()) }
    }
}
