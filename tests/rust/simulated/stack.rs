//! The same, as the rules of sockets see it.

use std::rc::Rc;

use usocket::socket::error::Resolve;
use usocket::socket::resolve::Answer;
use usocket::socket::stack::{Query, Request};
use usocket::socket::{Address, Errno, Error, Handle, Interest, Kind, Readiness, Received, Stack};

use super::endpoint::{Datagram, Endpoint, Stage};
use super::network::Network;
use super::plan::{Fate, Operation};

/// `MSG_PEEK` of lwIP.
pub const MSG_PEEK: i32 = 1;
/// `MSG_TRUNC` of lwIP.
pub const MSG_TRUNC: i32 = 4;
/// `MSG_DONTWAIT` of lwIP.
pub const MSG_DONTWAIT: i32 = 8;

impl Network {
    fn send_stream(&self, endpoint: &Endpoint, data: &[u8]) -> Result<usize, Errno> {
        if let Some(errno) = endpoint.error.take() {
            return Err(errno);
        }
        match endpoint.stage.get() {
            Stage::Connected => {}
            Stage::Connecting => return Err(Errno::EAGAIN),
            Stage::Fresh | Stage::Listening => return Err(Errno::ENOTCONN),
        }
        let room =
            endpoint.room(self.plan()).filter(|_| !endpoint.sending_ended.get()).ok_or(Errno::EPIPE)?;
        let count = match data.len().min(room) {
            0 if data.is_empty() => return Ok(0),
            0 => return Err(Errno::EAGAIN),
            count => self.plan().send_sizes.cut(count),
        };
        let Some(other) = endpoint.other.borrow().upgrade() else { return Err(Errno::EPIPE) };
        let bytes = data[..count].to_vec();
        other.under_way.set(other.under_way.get() + count);
        self.later_in_stream(&other.clone(), move |_| {
            other.under_way.set(other.under_way.get() - count);
            if !other.receiving_ended.get() {
                other.arrivals.borrow_mut().push_back(bytes);
            }
        });
        Ok(count)
    }

    fn send_datagram(&self, endpoint: &Endpoint, data: &[u8], to: Option<&Address>) -> Result<usize, Errno> {
        let to = to.cloned().or_else(|| endpoint.peer.borrow().clone()).ok_or(Errno::EDESTADDRREQ)?;
        if data.len() > self.plan().datagram_limit.get() {
            return Err(Errno::EMSGSIZE);
        }
        if self.plan().window.get() == 0 {
            return Err(Errno::EAGAIN);
        }
        let fate = self.plan().fates.borrow_mut().pop_front().unwrap_or(Fate::Arrives);
        let (copies, extra) = match fate {
            Fate::Arrives => (1, 0),
            Fate::Lost => (0, 0),
            Fate::Late(extra) => (1, extra),
            Fate::Twice => (2, 0),
        };
        for _ in 0..copies {
            let (bytes, sender, to) = (data.to_vec(), endpoint.local.borrow().clone(), to.clone());
            self.later(extra, move |network| {
                if let Some(other) = network.find_address(&to, |one| !one.is_stream()) {
                    other.datagrams.borrow_mut().push_back(Datagram { bytes, sender });
                }
            });
        }
        Ok(self.plan().send_sizes.cut(data.len()))
    }

    /// Tells the other end that nothing more comes.
    pub(super) fn end_sending(&self, endpoint: &Endpoint) {
        endpoint.sending_ended.set(true);
        if let Some(other) = endpoint.other.borrow().upgrade() {
            self.later_in_stream(&other.clone(), move |_| other.receiving_ended.set(true));
        }
    }

    /// Connections that nobody has accepted are broken.
    fn close_endpoint(&self, endpoint: &Rc<Endpoint>) {
        self.end_sending(endpoint);
        for server in endpoint.waiting.take() {
            let client = server.other.borrow().upgrade();
            if let Some(client) = client {
                self.later(0, move |_| client.reset());
            }
        }
        self.remove(|one| std::ptr::eq(one, &**endpoint));
    }
}

