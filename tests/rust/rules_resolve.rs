//! Questions to the resolver: what is asked, and that every query is forgotten exactly once
//! (the simulation panics when one is used after that). Rules 4.1 and 4.5.

mod simulated;

use std::cell::Cell;

use simulated::{Asked, CANONICAL_NAME, INTERRUPT, Network, Operation, local};
use usocket::socket::address::{AF_INET, AF_INET6, AF_UNIX, SOCK_DGRAM, SOCK_RAW, SOCK_STREAM};
use usocket::socket::error::Resolve;
use usocket::socket::resolve::{
    AI_CANONNAME, AI_NUMERICHOST, AI_PASSIVE, Answer, Question, begin, finish, resolve, resolve_one,
};
use usocket::socket::{Address, Error, Family, Kind, Stack};

const ANYTHING: Question<'static> =
    Question { host: Some(b"host"), service: Some(b"80"), family: 0, kind: 0, protocol: 0, flags: 0 };

fn v6(last: u8) -> Address {
    let mut octets = [0; 16];
    octets[15] = last;
    Address::v6(octets, 0, 0, 0)
}

/// A network with a host that has two addresses of each family.
fn network() -> Network {
    let network = Network::default();
    let addresses = [Address::v4([10, 0, 0, 1], 0), v6(1), Address::v4([10, 0, 0, 2], 0), v6(2)];
    network.resolver().add("host", &addresses);
    network
}

fn answers(network: &Network, question: &Question<'_>) -> Result<Vec<Address>, Error> {
    let mut all = Vec::new();
    resolve(network, question, &mut |answer| {
        all.push(answer.address.clone());
        Ok(())
    })?;
    Ok(all)
}

/// Every query that was begun was forgotten, once.
fn assert_forgotten(network: &Network, queries: usize) {
    assert_eq!(network.resolver().begun(), queries);
    assert_eq!(network.resolver().remembered(), 0);
    assert_eq!(network.count(Operation::Forget), queries);
}

fn failed(reason: Resolve) -> Error {
    Error::Resolve(reason)
}

#[test]
fn section_1_answers_come_in_order_with_the_port() {
    for delay in [0, 1, 29_999, 30_000] {
        let network = network();
        network.resolver().set_delay(Some(delay));
        let expected = [
            Address::v4([10, 0, 0, 1], 80),
            v6(1).with_port(80),
            Address::v4([10, 0, 0, 2], 80),
            v6(2).with_port(80),
        ];
        assert_eq!(answers(&network, &ANYTHING), Ok(expected.to_vec()));
        assert_eq!(network.microseconds(), u64::from(delay) * 1000);
        assert_eq!(network.count(Operation::Wait), usize::from(delay > 0));
        assert_forgotten(&network, 1);
    }
}

#[test]
fn section_1_the_canonical_name_comes_through() {
    let network = network();
    let mut names = Vec::new();
    let result = resolve(&network, &ANYTHING, &mut |answer| {
        names.push(answer.canonical_name.to_vec());
        Ok(())
    });
    assert_eq!(result, Ok(()));
    assert_eq!(names, [CANONICAL_NAME, b"", b"", b""]);
}

#[test]
fn bug_18_the_filters_reach_the_stack() {
    for (family, expected_family) in
        [(0, None), (AF_INET, Some(Family::Inet)), (AF_INET6, Some(Family::Inet6))]
    {
        for (kind, expected_kind) in [
            (0, None),
            (SOCK_STREAM, Some(Kind::Stream)),
            (SOCK_DGRAM, Some(Kind::Datagram)),
            (SOCK_RAW, Some(Kind::Raw)),
        ] {
            let network = network();
            let question = Question { family, kind, flags: 0x22, ..ANYTHING };
            let found = answers(&network, &question).expect("finds");
            assert_eq!(found.len(), if family == 0 { 4 } else { 2 });
            assert!(found.iter().all(|address| family == 0 || address.family().number() == family));
            let (host, service) = (Some(b"host".to_vec()), None);
            let asked = Asked { host, service, family: expected_family, kind: expected_kind, flags: 0x22 };
            assert_eq!(network.resolver().asked(), [asked]);
        }
    }
}

