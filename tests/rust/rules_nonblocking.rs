//! Rule 4.2: what a socket that does not block returns when there is nothing to do, and that it
//! never waits to find out.

mod simulated;

use simulated::{
    Bytearray, Growing, MSG_DONTWAIT, MSG_PEEK, Network, Operation, Resizable, Socket, TIMED_OUT, local,
};
use usocket::socket::transfer::SendError;
use usocket::socket::{Errno, Error};

fn impatient_pair(network: &Network) -> (Socket, Socket) {
    let (client, server) = Socket::pair(network);
    client.set_timeout(Some(0));
    (client, server)
}

#[test]
fn rule_4_2_receive_and_accept_get_eagain() {
    let network = Network::default();
    let (client, _server) = impatient_pair(&network);
    let listener = Socket::listener(&network, 80, 1);
    listener.set_timeout(Some(0));
    let udp = Socket::datagram(&network, 7);
    udp.set_timeout(Some(0));
    assert_eq!(client.recv(1, 0), Err(Error::WOULD_BLOCK));
    assert_eq!(client.recv(1, MSG_PEEK), Err(Error::WOULD_BLOCK));
    assert_eq!(listener.accept().map(drop), Err(Error::WOULD_BLOCK));
    assert_eq!(udp.recv(1, 0), Err(Error::WOULD_BLOCK));
    assert_eq!(network.count(Operation::Wait), 0);
}

#[test]
fn rule_4_2_reads_get_none() {
    let network = Network::default();
    let (client, _server) = impatient_pair(&network);
    assert_eq!(client.read(5), Ok(None));
    assert_eq!(client.read_line(5), Ok(None));
    assert_eq!(client.read_into(&Resizable::new(&[0; 5])), Ok(None));
    assert_eq!(network.count(Operation::Wait), 0);
}

#[test]
fn rule_4_2_reads_get_what_is_there() {
    let network = Network::default();
    let (client, server) = impatient_pair(&network);
    assert_eq!(server.send(b"abc").count, 3);
    assert_eq!(client.read(5), Ok(Some(b"abc".to_vec())));
    assert_eq!(server.send(b"no end").count, 6);
    assert_eq!(client.read_line(50), Ok(Some(b"no end".to_vec())));
    assert_eq!(server.send(b"xyz").count, 3);
    assert_eq!(client.read_into(&Resizable::new(&[0; 5])), Ok(Some(b"xyz".to_vec())));
    assert_eq!(client.kept.bytes(), b"");
    assert_eq!(network.count(Operation::Wait), 0);
}

#[test]
fn rule_4_2_send_gets_a_short_count_then_eagain() {
    let network = Network::default();
    network.plan().window.set(6);
    let (client, server) = impatient_pair(&network);
    assert_eq!(client.send(b"0123456789").count_or_error(), Ok(6));
    assert_eq!(client.send(b"6789").count_or_error(), Err(Error::WOULD_BLOCK.into()));
    assert_eq!(
        client.send(b"6789").all_or_error(),
        Err(SendError { error: Error::WOULD_BLOCK, sent: Some(0) })
    );
    assert_eq!(server.recv(99, 0), Ok(b"012345".to_vec()));
    assert_eq!(client.send(b"6789").count_or_error(), Ok(4));
    assert_eq!(network.count(Operation::Wait), 0);
}

#[test]
fn rule_4_2_send_takes_all_that_fits_although_each_step_is_short() {
    let network = Network::default();
    network.plan().window.set(100);
    network.plan().send_sizes.set(|| 7);
    let (client, server) = impatient_pair(&network);
    assert_eq!(client.send(&[b'x'; 150]).count_or_error(), Ok(100));
    assert_eq!(server.recv(200, 0).map(|bytes| bytes.len()), Ok(100));
}

#[test]
fn rule_4_2_connect_gets_einprogress_then_ealready_then_eisconn() {
    let network = Network::default();
    network.plan().latency.set(10);
    let _listener = Socket::listener(&network, 80, 1);
    let client = Socket::stream(&network);
    client.set_timeout(Some(0));
    assert_eq!(client.connect(80), Err(Error::Os(Errno::EINPROGRESS)));
    assert_eq!(client.connect(80), Err(Error::Os(Errno::EALREADY)));
    network.pass_microseconds(20_000);
    assert_eq!(client.connect(80), Err(Error::Os(Errno::EISCONN)));
    assert_eq!(network.count(Operation::Wait), 0);
    assert_eq!(client.recv(1, 0), Err(Error::WOULD_BLOCK));
}

#[test]
fn rule_4_2_connect_that_takes_no_time_succeeds() {
    let network = Network::default();
    let _listener = Socket::listener(&network, 80, 1);
    let client = Socket::stream(&network);
    client.set_timeout(Some(0));
    assert_eq!(client.connect(80), Ok(()));
    assert_eq!(network.count(Operation::Wait), 0);
}

#[test]
fn rule_4_2_msg_dontwait_makes_one_call_immediate() {
    let network = Network::default();
    network.plan().window.set(4);
    let (client, server) = Socket::pair(&network);
    for timeout in [None, Some(100)] {
        client.set_timeout(timeout);
        assert_eq!(client.recv(1, MSG_DONTWAIT), Err(Error::WOULD_BLOCK));
        assert_eq!(client.recv(1, MSG_DONTWAIT | MSG_PEEK), Err(Error::WOULD_BLOCK));
        let mut data = Bytearray::new(&Resizable::new(b"123456"));
        assert_eq!(client.send_from(&mut data, MSG_DONTWAIT, None).count_or_error(), Ok(4));
        let sent = client.send_from(&mut data, MSG_DONTWAIT, None);
        assert_eq!(sent.count_or_error(), Err(Error::WOULD_BLOCK.into()));
        assert_eq!(server.recv(9, MSG_DONTWAIT), Ok(b"1234".to_vec()));
    }
    assert_eq!(network.count(Operation::Wait), 0);
    assert_eq!(client.recv(1, 0), Err(TIMED_OUT), "the next call waits again");
}

#[test]
fn rule_4_2_msg_dontwait_is_for_datagrams_too() {
    let network = Network::default();
    let udp = Socket::datagram(&network, 7);
    let mut sender = local(0);
    let received = udp.receive(&mut Growing::new(4), MSG_DONTWAIT, Some(&mut sender));
    assert_eq!(received, Err(Error::WOULD_BLOCK));
    network.plan().window.set(0);
    let mut data = Bytearray::new(&Resizable::new(b"data"));
    let sent = udp.send_from(&mut data, MSG_DONTWAIT, Some(&local(8)));
    assert_eq!(sent.count_or_error(), Err(Error::WOULD_BLOCK.into()));
    assert_eq!(network.count(Operation::Wait), 0);
}

#[test]
fn rule_4_2_a_call_that_can_be_done_at_once_never_waits() {
    let network = Network::default();
    let (client, server) = Socket::pair(&network);
    client.set_timeout(Some(100));
    assert_eq!(server.send(b"a line\nand more").count, 15);
    assert_eq!(client.read_line(99), Ok(Some(b"a line\n".to_vec())));
    assert_eq!(client.read(3), Ok(Some(b"and".to_vec())));
    assert_eq!(client.recv(99, 0), Ok(b" more".to_vec()));
    assert_eq!(client.send(b"answer").count_or_error(), Ok(6));
    assert_eq!(network.count(Operation::Wait), 0);
}
