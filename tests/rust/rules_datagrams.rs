//! Rules 4.10 and 4.11: datagrams.

mod simulated;

use simulated::{
    Fate, Growing, MSG_DONTWAIT, MSG_PEEK, MSG_TRUNC, Network, Operation, Resizable, Socket, TIMED_OUT,
    local, pattern,
};
use usocket::socket::{Address, Errno, Error, Received};

/// Two UDP sockets, ports 7 and 8.
fn sockets(network: &Network) -> (Socket, Socket) {
    (Socket::datagram(network, 7), Socket::datagram(network, 8))
}

/// What one receive brings: the bytes, the counts, the sender.
fn receive(socket: &Socket, size: usize, flags: i32) -> (Vec<u8>, Received, Address) {
    let mut bytes = Growing::new(size);
    let mut sender = Address::ANY;
    let received = socket.receive(&mut bytes, flags, Some(&mut sender)).expect("receives");
    (bytes.finish(received.length), received, sender)
}

#[test]
fn rule_4_10_bug_11_an_empty_datagram_is_sent_once() {
    let network = Network::default();
    let (sender, receiver) = sockets(&network);
    assert_eq!(sender.send_to(b"", 8).count_or_error(), Ok(0));
    assert_eq!(network.count(Operation::Send), 1);
    let (bytes, received, from) = receive(&receiver, 99, 0);
    assert_eq!((bytes, from), (Vec::new(), local(7)));
    assert_eq!(received, Received { length: 0, datagram: 0 });
    assert_eq!(receiver.recv(99, MSG_DONTWAIT), Err(Error::WOULD_BLOCK), "there was one only");
}

#[test]
fn rule_4_10_an_empty_datagram_is_received_by_every_method() {
    for knows_available in [false, true] {
        let network = Network::default();
        network.plan().knows_available.set(knows_available);
        let (sender, receiver) = sockets(&network);
        for _ in 0..3 {
            assert_eq!(sender.send_to(b"", 8).count_or_error(), Ok(0));
        }
        assert_eq!(sender.send_to(b"last", 8).count_or_error(), Ok(4));
        assert_eq!(receiver.recv(99, 0), Ok(Vec::new()));
        assert_eq!(receiver.read(99), Ok(Some(Vec::new())));
        assert_eq!(receiver.read_into(&Resizable::new(&[0; 99])), Ok(Some(Vec::new())));
        assert_eq!(receiver.recv(99, 0), Ok(b"last".to_vec()));
    }
}

#[test]
fn rule_4_11_a_long_datagram_is_cut_and_its_length_reported() {
    for knows_available in [false, true] {
        for flags in [0, MSG_TRUNC] {
            let network = Network::default();
            network.plan().knows_available.set(knows_available);
            let (sender, receiver) = sockets(&network);
            assert_eq!(sender.send_to(b"0123456789", 8).count_or_error(), Ok(10));
            assert_eq!(sender.send_to(b"next", 8).count_or_error(), Ok(4));
            let (bytes, received, _) = receive(&receiver, 4, flags);
            assert_eq!(bytes, b"0123");
            assert_eq!(received, Received { length: 4, datagram: 10 });
            assert_eq!(receive(&receiver, 4, flags).1, Received { length: 4, datagram: 4 });
        }
    }
}

#[test]
fn rule_4_11_the_length_is_right_after_a_wait_too() {
    let network = Network::default();
    let (sender, receiver) = sockets(&network);
    network.after(30, move |_| assert_eq!(sender.send_to(b"0123456789", 8).count, 10));
    let (bytes, received, from) = receive(&receiver, 3, MSG_PEEK);
    assert_eq!((bytes, from), (b"012".to_vec(), local(7)));
    assert_eq!(received, Received { length: 3, datagram: 10 });
    assert_eq!(receive(&receiver, 99, 0).0, b"0123456789");
}

#[test]
fn rule_4_11_each_receive_brings_one_datagram_and_its_sender() {
    let network = Network::default();
    let (first, receiver) = sockets(&network);
    let second = Socket::datagram(&network, 9);
    assert_eq!(first.send_to(b"one", 8).count, 3);
    assert_eq!(second.send_to(b"two", 8).count, 3);
    let (bytes, _, from) = receive(&receiver, 99, 0);
    assert_eq!((bytes, from), (b"one".to_vec(), local(7)));
    let (bytes, _, from) = receive(&receiver, 99, 0);
    assert_eq!((bytes, from), (b"two".to_vec(), local(9)));
}

#[test]
fn rule_4_11_a_read_ends_with_the_datagram() {
    let network = Network::default();
    let (sender, receiver) = sockets(&network);
    for text in [&b"one"[..], b"two", b"three", b"four"] {
        assert_eq!(sender.send_to(text, 8).count, text.len());
    }
    assert_eq!(receiver.read(99), Ok(Some(b"one".to_vec())));
    assert_eq!(receiver.read_line(99), Ok(Some(b"two".to_vec())));
    assert_eq!(receiver.read_into(&Resizable::new(&[0; 99])), Ok(Some(b"three".to_vec())));
    assert_eq!(receiver.recv(99, 0), Ok(b"four".to_vec()));
}