#[test]
fn section_1_a_service_is_the_stacks_to_know() {
    let network = Network::default();
    network.resolver().add("host", &[local(53)]);
    network.resolver().add("", &[local(53)]);
    for host in [Some(&b"host"[..]), Some(b""), None] {
        let question = Question { host, service: Some(b"domain"), ..ANYTHING };
        assert_eq!(answers(&network, &question), Ok(vec![local(53)]));
        let asked = network.resolver().asked().pop().expect("was asked");
        assert_eq!(asked.service, Some(b"domain".to_vec()));
        assert_eq!(asked.host, host.filter(|host| !host.is_empty()).map(<[u8]>::to_vec));
    }
    assert_forgotten(&network, 3);
}

#[test]
fn section_1_without_a_host_it_is_this_one() {
    let network = Network::default();
    let mut loopback6 = [0; 16];
    loopback6[15] = 1;
    let own = [Address::v4([127, 0, 0, 1], 80), Address::v6(loopback6, 80, 0, 0)];
    let any = [Address::ANY.with_port(80), Address::v6([0; 16], 80, 0, 0)];
    for (flags, expected) in [(0, own), (AI_PASSIVE, any)] {
        let question = Question { host: None, flags, ..ANYTHING };
        assert_eq!(answers(&network, &question), Ok(expected.to_vec()));
        let question = Question { family: AF_INET6, ..question };
        assert_eq!(answers(&network, &question), Ok(vec![expected[1].clone()]));
    }
    assert_eq!(network.count(Operation::Resolve), 0);
}

#[test]
fn section_1_flags_keep_names_from_the_resolver() {
    let network = network();
    let no_name = Err(failed(Resolve::NoName));
    let numeric_host = Question { flags: AI_NUMERICHOST, ..ANYTHING };
    assert_eq!(answers(&network, &numeric_host), no_name);
    let numeric_service = Question { service: Some(b"http"), flags: Network::AI_NUMERICSERV, ..ANYTHING };
    assert_eq!(answers(&network, &numeric_service), no_name);
    assert_eq!(network.count(Operation::Resolve), 0);
    let mut name = Vec::new();
    let canonical = Question { host: Some(b"10.1.2.3"), flags: AI_CANONNAME, ..ANYTHING };
    resolve(&network, &canonical, &mut |answer| {
        name = answer.canonical_name.to_vec();
        Ok(())
    })
    .unwrap();
    assert_eq!(name, b"10.1.2.3");
}

#[test]
fn section_1_an_unknown_family_is_never_asked_for() {
    let network = network();
    for family in [-1, 1, 3, 99, AF_UNIX] {
        let question = Question { family, ..ANYTHING };
        assert_eq!(answers(&network, &question), Err(failed(Resolve::Family)));
        assert_eq!(resolve_one(&network, b"host", family, 0), Err(failed(Resolve::Family)));
    }
    assert_eq!(network.count(Operation::Resolve), 0);
}

#[test]
fn section_1_a_query_that_cannot_begin_is_not_forgotten() {
    let network = network();
    network.resolver().refuse(Resolve::Memory);
    assert_eq!(answers(&network, &ANYTHING), Err(failed(Resolve::Memory)));
    assert_forgotten(&network, 0);
}

#[test]
fn rule_4_5_a_query_waits_for_room_to_begin() {
    let network = network();
    network.resolver().occupy(&network, 6500);
    assert!(answers(&network, &ANYTHING).is_ok());
    assert_eq!(network.microseconds(), 6_500_000);
    assert_forgotten(&network, 1);
}

#[test]
fn rule_4_5_waiting_for_room_has_the_same_limit() {
    let network = network();
    network.resolver().occupy(&network, 60_000);
    assert_eq!(answers(&network, &ANYTHING), Err(failed(Resolve::Again)));
    assert!((30_000_000..=30_001_000).contains(&network.microseconds()));
    assert_forgotten(&network, 0);
}

#[test]
fn section_1_a_query_that_fails_is_forgotten() {
    for delay in [0, 700] {
        for reason in [Resolve::NoName, Resolve::Again, Resolve::Fail, Resolve::Service] {
            let network = network();
            network.resolver().set_delay(Some(delay));
            network.resolver().fail(reason);
            assert_eq!(answers(&network, &ANYTHING), Err(failed(reason)));
            assert_forgotten(&network, 1);
        }
    }
}

#[test]
fn section_1_an_unknown_name_is_forgotten() {
    let network = network();
    let question = Question { host: Some(b"nobody"), ..ANYTHING };
    assert_eq!(answers(&network, &question), Err(failed(Resolve::NoName)));
    assert_eq!(resolve_one(&network, b"nobody", 0, 0), Err(failed(Resolve::NoName)));
    assert_forgotten(&network, 2);
}

