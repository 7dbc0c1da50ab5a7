//! The stack on lwIP's raw API, against the real lwIP on its loopback interface.
//!
//! lwIP is one per process: the tests take turns.

use std::sync::{Mutex, MutexGuard, Once};

use usocket::socket::address::{AF_INET, AF_INET6, SOCK_DGRAM, SOCK_STREAM};
use usocket::socket::{Address, Errno, Error, Handle, Inner, Readiness, Stack, Timeout};
use usocket::stack::STACK;

unsafe extern "C" {
    fn machine_start();
    fn machine_run(milliseconds: u32);
    fn machine_pool_use() -> u32;
    fn machine_dispatches() -> u32;
}

const LOOPBACK: [u8; 4] = [127, 0, 0, 1];

/// lwIP keeps what is left of a connection for two minutes; in milliseconds, and a little more.
const TIME_WAIT: u32 = 130_000;

/// Time passes for lwIP, in steps as small as its timers need.
fn run(milliseconds: u32) {
    for _ in 0..milliseconds.div_ceil(10) {
        // SAFETY: the caller holds the lock of `lwip`.
        unsafe { machine_run(10) }
    }
}

fn pool_use() -> u32 {
    // SAFETY: the caller holds the lock of `lwip`.
    unsafe { machine_pool_use() }
}

/// lwIP for one test, with nothing left of an earlier one.
fn lwip() -> MutexGuard<'static, ()> {
    static START: Once = Once::new();
    static TURN: Mutex<()> = Mutex::new(());
    let turn = TURN.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    // SAFETY: once, before anything else.
    START.call_once(|| unsafe { machine_start() });
    run(TIME_WAIT);
    turn
}

fn open(kind: i32) -> Inner {
    let socket = Inner::closed();
    socket.open(&STACK, AF_INET, kind, 0, Timeout::seconds(2)).expect("a socket");
    socket
}

fn handle(socket: &Inner) -> Handle {
    socket.handle().expect("open")
}

/// A listener at a port of lwIP's choice.
fn listener(backlog: i32) -> (Inner, Address) {
    let socket = open(SOCK_STREAM);
    STACK.bind(handle(&socket), &Address::v4(LOOPBACK, 0)).expect("bound");
    STACK.listen(handle(&socket), backlog).expect("listening");
    let address = STACK.local_address(handle(&socket)).expect("an address");
    (socket, address)
}

fn connected(address: &Address) -> Inner {
    let socket = open(SOCK_STREAM);
    socket.connect(&STACK, address).expect("connected");
    socket
}

fn accepted(listener: &Inner) -> Inner {
    let (handle, _) = listener.accept(&STACK).expect("a connection");
    let socket = Inner::closed();
    socket.adopt(handle, AF_INET, SOCK_STREAM, 6, Timeout::seconds(2));
    socket
}

fn receive(socket: &Inner, size: usize) -> Result<Vec<u8>, Errno> {
    let mut buffer = vec![0; size];
    let received = STACK.receive(handle(socket), &mut buffer, 0, None)?;
    buffer.truncate(received.length);
    Ok(buffer)
}

/// Everything is given back: control blocks, segments, buffers.
fn settle(sockets: &[&Inner]) {
    for socket in sockets {
        socket.close(&STACK);
    }
    run(TIME_WAIT);
}

#[test]
fn bytes_cross_in_order_and_nothing_stays_behind() {
    let _turn = lwip();
    let before = pool_use();
    let (server, address) = listener(1);
    let client = connected(&address);
    let peer = accepted(&server);
    let data: Vec<u8> = (0..100_000u32).map(|number| number as u8).collect();
    let (mut sent, mut got) = (0, Vec::new());
    while got.len() < data.len() {
        match STACK.send(handle(&client), &data[sent..], 0, None) {
            Ok(count) => sent += count,
            Err(errno) => assert_eq!(errno, Errno::EAGAIN),
        }
        run(10);
        match receive(&peer, 777) {
            Ok(bytes) => got.extend(bytes),
            Err(errno) => assert_eq!(errno, Errno::EAGAIN),
        }
    }
    assert_eq!(got, data);
    settle(&[&client, &peer, &server]);
    assert_eq!(pool_use(), before);
}

#[test]
fn rule_4_9_connection_refused() {
    let _turn = lwip();
    let (server, address) = listener(1);
    server.close(&STACK);
    let client = open(SOCK_STREAM);
    assert_eq!(client.connect(&STACK, &address), Err(Error::Os(Errno::ECONNREFUSED)));
    // The same socket may try again.
    assert_eq!(client.connect(&STACK, &address), Err(Error::Os(Errno::ECONNREFUSED)));
    settle(&[&client]);
}

