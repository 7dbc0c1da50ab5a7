//! Hosts and ports that are numbers: the resolver never hears of them. Rule 4.1.

mod simulated;

use simulated::{Network, Operation};
use usocket::socket::address::{
    AF_INET, AF_INET6, IPPROTO_TCP, IPPROTO_UDP, SOCK_DGRAM, SOCK_RAW, SOCK_STREAM,
};
use usocket::socket::error::Resolve;
use usocket::socket::resolve::{Question, parse_numeric, parse_port, resolve, resolve_one, transports};
use usocket::socket::{Address, Error, Kind};

const ICMP: i32 = 1;

fn link_local(scope_id: u32, port: u16) -> Address {
    let mut octets = [0; 16];
    octets[0] = 0xfe;
    octets[1] = 0x80;
    octets[15] = 1;
    Address::v6(octets, port, 0, scope_id)
}

fn lookup(network: &Network, host: &str, port: &str, family: i32) -> Result<Address, Error> {
    let (host, service) = (Some(host.as_bytes()), Some(port.as_bytes()));
    let question = Question { host, service, family, kind: 0, protocol: 0, flags: 0 };
    let mut found = Vec::new();
    resolve(network, &question, &mut |answer| {
        assert_eq!(answer.canonical_name, b"");
        found.push(answer.address.clone());
        Ok(())
    })?;
    assert_eq!(found.len(), 1, "a number is one address");
    Ok(found.remove(0))
}

fn assert_never_asked(network: &Network) {
    assert_eq!(network.count(Operation::Resolve), 0);
    assert_eq!(network.count(Operation::Wait), 0);
}

#[test]
fn section_1_numeric_hosts_are_answered_without_the_stack() {
    let network = Network::default();
    network.resolver().add_interface("eth0", 7);
    for family in [0, AF_INET] {
        assert_eq!(lookup(&network, "10.1.2.3", "80", family), Ok(Address::v4([10, 1, 2, 3], 80)));
        assert_eq!(lookup(&network, "0.0.0.0", "0", family), Ok(Address::v4([0; 4], 0)));
    }
    for family in [0, AF_INET6] {
        assert_eq!(lookup(&network, "fe80::1", "8080", family), Ok(link_local(0, 8080)));
        assert_eq!(lookup(&network, "::", "1", family), Ok(Address::v6([0; 16], 1, 0, 0)));
    }
    assert_eq!(resolve_one(&network, b"10.1.2.3", 0, 0), Ok(Address::v4([10, 1, 2, 3], 0)));
    assert_never_asked(&network);
}

#[test]
fn section_1_zones_are_numbers_or_names_of_interfaces() {
    let network = Network::default();
    network.resolver().add_interface("eth0", 7);
    network.resolver().add_interface("12", 3);
    assert_eq!(lookup(&network, "fe80::1%eth0", "80", 0), Ok(link_local(7, 80)));
    assert_eq!(lookup(&network, "fe80::1%12", "80", 0), Ok(link_local(12, 80)));
    assert_eq!(lookup(&network, "fe80::1%4294967295", "80", 0), Ok(link_local(u32::MAX, 80)));
    for zone in ["wlan0", "", "eth0%", "4294967296", "-1", " 1"] {
        let result = lookup(&network, &format!("fe80::1%{zone}"), "80", 0);
        assert_eq!(result, Err(Error::Resolve(Resolve::NoName)), "{zone:?}");
    }
    assert_never_asked(&network);
}

#[test]
fn section_1_an_address_of_another_family_is_refused() {
    let network = Network::default();
    let refused = Err(Error::Resolve(Resolve::AddressFamily));
    assert_eq!(lookup(&network, "10.1.2.3", "80", AF_INET6), refused);
    assert_eq!(lookup(&network, "fe80::1", "80", AF_INET), refused);
    assert_eq!(lookup(&network, "127.1", "80", AF_INET6), refused);
    assert_eq!(resolve_one(&network, b"10.1.2.3", AF_INET6, 0), refused);
    assert_never_asked(&network);
}

#[test]
fn section_1_an_empty_host_is_any_address() {
    let network = Network::default();
    let any_v6 = Address::v6([0; 16], 80, 0, 0);
    assert_eq!(lookup(&network, "", "80", 0), Ok(Address::v4([0; 4], 80)));
    assert_eq!(lookup(&network, "", "80", AF_INET), Ok(Address::v4([0; 4], 80)));
    assert_eq!(lookup(&network, "", "80", AF_INET6), Ok(any_v6));
    assert_never_asked(&network);
}

#[test]
fn section_1_without_a_service_the_port_is_zero() {
    let network = Network::default();
    let question =
        Question { host: Some(b"10.1.2.3"), service: None, family: 0, kind: 0, protocol: 0, flags: 0 };
    let mut calls = 0;
    let result = resolve(&network, &question, &mut |answer| {
        calls += 1;
        assert_eq!(answer.address, Address::v4([10, 1, 2, 3], 0));
        Ok(())
    });
    assert_eq!((result, calls), (Ok(()), 1));
    assert_never_asked(&network);
}

