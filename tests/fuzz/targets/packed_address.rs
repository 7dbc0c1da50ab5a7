//! Any bytes as a `struct sockaddr`, into lwIP and back.

#![no_main]

mod lwip;

use std::net::SocketAddr;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use usocket::socket::address::SOCK_DGRAM;
use usocket::socket::{Address, Stack};
use usocket::stack::STACK;

#[derive(Arbitrary, Debug)]
struct Input {
    bytes: Vec<u8>,
    family_at: u8,
}

fuzz_target!(|input: Input| {
    let address = Address::from_packed(&input.bytes, input.family_at.into());
    assert_eq!(address, reference(&input.bytes, input.family_at.into()));
    if let Some(address) = address {
        lwip::start();
        check_binding(&address);
    }
});

/// The layout, as POSIX and RFC 3493 have it.
fn reference(bytes: &[u8], family_at: usize) -> Option<Address> {
    let at = |place: usize| bytes.get(place).copied();
    let number =
        |from: usize| Some(u32::from_be_bytes([at(from)?, at(from + 1)?, at(from + 2)?, at(from + 3)?]));
    let port = u16::from(at(2)?) << 8 | u16::from(at(3)?);
    match at(family_at)? {
        2 => Some(Address::v4(number(4)?.to_be_bytes(), port)),
        10 => {
            let octets = bytes.get(8..24)?.try_into().ok()?;
            Some(Address::v6(
                octets,
                port,
                number(4)?,
                u32::from_ne_bytes(bytes.get(24..28)?.try_into().ok()?),
            ))
        }
        _ => None,
    }
}

/// A socket that lwIP bound to an address has it.
fn check_binding(address: &Address) {
    let Ok(handle) = STACK.open(address.family().number(), SOCK_DGRAM, 0) else {
        panic!("no socket: one was not given back");
    };
    if STACK.bind(handle, address).is_ok() {
        let bound = STACK.local_address(handle).expect("an address");
        assert_eq!(bound.family(), address.family());
        assert!(bound.port() == address.port() || address.port() == 0 && bound.port() != 0);
        if let (Address::Inet(SocketAddr::V4(bound)), Address::Inet(SocketAddr::V4(wanted))) =
            (&bound, address)
        {
            assert_eq!(bound.ip(), wanted.ip());
        }
    }
    let _ = STACK.connect(handle, address);
    let _ = STACK.send(handle, b"x", 0, Some(address));
    STACK.close(handle);
    lwip::run(10);
}
