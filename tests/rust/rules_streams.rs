//! Rules 4.3, 4.6 and 4.10: streams.

mod simulated;

use simulated::{
    Growing, INTERRUPT, MSG_DONTWAIT, MSG_PEEK, MSG_TRUNC, Network, Operation, Resizable, Socket, TIMED_OUT,
    pattern,
};
use usocket::socket::{Errno, Error, Readiness, Received};

fn some(bytes: &[u8]) -> simulated::Outcome {
    Ok(Some(bytes.to_vec()))
}

/// A pair whose first end has kept these bytes, and the rest has not been sent.
fn pair_with_kept(network: &Network, kept: &[u8]) -> (Socket, Socket) {
    let (client, server) = Socket::pair(network);
    assert_eq!(server.send(kept).count, kept.len());
    client.set_timeout(Some(10));
    assert_eq!(client.read(kept.len() + 1), Err(TIMED_OUT));
    assert_eq!(client.kept.bytes(), kept);
    (client, server)
}

#[test]
fn rule_4_3_a_read_that_times_out_keeps_what_arrived() {
    let network = Network::default();
    let (client, server) = pair_with_kept(&network, b"abc");
    assert_eq!(server.send(b"def").count, 3);
    assert_eq!(client.read(6), some(b"abcdef"));
    assert_eq!(client.kept.bytes(), b"");
}

#[test]
fn rule_4_3_an_interrupted_read_keeps_what_arrived() {
    let network = Network::default();
    let (client, server) = Socket::pair(&network);
    server.sends_after(10, b"abc");
    network.interrupt_after(20);
    assert_eq!(client.read(6), Err(INTERRUPT));
    assert_eq!(client.kept.bytes(), b"abc");

    server.sends_after(10, b"def");
    network.interrupt_after(20);
    assert_eq!(client.read_line(20), Err(INTERRUPT));
    assert_eq!(client.kept.bytes(), b"abcdef");

    server.sends_after(10, b"ghi");
    network.interrupt_after(20);
    assert_eq!(client.read_into(&Resizable::new(&[0; 20])), Err(INTERRUPT));
    assert_eq!(client.kept.bytes(), b"abcdefghi");
    assert_eq!(client.recv(20, 0), Ok(b"abcdefghi".to_vec()));
}

#[test]
fn rule_4_3_every_receive_takes_kept_bytes_first() {
    let network = Network::default();
    let (client, server) = pair_with_kept(&network, b"abcdefghi\n");
    assert_eq!(server.send(b"new").count, 3);
    assert_eq!(client.recv(2, MSG_PEEK), Ok(b"ab".to_vec()));
    assert_eq!(client.recv(1, 0), Ok(b"a".to_vec()));
    assert_eq!(client.recv(1, MSG_DONTWAIT), Ok(b"b".to_vec()));
    assert_eq!(client.recv(1, MSG_TRUNC), Ok(b"c".to_vec()));
    assert_eq!(client.read(1), some(b"d"));
    assert_eq!(client.read_into(&Resizable::new(b"?")), some(b"e"));
    assert_eq!(client.read_line(1), some(b"f"));
    assert_eq!(client.recv(99, MSG_PEEK), Ok(b"ghi\n".to_vec()));
    assert_eq!(client.read_line(99), some(b"ghi\n"));
    assert_eq!(client.recv(99, 0), Ok(b"new".to_vec()));
}

#[test]
fn rule_4_3_kept_bytes_are_counted_like_others() {
    let network = Network::default();
    let (client, _server) = pair_with_kept(&network, b"abcdef");
    for flags in [MSG_PEEK, 0, MSG_TRUNC] {
        let received = client.receive(&mut Growing::new(2), flags, None);
        assert_eq!(received, Ok(Received { length: 2, datagram: 2 }));
    }
    assert_eq!(client.kept.bytes(), b"ef");
}

#[test]
fn rule_4_3_kept_bytes_need_no_wait() {
    let network = Network::default();
    let (client, _server) = pair_with_kept(&network, b"abc");
    let waits = network.count(Operation::Wait);
    client.set_timeout(None);
    assert_eq!(client.recv(99, 0), Ok(b"abc".to_vec()));
    assert_eq!(network.count(Operation::Wait), waits);
}

#[test]
fn rule_4_3_reads_cross_from_kept_to_new_bytes() {
    let network = Network::default();
    let (client, server) = pair_with_kept(&network, b"one ");
    assert_eq!(server.send(b"line\nnext").count, 9);
    assert_eq!(client.read_line(99), some(b"one line\n"));
    assert_eq!(client.read_line(99), Err(TIMED_OUT));
    assert_eq!(server.send(b" one\n").count, 5);
    assert_eq!(client.read_into(&Resizable::new(&[0; 9])), some(b"next one\n"));
}

