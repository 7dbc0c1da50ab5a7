//! Rule 4.4: allocate, then act. Without memory a call leaves the socket as it was.

mod simulated;

use simulated::{Growing, MSG_PEEK, Network, Operation, Socket, Unusable, local, pattern};
use usocket::socket::{Error, Message};

/// A place for nothing.
fn no_memory(limit: usize) -> Growing {
    Growing::new(limit).with_allocations(Some(0))
}

#[test]
fn rule_4_4_a_receive_without_memory_takes_nothing() {
    for knows_available in [false, true] {
        for flags in [0, MSG_PEEK] {
            let network = Network::default();
            network.plan().knows_available.set(knows_available);
            let (client, server) = Socket::pair(&network);
            assert_eq!(server.send(b"data").count, 4);
            assert_eq!(client.receive(&mut no_memory(9), flags, None), Err(Error::Memory));
            assert_eq!(network.count(Operation::Receive), 0);
            assert_eq!(client.recv(9, 0), Ok(b"data".to_vec()));
        }
    }
}

#[test]
fn rule_4_4_a_receive_without_memory_loses_no_datagram() {
    let network = Network::default();
    let (sender, receiver) = (Socket::datagram(&network, 7), Socket::datagram(&network, 8));
    assert_eq!(sender.send_to(b"data", 8).count, 4);
    assert_eq!(receiver.receive(&mut no_memory(9), 0, Some(&mut local(0))), Err(Error::Memory));
    assert_eq!(receiver.recv(9, 0), Ok(b"data".to_vec()));
}

#[test]
fn rule_4_4_a_receive_without_memory_takes_no_kept_bytes() {
    let network = Network::default();
    let (client, _server) = Socket::pair(&network);
    client.kept.keep(b"kept".to_vec());
    assert_eq!(client.receive(&mut no_memory(9), 0, None), Err(Error::Memory));
    assert_eq!(client.read_with(9, Some(0)), Err(Error::Memory));
    assert_eq!(client.read_line_with(9, Some(0)), Err(Error::Memory));
    assert_eq!(client.recv(9, 0), Ok(b"kept".to_vec()));
}

#[test]
fn rule_4_4_memory_that_runs_out_in_a_wait_loses_nothing() {
    let network = Network::default();
    network.plan().knows_available.set(true);
    let (client, server) = Socket::pair(&network);
    server.sends_after(10, b"data");
    assert_eq!(client.receive(&mut no_memory(9), 0, None), Err(Error::Memory));
    assert_eq!(network.microseconds(), 10_000);
    assert_eq!(client.recv(9, 0), Ok(b"data".to_vec()));
}

#[test]
fn rule_4_4_a_read_keeps_what_it_had_when_memory_runs_out() {
    for knows_available in [false, true] {
        for allocations in 0..4 {
            let network = Network::default();
            network.plan().knows_available.set(knows_available);
            let (client, server) = Socket::pair(&network);
            let stream = pattern(1000);
            for (step, piece) in stream.chunks(250).enumerate() {
                server.sends_after(10 * step as u32, piece);
            }
            assert_eq!(client.read_with(usize::MAX, Some(allocations)), Err(Error::Memory));
            assert!(client.kept.bytes().len() < 1000);
            assert_eq!(client.read(1000), Ok(Some(stream)));
        }
    }
}

#[test]
fn rule_4_4_a_line_keeps_what_it_had_when_memory_runs_out() {
    for allocations in 0..5 {
        let network = Network::default();
        let (client, server) = Socket::pair(&network);
        let mut line = pattern(700);
        line.push(b'\n');
        assert_eq!(server.send(&line).count + server.send(b"rest").count, 705);
        assert_eq!(client.read_line_with(usize::MAX, Some(allocations)), Err(Error::Memory));
        assert_eq!(client.kept.bytes().len(), 128 * allocations);
        assert_eq!(client.read_line(usize::MAX), Ok(Some(line)));
        assert_eq!(client.recv(9, 0), Ok(b"rest".to_vec()));
    }
}

#[test]
fn rule_4_4_a_target_that_is_no_buffer_any_more_loses_nothing() {
    let network = Network::default();
    let (client, server) = Socket::pair(&network);
    assert_eq!(server.send(b"data").count, 4);
    let error = Error::Type(Message::NeedWritableBuffer);
    assert_eq!(client.receive(&mut Unusable, 0, None), Err(error));
    assert_eq!(client.recv(9, 0), Ok(b"data".to_vec()));
}

#[test]
fn rule_4_4_a_line_asks_for_no_more_memory_than_the_stack_has_bytes() {
    let network = Network::default();
    network.plan().knows_available.set(true);
    let (client, server) = Socket::pair(&network);
    assert_eq!(server.send(b"ok\n").count, 3);
    let mut bytes = Growing::new(usize::MAX);
    let deadline = client.inner.deadline(&network);
    let taken = client.inner.read_line(&network, &client.kept, &deadline, &mut bytes, usize::MAX);
    assert_eq!((taken.count, taken.stopped), (3, None));
    assert_eq!(bytes.room(), 3);
}
