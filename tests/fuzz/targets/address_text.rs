//! Any text as an address, a number, a port, a host: against `core::net` where its rules are the
//! same, and back again.

#![no_main]

#[path = "../../rust/simulated/mod.rs"]
mod simulated;

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddrV6};
use std::str::{FromStr, from_utf8};

use libfuzzer_sys::fuzz_target;
use usocket::socket::error::Resolve;
use usocket::socket::resolve::{Question, begin, parse_port};
use usocket::socket::{Address, Error, inet};

use simulated::Network;

fuzz_target!(|text: &[u8]| {
    check_ipv4(text);
    check_ipv6(text);
    check_numbers(text);
    check_host(text);
});

fn core_parse<Value: FromStr>(text: &[u8]) -> Option<Value> {
    from_utf8(text).ok()?.parse().ok()
}

fn check_ipv4(text: &[u8]) {
    let parsed = inet::parse_ipv4(text);
    assert_eq!(parsed, core_parse(text).map(|address: Ipv4Addr| address.octets()));
    let loose = inet::parse_ipv4_loose(text);
    if let Some(octets) = parsed {
        assert_eq!(loose, parsed);
        assert_eq!(inet::format_ipv4(octets).as_bytes(), text);
    }
}

fn check_ipv6(text: &[u8]) {
    let parsed = inet::parse_ipv6(text);
    assert_eq!(parsed, core_parse(text).map(|address: Ipv6Addr| address.octets()));
    if let Some(octets) = parsed {
        let formatted = inet::format_ipv6(&octets);
        assert_eq!(inet::parse_ipv6(formatted.as_bytes()), parsed);
        // `core::net` writes an IPv4-compatible address without dots.
        if octets[..12] != [0; 12] {
            assert_eq!(formatted.as_str(), Ipv6Addr::from(octets).to_string());
        }
    }
    let (address, zone) = inet::split_zone(text);
    let scoped = zone.map_or(Some(0), inet::parse_decimal).zip(inet::parse_ipv6(address));
    let expected: Option<SocketAddrV6> = core_parse(&[b"[", text, b"]:0"].concat());
    assert_eq!(scoped, expected.map(|address| (address.scope_id(), address.ip().octets())));
}

fn check_numbers(text: &[u8]) {
    let is_digits = !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    let number = core_parse(text).filter(|_| is_digits);
    assert_eq!(inet::parse_decimal(text), number);
    let port = core_parse(text).ok_or(Resolve::Service);
    assert_eq!(parse_port(text), is_digits.then_some(port));
    if let Some(bytes) = text.first_chunk() {
        let number = i32::from_ne_bytes(*bytes);
        assert_eq!(inet::format_decimal(number).as_str(), number.to_string());
    }
}

/// A host that a name server is asked for is no address, and the other way round.
fn check_host(text: &[u8]) {
    let network = Network::default();
    network.resolver().add_interface("eth0", 2);
    let question = Question { host: Some(text), service: None, family: 0, kind: 0, protocol: 0, flags: 0 };
    let mut found = None;
    let begun = begin(&network, &question, &mut |answer| {
        found = Some(answer.address.clone());
        Ok(())
    });
    let asked = network.resolver().asked().len();
    match begun {
        Ok(None) => assert!(found.is_some() && asked == 0),
        Ok(Some(_)) => {
            assert!(found.is_none() && asked == 1);
            assert!(!text.iter().any(|byte| b" :\0".contains(byte)), "no name has those");
        }
        Err(error) => assert_eq!(error, Error::Resolve(Resolve::NoName)),
    }
    if let Some(octets) = inet::parse_ipv4(text) {
        assert_eq!(found, Some(Address::v4(octets, 0)));
    }
}
