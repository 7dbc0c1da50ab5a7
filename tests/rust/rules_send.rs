//! What `send`, `write` and `sendall` report, whatever stops them.

mod simulated;

use simulated::{
    Bytearray, INTERRUPT, Network, Operation, Resizable, Socket, TIMED_OUT, Unusable, local, pattern,
};
use usocket::socket::transfer::{SendError, Sent};
use usocket::socket::{Errno, Error, Message};

fn sent(count: usize, stopped: Option<Error>) -> Sent {
    Sent { count, stopped }
}

fn after(count: usize, error: Error) -> SendError {
    SendError { error, sent: Some(count) }
}

/// A pair between which so many bytes fit.
fn pair_with_window(network: &Network, window: usize) -> (Socket, Socket) {
    network.plan().window.set(window);
    Socket::pair(network)
}

#[test]
fn section_2_send_returns_the_count_when_only_time_stopped_it() {
    assert_eq!(sent(5, None).count_or_error(), Ok(5));
    assert_eq!(sent(0, None).count_or_error(), Ok(0));
    assert_eq!(sent(5, Some(TIMED_OUT)).count_or_error(), Ok(5));
    assert_eq!(sent(5, Some(Error::WOULD_BLOCK)).count_or_error(), Ok(5));
}

#[test]
fn section_2_send_raises_when_nothing_was_sent() {
    for error in [TIMED_OUT, Error::WOULD_BLOCK, Error::Os(Errno::EPIPE), INTERRUPT, Error::Memory] {
        assert_eq!(sent(0, Some(error)).count_or_error(), Err(error.into()));
    }
}

#[test]
fn rule_4_3_send_raises_with_the_count_when_worse_than_time_stopped_it() {
    let errno = Errno::ECONNRESET;
    assert_eq!(sent(5, Some(Error::Os(errno))).count_or_error(), Err(after(5, Error::Os(errno))));
    assert_eq!(sent(5, Some(INTERRUPT)).count_or_error(), Err(after(5, INTERRUPT)));
}

#[test]
fn rule_4_3_sendall_raises_with_the_count_always() {
    assert_eq!(sent(5, None).all_or_error(), Ok(()));
    for errno in [Errno::ETIMEDOUT, Errno::EAGAIN, Errno::EPIPE] {
        for count in [0, 1, 5] {
            let error = sent(count, Some(Error::Os(errno))).all_or_error();
            assert_eq!(error, Err(after(count, Error::Os(errno))));
        }
    }
    assert_eq!(sent(5, Some(INTERRUPT)).all_or_error(), Err(after(5, INTERRUPT)));
}

#[test]
fn rule_4_10_sending_nothing_returns_at_once() {
    for window in [0, 100] {
        let network = Network::default();
        let (client, server) = pair_with_window(&network, window);
        assert_eq!(client.send(b"").count_or_error(), Ok(0));
        assert_eq!(network.count(Operation::Send), 1);
        assert_eq!(network.count(Operation::Wait), 0);
        server.set_timeout(Some(0));
        assert_eq!(server.recv(9, 0), Err(Error::WOULD_BLOCK), "nothing is not the end");
    }
}

#[test]
fn rule_4_10_bug_11_sending_nothing_still_reports_errors() {
    let network = Network::default();
    let (client, _server) = Socket::pair(&network);
    network.reset(client.handle());
    assert_eq!(client.send(b"").count_or_error(), Err(Error::Os(Errno::ECONNRESET).into()));
    client.close();
    assert_eq!(client.send(b"").count_or_error(), Err(Error::Os(Errno::EBADF).into()));
}

#[test]
fn section_2_send_queues_everything_although_each_step_is_short() {
    for step in [1, 3, 100, 999] {
        let network = Network::default();
        network.plan().send_sizes.set(move || step);
        let (client, server) = Socket::pair(&network);
        let data = pattern(1000);
        assert_eq!(client.send(&data).count_or_error(), Ok(1000));
        assert_eq!(network.count(Operation::Send), 1000_usize.div_ceil(step));
        assert_eq!(server.read(1000), Ok(Some(data)));
    }
}

#[test]
fn rule_4_3_time_out_memory_and_reset_leave_the_count() {
    type Trouble = fn(&Network, &Socket);
    let troubles: [(Trouble, Errno); 3] = [
        (|_, _| {}, Errno::ETIMEDOUT),
        (|network, _| network.plan().fail(Operation::Send, Errno::ENOMEM), Errno::ENOMEM),
        (|network, client| network.reset(client.handle()), Errno::ECONNRESET),
    ];
    for (trouble, errno) in troubles {
        let network = Network::default();
        let (client, server) = pair_with_window(&network, 6);
        client.set_timeout(Some(100));
        let (troubled, at) = (client.clone(), 50);
        network.after(at, move |network| trouble(network, &troubled));
        network.python_after(at, |_| {});
        let sent = client.send(b"0123456789");
        assert_eq!((sent.count, sent.stopped), (6, Some(Error::Os(errno))));
        assert_eq!(sent.all_or_error(), Err(after(6, Error::Os(errno))));
        assert_eq!(server.recv(99, 0), Ok(b"012345".to_vec()));
    }
}

