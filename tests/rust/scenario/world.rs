//! The script, step by step.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::ops::AddAssign;
use std::rc::Rc;

use usocket::socket::address::{AF_INET, SOCK_DGRAM, SOCK_STREAM};
use usocket::socket::{Errno, Error, Readiness, Stack, Timeout};

use super::datagrams::Datagrams;
use super::flow::Flow;
use super::party::{Party, fills, takes};
use super::step::{Opening, Step, Way, Who};
use super::verdict::Call;
use crate::simulated::{Network, Socket, TIMED_OUT, local};

/// Socket variables of the script.
const PARTIES: usize = 6;

/// The ports that listeners and datagram sockets have, plus the variable's number.
const LISTENING: u16 = 10;
const DATAGRAM: u16 = 100;

/// Larger sends and receives tell nothing new.
const LARGEST: u16 = 5000;

/// So do longer timeouts.
const LONGEST: u16 = 1000;

/// Periods of the bytes in streams: lines shorter and longer than what is looked ahead.
const PERIODS: [u8; 4] = [251, 7, 61, 1];

/// What a run did.
#[derive(Clone, Copy, Debug, Default)]
#[allow(missing_docs, reason = "they say it")]
pub struct Figures {
    pub calls: u64,
    pub faults: u64,
    pub bytes: u64,
    /// Calls of the stack that failed because a fault said so.
    pub injected: u64,
    /// Milliseconds that it took.
    pub milliseconds: u64,
}

impl AddAssign for Figures {
    fn add_assign(&mut self, other: Figures) {
        self.calls += other.calls;
        self.faults += other.faults;
        self.bytes += other.bytes;
        self.injected += other.injected;
        self.milliseconds += other.milliseconds;
    }
}

/// Everything there is.
pub struct World {
    /// The stack.
    pub network: Network,
    /// When a callback last ended.
    pub callback_end: Cell<u64>,
    /// How late waits may be, at most so far, in microseconds.
    pub longest_oversleep: Cell<u64>,
    /// How often a call was interrupted.
    pub interrupts_seen: Cell<usize>,
    /// Errors that the stack was made to report.
    pub injected: RefCell<Vec<Errno>>,
    parties: [RefCell<Option<Rc<Party>>>; PARTIES],
    /// Those of the stream whose client has this port: there, and back.
    flows: RefCell<HashMap<u16, [Rc<Flow>; 2]>>,
    datagrams: Datagrams,
    /// How often the network may deliver a datagram.
    pub deliveries: Cell<usize>,
    pub(super) figures: Cell<Figures>,
}

/// Does these steps, then closes everything; panics when a promise was broken.
pub fn run(steps: &[Step]) -> Figures {
    let world = Rc::new(World::new());
    world.open(4, Opening::Listener { backlog: 2 });
    world.open(0, Opening::Stream);
    world.connect(0, 4);
    world.accept(4, 1);
    world.open(2, Opening::Datagram);
    world.open(3, Opening::Datagram);
    for step in steps {
        world.step(step);
    }
    world.finish()
}

impl World {
    fn new() -> World {
        let network = Network::default();
        network.plan().gives_up.set(true);
        network.resolver().add("known.test", &[local(0)]);
        World {
            network,
            callback_end: Cell::default(),
            longest_oversleep: Cell::default(),
            interrupts_seen: Cell::default(),
            injected: RefCell::default(),
            parties: Default::default(),
            flows: RefCell::default(),
            datagrams: Datagrams::default(),
            deliveries: Cell::new(1),
            figures: Cell::default(),
        }
    }

    /// Does one thing.
    pub(super) fn step(self: &Rc<World>, step: &Step) {
        match *step {
            Step::Open { who, what } => self.open(who, what),
            Step::Connect { who, to } => self.connect(who, to),
            Step::Accept { who, into } => self.accept(who, into),
            Step::Send { who, to, size } => self.send(who, to, size % LARGEST),
            Step::Receive { who, way, size, memory } => self.receive(who, way, size % LARGEST, memory),
            Step::Shutdown { who, how } => self.shutdown(who, i32::from(how % 3)),
            Step::Close { who } => self.with(who, Party::close),
            Step::Abandon { who } => self.abandon(who),
            Step::Timeout { who, milliseconds } => {
                self.with(who, |party| {
                    party.socket.set_timeout(milliseconds.map(|time| u32::from(time % LONGEST)))
                });
            }
            Step::Resolve { known } => self.resolve(known),
            Step::Pass { microseconds } => self.network.pass_microseconds(microseconds.into()),
            Step::Meanwhile { after, ref steps } => self.meanwhile(after, steps.clone()),
            Step::Fault(fault) => {
                self.count(|figures| figures.faults += 1);
                self.fault(fault);
            }
        }
    }

