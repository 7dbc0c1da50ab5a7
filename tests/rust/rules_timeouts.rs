//! Rule 4.2: a timeout is a deadline for the whole operation, never early, and late by at most
//! one tick of the stack.

mod simulated;

use simulated::{Growing, MSG_PEEK, Network, Resizable, Socket, TIMED_OUT, Waking, local, pattern};
use usocket::socket::resolve::{Question, resolve};
use usocket::socket::{Error, Timeout, error::Resolve};

/// A call that has to wait for something that never happens.
struct Situation {
    name: &'static str,
    prepare: fn(&Network) -> Vec<Socket>,
    call: fn(&Socket) -> Result<(), Error>,
}

fn pair(network: &Network) -> Vec<Socket> {
    let (client, server) = Socket::pair(network);
    vec![client, server]
}

fn full_pair(network: &Network) -> Vec<Socket> {
    network.plan().window.set(0);
    pair(network)
}

fn silent_peer(network: &Network) -> Vec<Socket> {
    network.plan().silence(local(9));
    vec![Socket::stream(network)]
}

fn blocked_datagrams(network: &Network) -> Vec<Socket> {
    network.plan().window.set(0);
    vec![Socket::datagram(network, 7)]
}

const SITUATIONS: [Situation; 10] = [
    Situation {
        name: "accept",
        prepare: |network| vec![Socket::listener(network, 80, 1)],
        call: |socket| socket.accept().map(drop),
    },
    Situation { name: "connect", prepare: silent_peer, call: |socket| socket.connect(9) },
    Situation { name: "recv", prepare: pair, call: |socket| socket.recv(4, 0).map(drop) },
    Situation { name: "peek", prepare: pair, call: |socket| socket.recv(4, MSG_PEEK).map(drop) },
    Situation { name: "read", prepare: pair, call: |socket| socket.read(4).map(drop) },
    Situation { name: "readline", prepare: pair, call: |socket| socket.read_line(4).map(drop) },
    Situation {
        name: "readinto",
        prepare: pair,
        call: |socket| socket.read_into(&Resizable::new(&[0; 4])).map(drop),
    },
    Situation {
        name: "send",
        prepare: full_pair,
        call: |socket| socket.send(b"data").count_or_error().map(drop).map_err(|failed| failed.error),
    },
    Situation {
        name: "recvfrom",
        prepare: |network| vec![Socket::datagram(network, 7)],
        call: |socket| socket.receive(&mut Growing::new(4), 0, Some(&mut local(0))).map(drop),
    },
    Situation {
        name: "sendto",
        prepare: blocked_datagrams,
        call: |socket| socket.send_to(b"data", 8).count_or_error().map(drop).map_err(|failed| failed.error),
    },
];

/// How long a call took, in microseconds.
fn timed<T>(network: &Network, call: impl FnOnce() -> T) -> (T, u64) {
    let begin = network.microseconds();
    let result = call();
    (result, network.microseconds() - begin)
}

fn assert_punctual(elapsed: u64, milliseconds: u32, context: &str) {
    let wanted = u64::from(milliseconds) * 1000;
    assert!(elapsed >= wanted, "{context}: {elapsed} µs is early for {milliseconds} ms");
    assert!(elapsed <= wanted + 1000, "{context}: {elapsed} µs is late for {milliseconds} ms");
}

/// Clocks that begin anywhere in a tick, waits of every kind.
fn for_each_clock(body: impl Fn(&Network, &str)) {
    for phase in [0, 1, 500, 999] {
        for waking in [Waking::Exact, Waking::OnTick] {
            for nap in [None, Some(1), Some(7)] {
                let network = Network::default();
                network.pass_microseconds(phase);
                network.plan().waking.set(waking);
                network.plan().nap.set(nap);
                body(&network, &format!("{phase} µs into a tick, {waking:?}, naps of {nap:?}"));
            }
        }
    }
}

