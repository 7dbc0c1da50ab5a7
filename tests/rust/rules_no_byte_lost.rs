//! Rule 4.3, for any arrivals, interruptions, sizes and calls: no byte is lost, none comes twice,
//! and all come in order. Every schedule follows from its number alone.

mod simulated;

use simulated::{
    Bytearray, Growing, INTERRUPT, MSG_DONTWAIT, MSG_PEEK, Network, Random, Resizable, Socket, TIMED_OUT,
    Waking,
};
use usocket::socket::Error;

const SCHEDULES: u64 = 12_000;

/// What a script has seen of a stream.
struct Script {
    client: Socket,
    stream: Vec<u8>,
    seen: usize,
    interruptions: usize,
}

impl Script {
    /// What has not been returned yet.
    fn rest(&self) -> &[u8] {
        &self.stream[self.seen..]
    }

    /// Checks what a call returned. `whole` is how much it must return unless it could not wait.
    fn check(&mut self, result: simulated::Outcome, whole: usize, waits: bool) {
        match result {
            Ok(Some(bytes)) => {
                assert_eq!(bytes, self.rest()[..bytes.len()]);
                assert!(bytes.len() == whole || !waits && bytes.len() < whole, "{} of {whole}", bytes.len());
                self.seen += bytes.len();
            }
            Ok(None) => assert!(!waits),
            Err(error) => {
                assert!([TIMED_OUT, INTERRUPT, Error::Memory].contains(&error), "{error:?}");
                self.interruptions += 1;
            }
        }
        let kept = self.client.kept.bytes();
        assert_eq!(kept, self.rest()[..kept.len()], "what is kept is what comes next");
    }

    /// Checks what a receive returned.
    fn check_received(&mut self, result: Result<Vec<u8>, Error>, size: usize, takes: bool) {
        match result {
            Ok(bytes) => {
                assert_eq!(bytes, self.rest()[..bytes.len()]);
                assert!(bytes.len() <= size);
                assert!(!bytes.is_empty() || self.rest().is_empty(), "an end too early");
                self.seen += if takes { bytes.len() } else { 0 };
            }
            Err(error) => assert!([TIMED_OUT, INTERRUPT, Error::WOULD_BLOCK].contains(&error), "{error:?}"),
        }
    }

    /// One call of any kind.
    fn call(&mut self, random: &mut Random) {
        let timeout = random.pick(&[None, Some(0), Some(1), Some(5), Some(40)]);
        self.client.set_timeout(timeout);
        let waits = timeout != Some(0);
        let size = random.pick(&[1, 2, 3, 10, 100, 127, 128, 129, 300]);
        let allocations = random.one_in(8).then(|| random.within(0..4));
        let left = self.rest().len();
        let line = self.rest().iter().position(|&byte| byte == b'\n').map_or(left, |at| at + 1);
        match random.within(0..8) {
            0 => self.check(self.client.read_with(size, allocations), size.min(left), waits),
            1 => self.check(self.client.read_with(usize::MAX, allocations), left, waits),
            2 => self.check(self.client.read_into(&Resizable::new(&vec![0; size])), size.min(left), waits),
            3 => self.check(self.client.read_line_with(usize::MAX, allocations), line, waits),
            4 => self.check(self.client.read_line_with(size, allocations), line.min(size), waits),
            5 => self.check_received(self.client.recv(size, 0), size, true),
            6 => self.check_received(self.client.recv(size, MSG_DONTWAIT), size, true),
            _ => self.check_received(self.client.recv(size, MSG_PEEK), size, false),
        }
    }
}

/// Text with lines of every length, empty ones and long ones among them.
fn text(random: &mut Random) -> Vec<u8> {
    let newlines = random.pick(&[2, 10, 60, 300]);
    let longest = random.pick(&[10, 100, 100, 500]);
    let length = random.within(0..longest);
    (0..length).map(|place| if random.one_in(newlines) { b'\n' } else { place as u8 | 0x80 }).collect()
}

