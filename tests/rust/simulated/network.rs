//! The stack and the network around it, as a test sees them.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use usocket::socket::{Address, Error, Handle};

use super::agenda::{Actor, Agenda};
use super::endpoint::Endpoint;
use super::plan::{Operation, Plan, Waking};
use super::resolver::Resolver;
use super::{INTERRUPT, local};

/// The first ephemeral port (RFC 6335, section 6).
const FIRST_EPHEMERAL_PORT: u16 = 49152;

/// The stack and the network around it; clones are the same one.
#[derive(Clone, Default)]
pub struct Network(Rc<World>);

#[derive(Default)]
struct World {
    agenda: Agenda,
    plan: Plan,
    endpoints: RefCell<Vec<Option<Rc<Endpoint>>>>,
    ports: Cell<u16>,
    interrupts: Cell<usize>,
    resolver: Resolver,
}

impl Network {
    /// How it behaves.
    pub fn plan(&self) -> &Plan {
        &self.0.plan
    }

    /// Its name server.
    pub fn resolver(&self) -> &Resolver {
        &self.0.resolver
    }

    /// How often an operation was called.
    pub fn count(&self, operation: Operation) -> usize {
        self.plan().count(operation)
    }

    /// Makes the stack's clock show `tick` now.
    pub fn set_tick(&self, tick: u32) {
        self.0.agenda.set_tick(tick);
    }

    pub(super) fn tick(&self) -> u32 {
        self.0.agenda.tick()
    }

    /// Microseconds since the beginning.
    pub fn microseconds(&self) -> u64 {
        self.0.agenda.microseconds()
    }

    /// Something happens in the network, `milliseconds` from now.
    pub fn after(&self, milliseconds: u32, action: impl FnOnce(&Network) + 'static) {
        self.after_microseconds(u64::from(milliseconds) * 1000, action);
    }

    /// The same, in microseconds.
    pub fn after_microseconds(&self, microseconds: u64, action: impl FnOnce(&Network) + 'static) {
        let action = Box::new(|network: &Network| {
            action(network);
            Ok(())
        });
        self.0.agenda.add(microseconds, Actor::World, action);
    }

    /// Python code runs in the first wait that lasts until `milliseconds` from now or begins later.
    pub fn python_after(&self, milliseconds: u32, code: impl FnOnce(&Network) + 'static) {
        let action = Box::new(|network: &Network| {
            code(network);
            Ok(())
        });
        self.0.agenda.add(u64::from(milliseconds) * 1000, Actor::Python, action);
    }

    /// Ctrl-C is pressed, `milliseconds` from now.
    pub fn interrupt_after(&self, milliseconds: u32) {
        let action = Box::new(|network: &Network| network.interrupt());
        self.0.agenda.add(u64::from(milliseconds) * 1000, Actor::Python, action);
    }

    /// How often a wait was interrupted.
    pub fn interrupts(&self) -> usize {
        self.0.interrupts.get()
    }

    fn interrupt(&self) -> Result<(), Error> {
        self.0.interrupts.set(self.interrupts() + 1);
        Err(INTERRUPT)
    }

    /// Lets time pass between calls.
    pub fn pass_microseconds(&self, microseconds: u64) {
        let until = self.microseconds() + microseconds;
        while let Some(event) = self.0.agenda.take(until, |event| !event.is_python()) {
            event.run(self).expect("only Python raises");
        }
        self.0.agenda.advance_to(until);
    }

    /// Nobody can reach this socket any more.
    pub fn abandon(&self, handle: Handle) {
        self.endpoint(handle).abandoned.set(true);
    }

    /// The peer breaks the connection, now.
    pub fn reset(&self, handle: Handle) {
        self.endpoint(handle).reset();
    }

    /// The network breaks a connection for both ends, `milliseconds` from now.
    pub fn break_after(&self, handle: Handle, milliseconds: u32) {
        let endpoint = self.endpoint(handle);
        self.after(milliseconds, move |_| {
            let other = endpoint.other.borrow().upgrade();
            if let Some(other) = other {
                other.reset();
                endpoint.reset();
            }
        });
    }

    /// The other end of a connection closes its sending direction, `milliseconds` from now; `then`
    /// runs if there is one.
    pub fn half_close_after(&self, handle: Handle, milliseconds: u32, then: impl FnOnce() + 'static) {
        let endpoint = self.endpoint(handle);
        self.after(milliseconds, move |network| {
            let other = endpoint.other.borrow().upgrade();
            if let Some(other) = other {
                network.end_sending(&other);
                then();
            }
        });
    }