#[test]
fn rule_4_3_kept_bytes_outlive_the_end_and_a_reset() {
    let network = Network::default();
    let (client, server) = pair_with_kept(&network, b"abc");
    server.close();
    assert_eq!(client.read(10), some(b"abc"));
    assert_eq!(client.read(10), some(b""));

    let (client, _server) = pair_with_kept(&network, b"abc");
    network.reset(client.handle());
    assert_eq!(client.read(10), Err(Error::Os(Errno::ECONNRESET)));
    assert_eq!(client.recv(10, 0), Ok(b"abc".to_vec()));
    assert_eq!(client.recv(10, 0), Ok(Vec::new()));
}

#[test]
fn rule_4_3_what_arrived_before_a_reset_is_received() {
    let network = Network::default();
    let (client, server) = Socket::pair(&network);
    assert_eq!(server.send(b"last words").count, 10);
    network.reset(client.handle());
    assert_eq!(client.recv(4, 0), Ok(b"last".to_vec()));
    assert_eq!(client.recv(99, 0), Ok(b" words".to_vec()));
    assert_eq!(client.recv(99, 0), Err(Error::Os(Errno::ECONNRESET)));
}

#[test]
fn rule_4_6_the_end_is_empty_for_ever() {
    let network = Network::default();
    let (client, server) = Socket::pair(&network);
    server.sends_after(5, b"abc");
    let closing = server.clone();
    network.after(10, move |_| closing.close());
    assert_eq!(client.read(usize::MAX), some(b"abc"));
    for timeout in [None, Some(0), Some(100)] {
        client.set_timeout(timeout);
        assert_eq!(client.recv(9, 0), Ok(Vec::new()));
        assert_eq!(client.recv(9, MSG_PEEK), Ok(Vec::new()));
        assert_eq!(client.read(9), some(b""));
        assert_eq!(client.read_line(9), some(b""));
        assert_eq!(client.read_into(&Resizable::new(&[0; 9])), some(b""));
    }
}

#[test]
fn rule_4_6_a_half_closed_stream_still_sends() {
    let network = Network::default();
    let (client, server) = Socket::pair(&network);
    usocket::socket::Stack::shutdown(&network, server.handle(), 1).expect("shuts down");
    assert_eq!(client.recv(9, 0), Ok(Vec::new()));
    assert_eq!(client.send(b"answer").count_or_error(), Ok(6));
    assert_eq!(server.recv(9, 0), Ok(b"answer".to_vec()));
    assert_eq!(server.send(b"more").count_or_error(), Err(Error::Os(Errno::EPIPE).into()));
}

#[test]
fn rule_4_6_the_last_line_needs_no_newline() {
    let network = Network::default();
    let (client, server) = Socket::pair(&network);
    assert_eq!(server.send(b"first\nlast").count, 10);
    server.close();
    assert_eq!(client.read_line(99), some(b"first\n"));
    assert_eq!(client.read_line(99), some(b"last"));
    assert_eq!(client.read_line(99), some(b""));
}

#[test]
fn rule_4_3_read_line_takes_nothing_after_the_newline() {
    for knows_available in [false, true] {
        let network = Network::default();
        network.plan().knows_available.set(knows_available);
        let (client, server) = Socket::pair(&network);
        assert_eq!(server.send(b"\n\na\nbody").count, 8);
        assert_eq!(client.read_line(99), some(b"\n"));
        assert_eq!(client.read_line(99), some(b"\n"));
        assert_eq!(client.read_line(99), some(b"a\n"));
        assert_eq!(client.kept.bytes(), b"");
        assert_eq!(client.recv(99, 0), Ok(b"body".to_vec()));
    }
}

#[test]
fn rule_4_3_lines_of_any_length_around_the_look_ahead() {
    for length in (0..5).chain(120..140).chain(250..260).chain([1000]) {
        let network = Network::default();
        let (client, server) = Socket::pair(&network);
        let mut line = pattern(length);
        line.push(b'\n');
        assert_eq!(server.send(&line).count + server.send(b"body").count, length + 5);
        assert_eq!(client.read_line(usize::MAX), Ok(Some(line)));
        assert_eq!(client.recv(99, 0), Ok(b"body".to_vec()));
    }
}