#[test]
fn rule_4_2_every_operation_times_out_on_time() {
    for Situation { name, prepare, call } in &SITUATIONS {
        for milliseconds in [1, 2, 30, 99, 100, 1000] {
            for_each_clock(|network, clock| {
                let sockets = prepare(network);
                sockets[0].set_timeout(Some(milliseconds));
                let (result, elapsed) = timed(network, || call(&sockets[0]));
                assert_eq!(result, Err(TIMED_OUT), "{name}");
                assert_punctual(elapsed, milliseconds, &format!("{name}, {clock}"));
            });
        }
    }
}

#[test]
fn rule_4_2_the_clock_wraps_around_in_the_middle() {
    for Situation { name, prepare, call } in &SITUATIONS {
        for before in [0, 1, 50, 99, 100, 101] {
            for_each_clock(|network, clock| {
                let sockets = prepare(network);
                sockets[0].set_timeout(Some(100));
                network.set_tick(u32::MAX - before);
                let (result, elapsed) = timed(network, || call(&sockets[0]));
                assert_eq!(result, Err(TIMED_OUT), "{name}");
                assert_punctual(elapsed, 100, &format!("{name}, {before} ticks before it, {clock}"));
            });
        }
    }
}

#[test]
fn rule_4_2_the_longest_timeout_is_24_days() {
    for milliseconds in [Timeout::LONGEST - 1, Timeout::LONGEST, Timeout::LONGEST + 1, u32::MAX] {
        let network = Network::default();
        network.set_tick(u32::MAX - 5);
        let (client, _server) = Socket::pair(&network);
        client.set_timeout(Some(milliseconds));
        let (result, elapsed) = timed(&network, || client.recv(1, 0));
        assert_eq!(result, Err(TIMED_OUT));
        assert_punctual(elapsed, milliseconds.min(Timeout::LONGEST), "the longest");
    }
}

#[test]
fn rule_4_2_without_a_timeout_a_call_waits_for_two_months() {
    let network = Network::default();
    let (client, server) = Socket::pair(&network);
    network.after_microseconds(60 * 24 * 3600 * 1_000_000, move |_| {
        assert_eq!(server.send(b"late").count, 4);
    });
    assert_eq!(client.recv(9, 0), Ok(b"late".to_vec()));
}

#[test]
fn rule_4_2_bytes_that_trickle_in_do_not_move_the_deadline() {
    for_each_clock(|network, clock| {
        let (client, server) = Socket::pair(network);
        client.set_timeout(Some(100));
        (1..10).for_each(|step| server.sends_after(30 * step, b"x"));
        let (result, elapsed) = timed(network, || client.read(10));
        assert_eq!(result, Err(TIMED_OUT));
        assert_eq!(client.kept.bytes(), b"xxx");
        assert_punctual(elapsed, 100, clock);

        let (result, elapsed) = timed(network, || client.read_line(20));
        assert_eq!(result, Err(TIMED_OUT));
        assert_eq!(client.kept.bytes(), b"xxxxxx");
        assert_punctual(elapsed, 100, clock);
    });
}

#[test]
fn rule_4_2_room_that_trickles_in_does_not_move_the_deadline() {
    for_each_clock(|network, clock| {
        network.plan().window.set(2);
        let (client, server) = Socket::pair(network);
        client.set_timeout(Some(100));
        for step in 1..10 {
            let server = server.clone();
            network.after(30 * step, move |_| assert_eq!(server.recv(1, 0).map(|bytes| bytes.len()), Ok(1)));
        }
        let (sent, elapsed) = timed(network, || client.send(b"0123456789"));
        assert_eq!((sent.count, sent.stopped), (5, Some(TIMED_OUT)));
        assert_punctual(elapsed, 100, clock);
    });
}

#[test]
fn rule_4_2_what_happens_at_the_last_moment_still_counts() {
    for arrival in [1, 50, 99, 100] {
        for_each_clock(|network, clock| {
            let (client, server) = Socket::pair(network);
            client.set_timeout(Some(100));
            server.sends_after(arrival, b"in time");
            let (result, elapsed) = timed(network, || client.recv(9, 0));
            assert_eq!(result, Ok(b"in time".to_vec()), "{arrival} ms, {clock}");
            assert!(elapsed <= 101_000, "{elapsed}");
        });
    }
}