/// What a connection attempt comes to.
fn answer_connection(network: &Network, client: &Rc<Endpoint>, address: &Address) -> Result<(), Errno> {
    let listener = network.find_address(address, |one| one.stage.get() == Stage::Listening);
    let Some(listener) = listener else {
        client.stage.set(Stage::Fresh);
        return Err(Errno::ECONNREFUSED);
    };
    let server = Endpoint::new(Kind::Stream.number(), address.clone());
    Endpoint::join(client, &server);
    listener.waiting.borrow_mut().push_back(server);
    Ok(())
}

impl Stack for Network {
    const AI_FLAGS: i32 = 0x3f;
    const MSG_PEEK: i32 = MSG_PEEK;
    const MSG_DONTWAIT: i32 = MSG_DONTWAIT;
    const MSG_TRUNC: i32 = MSG_TRUNC;
    const BACKLOG_LIMIT: i32 = 255;
    const HAS_RAW: bool = true;

    fn now(&self) -> u32 {
        self.tick()
    }

    fn wait(&self, handle: Handle, interest: Interest, milliseconds: u32) -> Result<(), Error> {
        let endpoint = self.endpoint(handle);
        self.sleep(milliseconds, &|| !endpoint.readiness(interest, self.plan()).is_empty())
    }

    fn reclaim(&self) {
        self.plan().call(Operation::Reclaim).expect("reclaiming cannot fail");
        while let Some(endpoint) = self.find_endpoint(|one| one.abandoned.get()) {
            self.close_endpoint(&endpoint);
        }
    }

    fn open(&self, _family: i32, kind: i32, _protocol: i32) -> Result<Handle, Errno> {
        self.plan().call(Operation::Open)?;
        if self.open_sockets() >= self.plan().socket_limit.get() {
            return Err(Errno::EMFILE);
        }
        Ok(self.insert(Endpoint::new(kind, self.ephemeral_address())))
    }

    fn close(&self, handle: Handle) {
        self.plan().call(Operation::Close).expect("closing cannot fail");
        self.close_endpoint(&self.endpoint(handle));
    }

    fn bind(&self, handle: Handle, address: &Address) -> Result<(), Errno> {
        let endpoint = self.endpoint(handle);
        if self.find_address(address, |one| one.kind == endpoint.kind).is_some() {
            return Err(Errno::EADDRINUSE);
        }
        endpoint.local.replace(address.clone());
        Ok(())
    }

    fn listen(&self, handle: Handle, backlog: i32) -> Result<(), Errno> {
        let endpoint = self.endpoint(handle);
        endpoint.stage.set(Stage::Listening);
        endpoint.backlog.set(backlog.max(1) as usize);
        Ok(())
    }

    fn accept(&self, handle: Handle) -> Result<(Handle, Address), Errno> {
        self.plan().call(Operation::Accept)?;
        let listener = self.endpoint(handle);
        if listener.stage.get() != Stage::Listening {
            return Err(Errno::EINVAL);
        }
        if !listener.waiting.borrow().is_empty() && self.open_sockets() >= self.plan().socket_limit.get() {
            return Err(Errno::EMFILE);
        }
        let server = listener.waiting.borrow_mut().pop_front().ok_or(Errno::EAGAIN)?;
        let peer = server.peer.borrow().clone().ok_or(Errno::ECONNABORTED)?;
        Ok((self.insert(server), peer))
    }

    fn connect(&self, handle: Handle, address: &Address) -> Result<(), Errno> {
        self.plan().call(Operation::Connect)?;
        let client = self.endpoint(handle);
        match client.stage.get() {
            _ if !client.is_stream() => {
                client.peer.replace(Some(address.clone()));
                return Ok(());
            }
            Stage::Fresh => {}
            Stage::Connecting => return Err(Errno::EALREADY),
            Stage::Connected => return Err(Errno::EISCONN),
            Stage::Listening => return Err(Errno::EINVAL),
        }
        client.stage.set(Stage::Connecting);
        let backlog_is_full = self
            .find_address(address, |one| one.stage.get() == Stage::Listening)
            .is_some_and(|listener| listener.waiting.borrow().len() >= listener.backlog.get());
        if self.plan().is_silent(address) || backlog_is_full {
            return Err(Errno::EINPROGRESS);
        }
        if self.plan().latency.get() == 0 {
            return answer_connection(self, &client, address);
        }
        let address = address.clone();
        self.after(2 * self.plan().latency.get(), move |network| {
            client.error.set(answer_connection(network, &client, &address).err());
        });
        Err(Errno::EINPROGRESS)
    }