#[test]
fn bug_15_data_that_arrived_before_a_reset_is_read_first() {
    let _turn = lwip();
    let (server, address) = listener(1);
    let client = connected(&address);
    let peer = accepted(&server);
    STACK.send(handle(&client), b"last words", 0, None).expect("sent");
    STACK.send(handle(&peer), b"unread", 0, None).expect("sent");
    run(20);
    // Closing with unread data resets the connection.
    client.close(&STACK);
    run(20);
    assert_eq!(receive(&peer, 4).unwrap(), b"last");
    assert_eq!(receive(&peer, 100).unwrap(), b" words");
    assert_eq!(receive(&peer, 100), Err(Errno::ECONNRESET));
    assert_eq!(receive(&peer, 100).unwrap(), b"");
    assert_eq!(STACK.send(handle(&peer), b"x", 0, None), Err(Errno::EPIPE));
    settle(&[&peer, &server]);
}

#[test]
fn rule_4_6_the_end_is_reported_for_ever() {
    let _turn = lwip();
    let (server, address) = listener(1);
    let client = connected(&address);
    let peer = accepted(&server);
    STACK.send(handle(&client), b"bye", 0, None).expect("sent");
    STACK.shutdown(handle(&client), 1).expect("shut down");
    run(20);
    assert_eq!(receive(&peer, 100).unwrap(), b"bye");
    for _ in 0..3 {
        assert_eq!(receive(&peer, 100).unwrap(), b"");
    }
    // The other direction is still open.
    STACK.send(handle(&peer), b"answer", 0, None).expect("sent");
    run(20);
    assert_eq!(receive(&client, 100).unwrap(), b"answer");
    assert_eq!(STACK.send(handle(&client), b"x", 0, None), Err(Errno::EPIPE));
    settle(&[&client, &peer, &server]);
}

#[test]
fn rule_4_7_backlog_is_kept_and_its_connections_come_in_order() {
    let _turn = lwip();
    let before = pool_use();
    let (server, address) = listener(1);
    let clients = [open(SOCK_STREAM), open(SOCK_STREAM), open(SOCK_STREAM)];
    let mut ports = Vec::new();
    for client in &clients {
        assert_eq!(STACK.connect(handle(client), &address), Err(Errno::EINPROGRESS));
        run(50);
        ports.push(STACK.local_address(handle(client)).unwrap().port());
    }
    // One more than the backlog waits; the next one is not answered.
    let ready = |client: &Inner| STACK.readiness(handle(client), Readiness::WRITE);
    assert_eq!(ready(&clients[0]), Readiness::WRITE);
    assert_eq!(ready(&clients[1]), Readiness::WRITE);
    assert_eq!(ready(&clients[2]), Readiness::EMPTY);
    let (first, first_peer) = server.accept(&STACK).unwrap();
    let (second, second_peer) = server.accept(&STACK).unwrap();
    assert_eq!([first_peer.port(), second_peer.port()], ports[..2]);
    // Its next attempt finds room.
    run(5000);
    assert_eq!(ready(&clients[2]), Readiness::WRITE);
    STACK.close(first);
    STACK.close(second);
    let [a, b, c] = &clients;
    settle(&[a, b, c, &server]);
    assert_eq!(pool_use(), before);
}

#[test]
fn connections_that_were_never_accepted_end_with_their_listener() {
    let _turn = lwip();
    let before = pool_use();
    let (server, address) = listener(3);
    let client = connected(&address);
    STACK.send(handle(&client), b"hello", 0, None).expect("sent");
    run(20);
    server.close(&STACK);
    run(20);
    assert_eq!(receive(&client, 10), Err(Errno::ECONNRESET));
    settle(&[&client]);
    assert_eq!(pool_use(), before);
}

#[test]
fn rule_4_10_an_empty_datagram_is_one() {
    let _turn = lwip();
    let before = pool_use();
    let receiver = open(SOCK_DGRAM);
    STACK.bind(handle(&receiver), &Address::v4(LOOPBACK, 0)).unwrap();
    let address = STACK.local_address(handle(&receiver)).unwrap();
    let sender = open(SOCK_DGRAM);
    assert_eq!(STACK.send(handle(&sender), b"", 0, Some(&address)), Ok(0));
    assert_eq!(STACK.send(handle(&sender), b"0123456789", 0, Some(&address)), Ok(10));
    run(20);
    let mut from = Address::ANY;
    let mut buffer = [0; 4];
    let empty = STACK.receive(handle(&receiver), &mut buffer, 0, Some(&mut from)).unwrap();
    assert_eq!((empty.length, empty.datagram), (0, 0));
    assert_eq!(from.port(), STACK.local_address(handle(&sender)).unwrap().port());
    let cut = STACK.receive(handle(&receiver), &mut buffer, 0, None).unwrap();
    assert_eq!((cut.length, cut.datagram, &buffer), (4, 10, b"0123"));
    assert_eq!(receive(&receiver, 4), Err(Errno::EAGAIN));
    settle(&[&receiver, &sender]);
    assert_eq!(pool_use(), before);
}