    /// All is closed: nothing may be left.
    fn finish(&self) -> Figures {
        for variable in &self.parties {
            let party = variable.take();
            if let Some(party) = party {
                party.close();
            }
        }
        self.network.reclaim();
        assert_eq!(self.network.open_sockets(), 0, "sockets are left open");
        assert_eq!(self.network.resolver().remembered(), 0, "questions are left");
        assert_eq!(self.network.interrupts(), self.interrupts_seen.get(), "interrupts were swallowed");
        self.count(|figures| {
            figures.injected = self.network.plan().injected() as u64;
            figures.milliseconds = self.network.microseconds() / 1000;
        });
        self.figures.get()
    }

    fn count(&self, change: impl FnOnce(&mut Figures)) {
        let mut figures = self.figures.get();
        change(&mut figures);
        self.figures.set(figures);
    }

    fn variable(&self, who: Who) -> (u16, &RefCell<Option<Rc<Party>>>) {
        let number = usize::from(who) % PARTIES;
        (number as u16, &self.parties[number])
    }

    pub(super) fn party(&self, who: Who) -> Option<Rc<Party>> {
        self.variable(who).1.borrow().clone()
    }

    fn with(&self, who: Who, action: impl FnOnce(&Party)) {
        if let Some(party) = self.party(who) {
            action(&party);
        }
    }

    fn assign(&self, who: Who, party: Party) {
        let old = self.variable(who).1.replace(Some(Rc::new(party)));
        if let Some(old) = old {
            old.close();
        }
    }

    fn begin(&self, party: &Party, waits: bool) -> Call {
        self.count(|figures| figures.calls += 1);
        Call::new(self, party, waits)
    }

    fn open(&self, who: Who, what: Opening) {
        let socket = Socket::closed(&self.network);
        let period = PERIODS[self.flows.borrow().len() % PERIODS.len()];
        let [outgoing, incoming] = [(); 2].map(|()| Rc::new(Flow::new(period)));
        let party = Party { socket, what, incoming, outgoing };
        let call = self.begin(&party, true);
        let kind = if matches!(what, Opening::Datagram) { SOCK_DGRAM } else { SOCK_STREAM };
        let opened = party.socket.inner.open(&self.network, AF_INET, kind, 0, Timeout::NONE);
        call.check(self, &party, opened.err());
        if opened.is_err() {
            let may_reclaim = call.was_undisturbed(self) && self.network.abandoned_sockets() > 0;
            return assert!(!may_reclaim, "no socket beside one that nobody can reach");
        }
        let handle = party.socket.handle();
        let port = self.network.local_address(handle).map_or(0, |address| address.port());
        self.flows.borrow_mut().insert(port, [party.outgoing.clone(), party.incoming.clone()]);
        self.assign(who, party);
        // A port that is taken leaves the one that the socket has.
        let number = self.variable(who).0;
        match what {
            Opening::Stream => {}
            Opening::Datagram => drop(self.network.bind(handle, &local(DATAGRAM + number))),
            Opening::Listener { backlog } => {
                let _ = self.network.bind(handle, &local(LISTENING + number));
                self.network.listen(handle, backlog.into()).expect("listens");
            }
        }
    }

    fn connect(&self, who: Who, to: Who) {
        let Some(party) = self.party(who) else { return };
        let mut call = self.begin(&party, true);
        call.connects = true;
        let error = party.socket.connect(LISTENING + self.variable(to).0).err();
        call.check(self, &party, error);
        party.note(error);
    }

    fn accept(&self, who: Who, into: Who) {
        let Some(party) = self.party(who) else { return };
        let call = self.begin(&party, true);
        let accepted = party.socket.accept();
        let error = accepted.as_ref().err().copied();
        call.check(self, &party, error);
        if error == Some(TIMED_OUT) && call.was_undisturbed(self) {
            assert!(!party.is_ready(Readiness::READ), "timed out beside a connection");
        }
        if let Ok(socket) = accepted {
            let peer = self.network.peer_address(socket.handle()).expect("a peer");
            let [incoming, outgoing] = self.flows.borrow()[&peer.port()].clone();
            self.assign(into, Party { socket, what: Opening::Stream, incoming, outgoing });
        }
    }

