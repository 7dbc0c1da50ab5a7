//! What may happen.

use crate::simulated;
use crate::simulated::Operation;
use usocket::socket::Errno;

/// A socket variable of the script. Numbers beyond the last one start again.
pub type Who = u8;

/// One thing that the script, the network or the machine does.
#[derive(Clone, Debug)]
#[cfg_attr(fuzzing, derive(arbitrary::Arbitrary))]
pub enum Step {
    /// A new socket; what was in the variable is closed.
    Open { who: Who, what: Opening },
    /// `connect()` to the port of another variable.
    Connect { who: Who, to: Who },
    /// `accept()`
    Accept { who: Who, into: Who },
    /// `send()`, and `sendto()` from a datagram socket.
    Send { who: Who, to: Who, size: u16 },
    /// Any call that receives. `memory`: how many allocations succeed.
    Receive { who: Who, way: Way, size: u16, memory: Option<u8> },
    /// `shutdown()`
    Shutdown { who: Who, how: u8 },
    /// `close()`
    Close { who: Who },
    /// The variable is overwritten: only the collector can close the socket.
    Abandon { who: Who },
    /// `settimeout()`, in milliseconds.
    Timeout { who: Who, milliseconds: Option<u16> },
    /// `getaddrinfo()`
    Resolve { known: bool },
    /// Time passes between two calls, in microseconds.
    Pass { microseconds: u32 },
    /// A callback, so many milliseconds from now: it runs while a call waits.
    Meanwhile { after: u8, steps: Vec<Step> },
    /// Something goes wrong, or changes.
    Fault(Fault),
}

/// A kind of socket to open.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(fuzzing, derive(arbitrary::Arbitrary))]
#[allow(missing_docs, reason = "they say it")]
pub enum Opening {
    Stream,
    Datagram,
    Listener { backlog: u8 },
}

/// A call that receives.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(fuzzing, derive(arbitrary::Arbitrary))]
#[allow(missing_docs, reason = "named after the calls")]
pub enum Way {
    Recv,
    Peek,
    DontWait,
    Truncating,
    Read,
    ReadAll,
    ReadInto,
    ReadLine,
    ReadLineUpTo,
}

/// What a stack, a network or a user may do to a script.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(fuzzing, derive(arbitrary::Arbitrary))]
pub enum Fault {
    /// A call of the stack has nothing to do just now, after so many that had.
    WouldBlock {
        of: u8,
        after: u8,
    },
    /// A call of the stack fails for want of buffers, memory or sockets.
    Exhausted {
        of: u8,
        after: u8,
        why: u8,
    },
    /// Transfers stop after so many bytes: sends, receives, looks ahead. 0: they do not.
    ShortSends(u8),
    ShortReceives(u8),
    ShortPeeks(u8),
    /// Milliseconds from one end to the other.
    Latency(u8),
    /// How much a stream takes before its receiver has read.
    Window(u16),
    /// How many sockets there may be.
    Sockets(u8),
    /// Waits end early, after so many milliseconds. 0: they do not.
    Nap(u8),
    /// Waits end late, by so many microseconds.
    Oversleep(u16),
    /// How waits count time.
    WakesOnTick(bool),
    TellsAvailable(bool),
    MergesArrivals(bool),
    /// What becomes of the next datagram.
    Datagram(Fate),
    /// Ctrl-C, in so many milliseconds.
    Interrupt(u8),
    /// The connection breaks, in so many milliseconds.
    Reset {
        who: Who,
        after: u8,
    },
    /// The peer closes a direction, in so many milliseconds.
    HalfClose {
        who: Who,
        after: u8,
    },
    /// The name server answers after so many milliseconds, or never.
    NameServer(Option<u16>),
}

/// What becomes of a datagram.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(fuzzing, derive(arbitrary::Arbitrary))]
#[allow(missing_docs, reason = "as in the simulated stack")]
pub enum Fate {
    Lost,
    Late(u8),
    Twice,
}

impl From<Fate> for simulated::Fate {
    fn from(fate: Fate) -> simulated::Fate {
        match fate {
            Fate::Lost => simulated::Fate::Lost,
            Fate::Late(milliseconds) => simulated::Fate::Late(milliseconds.into()),
            Fate::Twice => simulated::Fate::Twice,
        }
    }
}

/// Operations that may have to wait, and say so. (`connect` says EINPROGRESS instead.)
pub const WAITING: [Operation; 4] =
    [Operation::Send, Operation::Receive, Operation::Accept, Operation::TakeError];

/// Operations that may find the stack exhausted.
pub const CONSUMING: [Operation; 6] = [
    Operation::Open,
    Operation::Accept,
    Operation::Connect,
    Operation::Send,
    Operation::Receive,
    Operation::Wait,
];

/// How a stack says that it is exhausted.
pub const EXHAUSTED: [Errno; 3] = [Errno::ENOBUFS, Errno::ENOMEM, Errno::EMFILE];

/// The element with a number; numbers beyond the last one start again.
pub fn numbered<T: Copy>(choices: &[T], number: u8) -> T {
    choices[usize::from(number) % choices.len()]
}
