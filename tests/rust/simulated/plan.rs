//! What goes wrong, and how the stack behaves where stacks differ.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use usocket::socket::{Address, Errno};

/// No test calls an operation so often.
const ENDLESS: usize = 1_000_000;

/// What becomes of a datagram.
#[derive(Clone, Copy)]
pub enum Fate {
    /// It arrives.
    Arrives,
    /// It is lost.
    Lost,
    /// It arrives this many milliseconds later than others, and so after them.
    Late(u32),
    /// It arrives twice.
    Twice,
}

/// When a wait that nothing ends returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waking {
    /// After exactly the time asked for, as `poll` does.
    Exact,
    /// When the clock shows that many ticks more, up to a tick sooner: a loop that polls does.
    OnTick,
}

/// A function of the stack's, to count and to make fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "named after the functions")]
pub enum Operation {
    Open,
    Close,
    Reclaim,
    Accept,
    Connect,
    TakeError,
    Send,
    Receive,
    Wait,
    Resolve,
    Forget,
}

/// A call that will fail.
struct Failure {
    operation: Operation,
    successes: usize,
    errno: Errno,
}

/// Sizes that a transfer is cut to.
#[derive(Default)]
pub struct Sizes(RefCell<Option<Box<dyn FnMut() -> usize>>>);

impl Sizes {
    /// Cuts every transfer from now on to the next of these sizes, but not to nothing.
    pub fn set(&self, next: impl FnMut() -> usize + 'static) {
        self.0.replace(Some(Box::new(next)));
    }

    /// How much of `length` is transferred.
    pub fn cut(&self, length: usize) -> usize {
        self.0.borrow_mut().as_mut().map_or(length, |next| length.min(next().max(1)))
    }
}

/// The plan of a network, changed at any time.
pub struct Plan {
    /// How long everything takes from one end to the other, in milliseconds.
    pub latency: Cell<u32>,
    /// How many bytes a stream has under way or unread at most; 0 blocks datagrams too.
    pub window: Cell<usize>,
    /// The longest datagram.
    pub datagram_limit: Cell<usize>,
    /// How many sockets there are at most.
    pub socket_limit: Cell<usize>,
    /// The longest wait: longer ones return before anything has happened.
    pub nap: Cell<Option<u32>>,
    /// When waits end.
    pub waking: Cell<Waking>,
    /// How many microseconds late a wait returns that nothing ended.
    pub oversleep: Cell<u64>,
    /// Whether the stack tells how much there is to receive.
    pub knows_available: Cell<bool>,
    /// How many microseconds pass before the answer is used, as in an interrupt.
    pub answer_delay: Cell<u64>,
    /// Whether one receive takes from several arrivals.
    pub merges_arrivals: Cell<bool>,
    /// Cuts what a send takes from a stream, and what it says about a datagram.
    pub send_sizes: Sizes,
    /// Cuts what a receive takes.
    pub receive_sizes: Sizes,
    /// Cuts what a receive looks at with `MSG_PEEK`.
    pub peek_sizes: Sizes,
    /// What becomes of the next datagrams; those after them arrive.
    pub fates: RefCell<VecDeque<Fate>>,
    /// Whether somebody presses Ctrl-C when a call would wait for ever; else the test fails.
    pub gives_up: Cell<bool>,
    silent: RefCell<Vec<Address>>,
    failures: RefCell<Vec<Failure>>,
    injected: Cell<usize>,
    counts: [Cell<usize>; Operation::Forget as usize + 1],
}

impl Default for Plan {
    fn default() -> Plan {
        Plan {
            latency: Cell::new(0),
            window: Cell::new(65536),
            datagram_limit: Cell::new(1472),
            socket_limit: Cell::new(usize::MAX),
            nap: Cell::new(None),
            waking: Cell::new(Waking::Exact),
            oversleep: Cell::new(0),
            knows_available: Cell::new(false),
            answer_delay: Cell::new(0),
            merges_arrivals: Cell::new(true),
            send_sizes: Sizes::default(),
            receive_sizes: Sizes::default(),
            peek_sizes: Sizes::default(),
            fates: RefCell::default(),
            gives_up: Cell::default(),
            silent: RefCell::default(),
            failures: RefCell::default(),
            injected: Cell::default(),
            counts: Default::default(),
        }
    }
}

impl Plan {
    /// Nobody answers there.
    pub fn silence(&self, address: Address) {
        self.silent.borrow_mut().push(address);
    }

    /// Whether nobody answers there.
    pub fn is_silent(&self, address: &Address) -> bool {
        self.silent.borrow().contains(address)
    }

    /// The next call of an operation fails; told twice, the next two.
    pub fn fail(&self, operation: Operation, errno: Errno) {
        self.fail_after(0, operation, errno);
    }

    /// A call of an operation fails, after so many that do not.
    pub fn fail_after(&self, successes: usize, operation: Operation, errno: Errno) {
        self.failures.borrow_mut().push(Failure { operation, successes, errno });
    }

    /// How many calls were made to fail.
    pub fn injected(&self) -> usize {
        self.injected.get()
    }

    /// Counts a call, and makes it fail when it shall.
    pub fn call(&self, operation: Operation) -> Result<(), Errno> {
        let count = &self.counts[operation as usize];
        count.set(count.get() + 1);
        assert!(count.get() < ENDLESS, "{operation:?} is called without end");
        let mut failures = self.failures.borrow_mut();
        let Some(place) = failures.iter().position(|failure| failure.operation == operation) else {
            return Ok(());
        };
        match failures[place].successes {
            0 => {
                self.injected.set(self.injected.get() + 1);
                Err(failures.remove(place).errno)
            }
            _ => {
                failures[place].successes -= 1;
                Ok(())
            }
        }
    }

    /// How often it was called.
    pub fn count(&self, operation: Operation) -> usize {
        self.counts[operation as usize].get()
    }
}