    fn take_error(&self, handle: Handle) -> Result<(), Errno> {
        self.plan().call(Operation::TakeError)?;
        self.endpoint(handle).error.take().map_or(Ok(()), Err)
    }

    fn send(&self, handle: Handle, data: &[u8], _flags: i32, to: Option<&Address>) -> Result<usize, Errno> {
        self.plan().call(Operation::Send)?;
        let endpoint = self.endpoint(handle);
        if endpoint.is_stream() {
            self.send_stream(&endpoint, data)
        } else {
            self.send_datagram(&endpoint, data, to)
        }
    }

    fn receive(
        &self,
        handle: Handle,
        buffer: &mut [u8],
        flags: i32,
        from: Option<&mut Address>,
    ) -> Result<Received, Errno> {
        self.plan().call(Operation::Receive)?;
        self.endpoint(handle).receive(buffer, flags, from, self.plan())
    }

    fn available(&self, handle: Handle) -> Option<usize> {
        let endpoint = self.endpoint(handle);
        let datagrams = endpoint.datagrams.borrow();
        let available = datagrams.front().map_or(endpoint.unread(), |datagram| datagram.bytes.len());
        drop(datagrams);
        self.pass_microseconds(self.plan().answer_delay.get());
        self.plan().knows_available.get().then_some(available)
    }

    fn shutdown(&self, handle: Handle, how: i32) -> Result<(), Errno> {
        let endpoint = self.endpoint(handle);
        if how != 1 {
            endpoint.receiving_ended.set(true);
        }
        if how != 0 {
            self.end_sending(&endpoint);
        }
        Ok(())
    }

    fn local_address(&self, handle: Handle) -> Result<Address, Errno> {
        Ok(self.endpoint(handle).local.borrow().clone())
    }

    fn peer_address(&self, handle: Handle) -> Result<Address, Errno> {
        self.endpoint(handle).peer.borrow().clone().ok_or(Errno::ENOTCONN)
    }

    fn set_option(&self, _: Handle, _: i32, _: i32, _: &[u8]) -> Result<(), Errno> {
        Err(Errno::ENOPROTOOPT)
    }

    fn option(&self, _: Handle, _: i32, _: i32, _: &mut [u8]) -> Result<usize, Errno> {
        Err(Errno::ENOPROTOOPT)
    }

    fn readiness(&self, handle: Handle, interest: Interest) -> Readiness {
        self.endpoint(handle).readiness(interest, self.plan())
    }

    fn interface_index(&self, name: &[u8]) -> Option<u32> {
        self.resolver().interface_index(name)
    }

    fn resolve(&self, request: &Request<'_>) -> Result<Query, Resolve> {
        self.plan().call(Operation::Resolve).expect("the resolver fails by itself");
        self.resolver().ask(self, request)
    }

    fn resolved(&self, query: Query) -> Option<Result<(), Resolve>> {
        self.resolver().resolved(query, self.microseconds())
    }

    fn wait_resolved(&self, query: Option<Query>, milliseconds: u32) -> Result<(), Error> {
        self.sleep(milliseconds, &|| match query {
            Some(query) => self.resolver().resolved(query, self.microseconds()).is_some(),
            None => !self.resolver().is_busy(self.microseconds()),
        })
    }

    fn answer(&self, query: Query, index: usize) -> Option<Answer<'_>> {
        self.resolver().answer(query, index)
    }

    fn forget(&self, query: Query) {
        self.plan().call(Operation::Forget).expect("forgetting cannot fail");
        self.resolver().forget(query);
    }
}