#[test]
fn rule_4_11_a_line_ends_with_the_datagram() {
    let network = Network::default();
    let (sender, receiver) = sockets(&network);
    assert_eq!(sender.send_to(b"a line\n", 8).count, 7);
    assert_eq!(sender.send_to(&pattern(100), 8).count, 100);
    assert_eq!(receiver.read_line(65_535), Ok(Some(b"a line\n".to_vec())));
    assert_eq!(receiver.read_line(65_535), Ok(Some(pattern(100))));
    assert_eq!(receiver.recv(9, MSG_DONTWAIT), Err(Error::WOULD_BLOCK));
}

#[test]
fn rule_4_11_a_datagram_is_sent_whole_or_not_at_all() {
    let network = Network::default();
    let (sender, receiver) = sockets(&network);
    let longest = network.plan().datagram_limit.get();
    assert_eq!(sender.send_to(&pattern(longest), 8).count_or_error(), Ok(longest));
    let too_long = sender.send_to(&pattern(longest + 1), 8);
    assert_eq!(too_long.count_or_error(), Err(Error::Os(Errno::EMSGSIZE).into()));
    assert_eq!(receive(&receiver, 9999, 0).0, pattern(longest));
    assert_eq!(receiver.recv(9, MSG_DONTWAIT), Err(Error::WOULD_BLOCK));
}

#[test]
fn rule_4_11_a_datagram_is_sent_once_whatever_the_stack_counts() {
    let network = Network::default();
    network.plan().send_sizes.set(|| 3);
    let (sender, receiver) = sockets(&network);
    assert_eq!(sender.send_to(b"0123456789", 8).count_or_error(), Ok(3));
    assert_eq!(receive(&receiver, 99, 0).0, b"0123456789");
    assert_eq!(receiver.recv(9, MSG_DONTWAIT), Err(Error::WOULD_BLOCK));
}

#[test]
fn rule_4_2_a_datagram_waits_for_room_and_goes_once() {
    let network = Network::default();
    let (sender, receiver) = sockets(&network);
    network.plan().window.set(0);
    network.after(40, |network| network.plan().window.set(1));
    assert_eq!(sender.send_to(b"data", 8).count_or_error(), Ok(4));
    assert_eq!(network.microseconds(), 40_000);
    assert_eq!(receive(&receiver, 99, 0).0, b"data");
    assert_eq!(receiver.recv(9, MSG_DONTWAIT), Err(Error::WOULD_BLOCK));
}

#[test]
fn section_2_a_connected_socket_needs_no_address() {
    let network = Network::default();
    let (sender, receiver) = sockets(&network);
    assert_eq!(sender.send(b"data").count_or_error(), Err(Error::Os(Errno::EDESTADDRREQ).into()));
    assert_eq!(sender.connect(8), Ok(()));
    assert_eq!(sender.send(b"data").count_or_error(), Ok(4));
    assert_eq!(receive(&receiver, 99, 0).0, b"data");
    assert_eq!(network.count(Operation::Wait), 0, "connecting took no time");
}

#[test]
fn rule_4_11_lost_late_and_doubled_datagrams_are_received_as_they_arrive() {
    let network = Network::default();
    network.plan().latency.set(10);
    network.plan().fates.borrow_mut().extend([Fate::Late(50), Fate::Lost, Fate::Twice, Fate::Arrives]);
    let (sender, receiver) = sockets(&network);
    receiver.set_timeout(Some(200));
    for text in [b"late", b"lost", b"both", b"last"] {
        assert_eq!(sender.send_to(text, 8).count_or_error(), Ok(4));
    }
    for text in [b"both", b"both", b"last", b"late"] {
        assert_eq!(receive(&receiver, 99, 0).0, text);
    }
    assert_eq!(network.microseconds(), 60_000);
    assert_eq!(receiver.recv(9, 0), Err(TIMED_OUT));
}

#[test]
fn rule_4_9_a_datagram_that_nobody_waits_for_is_lost_without_a_word() {
    let network = Network::default();
    let (sender, receiver) = sockets(&network);
    receiver.close();
    assert_eq!(sender.send_to(b"data", 8).count_or_error(), Ok(4));
    assert_eq!(sender.send_to(b"data", 8).count_or_error(), Ok(4));
}

#[test]
fn rule_4_10_read_line_receives_an_empty_datagram() {
    let network = Network::default();
    let (sender, receiver) = sockets(&network);
    assert_eq!(sender.send_to(b"", 8).count_or_error(), Ok(0));
    assert_eq!(sender.send_to(b"next", 8).count_or_error(), Ok(4));
    assert_eq!(receiver.read_line(99), Ok(Some(Vec::new())));
    assert_eq!(receiver.read_line(99), Ok(Some(b"next".to_vec())));
}

#[test]
fn rule_4_11_read_line_does_not_cut_a_datagram_that_fits() {
    let network = Network::default();
    let (sender, receiver) = sockets(&network);
    assert_eq!(sender.send_to(&pattern(200), 8).count_or_error(), Ok(200));
    assert_eq!(receiver.read_line(65_535), Ok(Some(pattern(200))));
}

#[test]
fn rule_4_3_a_datagram_is_a_line() {
    let network = Network::default();
    let (sender, receiver) = sockets(&network);
    assert_eq!(sender.send_to(b"one\ntwo\n", 8).count_or_error(), Ok(8));
    assert_eq!(receiver.read_line(99), Ok(Some(b"one\ntwo\n".to_vec())));
}
