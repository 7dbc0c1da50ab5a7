//! Opening and closing, also while a call waits: rules 4.4 and 4.6.

mod simulated;

use simulated::{
    CLOSED, Growing, INTERRUPT, MSG_DONTWAIT, MSG_PEEK, Network, Operation, Resizable, Socket, TIMED_OUT,
    local,
};
use usocket::socket::address::{AF_INET, AF_INET6, IPPROTO_UDP, SOCK_DGRAM, SOCK_STREAM};
use usocket::socket::{Errno, Error, Handle, Readiness, Stack, Timeout};

/// A method that uses the network, and its name.
type Call = (&'static str, fn(&Socket) -> Result<(), Error>);

const CALLS: [Call; 11] = [
    ("accept", |socket| socket.accept().map(drop)),
    ("connect", |socket| socket.connect(9)),
    ("recv", |socket| socket.recv(4, 0).map(drop)),
    ("peek", |socket| socket.recv(4, MSG_PEEK).map(drop)),
    ("recvfrom", |socket| socket.receive(&mut Growing::new(4), 0, Some(&mut local(0))).map(drop)),
    ("read", |socket| socket.read(4).map(drop)),
    ("readline", |socket| socket.read_line(4).map(drop)),
    ("readinto", |socket| socket.read_into(&Resizable::new(&[0; 4])).map(drop)),
    ("send", |socket| socket.send(b"data").count_or_error().map(drop).map_err(|failed| failed.error)),
    ("sendall", |socket| socket.send(b"data").all_or_error().map_err(|failed| failed.error)),
    ("sendto", |socket| socket.send_to(b"data", 8).count_or_error().map(drop).map_err(|failed| failed.error)),
];

/// A socket for which a call has to wait.
fn waiting_socket(network: &Network, call: &str) -> Socket {
    network.plan().window.set(0);
    network.plan().silence(local(9));
    match call {
        "accept" => Socket::listener(network, 80, 1),
        "connect" => Socket::stream(network),
        "sendto" | "recvfrom" => Socket::datagram(network, 7),
        _ => Socket::pair(network).0,
    }
}

fn is_closed(result: Result<(), Error>) -> bool {
    result == Err(CLOSED)
}

#[test]
fn rule_4_6_every_method_of_a_closed_socket_gets_ebadf() {
    for timeout in [None, Some(0), Some(100)] {
        for (name, call) in CALLS {
            let network = Network::default();
            let closed = Socket::stream(&network);
            closed.close();
            closed.set_timeout(timeout);
            assert!(is_closed(call(&closed)), "{name}");
            assert!(is_closed(call(&Socket::closed(&network))), "{name}");
        }
    }
}

#[test]
fn rule_4_6_a_closed_socket_says_so() {
    let network = Network::default();
    let socket = Socket::stream(&network);
    socket.close();
    assert_eq!(socket.inner.handle(), Err(CLOSED));
    assert_eq!(socket.inner.descriptor(), Handle::NONE);
    assert_eq!(socket.inner.readiness(&network, Readiness::READ), Readiness::INVALID);
    assert_eq!(socket.inner.detach(&network), Handle::NONE);
}

#[test]
fn rule_4_6_closing_while_a_call_waits_ends_it_with_ebadf() {
    for nap in [None, Some(3)] {
        for (name, call) in CALLS {
            let network = Network::default();
            network.plan().nap.set(nap);
            let socket = waiting_socket(&network, name);
            let closing = socket.clone();
            network.python_after(20, move |_| closing.close());
            assert!(is_closed(call(&socket)), "{name}");
            assert_eq!(network.microseconds(), 20_000, "{name}");
            assert_eq!(network.count(Operation::Close), closes_before(name) + 1);
        }
    }
}

/// Making a pair closes the listener that it took.
fn closes_before(name: &str) -> usize {
    usize::from(!matches!(name, "accept" | "connect" | "sendto" | "recvfrom"))
}

#[test]
fn rule_4_6_a_new_socket_in_the_closed_ones_place_is_left_alone() {
    for (name, call) in CALLS {
        let network = Network::default();
        let socket = waiting_socket(&network, name);
        let handle = socket.handle();
        let closing = socket.clone();
        network.python_after(20, move |network| {
            closing.close();
            let sender = Socket::datagram(network, 100);
            let heir =
                if sender.handle() == handle { sender.clone() } else { Socket::datagram(network, 101) };
            assert_eq!(heir.handle(), handle, "handles are used again");
            network.plan().window.set(100);
            let port = network.local_address(handle).expect("is bound").port();
            assert_eq!(sender.send_to(b"for the heir", port).count_or_error(), Ok(12));
        });
        assert!(is_closed(call(&socket)), "{name}");
        let received = network.receive(handle, &mut [0; 99], 0, None);
        assert_eq!(received.map(|received| received.length), Ok(12), "{name}");
    }
}

#[test]
fn rule_4_6_bug_8_a_second_close_closes_nothing() {
    let network = Network::default();
    let socket = Socket::stream(&network);
    socket.close();
    let heir = Socket::stream(&network);
    socket.close();
    socket.inner.close(&network);
    assert_eq!(network.count(Operation::Close), 1);
    assert_eq!(network.open_sockets(), 1);
    assert_eq!(heir.handle(), Handle(0));
}

#[test]
fn rule_4_6_closing_a_socket_that_was_never_opened_does_nothing() {
    let network = Network::default();
    Socket::closed(&network).close();
    assert_eq!(network.count(Operation::Close), 0);
}

#[test]
fn section_2_detach_lets_go_without_closing() {
    let network = Network::default();
    let socket = Socket::stream(&network);
    assert_eq!(socket.inner.detach(&network), Handle(0));
    socket.close();
    assert_eq!(socket.inner.handle(), Err(CLOSED));
    assert_eq!(network.count(Operation::Close), 0);
    assert_eq!(network.open_sockets(), 1);
}

#[test]
fn section_2_open_remembers_what_it_is() {
    let network = Network::default();
    let socket = Socket::closed(&network);
    // CPython's `proto` is what was asked for.
    for (family, kind, asked) in
        [(AF_INET, SOCK_STREAM, 0), (AF_INET6, SOCK_DGRAM, IPPROTO_UDP), (AF_INET, SOCK_STREAM, 262)]
    {
        let timeout = Timeout::from_milliseconds(77);
        assert_eq!(socket.inner.open(&network, family, kind, asked, timeout), Ok(()));
        assert_eq!((socket.inner.family(), socket.inner.kind()), (family, kind));
        assert_eq!(socket.inner.protocol(), asked);
        assert_eq!(socket.inner.timeout().milliseconds(), Some(77));
        assert_eq!(socket.inner.is_stream(), kind == SOCK_STREAM);
    }
}

#[test]
fn section_2_flags_beside_the_type_do_not_change_it() {
    const SOCK_NONBLOCK: i32 = 0o4000;
    const SOCK_CLOEXEC: i32 = 0o2000000;
    let network = Network::default();
    let socket = Socket::closed(&network);
    let kind = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
    assert_eq!(socket.inner.open(&network, AF_INET, kind, 0, Timeout::NONE), Ok(()));
    assert_eq!(socket.inner.kind(), SOCK_STREAM);
    assert!(socket.inner.is_stream());
}

#[test]
fn section_1_open_reclaims_once_and_tries_once_more() {
    for errno in [Errno::EMFILE, Errno::ENOMEM, Errno::ENOBUFS] {
        for failures in 0..3 {
            let network = Network::default();
            (0..failures).for_each(|_| network.plan().fail(Operation::Open, errno));
            let socket = Socket::closed(&network);
            let opened = socket.inner.open(&network, AF_INET, SOCK_STREAM, 0, Timeout::NONE);
            assert_eq!(opened, if failures < 2 { Ok(()) } else { Err(Error::Os(errno)) });
            assert_eq!(network.count(Operation::Reclaim), failures.min(1));
            assert_eq!(network.count(Operation::Open), failures.min(1) + 1);
            assert_eq!(socket.inner.handle().is_ok(), failures < 2);
        }
    }
}

#[test]
fn section_1_open_reclaims_for_no_other_error() {
    for errno in [Errno::EAFNOSUPPORT, Errno::EPROTONOSUPPORT, Errno::EINVAL, Errno::from_number(1)] {
        let network = Network::default();
        network.plan().fail(Operation::Open, errno);
        let socket = Socket::closed(&network);
        let opened = socket.inner.open(&network, AF_INET, SOCK_STREAM, 0, Timeout::NONE);
        assert_eq!(opened, Err(Error::Os(errno)));
        assert_eq!((network.count(Operation::Open), network.count(Operation::Reclaim)), (1, 0));
    }
}

#[test]
fn section_1_sockets_that_nobody_holds_make_room_for_new_ones() {
    let network = Network::default();
    network.plan().socket_limit.set(4);
    let sockets: Vec<Socket> = (0..4).map(|_| Socket::stream(&network)).collect();
    let socket = Socket::closed(&network);
    let open = || socket.inner.open(&network, AF_INET, SOCK_STREAM, 0, Timeout::NONE);
    assert_eq!(open(), Err(Error::Os(Errno::EMFILE)));
    sockets[1..3].iter().for_each(|dropped| network.abandon(dropped.handle()));
    assert_eq!(open(), Ok(()));
    assert_eq!(network.open_sockets(), 3);
}

#[test]
fn rule_4_5_an_interrupt_ends_every_call_at_once() {
    for (name, call) in CALLS {
        let network = Network::default();
        let socket = waiting_socket(&network, name);
        network.interrupt_after(15);
        let begin = network.microseconds();
        assert_eq!(call(&socket), Err(INTERRUPT), "{name}");
        assert_eq!(network.microseconds() - begin, 15_000, "{name}");
        assert!(socket.inner.handle().is_ok(), "{name} leaves the socket open");
    }
}

#[test]
fn a_buffer_that_is_resized_while_a_read_waits_is_not_overrun() {
    for (length, seen) in [(3, "abc"), (0, ""), (6, "abcdef"), (99, "abcdefghij")] {
        let network = Network::default();
        let (client, server) = Socket::pair(&network);
        let buffer = Resizable::new(&[0; 10]);
        let resized = buffer.clone();
        server.sends_after(10, b"abcd");
        network.python_after(20, move |_| resized.resize(length));
        server.sends_after(30, b"efghijklmnop");
        let result = client.read_into(&buffer).map(|bytes| bytes.expect("waits"));
        assert_eq!(result, Ok(seen.as_bytes().to_vec()), "resized to {length}");
        let taken = seen.len().max(4);
        assert_eq!(client.recv(99, MSG_DONTWAIT), Ok(b"abcdefghijklmnop"[taken..].to_vec()));
    }
}

#[test]
fn the_same_socket_may_be_used_while_a_call_waits() {
    let network = Network::default();
    let (client, server) = Socket::pair(&network);
    client.set_timeout(Some(100));
    let inner = client.clone();
    server.sends_after(10, b"ab");
    let peer = server.clone();
    network.python_after(20, move |_| {
        assert_eq!(peer.send(b"cd").count, 2);
        assert_eq!(inner.send(b"question").count_or_error(), Ok(8));
        assert_eq!(inner.recv(9, 0), Ok(b"cd".to_vec()));
    });
    server.sends_after(30, b"ef");
    assert_eq!(client.read(4), Ok(Some(b"abef".to_vec())));
    assert_eq!(server.recv(9, 0), Ok(b"question".to_vec()));
    assert_eq!(client.read(1), Err(TIMED_OUT));
}