#[test]
fn rule_4_2_a_wait_that_oversleeps_is_followed_by_one_last_try() {
    let network = Network::default();
    network.plan().oversleep.set(3_000_000);
    let (client, server) = Socket::pair(&network);
    client.set_timeout(Some(100));
    assert_eq!(client.recv(9, 0), Err(TIMED_OUT));

    network.python_after(1500, move |_| assert_eq!(server.send(b"late").count, 4));
    assert_eq!(client.recv(9, 0), Ok(b"late".to_vec()));
}

#[test]
fn rule_4_2_a_new_timeout_is_for_the_operations_that_begin_afterwards() {
    let network = Network::default();
    let (client, _server) = Socket::pair(&network);
    for (before, after) in [(100, 1000), (100, 10), (1000, 0)] {
        client.set_timeout(Some(before));
        let socket = client.clone();
        network.python_after(5, move |_| socket.set_timeout(Some(after)));
        let (result, elapsed) = timed(&network, || client.read(10));
        assert_eq!(result, Err(TIMED_OUT));
        assert_punctual(elapsed, before, "the running operation");
    }
}

#[test]
fn rule_4_2_connect_takes_its_time_and_no_more() {
    for_each_clock(|network, clock| {
        network.plan().latency.set(49);
        let _listener = Socket::listener(network, 80, 5);
        let client = Socket::stream(network);
        client.set_timeout(Some(100));
        let (result, elapsed) = timed(network, || client.connect(80));
        assert_eq!(result, Ok(()));
        let nap = network.plan().nap.get().map_or(0, |nap| u64::from(nap) * 1000);
        assert!((98_000..=98_000 + nap).contains(&elapsed), "{elapsed}, {clock}");
    });
}

#[test]
fn rule_4_2_accept_returns_when_a_connection_comes() {
    for_each_clock(|network, clock| {
        let listener = Socket::listener(network, 80, 5);
        let client = Socket::stream(network);
        client.set_timeout(Some(0));
        listener.set_timeout(Some(100));
        let connecting = client.clone();
        network.after(60, move |_| assert_eq!(connecting.connect(80), Ok(())));
        let (accepted, elapsed) = timed(network, || listener.accept().map(|server| server.send(b"hi").count));
        assert_eq!(accepted, Ok(2));
        assert_eq!(elapsed, 60_000, "{clock}");
        assert_eq!(client.recv(9, 0), Ok(b"hi".to_vec()));
    });
}

#[test]
fn rule_4_5_resolving_ends_after_thirty_seconds() {
    for tick in [0, u32::MAX - 15_000] {
        for_each_clock(|network, clock| {
            network.set_tick(tick);
            network.resolver().set_delay(None);
            let question =
                Question { host: Some(b"host"), service: None, family: 0, kind: 0, protocol: 0, flags: 0 };
            let (result, elapsed) = timed(network, || resolve(network, &question, &mut |_| Ok(())));
            assert_eq!(result, Err(Error::Resolve(Resolve::Again)));
            assert_punctual(elapsed, 30_000, clock);
            assert_eq!((network.resolver().begun(), network.resolver().remembered()), (1, 0));
        });
    }
}

#[test]
fn rule_4_2_send_waits_until_all_is_queued() {
    let network = Network::default();
    network.plan().window.set(1000);
    let (client, server) = Socket::pair(&network);
    client.set_timeout(Some(1000));
    for step in 0..10 {
        let server = server.clone();
        network.after(20 * step + 20, move |_| assert_eq!(server.recv(1000, 0), Ok(pattern(1000))));
    }
    let data: Vec<u8> = (0..10).flat_map(|_| pattern(1000)).collect();
    let (sent, elapsed) = timed(&network, || client.send(&data));
    assert_eq!(sent.count_or_error(), Ok(10_000));
    assert_eq!(elapsed, 180_000);
}
