//! Any values for the options of lwIP's sockets.

#![no_main]

mod lwip;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use usocket::socket::address::{AF_INET, SOCK_DGRAM, SOCK_RAW, SOCK_STREAM};
use usocket::socket::{Handle, Stack};
use usocket::stack::STACK;

/// SOL_SOCKET, IPPROTO_IP, IPPROTO_TCP and IPPROTO_IPV6, as the border has them.
const LEVELS: [i32; 4] = [1, 0, 6, 41];

/// The names that some level has there.
const NAMES: [i32; 14] = [0x04, 0x08, 0x20, 0x40, 0x1007, 0x1008, 1, 2, 3, 5, 6, 7, 0x400, 0x401];

const KINDS: [i32; 3] = [SOCK_STREAM, SOCK_DGRAM, SOCK_RAW];

#[derive(Arbitrary, Debug)]
enum Choice {
    Known(u8),
    Any(i32),
}

impl Choice {
    fn among(&self, known: &[i32]) -> i32 {
        match *self {
            Choice::Known(number) => known[usize::from(number) % known.len()],
            Choice::Any(number) => number,
        }
    }
}

#[derive(Arbitrary, Debug)]
enum Value {
    Int(i32),
    Byte(u8),
    Bytes(Vec<u8>),
}

#[derive(Arbitrary, Debug)]
struct Access {
    level: Choice,
    name: Choice,
    value: Value,
    room: u8,
}

#[derive(Arbitrary, Debug)]
struct Input {
    kind: u8,
    listens: bool,
    accesses: Vec<Access>,
}

fuzz_target!(|input: Input| {
    lwip::start();
    let kind = KINDS[usize::from(input.kind) % KINDS.len()];
    let handle =
        STACK.open(AF_INET, kind, i32::from(kind == SOCK_RAW)).expect("a socket: one was not given back");
    if input.listens {
        let _ = STACK.listen(handle, 1);
    }
    for access in &input.accesses {
        check(handle, access);
    }
    STACK.close(handle);
    lwip::run(10);
});

/// What was set is what is there, or whether it was anything.
fn check(handle: Handle, access: &Access) {
    let (level, name) = (access.level.among(&LEVELS), access.name.among(&NAMES));
    let bytes = match &access.value {
        Value::Int(number) => number.to_ne_bytes().to_vec(),
        Value::Byte(byte) => vec![*byte],
        Value::Bytes(bytes) => bytes.clone(),
    };
    let set = STACK.set_option(handle, level, name, &bytes);
    let mut room = vec![0xee; access.room.into()];
    let got = STACK.option(handle, level, name, &mut room);
    if let Ok(length) = got {
        assert_eq!(length, room.len().min(4), "an option is an int, or what of it there is room for");
    }
    if let (Ok(()), Value::Int(number), Ok(4)) = (set, &access.value, got) {
        let found = i32::from_ne_bytes(room[..4].try_into().expect("four bytes"));
        assert!(found == *number || found == i32::from(*number != 0), "{found} after {number}");
    }
}