    fn send(&self, who: Who, to: Who, size: u16) {
        let Some(party) = self.party(who) else { return };
        if !party.is_stream() {
            let data = self.datagrams.make(size.into(), self.deliveries.get());
            let call = self.begin(&party, true);
            let sent = party.socket.send_to(&data, DATAGRAM + self.variable(to).0);
            return call.check(self, &party, sent.stopped);
        }
        // What two sends at once do to one stream is the script's own fault.
        let Some(data) = party.outgoing.offer(size.into()) else { return };
        let call = self.begin(&party, true);
        let sent = party.socket.send(&data);
        party.outgoing.accept(sent.count);
        call.check(self, &party, sent.stopped);
        party.note(sent.stopped);
        assert!(sent.stopped.is_some() || sent.count == data.len(), "less was sent, for no reason");
        if sent.stopped == Some(TIMED_OUT) && call.was_undisturbed(self) {
            assert!(!party.is_ready(Readiness::WRITE), "timed out beside room");
        }
    }

    fn receive(&self, who: Who, way: Way, size: u16, memory: Option<u8>) {
        let Some(party) = self.party(who) else { return };
        let size = usize::from(size);
        let mut call = self.begin(&party, !matches!(way, Way::DontWait));
        call.memory_is_short = memory.is_some();
        party.incoming.begin();
        let result = party.receive(way, size, memory.map(usize::from));
        let error = result.as_ref().err().copied();
        call.check(self, &party, error);
        party.note(error);
        let kept = party.socket.kept.bytes();
        if error == Some(TIMED_OUT) && call.was_undisturbed(self) {
            assert!(!party.is_ready(Readiness::READ), "timed out beside something to receive");
        }
        let bytes = result.ok().flatten();
        if !party.is_stream() || party.socket.inner.handle().is_err() {
            party.incoming.give_up();
        } else if takes(way) {
            party.incoming.end(bytes.as_deref().unwrap_or_default(), &kept);
        } else {
            party.incoming.peeked(bytes.as_deref().unwrap_or_default(), &kept);
        }
        let Some(bytes) = bytes else { return };
        self.count(|figures| figures.bytes += bytes.len() as u64);
        let limit = if matches!(way, Way::ReadAll | Way::ReadLine) { usize::MAX } else { size };
        if party.is_stream() {
            check_length(&party, way, &bytes, limit, call.may_wait());
        } else {
            let room = if limit == usize::MAX { bytes.len() } else { limit };
            self.datagrams.check(&bytes, room, takes(way));
        }
    }

    fn shutdown(&self, who: Who, how: i32) {
        let Some(party) = self.party(who) else { return };
        let Ok(handle) = party.socket.inner.handle() else { return };
        self.network.shutdown(handle, how).expect("the simulated one cannot fail");
        if how != 1 {
            party.incoming.broken.set(true);
        }
        if how != 0 {
            party.stop_sending();
        }
    }

    fn abandon(&self, who: Who) {
        let party = self.variable(who).1.take();
        let Some(party) = party else { return };
        // What a call uses can be reached.
        match party.socket.inner.handle() {
            Ok(handle) if Rc::strong_count(&party) == 1 => {
                self.network.abandon(handle);
                party.stop_sending();
                party.incoming.broken.set(true);
            }
            _ => party.close(),
        }
    }

    fn meanwhile(self: &Rc<World>, after: u8, steps: Vec<Step>) {
        // The agenda is the network's, and the network is the world's.
        let world = Rc::downgrade(self);
        self.network.python_after(after.into(), move |network| {
            let Some(world) = world.upgrade() else { return };
            for step in &steps {
                world.step(step);
            }
            world.callback_end.set(network.microseconds());
        });
    }
}

fn is_line(way: Way) -> bool {
    matches!(way, Way::ReadLine | Way::ReadLineUpTo)
}

/// A stream's call that returns less than it could was stopped by the stream's end.
fn check_length(party: &Party, way: Way, bytes: &[u8], limit: usize, waited: bool) {
    let flow = &party.incoming;
    assert!(bytes.len() <= limit, "more than was asked for");
    assert!(!is_line(way) || !bytes.split_last().is_some_and(|(_, line)| line.contains(&b'\n')), "two lines");
    let is_whole = if is_line(way) { bytes.ends_with(b"\n") } else { !bytes.is_empty() && !fills(way) };
    if !flow.is_settled() || bytes.len() == limit {
        return;
    }
    let may_stop = !waited && !bytes.is_empty();
    assert!(is_whole || may_stop || flow.may_end(), "an end too early");
}