#[test]
fn rule_4_4_enomem_before_anything_was_sent_is_raised_and_the_socket_still_works() {
    let network = Network::default();
    let (client, server) = Socket::pair(&network);
    network.plan().fail(Operation::Send, Errno::ENOMEM);
    assert_eq!(client.send(b"data").count_or_error(), Err(Error::Os(Errno::ENOMEM).into()));
    assert_eq!(client.send(b"data").count_or_error(), Ok(4));
    assert_eq!(server.recv(99, 0), Ok(b"data".to_vec()));
}

#[test]
fn rule_4_5_an_interrupted_send_ends_where_it_was() {
    let network = Network::default();
    let (client, server) = pair_with_window(&network, 6);
    network.interrupt_after(20);
    let sent = client.send(b"0123456789");
    assert_eq!((sent.count, sent.stopped), (6, Some(INTERRUPT)));
    assert_eq!(network.microseconds(), 20_000);
    assert_eq!(server.recv(99, 0), Ok(b"012345".to_vec()));
    assert_eq!(client.send(b"6789").count_or_error(), Ok(4));
    assert_eq!(server.recv(99, 0), Ok(b"6789".to_vec()));
}

#[test]
fn rule_4_9_a_peer_that_is_gone_is_epipe() {
    let network = Network::default();
    let (client, server) = Socket::pair(&network);
    server.close();
    assert_eq!(client.send(b"data").count_or_error(), Err(Error::Os(Errno::EPIPE).into()));
}

#[test]
fn rule_4_9_a_peer_that_leaves_while_a_send_waits_ends_it() {
    let network = Network::default();
    let (client, server) = pair_with_window(&network, 6);
    network.after(30, move |_| server.close());
    let sent = client.send(b"0123456789");
    assert_eq!((sent.count, sent.stopped), (6, Some(Error::Os(Errno::EPIPE))));
}

#[test]
fn a_bytearray_that_shrinks_meanwhile_is_sent_as_far_as_it_goes() {
    for (length, expected) in [(8, 8), (4, 4), (2, 4), (0, 4), (50, 10)] {
        let network = Network::default();
        let (client, server) = pair_with_window(&network, 4);
        let data = Resizable::new(b"0123456789");
        let shrinking = data.clone();
        network.python_after(5, move |_| shrinking.resize(length));
        let received = Resizable::default();
        for step in 1..5 {
            let (server, received) = (server.clone(), received.clone());
            network.after(10 * step, move |_| {
                if let Ok(bytes) = server.recv(4, simulated::MSG_DONTWAIT) {
                    let begin = received.bytes().len();
                    received.resize(begin + bytes.len());
                    received.write(begin, &bytes);
                }
            });
        }
        let sent = client.send_from(&mut Bytearray::new(&data), 0, None);
        assert_eq!(sent.count_or_error(), Ok(expected), "shrunk to {length}");
        network.pass_microseconds(100_000);
        assert_eq!(received.bytes(), b"0123456789"[..expected], "shrunk to {length}");
    }
}

#[test]
fn a_source_that_is_no_buffer_any_more_ends_the_send() {
    let network = Network::default();
    let (client, _server) = Socket::pair(&network);
    let sent = client.send_from(&mut Unusable, 0, None);
    assert_eq!(sent.count_or_error(), Err(Error::Type(Message::NeedBuffer).into()));
    assert_eq!(network.count(Operation::Send), 0);
}

#[test]
fn rule_4_2_send_waits_for_the_connection_that_was_begun() {
    let network = Network::default();
    network.plan().latency.set(10);
    let listener = Socket::listener(&network, 80, 1);
    let client = Socket::stream(&network);
    client.set_timeout(Some(0));
    assert_eq!(client.connect(80), Err(Error::Os(Errno::EINPROGRESS)));
    client.set_timeout(Some(100));
    assert_eq!(client.send(b"data").count_or_error(), Ok(4));
    assert_eq!(network.microseconds(), 20_000);
    assert_eq!(listener.accept().expect("accepts").recv(99, 0), Ok(b"data".to_vec()));
}

#[test]
fn an_address_on_a_stream_changes_nothing() {
    let network = Network::default();
    let (client, server) = Socket::pair(&network);
    let mut data = Bytearray::new(&Resizable::new(b"data"));
    assert_eq!(client.send_from(&mut data, 0, Some(&local(9))).count_or_error(), Ok(4));
    assert_eq!(server.recv(99, 0), Ok(b"data".to_vec()));
}