#[test]
fn section_1_digits_and_dots_never_ask_the_resolver() {
    let network = Network::default();
    for (host, octets) in [("127.1", [127, 0, 0, 1]), ("1", [0, 0, 0, 1]), ("010.0.0.1", [8, 0, 0, 1])] {
        assert_eq!(lookup(&network, host, "80", 0), Ok(Address::v4(octets, 80)));
    }
    for host in [".", "...", "1.2.3.4.5", "300.1.1.1", "1.2.3.", "99999999999", "1..2", "fe80::1::2"] {
        assert_eq!(lookup(&network, host, "80", 0), Err(Error::Resolve(Resolve::NoName)), "{host}");
    }
    assert_never_asked(&network);
}

#[test]
fn section_1_whatever_is_no_number_is_a_name() {
    let network = Network::default();
    for host in ["1.2.3.4x", "0x7f000001", "a", "1.2.3.4.example", "1.2.3.4%1", "host%1"] {
        assert_eq!(lookup(&network, host, "80", 0), Err(Error::Resolve(Resolve::NoName)), "{host}");
    }
    assert_eq!(network.count(Operation::Resolve), 6);
    assert_eq!(parse_numeric(&network, b""), None);
}

#[test]
fn section_1_a_numeric_host_without_memory_for_its_answer_is_an_error() {
    let network = Network::default();
    let question =
        Question { host: Some(b"10.1.2.3"), service: None, family: 0, kind: 0, protocol: 0, flags: 0 };
    assert_eq!(resolve(&network, &question, &mut |_| Err(Error::Memory)), Err(Error::Memory));
}

#[test]
fn section_1_ports_are_decimal_and_fit_in_16_bits() {
    for (text, port) in [("0", 0), ("80", 80), ("00080", 80), ("65535", 65535)] {
        assert_eq!(parse_port(text.as_bytes()), Some(Ok(port)), "{text}");
    }
    for text in ["65536", "99999", "4294967296", "18446744073709551616", "99999999999999999999999"] {
        assert_eq!(parse_port(text.as_bytes()), Some(Err(Resolve::Service)), "{text}");
        let result = lookup(&Network::default(), "10.1.2.3", text, 0);
        assert_eq!(result, Err(Error::Resolve(Resolve::Service)));
    }
    for text in ["", "http", "-1", "+1", " 1", "1 ", "0x50", "80a", "8.0"] {
        assert_eq!(parse_port(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn section_1_a_port_that_is_too_large_asks_nobody() {
    let network = Network::default();
    assert_eq!(lookup(&network, "host", "65536", 0), Err(Error::Resolve(Resolve::Service)));
    assert_never_asked(&network);
}

fn transports_of(kind: i32, protocol: i32, has_raw: bool) -> Vec<(Kind, i32)> {
    transports(kind, protocol, has_raw).collect()
}

#[test]
fn bug_18_a_type_of_zero_gives_streams_first() {
    let (tcp, udp) = ((Kind::Stream, IPPROTO_TCP), (Kind::Datagram, IPPROTO_UDP));
    assert_eq!(transports_of(0, 0, true), [tcp, udp, (Kind::Raw, 0)]);
    assert_eq!(transports_of(0, 0, false), [tcp, udp]);
}

#[test]
fn bug_18_types_and_protocols_filter() {
    let (tcp, udp) = ((Kind::Stream, IPPROTO_TCP), (Kind::Datagram, IPPROTO_UDP));
    for has_raw in [false, true] {
        assert_eq!(transports_of(0, IPPROTO_TCP, has_raw), [tcp]);
        assert_eq!(transports_of(0, IPPROTO_UDP, has_raw), [udp]);
        assert_eq!(transports_of(SOCK_STREAM, 0, has_raw), [tcp]);
        assert_eq!(transports_of(SOCK_STREAM, IPPROTO_TCP, has_raw), [tcp]);
        assert_eq!(transports_of(SOCK_DGRAM, 0, has_raw), [udp]);
        assert_eq!(transports_of(SOCK_DGRAM, IPPROTO_UDP, has_raw), [udp]);
        assert_eq!(transports_of(SOCK_STREAM, IPPROTO_UDP, has_raw), []);
        assert_eq!(transports_of(SOCK_DGRAM, IPPROTO_TCP, has_raw), []);
        assert_eq!(transports_of(99, 0, has_raw), []);
        assert_eq!(transports_of(0, ICMP, has_raw), []);
    }
    assert_eq!(transports_of(SOCK_RAW, ICMP, true), [(Kind::Raw, ICMP)]);
    assert_eq!(transports_of(SOCK_RAW, 0, true), [(Kind::Raw, 0)]);
    assert_eq!(transports_of(SOCK_RAW, ICMP, false), []);
}

#[test]
fn digits_and_dots_never_ask_the_resolver_whatever_the_service() {
    let network = Network::default();
    for host in ["1.2.3.4.5", "300.1.1.1", "...", "fe80::1%nowhere"] {
        let question = Question {
            host: Some(host.as_bytes()),
            service: Some(b"http"),
            family: 0,
            kind: 0,
            protocol: 0,
            flags: 0,
        };
        assert_eq!(resolve(&network, &question, &mut |_| Ok(())), Err(Error::Resolve(Resolve::NoName)));
    }
    assert_eq!(network.count(Operation::Resolve), 0);
}
