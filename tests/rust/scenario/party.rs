//! A socket of the script, and the streams that it is an end of.

use std::rc::Rc;

use usocket::socket::{Errno, Error, Readiness, Stack};

use super::flow::Flow;
use super::step::{Opening, Way};
use crate::simulated::{MSG_DONTWAIT, MSG_PEEK, MSG_TRUNC, Resizable, Socket};

/// A socket variable's value.
pub struct Party {
    /// The socket.
    pub socket: Socket,
    /// What it was opened for.
    pub what: Opening,
    /// What it receives.
    pub incoming: Rc<Flow>,
    /// What it sends.
    pub outgoing: Rc<Flow>,
}

impl Party {
    /// Whether it carries a stream.
    pub fn is_stream(&self) -> bool {
        matches!(self.what, Opening::Stream)
    }

    /// Receives some way: bytes, `None` where it would have to wait.
    pub fn receive(&self, way: Way, size: usize, memory: Option<usize>) -> Result<Option<Vec<u8>>, Error> {
        let socket = &self.socket;
        match way {
            Way::Recv => socket.recv(size, 0).map(Some),
            Way::Peek => socket.recv(size, MSG_PEEK).map(Some),
            Way::DontWait => socket.recv(size, MSG_DONTWAIT).map(Some),
            Way::Truncating => socket.recv(size, MSG_TRUNC).map(Some),
            Way::Read => socket.read_with(size, memory),
            Way::ReadAll => socket.read_with(usize::MAX, memory),
            Way::ReadInto => socket.read_into(&Resizable::new(&vec![0; size])),
            Way::ReadLine => socket.read_line_with(usize::MAX, memory),
            Way::ReadLineUpTo => socket.read_line_with(size, memory),
        }
    }

    /// Notes what an error means for its streams.
    pub fn note(&self, error: Option<Error>) {
        if error == Some(Error::Os(Errno::ECONNRESET)) {
            self.incoming.broken.set(true);
            self.outgoing.broken.set(true);
        }
    }

    /// Whether the stack says that it is ready.
    pub fn is_ready(&self, interest: Readiness) -> bool {
        let socket = &self.socket;
        socket.inner.handle().is_ok_and(|handle| !socket.network.readiness(handle, interest).is_empty())
    }

    /// Closes it.
    pub fn close(&self) {
        self.socket.close();
        self.stop_sending();
        self.incoming.broken.set(true);
    }

    /// Its sending direction ends.
    pub fn stop_sending(&self) {
        self.outgoing.ended.set(true);
    }
}

/// Whether a call takes what it returns.
pub fn takes(way: Way) -> bool {
    !matches!(way, Way::Peek)
}

/// Whether a call that waits goes on until it has so much as it was asked for.
pub fn fills(way: Way) -> bool {
    matches!(way, Way::Read | Way::ReadAll | Way::ReadInto)
}
