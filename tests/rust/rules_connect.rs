//! Connecting and accepting.

mod simulated;

use simulated::{INTERRUPT, Network, Operation, Socket, TIMED_OUT, local};
use usocket::socket::{Errno, Error, Stack};

fn os(errno: Errno) -> Result<(), Error> {
    Err(Error::Os(errno))
}

#[test]
fn rule_4_2_connect_succeeds_at_once_or_after_a_while() {
    for latency in [0, 1, 500] {
        let network = Network::default();
        network.plan().latency.set(latency);
        let listener = Socket::listener(&network, 80, 1);
        let client = Socket::stream(&network);
        assert_eq!(client.connect(80), Ok(()));
        assert_eq!(network.microseconds(), u64::from(latency) * 2000);
        assert_eq!(network.count(Operation::Connect), 1);
        let server = listener.accept().expect("accepts");
        assert_eq!(client.send(b"data").count_or_error(), Ok(4));
        assert_eq!(server.recv(9, 0), Ok(b"data".to_vec()));
    }
}

#[test]
fn rule_4_9_connect_is_refused_at_once_or_after_a_while() {
    for latency in [0, 1, 500] {
        for nap in [None, Some(1)] {
            let network = Network::default();
            network.plan().latency.set(latency);
            network.plan().nap.set(nap);
            let client = Socket::stream(&network);
            assert_eq!(client.connect(80), os(Errno::ECONNREFUSED));
            assert_eq!(network.microseconds(), u64::from(latency) * 2000);
        }
    }
}

#[test]
fn rule_4_9_a_refusal_is_reported_once() {
    let network = Network::default();
    network.plan().latency.set(5);
    let client = Socket::stream(&network);
    assert_eq!(client.connect(80), os(Errno::ECONNREFUSED));
    assert_eq!(network.count(Operation::TakeError), 1);
    assert_eq!(network.take_error(client.handle()), Ok(()));
    let _listener = Socket::listener(&network, 80, 1);
    assert_eq!(client.connect(80), Ok(()), "the socket can be used again");
}

#[test]
fn rule_4_2_connect_without_a_wait_reports_the_refusal_to_take_error() {
    let network = Network::default();
    network.plan().latency.set(5);
    let client = Socket::stream(&network);
    client.set_timeout(Some(0));
    assert_eq!(client.connect(80), os(Errno::EINPROGRESS));
    assert_eq!(network.count(Operation::TakeError), 0);
    network.pass_microseconds(10_000);
    assert_eq!(network.take_error(client.handle()), Err(Errno::ECONNREFUSED));
}

#[test]
fn rule_4_9_an_error_of_the_stack_comes_through_unchanged() {
    for errno in [Errno::EHOSTUNREACH, Errno::ENETUNREACH, Errno::EADDRNOTAVAIL] {
        let network = Network::default();
        network.plan().fail(Operation::Connect, errno);
        let client = Socket::stream(&network);
        assert_eq!(client.connect(80), os(errno));
        assert_eq!(network.count(Operation::Wait), 0);
    }
}

#[test]
fn rule_4_9_an_error_while_connecting_ends_it() {
    let network = Network::default();
    network.plan().latency.set(50);
    let _listener = Socket::listener(&network, 80, 1);
    let client = Socket::stream(&network);
    let resetting = client.clone();
    network.after(20, move |network| network.reset(resetting.handle()));
    assert_eq!(client.connect(80), os(Errno::ECONNRESET));
    assert_eq!(network.microseconds(), 20_000);
}

#[test]
fn rule_4_2_a_connect_that_timed_out_goes_on_and_the_next_gets_ealready() {
    let network = Network::default();
    network.plan().latency.set(100);
    let _listener = Socket::listener(&network, 80, 1);
    let client = Socket::stream(&network);
    client.set_timeout(Some(50));
    assert_eq!(client.connect(80), Err(TIMED_OUT));
    assert_eq!(client.connect(80), os(Errno::EALREADY));
    network.pass_microseconds(200_000);
    assert_eq!(client.connect(80), os(Errno::EISCONN));
    assert_eq!(client.send(b"data").count_or_error(), Ok(4));
}

