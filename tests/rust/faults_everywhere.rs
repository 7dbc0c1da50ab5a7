//! One conversation, again and again, with one fault at each point of it: each call of the stack
//! fails once, and in each millisecond something happens once.

mod scenario;
mod simulated;

use scenario::{Fault, Figures, Opening, Step, Way, run};

const CLIENT: u8 = 0;
const SERVER: u8 = 1;
const ONE: u8 = 2;
const OTHER: u8 = 3;
const LISTENER: u8 = 4;
const SECOND: u8 = 5;

fn send(who: u8, size: u16) -> Step {
    Step::Send { who, to: OTHER, size }
}

fn receive(who: u8, way: Way, size: u16) -> Step {
    Step::Receive { who, way, size, memory: None }
}

fn meanwhile(after: u8, step: Step) -> Step {
    Step::Meanwhile { after, steps: vec![step] }
}

/// Every kind of call waits in it, and each wait ends by itself.
fn conversation() -> Vec<Step> {
    let mut steps = vec![
        Step::Fault(Fault::Latency(3)),
        Step::Fault(Fault::Window(200)),
        Step::Fault(Fault::NameServer(Some(10))),
        Step::Fault(Fault::ShortPeeks(5)),
    ];
    steps.extend([CLIENT, SERVER, ONE, OTHER, LISTENER].map(|who| timeout(who, 40)));
    // More than the window: the peer reads meanwhile.
    steps.extend([5, 10, 15].map(|after| meanwhile(after, receive(SERVER, Way::Recv, 150))));
    steps.push(send(CLIENT, 500));
    steps.push(receive(SERVER, Way::ReadLine, 0));
    steps.push(meanwhile(8, send(SERVER, 30)));
    steps.push(meanwhile(16, send(SERVER, 30)));
    steps.push(receive(CLIENT, Way::Read, 45));
    steps.push(receive(CLIENT, Way::Peek, 9));
    steps.push(receive(CLIENT, Way::ReadInto, 15));
    steps.push(receive(CLIENT, Way::Read, 1));
    steps.push(send(ONE, 20));
    steps.push(receive(OTHER, Way::Recv, 30));
    steps.push(Step::Resolve { known: true });
    steps.push(Step::Open { who: SECOND, what: Opening::Stream });
    steps.push(timeout(SECOND, 40));
    steps.push(Step::Connect { who: SECOND, to: LISTENER });
    steps.push(send(SECOND, 10));
    steps.push(Step::Accept { who: LISTENER, into: SERVER });
    steps.push(Step::Shutdown { who: SECOND, how: 1 });
    steps.push(receive(SERVER, Way::ReadAll, 0));
    steps
}

fn timeout(who: u8, milliseconds: u16) -> Step {
    Step::Timeout { who, milliseconds: Some(milliseconds) }
}

fn with(first: Step) -> Figures {
    let mut steps = conversation();
    steps.insert(0, first);
    run(&steps)
}

/// The conversation with a fault at each call of the stack that it can hit; returns how many.
fn at_every_call(fault: impl Fn(u8) -> Fault) -> u64 {
    let hit = |after: &u8| with(Step::Fault(fault(*after))).injected > 0;
    (0..=u8::MAX).take_while(hit).count() as u64
}

/// The conversation with a thing that happens in each of its milliseconds.
fn at_every_millisecond(step: impl Fn(u8) -> Step) {
    let end = u8::try_from(run(&conversation()).milliseconds).expect("a short conversation");
    for after in 0..end {
        with(step(after));
    }
}

#[test]
fn the_conversation_waits_and_exchanges_what_it_shall() {
    let Figures { calls, bytes, milliseconds, .. } = run(&conversation());
    assert!(calls >= 20 && bytes > 400 && milliseconds > 80, "{calls} {bytes} {milliseconds}");
}

#[test]
fn would_block_at_every_call_of_the_stack() {
    // TakeError, the last of them, is called by a connect only.
    for (of, least) in [(0, 6), (1, 12), (2, 1), (3, 1)] {
        let points = at_every_call(|after| Fault::WouldBlock { of, after });
        assert!(points >= least, "{points} points of operation {of}");
    }
}

#[test]
fn exhausted_at_every_call_of_the_stack() {
    for (of, least) in [(0, 1), (1, 1), (2, 1), (3, 6), (4, 12), (5, 12)] {
        for why in 0..3 {
            let points = at_every_call(|after| Fault::Exhausted { of, after, why });
            assert!(points >= least, "{points} points of operation {of}");
        }
    }
}

#[test]
fn a_reset_in_every_millisecond() {
    at_every_millisecond(|after| Step::Fault(Fault::Reset { who: CLIENT, after }));
}

#[test]
fn a_half_close_in_every_millisecond() {
    for who in [CLIENT, SERVER] {
        at_every_millisecond(|after| Step::Fault(Fault::HalfClose { who, after }));
    }
}

#[test]
fn an_interrupt_in_every_millisecond() {
    at_every_millisecond(|after| Step::Fault(Fault::Interrupt(after)));
}

#[test]
fn a_callback_closes_each_socket_in_every_millisecond() {
    for who in CLIENT..=SECOND {
        at_every_millisecond(|after| meanwhile(after, Step::Close { who }));
    }
}

/// The new one gets the closed one's handle.
#[test]
fn a_callback_closes_a_socket_and_opens_another_in_every_millisecond() {
    for (who, what) in [(CLIENT, Opening::Stream), (SERVER, Opening::Datagram), (LISTENER, Opening::Stream)] {
        at_every_millisecond(|after| Step::Meanwhile {
            after,
            steps: vec![Step::Close { who }, Step::Open { who: SECOND, what }],
        });
    }
}

#[test]
fn a_callback_reads_from_the_same_stream_in_every_millisecond() {
    for (who, way) in [(CLIENT, Way::DontWait), (SERVER, Way::DontWait), (SERVER, Way::ReadLine)] {
        at_every_millisecond(|after| meanwhile(after, receive(who, way, 7)));
    }
}

#[test]
fn no_socket_is_left_in_every_millisecond() {
    at_every_millisecond(|after| meanwhile(after, Step::Fault(Fault::Sockets(0))));
}
