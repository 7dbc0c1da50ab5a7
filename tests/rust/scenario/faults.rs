//! What goes wrong, as the simulated stack does it.

use std::rc::Rc;

use usocket::socket::Errno;

use super::step::{CONSUMING, EXHAUSTED, Fate, Fault, WAITING, numbered};
use super::world::World;
use crate::simulated::{Operation, Waking};

impl World {
    /// Lets something go wrong.
    pub(super) fn fault(self: &Rc<World>, fault: Fault) {
        let plan = self.network.plan();
        match fault {
            Fault::WouldBlock { of, after } => {
                plan.fail_after(after.into(), numbered(&WAITING, of), Errno::EAGAIN);
            }
            Fault::Exhausted { of, after, why } => {
                let (operation, errno) = (numbered(&CONSUMING, of), numbered(&EXHAUSTED, why));
                self.injected.borrow_mut().push(errno);
                plan.fail_after(after.into(), operation, errno);
            }
            Fault::ShortSends(size) => plan.send_sizes.set(move || limit(size)),
            Fault::ShortReceives(size) => plan.receive_sizes.set(move || limit(size)),
            Fault::ShortPeeks(size) => plan.peek_sizes.set(move || limit(size)),
            Fault::Latency(milliseconds) => plan.latency.set(milliseconds.into()),
            Fault::Window(bytes) => plan.window.set(bytes.into()),
            Fault::Sockets(count) => plan.socket_limit.set(count.into()),
            Fault::Nap(milliseconds) => {
                // Shorter ones only make a long wait a long test.
                plan.nap.set((milliseconds > 0).then_some(u32::from(milliseconds).max(5)));
            }
            Fault::Oversleep(microseconds) => {
                plan.oversleep.set(microseconds.into());
                let longest = self.longest_oversleep.get().max(microseconds.into());
                self.longest_oversleep.set(longest);
            }
            Fault::WakesOnTick(yes) => plan.waking.set(if yes { Waking::OnTick } else { Waking::Exact }),
            Fault::TellsAvailable(yes) => plan.knows_available.set(yes),
            Fault::MergesArrivals(yes) => plan.merges_arrivals.set(yes),
            Fault::Datagram(fate) => {
                if matches!(fate, Fate::Twice) {
                    self.deliveries.set(2);
                }
                plan.fates.borrow_mut().push_back(fate.into());
            }
            Fault::Interrupt(after) => self.network.interrupt_after(after.into()),
            Fault::Reset { who, after } => {
                let handle = self.party(who).and_then(|party| party.socket.inner.handle().ok());
                if let Some(handle) = handle {
                    self.network.break_after(handle, after.into());
                }
            }
            Fault::HalfClose { who, after } => {
                let Some(party) = self.party(who) else { return };
                let Ok(handle) = party.socket.inner.handle() else { return };
                let flow = party.incoming.clone();
                self.network.half_close_after(handle, after.into(), move || flow.ended.set(true));
            }
            Fault::NameServer(milliseconds) => {
                self.network.resolver().set_delay(milliseconds.map(u32::from));
            }
        }
    }
}

/// How much a transfer moves at most.
fn limit(size: u8) -> usize {
    if size == 0 { usize::MAX } else { size.into() }
}
