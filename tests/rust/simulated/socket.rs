//! A socket as a script has it: the methods of `src/python/`, over the simulated stack.

use std::rc::Rc;

use usocket::socket::address::{AF_INET, SOCK_DGRAM, SOCK_STREAM};
use usocket::socket::stream::Taken;
use usocket::socket::transfer::{Sent, Source, Target};
use usocket::socket::{Address, Errno, Error, Handle, Inner, Received, Stack, Timeout};

use super::memory::{Bytearray, Growing, KeptBytes, Resizable};
use super::{Network, local};

/// A socket object; clones are the same one.
#[derive(Clone)]
pub struct Socket(Rc<Object>);

/// What a socket object holds.
pub struct Object {
    /// The stack below.
    pub network: Network,
    /// The rules.
    pub inner: Inner,
    /// What interrupted reads had taken.
    pub kept: KeptBytes,
}

impl std::ops::Deref for Socket {
    type Target = Object;

    fn deref(&self) -> &Object {
        &self.0
    }
}

/// What a method returns; `None` where it would have to wait.
pub type Outcome = Result<Option<Vec<u8>>, Error>;

impl Socket {
    /// A closed socket.
    pub fn closed(network: &Network) -> Socket {
        let (network, kept) = (network.clone(), KeptBytes::default());
        Socket(Rc::new(Object { network, inner: Inner::closed(), kept }))
    }

    fn open(network: &Network, kind: i32) -> Socket {
        let socket = Socket::closed(network);
        socket.inner.open(network, AF_INET, kind, 0, Timeout::NONE).expect("opens");
        socket
    }

    /// A new TCP socket.
    pub fn stream(network: &Network) -> Socket {
        Socket::open(network, SOCK_STREAM)
    }

    /// A UDP socket with a port.
    pub fn datagram(network: &Network, port: u16) -> Socket {
        let socket = Socket::open(network, SOCK_DGRAM);
        network.bind(socket.handle(), &local(port)).expect("binds");
        socket
    }

    /// A TCP socket that listens.
    pub fn listener(network: &Network, port: u16, backlog: i32) -> Socket {
        let socket = Socket::stream(network);
        network.bind(socket.handle(), &local(port)).expect("binds");
        network.listen(socket.handle(), backlog).expect("listens");
        socket
    }

    /// Two connected TCP sockets.
    pub fn pair(network: &Network) -> (Socket, Socket) {
        let listener = Socket::listener(network, 1, 1);
        let client = Socket::stream(network);
        let latency = network.plan().latency.replace(0);
        client.inner.connect(network, &local(1)).expect("connects");
        network.plan().latency.set(latency);
        let server = listener.accept().expect("accepts");
        listener.close();
        (client, server)
    }

    /// Changes the timeout, in milliseconds.
    pub fn set_timeout(&self, milliseconds: Option<u32>) {
        self.inner.set_timeout(milliseconds.map_or(Timeout::NONE, Timeout::from_milliseconds));
    }

    /// The handle of an open socket.
    pub fn handle(&self) -> Handle {
        self.inner.handle().expect("is open")
    }

    /// `accept()`
    pub fn accept(&self) -> Result<Socket, Error> {
        let socket = Socket::closed(&self.network);
        let (handle, _) = self.inner.accept(&self.network)?;
        let inner = &self.inner;
        socket.inner.adopt(handle, inner.family(), inner.kind(), inner.protocol(), Timeout::NONE);
        Ok(socket)
    }

    /// `connect(address)`
    pub fn connect(&self, port: u16) -> Result<(), Error> {
        self.inner.connect(&self.network, &local(port))
    }

    /// `close()`
    pub fn close(&self) {
        self.kept.clear();
        self.inner.close(&self.network);
    }