/// Sends a stream in pieces, at any times, and ends it.
fn send_in_pieces(server: &Socket, stream: &[u8], random: &mut Random) {
    let mut at = 0;
    let mut rest = stream;
    let longest = random.pick(&[2, 8, 50, 600]);
    while !rest.is_empty() {
        let (piece, others) = rest.split_at(random.within(1..longest).min(rest.len()));
        at += random.pick(&[0, 0, 1, 3, 20, 70]);
        server.sends_after(at, piece);
        rest = others;
    }
    let (closing, at) = (server.clone(), at + random.pick(&[0, 2, 30]));
    server.network.after(at, move |_| closing.close());
}

fn network_of(random: &mut Random) -> Network {
    let network = Network::default();
    let plan = network.plan();
    network.set_tick(u32::MAX - random.within(0..100) as u32);
    plan.knows_available.set(random.one_in(2));
    plan.merges_arrivals.set(random.one_in(2));
    plan.waking.set(random.pick(&[Waking::Exact, Waking::OnTick]));
    plan.nap.set(random.pick(&[None, Some(1), Some(6)]));
    network
}

#[test]
fn rule_4_3_no_byte_is_lost_or_comes_twice() {
    let mut interruptions = 0;
    for seed in 0..SCHEDULES {
        let random = &mut Random::new(seed);
        let network = network_of(random);
        let (client, server) = Socket::pair(&network);
        let stream = text(random);
        send_in_pieces(&server, &stream, random);
        (0..random.within(0..10)).for_each(|_| network.interrupt_after(random.within(0..200) as u32));
        let mut sizes = Random::new(!seed);
        let longest = random.pick(&[2, 5, 40, 200]);
        network.plan().peek_sizes.set(move || sizes.within(1..longest));

        let mut script = Script { client, stream, seen: 0, interruptions: 0 };
        let mut calls = 0;
        while !script.rest().is_empty() {
            script.call(random);
            calls += 1;
            assert!(calls < 20_000, "schedule {seed} makes no progress");
            if random.one_in(4) {
                network.pass_microseconds(random.within(0..5000) as u64);
            }
        }
        assert_eq!(script.client.kept.bytes(), b"", "schedule {seed}");
        script.client.set_timeout(None);
        while script.client.recv(1, 0) == Err(INTERRUPT) {}
        assert_eq!(script.client.recv(1, 0), Ok(Vec::new()), "schedule {seed}");
        interruptions += script.interruptions;
    }
    assert!(interruptions > SCHEDULES as usize, "{interruptions} interruptions prove little");
}

#[test]
fn rule_4_3_receives_of_any_shortness_lose_nothing() {
    for seed in 0..2000 {
        let random = &mut Random::new(seed);
        let network = network_of(random);
        let (client, server) = Socket::pair(&network);
        let stream = text(random);
        send_in_pieces(&server, &stream, random);
        let mut sizes = Random::new(!seed);
        network.plan().receive_sizes.set(move || sizes.within(1..9));
        let mut seen = Vec::new();
        while seen.len() < stream.len() {
            client.set_timeout(random.pick(&[None, Some(3)]));
            let size = random.within(1..90);
            let buffer = Resizable::new(&vec![0; size]);
            match if random.one_in(2) { client.read(size) } else { client.read_into(&buffer) } {
                Ok(bytes) => {
                    let bytes = bytes.expect("reads that wait return bytes");
                    assert_eq!(bytes.len(), size.min(stream.len() - seen.len()));
                    seen.extend(bytes);
                }
                Err(error) => assert_eq!(error, TIMED_OUT),
            }
        }
        assert_eq!(seen, stream, "schedule {seed}");
    }
}

