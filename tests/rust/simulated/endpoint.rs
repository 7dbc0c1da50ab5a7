//! One socket of the simulated stack: its state and its queues.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use usocket::socket::{Address, Errno, Kind, Readiness, Received};

use super::plan::Plan;
use super::stack::{MSG_PEEK, MSG_TRUNC};

/// How far a socket is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// New, or connecting has failed.
    Fresh,
    /// Somebody was asked.
    Connecting,
    /// Data can flow.
    Connected,
    /// Connections come in.
    Listening,
}

/// A datagram and its sender.
pub struct Datagram {
    /// What was sent.
    pub bytes: Vec<u8>,
    /// Who sent it.
    pub sender: Address,
}

/// A socket.
pub struct Endpoint {
    /// The `SOCK_*` number.
    pub kind: i32,
    /// How far it is.
    pub stage: Cell<Stage>,
    /// Its address.
    pub local: RefCell<Address>,
    /// Its peer's address.
    pub peer: RefCell<Option<Address>>,
    /// The other end of a stream.
    pub other: RefCell<Weak<Endpoint>>,
    /// The error that the next call reports.
    pub error: Cell<Option<Errno>>,
    /// Stream bytes as they arrived.
    pub arrivals: RefCell<VecDeque<Vec<u8>>>,
    /// How many bytes are on their way to it.
    pub under_way: Cell<usize>,
    /// When the last of them arrives.
    pub last_arrival: Cell<u64>,
    /// Nothing more will arrive.
    pub receiving_ended: Cell<bool>,
    /// Nothing more may be sent.
    pub sending_ended: Cell<bool>,
    /// Datagrams in the order of their arrival.
    pub datagrams: RefCell<VecDeque<Datagram>>,
    /// Connections to accept.
    pub waiting: RefCell<VecDeque<Rc<Endpoint>>>,
    /// How many of them there may be.
    pub backlog: Cell<usize>,
    /// Nobody holds it any more: reclaiming closes it.
    pub abandoned: Cell<bool>,
}

impl Endpoint {
    /// A new socket.
    pub fn new(kind: i32, local: Address) -> Rc<Endpoint> {
        Rc::new(Endpoint {
            kind,
            stage: Cell::new(Stage::Fresh),
            local: RefCell::new(local),
            peer: RefCell::default(),
            other: RefCell::default(),
            error: Cell::default(),
            arrivals: RefCell::default(),
            under_way: Cell::default(),
            last_arrival: Cell::default(),
            receiving_ended: Cell::default(),
            sending_ended: Cell::default(),
            datagrams: RefCell::default(),
            waiting: RefCell::default(),
            backlog: Cell::default(),
            abandoned: Cell::default(),
        })
    }

    /// Makes two sockets the ends of one stream.
    pub fn join(client: &Rc<Endpoint>, server: &Rc<Endpoint>) {
        for (one, two) in [(client, server), (server, client)] {
            one.stage.set(Stage::Connected);
            one.other.replace(Rc::downgrade(two));
            one.peer.replace(Some(two.local.borrow().clone()));
        }
    }

    /// Whether it carries a stream.
    pub fn is_stream(&self) -> bool {
        self.kind == Kind::Stream.number()
    }

    /// How many bytes can be received.
    pub fn unread(&self) -> usize {
        self.arrivals.borrow().iter().map(Vec::len).sum()
    }

    /// How many bytes can be sent; `None` when there is nobody to take them.
    pub fn room(&self, plan: &Plan) -> Option<usize> {
        let other = self.other.borrow().upgrade()?;
        Some(plan.window.get().saturating_sub(other.unread() + other.under_way.get()))
    }

    /// The connection is broken.
    pub fn reset(&self) {
        self.error.set(Some(Errno::ECONNRESET));
        self.other.replace(Weak::new());
        self.receiving_ended.set(true);
    }

    /// What `poll` reports.
    pub fn readiness(&self, interest: Readiness, plan: &Plan) -> Readiness {
        let mut ready = Readiness::EMPTY;
        if self.error.get().is_some() {
            return (interest & (Readiness::READ | Readiness::WRITE)) | Readiness::ERROR;
        }
        let (readable, writable) = match self.stage.get() {
            _ if !self.is_stream() => (!self.datagrams.borrow().is_empty(), plan.window.get() > 0),
            Stage::Listening => (!self.waiting.borrow().is_empty(), false),
            Stage::Connecting => (false, false),
            Stage::Fresh => (true, true),
            Stage::Connected => {
                (self.unread() > 0 || self.receiving_ended.get(), self.room(plan).is_none_or(|room| room > 0))
            }
        };
        if readable {
            ready = ready | Readiness::READ;
        }
        if writable {
            ready = ready | Readiness::WRITE;
        }
        ready & interest
    }

    /// Takes bytes or a datagram.
    pub fn receive(
        &self,
        buffer: &mut [u8],
        flags: i32,
        from: Option<&mut Address>,
        plan: &Plan,
    ) -> Result<Received, Errno> {
        if self.is_stream() {
            return self
                .receive_stream(buffer, flags, plan)
                .map(|length| Received { length, datagram: length });
        }
        let peek = flags & MSG_PEEK != 0;
        let mut datagrams = self.datagrams.borrow_mut();
        let Datagram { bytes, sender } = datagrams.front().ok_or(Errno::EAGAIN)?;
        let received = Received { length: fill(buffer, bytes), datagram: bytes.len() };
        if let Some(from) = from {
            *from = sender.clone();
        }
        if !peek {
            datagrams.pop_front();
        }
        Ok(received)
    }

    fn receive_stream(&self, buffer: &mut [u8], flags: i32, plan: &Plan) -> Result<usize, Errno> {
        match self.stage.get() {
            Stage::Connecting => return Err(Errno::EAGAIN),
            Stage::Fresh | Stage::Listening => return Err(self.error.take().unwrap_or(Errno::ENOTCONN)),
            Stage::Connected => {}
        }
        let mut arrivals = self.arrivals.borrow_mut();
        if arrivals.is_empty() {
            return match self.error.take() {
                Some(errno) => Err(errno),
                None if self.receiving_ended.get() => Ok(0),
                None => Err(Errno::EAGAIN),
            };
        }
        if plan.merges_arrivals.get() && arrivals.len() > 1 {
            let all: Vec<u8> = arrivals.drain(..).flatten().collect();
            arrivals.push_back(all);
        }
        let Some(first) = arrivals.front_mut() else { return Err(Errno::EAGAIN) };
        let peek = flags & MSG_PEEK != 0;
        let sizes = if peek { &plan.peek_sizes } else { &plan.receive_sizes };
        let length = match buffer.len().min(first.len()) {
            0 => 0,
            wanted => sizes.cut(wanted),
        };
        // As Linux does: the bytes are dropped, not copied.
        if flags & MSG_TRUNC == 0 {
            fill(&mut buffer[..length], first);
        }
        if !peek {
            first.drain(..length);
            if first.is_empty() {
                arrivals.pop_front();
            }
        }
        Ok(length)
    }
}

fn fill(buffer: &mut [u8], bytes: &[u8]) -> usize {
    let length = buffer.len().min(bytes.len());
    buffer[..length].copy_from_slice(&bytes[..length]);
    length
}
