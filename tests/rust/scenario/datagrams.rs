//! What datagrams promise.

use std::cell::RefCell;

/// The shortest one that carries its number.
const HEADER: usize = 2;

struct Datagram {
    length: usize,
    deliveries: usize,
}

/// All that were sent.
#[derive(Default)]
pub struct Datagrams(RefCell<Vec<Datagram>>);

impl Datagrams {
    /// A new one, which the network may deliver so often.
    pub fn make(&self, length: usize, deliveries: usize) -> Vec<u8> {
        let mut sent = self.0.borrow_mut();
        let length = length.max(HEADER);
        sent.push(Datagram { length, deliveries });
        content(sent.len() - 1, length)
    }

    /// What a receive returned.
    pub fn check(&self, bytes: &[u8], size: usize, takes: bool) {
        let Some(header) = bytes.first_chunk::<HEADER>() else { return };
        let mut sent = self.0.borrow_mut();
        let number = usize::from(u16::from_le_bytes(*header));
        let datagram = sent.get_mut(number).expect("a datagram that was sent");
        assert_eq!(bytes, content(number, bytes.len()), "a datagram of one piece");
        assert_eq!(bytes.len(), size.min(datagram.length), "a datagram cut to the buffer only");
        if takes {
            let left = datagram.deliveries.checked_sub(1);
            datagram.deliveries = left.expect("no more often than it was delivered");
        }
    }
}

fn content(number: usize, length: usize) -> Vec<u8> {
    (number as u16).to_le_bytes().into_iter().cycle().take(length).collect()
}