#[test]
fn datagrams_beyond_the_queue_are_dropped_and_freed() {
    let _turn = lwip();
    let before = pool_use();
    let receiver = open(SOCK_DGRAM);
    STACK.bind(handle(&receiver), &Address::v4(LOOPBACK, 0)).unwrap();
    let address = STACK.local_address(handle(&receiver)).unwrap();
    let sender = open(SOCK_DGRAM);
    for number in 0..8u8 {
        STACK.send(handle(&sender), &[number], 0, Some(&address)).unwrap();
        run(10);
    }
    let got: Vec<_> = std::iter::from_fn(|| receive(&receiver, 4).ok()).collect();
    assert_eq!(got, [[0], [1], [2], [3], [4], [5]]);
    // Those that nobody takes go with the socket.
    STACK.send(handle(&sender), b"left", 0, Some(&address)).unwrap();
    run(10);
    settle(&[&receiver, &sender]);
    assert_eq!(pool_use(), before);
}

#[test]
fn an_ipv6_listener_hears_ipv4_peers_as_mapped_addresses() {
    let _turn = lwip();
    let server = Inner::closed();
    server.open(&STACK, AF_INET6, SOCK_STREAM, 0, Timeout::seconds(2)).unwrap();
    STACK.bind(handle(&server), &Address::v6([0; 16], 0, 0, 0)).unwrap();
    STACK.listen(handle(&server), 1).unwrap();
    let port = STACK.local_address(handle(&server)).unwrap().port();
    let client = connected(&Address::v4(LOOPBACK, port));
    let (peer, address) = server.accept(&STACK).unwrap();
    let mut mapped = [0; 16];
    mapped[10..12].fill(0xff);
    mapped[12..].copy_from_slice(&LOOPBACK);
    assert_eq!(address.with_port(0), Address::v6(mapped, 0, 0, 0));
    STACK.close(peer);
    settle(&[&client, &server]);
}

#[test]
fn the_table_ends_with_emfile_and_opens_again() {
    let _turn = lwip();
    let before = pool_use();
    for kind in [SOCK_STREAM, SOCK_DGRAM] {
        let mut held = Vec::new();
        let error = loop {
            let socket = Inner::closed();
            match socket.open(&STACK, AF_INET, kind, 0, Timeout::NONE) {
                Ok(()) => held.push(socket),
                Err(error) => break error,
            }
        };
        assert!(matches!(error, Error::Os(Errno::EMFILE | Errno::ENOMEM)));
        assert!(held.len() >= 4, "{} sockets", held.len());
        held.pop().unwrap().close(&STACK);
        open(kind).close(&STACK);
        held.iter().for_each(|socket| socket.close(&STACK));
    }
    run(20);
    assert_eq!(pool_use(), before);
}

#[test]
fn bug_13_a_closed_socket_leaves_its_groups() {
    let _turn = lwip();
    const ADD_MEMBERSHIP: i32 = 0x400;
    const DROP_MEMBERSHIP: i32 = 0x401;
    let request = [224, 0, 1, 99, 127, 0, 0, 1];
    // There is room for four: eight times as many joins need the closed ones' places.
    for _ in 0..32 {
        let socket = open(SOCK_DGRAM);
        STACK.set_option(handle(&socket), 0, ADD_MEMBERSHIP, &request).expect("joined");
        socket.close(&STACK);
    }
    let socket = open(SOCK_DGRAM);
    assert_eq!(STACK.set_option(handle(&socket), 0, DROP_MEMBERSHIP, &request), Err(Errno::EADDRNOTAVAIL));
    assert_eq!(STACK.set_option(handle(&socket), 0, ADD_MEMBERSHIP, &request[..7]), Err(Errno::EINVAL));
    socket.close(&STACK);
}

#[test]
fn a_watched_socket_asks_to_be_called_once_for_many_events() {
    let _turn = lwip();
    // SAFETY: the lock is held.
    let dispatches = || unsafe { machine_dispatches() };
    let (server, address) = listener(1);
    let client = connected(&address);
    let peer = accepted(&server);
    STACK.watch(handle(&peer), true);
    let before = dispatches();
    for _ in 0..3 {
        STACK.send(handle(&client), b"x", 0, None).unwrap();
        run(20);
    }
    assert_eq!(dispatches(), before + 1);
    assert!(STACK.take_event(handle(&peer)));
    assert!(!STACK.take_event(handle(&peer)));
    client.close(&STACK);
    run(20);
    assert!(STACK.take_event(handle(&peer)), "the end is an event");
    settle(&[&peer, &server]);
}