    /// Every way to receive.
    pub fn receive(
        &self,
        target: &mut dyn Target,
        flags: i32,
        from: Option<&mut Address>,
    ) -> Result<Received, Error> {
        let deadline = self.inner.transfer_deadline(&self.network, flags);
        self.inner.receive(&self.network, &self.kept, flags, &deadline, target, 0, from)
    }

    /// `recv(size, flags)`
    pub fn recv(&self, size: usize, flags: i32) -> Result<Vec<u8>, Error> {
        let mut bytes = Growing::new(size);
        let received = self.receive(&mut bytes, flags, None)?;
        Ok(bytes.finish(received.length))
    }

    /// `read(limit)`, with memory for so many allocations
    pub fn read_with(&self, limit: usize, allocations: Option<usize>) -> Outcome {
        let mut bytes = Growing::new(limit).with_allocations(allocations);
        let deadline = self.inner.deadline(&self.network);
        let taken = self.inner.read(&self.network, &self.kept, &deadline, &mut bytes, limit);
        self.finish(taken, bytes)
    }

    /// `read(limit)`
    pub fn read(&self, limit: usize) -> Outcome {
        self.read_with(limit, None)
    }

    /// `readline(limit)`, with memory for so many allocations
    pub fn read_line_with(&self, limit: usize, allocations: Option<usize>) -> Outcome {
        let mut bytes = Growing::new(limit).with_allocations(allocations);
        let deadline = self.inner.deadline(&self.network);
        let taken = self.inner.read_line(&self.network, &self.kept, &deadline, &mut bytes, limit);
        self.finish(taken, bytes)
    }

    /// `readline(limit)`
    pub fn read_line(&self, limit: usize) -> Outcome {
        self.read_line_with(limit, None)
    }

    fn finish(&self, Taken { count, stopped }: Taken, bytes: Growing) -> Outcome {
        match stopped {
            Some(Error::Os(Errno::EAGAIN)) if count == 0 => Ok(None),
            None | Some(Error::Os(Errno::EAGAIN)) => Ok(Some(bytes.finish(count))),
            Some(error) => {
                self.kept.keep(bytes.finish(count));
                Err(error)
            }
        }
    }

    /// `readinto(buffer)`: what the buffer holds then.
    pub fn read_into(&self, buffer: &Resizable) -> Outcome {
        let mut bytes = Bytearray::new(buffer);
        let deadline = self.inner.deadline(&self.network);
        let want = bytes.length();
        let Taken { count, stopped } =
            self.inner.read(&self.network, &self.kept, &deadline, &mut bytes, want);
        match stopped {
            Some(Error::Os(Errno::EAGAIN)) if count == 0 => Ok(None),
            None | Some(Error::Os(Errno::EAGAIN)) => Ok(Some(bytes.finish(count))),
            Some(error) => {
                self.kept.keep(bytes.finish(count));
                Err(error)
            }
        }
    }

    /// Every way to send.
    pub fn send_from(&self, source: &mut dyn Source, flags: i32, to: Option<&Address>) -> Sent {
        let deadline = self.inner.transfer_deadline(&self.network, flags);
        self.inner.send(&self.network, flags, &deadline, source, to)
    }

    /// `send(data)`
    pub fn send(&self, data: &[u8]) -> Sent {
        self.send_from(&mut Bytearray::new(&Resizable::new(data)), 0, None)
    }

    /// `sendto(data, address)`
    pub fn send_to(&self, data: &[u8], port: u16) -> Sent {
        self.send_from(&mut Bytearray::new(&Resizable::new(data)), 0, Some(&local(port)))
    }

    /// This data arrives here, `milliseconds` from now: the other end sends it.
    pub fn sends_after(&self, milliseconds: u32, data: &[u8]) {
        let (socket, data) = (self.clone(), data.to_vec());
        self.network.after(milliseconds, move |_| {
            let sent = socket.send(&data);
            assert_eq!((sent.count, sent.stopped), (data.len(), None), "the peer's send waits for nothing");
        });
    }
}