    /// How many sockets are open.
    pub fn open_sockets(&self) -> usize {
        self.0.endpoints.borrow().iter().flatten().count()
    }

    /// How many of them nobody can reach any more.
    pub fn abandoned_sockets(&self) -> usize {
        self.0.endpoints.borrow().iter().flatten().filter(|endpoint| endpoint.abandoned.get()).count()
    }

    pub(super) fn endpoint(&self, handle: Handle) -> Rc<Endpoint> {
        self.find(handle).unwrap_or_else(|| panic!("{handle:?} is not open"))
    }

    pub(super) fn find(&self, handle: Handle) -> Option<Rc<Endpoint>> {
        self.0.endpoints.borrow().get(usize::try_from(handle.0).ok()?)?.clone()
    }

    pub(super) fn find_address(
        &self,
        address: &Address,
        wanted: impl Fn(&Endpoint) -> bool,
    ) -> Option<Rc<Endpoint>> {
        self.find_endpoint(|one| *one.local.borrow() == *address && wanted(one))
    }

    pub(super) fn find_endpoint(&self, wanted: impl Fn(&Endpoint) -> bool) -> Option<Rc<Endpoint>> {
        self.0.endpoints.borrow().iter().flatten().find(|one| wanted(one)).cloned()
    }

    /// The lowest free handle, as POSIX says: a stale one soon belongs to somebody else.
    pub(super) fn insert(&self, endpoint: Rc<Endpoint>) -> Handle {
        let mut endpoints = self.0.endpoints.borrow_mut();
        let place = endpoints.iter().position(Option::is_none).unwrap_or_else(|| {
            endpoints.push(None);
            endpoints.len() - 1
        });
        endpoints[place] = Some(endpoint);
        Handle(place as i32)
    }

    pub(super) fn remove(&self, unwanted: impl Fn(&Endpoint) -> bool) {
        for one in self.0.endpoints.borrow_mut().iter_mut() {
            one.take_if(|endpoint| unwanted(endpoint));
        }
    }

    pub(super) fn ephemeral_address(&self) -> Address {
        let port = self.0.ports.get();
        self.0.ports.set(port + 1);
        local(FIRST_EPHEMERAL_PORT + port)
    }

    /// Sleeps until `is_ready`, Python has run or the time is up.
    pub(super) fn sleep(&self, milliseconds: u32, is_ready: &dyn Fn() -> bool) -> Result<(), Error> {
        self.plan().call(Operation::Wait)?;
        let mut python_ran = false;
        while let Some(event) = self.0.agenda.take(self.microseconds(), |_| true) {
            python_ran |= event.is_python();
            event.run(self)?;
        }
        if python_ran || is_ready() {
            return Ok(());
        }
        let nap = self.plan().nap.get().unwrap_or(u32::MAX).min(milliseconds);
        let begin = match self.plan().waking.get() {
            Waking::Exact => self.microseconds(),
            Waking::OnTick => self.microseconds() / 1000 * 1000,
        };
        let end = begin + u64::from(nap) * 1000 + self.plan().oversleep.get();
        while let Some(event) = self.0.agenda.take(end, |_| true) {
            let is_python = event.is_python();
            event.run(self)?;
            if is_python || is_ready() {
                return Ok(());
            }
        }
        if milliseconds == u32::MAX && self.0.agenda.is_empty() {
            assert!(self.plan().gives_up.get(), "this call would wait for ever");
            return self.interrupt();
        }
        self.0.agenda.advance_to(end);
        Ok(())
    }

    /// `action` on another socket, as long as everything takes from here to there.
    pub(super) fn later(&self, extra: u32, action: impl FnOnce(&Network) + 'static) {
        match self.plan().latency.get() + extra {
            0 => action(self),
            delay => self.after(delay, action),
        }
    }

    /// The same for what belongs to a stream, whose order the network keeps.
    pub(super) fn later_in_stream(&self, receiver: &Endpoint, action: impl FnOnce(&Network) + 'static) {
        let now = self.microseconds();
        let arrival = receiver.last_arrival.get().max(now + u64::from(self.plan().latency.get()) * 1000);
        receiver.last_arrival.set(arrival);
        match arrival - now {
            0 => action(self),
            delay => self.after_microseconds(delay, action),
        }
    }
}