#[test]
fn rule_4_3_read_line_asks_the_stack_once_for_a_stretch() {
    let network = Network::default();
    let (client, server) = Socket::pair(&network);
    let mut line = pattern(99);
    line.push(b'\n');
    assert_eq!(server.send(&line).count, 100);
    assert_eq!(client.read_line(usize::MAX), Ok(Some(line)));
    assert_eq!(network.count(Operation::Receive), 2, "one look, one take");
}

#[test]
fn section_2_read_line_stops_at_its_limit() {
    let network = Network::default();
    let (client, server) = Socket::pair(&network);
    assert_eq!(server.send(b"abcdef\n").count, 7);
    assert_eq!(client.read_line(3), some(b"abc"));
    assert_eq!(client.read_line(3), some(b"def"));
    assert_eq!(client.read_line(3), some(b"\n"));

    assert_eq!(server.send(b"abcdef\n").count, 7);
    let mut roomy = Growing::new(99);
    let deadline = client.inner.deadline(&network);
    let taken = client.inner.read_line(&network, &client.kept, &deadline, &mut roomy, 3);
    assert_eq!((taken.count, taken.stopped), (3, None));
    assert_eq!(client.recv(99, 0), Ok(b"def\n".to_vec()));
}

#[test]
fn rule_4_10_sizes_of_zero_return_at_once() {
    let network = Network::default();
    let (client, server) = Socket::pair(&network);
    assert_eq!(client.read(0), some(b""));
    assert_eq!(client.read_line(0), some(b""));
    assert_eq!(client.read_into(&Resizable::new(b"")), some(b""));
    assert_eq!(server.send(b"data").count, 4);
    assert_eq!(client.read(0), some(b""));
    assert_eq!(client.read_line(0), some(b""));
    assert_eq!(client.recv(9, 0), Ok(b"data".to_vec()));
    assert_eq!(network.count(Operation::Wait), 0);
}

#[test]
fn rule_4_3_msg_peek_takes_nothing_and_waits_like_others() {
    let network = Network::default();
    let (client, server) = Socket::pair(&network);
    server.sends_after(30, b"abc");
    assert_eq!(client.recv(9, MSG_PEEK), Ok(b"abc".to_vec()));
    assert_eq!(client.recv(2, MSG_PEEK), Ok(b"ab".to_vec()));
    assert_eq!(client.recv(9, 0), Ok(b"abc".to_vec()));
}

#[test]
fn rule_4_3_msg_trunc_drops_no_byte_of_a_stream() {
    let network = Network::default();
    let (client, server) = Socket::pair(&network);
    assert_eq!(server.send(b"abcdef").count, 6);
    assert_eq!(client.recv(3, MSG_TRUNC), Ok(b"abc".to_vec()));
    assert_eq!(client.recv(3, MSG_TRUNC | MSG_PEEK), Ok(b"def".to_vec()));
    assert_eq!(client.recv(9, 0), Ok(b"def".to_vec()));
}

#[test]
fn rule_4_6_poll_reports_data_the_end_errors_and_closing() {
    let network = Network::default();
    let (client, server) = Socket::pair(&network);
    let both = Readiness::READ | Readiness::WRITE;
    assert_eq!(client.inner.readiness(&network, both), Readiness::WRITE);
    assert_eq!(server.send(b"abc").count, 3);
    assert_eq!(client.inner.readiness(&network, both), both);
    assert_eq!(client.inner.readiness(&network, Readiness::READ), Readiness::READ);
    network.reset(client.handle());
    assert!(client.inner.readiness(&network, both).intersects(Readiness::ERROR));
    client.close();
    assert_eq!(client.inner.readiness(&network, both), Readiness::INVALID);
    server.close();
}

#[test]
fn rule_4_3_a_take_shorter_than_the_look_ahead_does_not_end_the_line() {
    let network = Network::default();
    network.plan().receive_sizes.set(|| 3);
    let (client, server) = Socket::pair(&network);
    assert_eq!(server.send(b"a long line\nrest").count, 16);
    assert_eq!(client.read_line(99), Ok(Some(b"a long line\n".to_vec())));
}

#[test]
fn rule_4_3_what_comes_after_the_look_at_how_much_there_is_does_not_end_the_stream() {
    let network = Network::default();
    network.plan().knows_available.set(true);
    network.plan().answer_delay.set(2000);
    let (client, server) = Socket::pair(&network);
    server.sends_after(1, b"abc");
    assert_eq!(client.recv(10, 0), Ok(b"abc".to_vec()));
    server.sends_after(1, b"abc\n");
    assert_eq!(client.read_line(10), Ok(Some(b"abc\n".to_vec())));
    server.close();
    assert_eq!(client.recv(10, 0), Ok(Vec::new()));
}
