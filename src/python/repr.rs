//! `repr(socket)`: state, family, type, and the addresses as far as they are known.

use core::net::SocketAddr;

use super::STACK;
use super::socket::SocketObject;
use crate::socket::{Address, Handle, Stack, inet};

/// Writes it to `text`, cut to its size; returns its length.
pub fn write(socket: &SocketObject, text: &mut [u8]) -> usize {
    let mut output = Output { text, length: 0 };
    let handle = socket.inner.descriptor();
    output.put(b"<socket ");
    if handle == Handle::NONE {
        output.put(b"[closed] ");
    }
    output.number(b"fd=", handle.0);
    output.number(b", family=", socket.inner.family());
    output.number(b", type=", socket.inner.kind());
    output.number(b", proto=", socket.inner.protocol());
    if let Ok(address) = STACK.local_address(handle) {
        output.address(b", laddr=", &address);
    }
    if let Ok(address) = STACK.peer_address(handle) {
        output.address(b", raddr=", &address);
    }
    output.put(b">");
    output.length
}

struct Output<'a> {
    text: &'a mut [u8],
    length: usize,
}

impl Output<'_> {
    fn put(&mut self, text: &[u8]) {
        let room = self.text.get_mut(self.length..).unwrap_or(&mut []);
        self.length += room.iter_mut().zip(text).map(|(to, from)| *to = *from).count();
    }

    fn number(&mut self, name: &[u8], value: i32) {
        self.put(name);
        self.put(inet::format_decimal(value).as_bytes());
    }

    fn address(&mut self, name: &[u8], address: &Address) {
        self.put(name);
        let host = match address {
            Address::Inet(SocketAddr::V4(address)) => inet::format_ipv4(address.ip().octets()),
            Address::Inet(SocketAddr::V6(address)) => inet::format_ipv6(&address.ip().octets()),
            #[cfg(feature = "kernel")]
            Address::Unix(path) => return self.put(path),
        };
        self.put(b"('");
        self.put(host.as_bytes());
        self.number(b"', ", address.port().into());
        if let Address::Inet(SocketAddr::V6(address)) = address {
            self.number(b", ", address.flowinfo() as i32);
            self.number(b", ", address.scope_id() as i32);
        }
        self.put(b")");
    }
}