#[test]
fn rule_4_5_an_interrupted_connect_goes_on_and_the_next_gets_ealready() {
    let network = Network::default();
    network.plan().latency.set(100);
    let _listener = Socket::listener(&network, 80, 1);
    let client = Socket::stream(&network);
    network.interrupt_after(30);
    assert_eq!(client.connect(80), Err(INTERRUPT));
    assert_eq!(network.microseconds(), 30_000);
    assert_eq!(client.connect(80), os(Errno::EALREADY));
}

#[test]
fn rule_4_2_connect_waits_through_wake_ups_that_mean_nothing() {
    let network = Network::default();
    network.plan().latency.set(40);
    network.plan().nap.set(Some(1));
    (0..20).for_each(|step| network.python_after(step * 3, |_| {}));
    let _listener = Socket::listener(&network, 80, 1);
    let client = Socket::stream(&network);
    client.set_timeout(Some(1000));
    assert_eq!(client.connect(80), Ok(()));
    assert_eq!(network.microseconds(), 80_000);
}

#[test]
fn rule_4_2_a_full_backlog_answers_nobody() {
    let network = Network::default();
    let listener = Socket::listener(&network, 80, 2);
    let clients = [0; 3].map(|_| Socket::stream(&network));
    let results = clients.each_ref().map(|client| {
        client.set_timeout(Some(30));
        client.connect(80)
    });
    assert_eq!(results, [Ok(()), Ok(()), Err(TIMED_OUT)]);
    listener.set_timeout(Some(0));
    assert!(listener.accept().is_ok() && listener.accept().is_ok());
    assert_eq!(listener.accept().map(drop), Err(Error::WOULD_BLOCK));
}

#[test]
fn section_2_accept_gives_the_oldest_connection_and_its_peer() {
    let network = Network::default();
    let listener = Socket::listener(&network, 80, 5);
    let clients = [0; 3].map(|_| Socket::stream(&network));
    for client in &clients {
        assert_eq!(client.connect(80), Ok(()));
    }
    for client in &clients {
        let (handle, peer) = listener.inner.accept(&network).expect("accepts");
        assert_eq!(Ok(peer), network.local_address(client.handle()));
        assert_eq!(network.local_address(handle), Ok(local(80)));
    }
}

#[test]
fn rule_4_2_accept_waits_again_when_somebody_else_took_the_connection() {
    let network = Network::default();
    let listener = Socket::listener(&network, 80, 5);
    let (client, late) = (Socket::stream(&network), Socket::stream(&network));
    let thief = listener.clone();
    let connecting = client.clone();
    network.python_after(10, move |_| {
        assert_eq!(connecting.connect(80), Ok(()));
        assert!(thief.accept().is_ok());
    });
    let connecting = late.clone();
    network.after(30, move |_| assert_eq!(connecting.connect(80), Ok(())));
    listener.set_timeout(Some(100));
    let (_, peer) = listener.inner.accept(&network).expect("accepts");
    assert_eq!(Ok(peer), network.local_address(late.handle()));
    assert_eq!(network.microseconds(), 30_000);
}

#[test]
fn rule_4_4_accept_reclaims_once_and_loses_no_connection() {
    for errno in [Errno::EMFILE, Errno::ENOMEM, Errno::ENOBUFS] {
        for failures in 0..3 {
            let network = Network::default();
            let listener = Socket::listener(&network, 80, 5);
            let client = Socket::stream(&network);
            assert_eq!(client.connect(80), Ok(()));
            (0..failures).for_each(|_| network.plan().fail(Operation::Accept, errno));
            let accepted = listener.accept().map(drop);
            assert_eq!(accepted, if failures < 2 { Ok(()) } else { os(errno) });
            assert_eq!(network.count(Operation::Reclaim), failures.min(1));
            listener.set_timeout(Some(0));
            assert_eq!(listener.accept().is_ok(), failures == 2, "a connection that failed is still there");
        }
    }
}

#[test]
fn rule_4_9_accept_reports_a_connection_that_was_lost() {
    let network = Network::default();
    let listener = Socket::listener(&network, 80, 5);
    let client = Socket::stream(&network);
    assert_eq!(client.connect(80), Ok(()));
    network.plan().fail(Operation::Accept, Errno::ECONNABORTED);
    assert_eq!(listener.accept().map(drop), os(Errno::ECONNABORTED));
    assert_eq!(network.count(Operation::Reclaim), 0);
    assert!(listener.accept().is_ok());
}