#[test]
fn rule_4_5_a_query_that_is_interrupted_is_forgotten_at_once() {
    let network = network();
    network.resolver().set_delay(Some(5000));
    network.interrupt_after(20);
    assert_eq!(answers(&network, &ANYTHING), Err(INTERRUPT));
    assert_eq!(network.microseconds(), 20_000);
    assert_forgotten(&network, 1);
}

fn too_early(_: &Answer<'_>) -> Result<(), Error> {
    panic!("an answer before it was there")
}

#[test]
fn section_1_a_query_that_was_begun_answers_again_and_again() {
    let network = network();
    network.resolver().set_delay(Some(700));
    let query = begin(&network, &ANYTHING, &mut too_early).expect("is asked").expect("is a name");
    assert_eq!(finish(&network, &ANYTHING, query, &mut too_early), Err(Error::WOULD_BLOCK));
    assert_eq!(network.microseconds(), 0);
    network.wait_resolved(Some(query), 1000).expect("waits");
    for _ in 0..2 {
        let mut ports = Vec::new();
        let result = finish(&network, &ANYTHING, query, &mut |answer| {
            ports.push(answer.address.port());
            Ok(())
        });
        assert_eq!((result, ports), (Ok(()), vec![80; 4]));
    }
    network.forget(query);
    assert_forgotten(&network, 1);
}

#[test]
fn section_1_a_numeric_host_is_answered_where_a_query_would_begin() {
    let network = network();
    let numeric = Question { host: Some(b"10.0.0.7"), ..ANYTHING };
    let mut addresses = Vec::new();
    let begun = begin(&network, &numeric, &mut |answer| {
        addresses.push(answer.address.clone());
        Ok(())
    });
    assert_eq!((begun, addresses), (Ok(None), vec![Address::v4([10, 0, 0, 7], 80)]));
    assert_forgotten(&network, 0);
}

#[test]
fn rule_4_5_a_query_without_an_answer_is_forgotten_in_the_end() {
    let network = network();
    network.resolver().set_delay(None);
    assert_eq!(answers(&network, &ANYTHING), Err(failed(Resolve::Again)));
    assert_forgotten(&network, 1);
}

#[test]
fn rule_4_5_an_answer_at_the_last_moment_counts() {
    let network = network();
    network.plan().oversleep.set(60_000_000);
    network.resolver().set_delay(Some(31_000));
    assert_eq!(answers(&network, &ANYTHING).map(|all| all.len()), Ok(4));
    assert_forgotten(&network, 1);
}

#[test]
fn section_1_a_query_whose_answers_find_no_memory_is_forgotten() {
    for failing in 0..4 {
        let network = network();
        let calls = Cell::new(0);
        let result = resolve(&network, &ANYTHING, &mut |_| {
            calls.set(calls.get() + 1);
            if calls.get() > failing { Err(Error::Memory) } else { Ok(()) }
        });
        assert_eq!(result, Err(Error::Memory));
        assert_eq!(calls.get(), failing + 1, "nothing after the failure");
        assert_forgotten(&network, 1);
    }
}

#[test]
fn section_1_python_that_runs_meanwhile_may_resolve_too() {
    let network = network();
    network.resolver().set_delay(Some(100));
    network.python_after(50, |network| {
        let question = Question { family: AF_INET6, ..ANYTHING };
        assert_eq!(answers(network, &question), Ok(vec![v6(1).with_port(80), v6(2).with_port(80)]));
        assert_eq!(network.resolver().remembered(), 1, "the outer one is still under way");
    });
    let question = Question { family: AF_INET, ..ANYTHING };
    let expected = [Address::v4([10, 0, 0, 1], 80), Address::v4([10, 0, 0, 2], 80)];
    assert_eq!(answers(&network, &question), Ok(expected.to_vec()));
    assert_forgotten(&network, 2);
}

#[test]
fn section_1_resolve_one_takes_the_first_of_its_family() {
    let network = network();
    assert_eq!(resolve_one(&network, b"host", 0, 0), Ok(Address::v4([10, 0, 0, 1], 0)));
    assert_eq!(resolve_one(&network, b"host", AF_INET6, SOCK_STREAM), Ok(v6(1)));
    assert_eq!(network.resolver().asked()[1].kind, Some(Kind::Stream));
    assert_forgotten(&network, 2);
}
