//! What lwIP calls: with lwIP locked, perhaps in an interrupt. They note what happened and
//! return; they allocate no objects, run no Python and raise nothing.

use core::ffi::c_void;

use super::api::{Chain, Lwip, Pcb, RawAddress};
use super::resolver::QUERIES;
use super::stream::free_stream;
use super::table::{self, Socket, State, Stream};
use crate::socket::error::Resolve;
use crate::socket::{Errno, Handle};

fn stream(index: u32) -> Option<&'static Stream> {
    table::stream(Handle(index as i32)).ok()
}

/// Data, or with NULL the end of the stream.
#[unsafe(no_mangle)]
pub extern "C" fn usocket_lwip_received(index: u32, data: *mut c_void) {
    let lwip = Lwip::in_callback();
    let Some(stream) = stream(index) else { return };
    stream.watch.notify(&lwip);
    match Chain::new(data) {
        None => stream.peer_ended.set(true),
        Some(data) if stream.receiving_ended.get() => {
            let length = lwip.length(data);
            lwip.free(data);
            if let Some(pcb) = stream.pcb.get() {
                lwip.tcp_received(pcb, length);
            }
        }
        Some(data) => stream.incoming.set(lwip.append(stream.incoming.get(), data)),
    }
}

/// The peer accepted the connection.
#[unsafe(no_mangle)]
pub extern "C" fn usocket_lwip_connected(index: u32) {
    if let Some(stream) = stream(index) {
        stream.state.set(State::Connected);
    }
}

/// The connection is lost, and its control block gone. What had arrived stays to be read.
#[unsafe(no_mangle)]
pub extern "C" fn usocket_lwip_failed(index: u32, error: i32) {
    let Some(stream) = stream(index) else { return };
    stream.watch.notify(&Lwip::in_callback());
    stream.pcb.set(None);
    let connecting = stream.state.get() == State::Connecting;
    stream.state.set(if connecting { State::New } else { State::Lost });
    // The stream had ended before: that is what a receive reports.
    if stream.peer_ended.get() {
        return;
    }
    stream.error.set(match Errno::from_known(error) {
        Errno::ECONNRESET if connecting => Errno::ECONNREFUSED,
        // lwIP gives up after its last retransmission with this one.
        Errno::ECONNABORTED => Errno::ETIMEDOUT,
        other => other,
    });
}

/// A listener has a connection to offer. Not 0: it cannot be kept.
#[unsafe(no_mangle)]
pub extern "C" fn usocket_lwip_accepted(listener: u32, pcb: *mut c_void) -> i32 {
    let lwip = Lwip::in_callback();
    let Some(offering) = stream(listener) else { return 1 };
    let (Some((index, stream)), Some(pcb)) = (free_stream(), Pcb::new(pcb)) else { return 1 };
    let (Ok(number), Ok(offered_by)) = (u8::try_from(index + 1), u8::try_from(listener + 1)) else {
        return 1;
    };
    table::push_accept(number);
    stream.claim(offering.family(), State::Connected);
    stream.pcb.set(Some(pcb));
    stream.offered_by.set(offered_by);
    lwip.tcp_adopt(pcb, index as u32);
    offering.watch.notify(&lwip);
    0
}

/// A datagram behind its sender's address. 0: there is no room for it.
#[unsafe(no_mangle)]
pub extern "C" fn usocket_lwip_datagram(index: u32, datagram: *mut c_void) -> i32 {
    match (table::socket(Handle(index as i32)), Chain::new(datagram)) {
        (Ok(Socket::Datagram(socket)), Some(datagram)) if !socket.receiving_ended.get() => {
            socket.watch.notify(&Lwip::in_callback());
            socket.push(datagram).into()
        }
        _ => 0,
    }
}

/// An answer of the name servers', or NULL.
///
/// # Safety
///
/// `address` is NULL or a `lwip_raw_address`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn usocket_lwip_resolved(token: u32, address: *const c_void) {
    // SAFETY: promised by C.
    let address = unsafe { address.cast::<RawAddress>().as_ref() };
    QUERIES.answered(token as usize, address.copied().ok_or(Resolve::NoName));
}