/// Python code that runs while a call waits receives from the same socket. Who gets a byte
/// depends on the schedule; that somebody does, and only one, does not.
#[test]
fn rule_4_3_two_readers_share_a_stream_without_loss() {
    for seed in 0..4000 {
        let random = &mut Random::new(seed);
        let network = network_of(random);
        let (client, server) = Socket::pair(&network);
        let stream: Vec<u8> = (0..random.within(1..256) as u8).collect();
        send_in_pieces(&server, &stream, random);
        let seen = Resizable::default();
        for _ in 0..random.within(0..8) {
            let (reader, seen, size) = (client.clone(), seen.clone(), random.within(1..20));
            let (kind, timeout) = (random.within(0..4), random.pick(&[Some(0), Some(2), Some(30)]));
            network.python_after(random.within(0..150) as u32, move |_| {
                reader.set_timeout(timeout);
                see(&seen, any_call(&reader, kind, size));
            });
        }
        (0..random.within(0..4)).for_each(|_| network.interrupt_after(random.within(0..150) as u32));
        let mut calls = 0;
        while seen.bytes().len() < stream.len() {
            client.set_timeout(random.pick(&[None, Some(0), Some(7)]));
            see(&seen, any_call(&client, random.within(0..4), random.within(1..40)));
            network.pass_microseconds(200);
            calls += 1;
            assert!(calls < 20_000, "schedule {seed} makes no progress: {:?}", seen.bytes());
        }
        let mut sorted = seen.bytes();
        sorted.sort_unstable();
        assert_eq!(sorted, stream, "schedule {seed}");
        assert_eq!(client.kept.bytes(), b"", "schedule {seed}");
    }
}

fn any_call(socket: &Socket, kind: usize, size: usize) -> Vec<u8> {
    let result = match kind {
        0 => socket.read(size),
        1 => socket.read_line(size),
        2 => socket.read_into(&Resizable::new(&vec![0; size])),
        _ => socket.recv(size, 0).map(Some),
    };
    result.ok().flatten().unwrap_or_default()
}

fn see(seen: &Resizable, bytes: Vec<u8>) {
    assert!(bytes.is_sorted(), "within one call all is in order: {bytes:?}");
    let begin = seen.bytes().len();
    seen.resize(begin + bytes.len());
    seen.write(begin, &bytes);
}

#[test]
fn rule_4_3_send_repeats_and_skips_nothing() {
    for seed in 0..2000 {
        let random = &mut Random::new(seed);
        let network = network_of(random);
        network.plan().window.set(random.pick(&[1, 10, 100]));
        network.plan().latency.set(random.pick(&[0, 1, 20]));
        let mut sizes = Random::new(!seed);
        let longest = random.pick(&[2, 5, 40]);
        network.plan().send_sizes.set(move || sizes.within(1..longest));
        let (client, server) = Socket::pair(&network);
        (0..random.within(0..4)).for_each(|_| network.interrupt_after(random.within(0..300) as u32));
        let received = Resizable::default();
        for _ in 0..random.within(1..60) {
            let (server, received, size) = (server.clone(), received.clone(), random.within(1..30));
            network.after(random.within(0..300) as u32, move |_| drain(&server, &received, size));
        }
        let stream = text(random);
        let mut count = 0;
        for _ in 0..10 {
            client.set_timeout(random.pick(&[Some(0), Some(20), Some(200)]));
            count += client.send_from(&mut Bytearray::new(&Resizable::new(&stream[count..])), 0, None).count;
            network.pass_microseconds(random.within(0..20_000) as u64);
        }
        network.pass_microseconds(1_000_000);
        while received.bytes().len() < count {
            drain(&server, &received, 1000);
            network.pass_microseconds(50_000);
        }
        assert_eq!(received.bytes(), stream[..count], "schedule {seed}");
    }
}

fn drain(server: &Socket, received: &Resizable, size: usize) {
    let mut bytes = Growing::new(size);
    if let Ok(taken) = server.receive(&mut bytes, MSG_DONTWAIT, None) {
        let begin = received.bytes().len();
        received.resize(begin + taken.length);
        received.write(begin, &bytes.finish(taken.length));
    }
}
