//! The address conversions against `core::net` and the host's C library, on generated text.
//!
//! That library is taken to be glibc: others differ in what `inet_aton` and `inet_ntop` do.

use core::net::{Ipv4Addr, Ipv6Addr, SocketAddrV6};
use usocket::socket::inet::{
    AddressText, format_decimal, format_ipv4, format_ipv6, parse_decimal, parse_ipv4, parse_ipv4_loose,
    parse_ipv6, split_zone,
};

const CASES: usize = 200_000;

#[test]
fn parse_ipv4_is_core_net_and_inet_pton() {
    assert_parsers_agree(
        Generator::ipv4,
        parse_ipv4,
        &[
            ("core::net", |text| core_parse::<Ipv4Addr>(text).map(|address| address.octets())),
            ("inet_pton", |text| c_library::inet_pton(text)),
        ],
    );
}

#[test]
fn parse_ipv6_is_core_net_and_inet_pton() {
    assert_parsers_agree(
        Generator::ipv6,
        parse_ipv6,
        &[
            ("core::net", |text| core_parse::<Ipv6Addr>(text).map(|address| address.octets())),
            ("inet_pton", |text| c_library::inet_pton(text)),
        ],
    );
}

#[test]
fn parse_ipv4_loose_is_inet_aton() {
    assert_parsers_agree(Generator::ipv4_loose, parse_ipv4_loose, &[("inet_aton", c_library::inet_aton)]);
}

#[test]
fn zones_are_core_net() {
    assert_parsers_agree(
        Generator::ipv6_with_zone,
        |text| {
            let (address, zone) = split_zone(text);
            let zone = zone.map_or(Some(0), parse_decimal)?;
            Some((parse_ipv6(address)?, zone))
        },
        &[("core::net", |text| {
            let bracketed = [b"[", text, b"]:0"].concat();
            let address = core_parse::<SocketAddrV6>(&bracketed)?;
            Some((address.ip().octets(), address.scope_id()))
        })],
    );
}

#[test]
fn format_ipv4_is_core_net_and_inet_ntop() {
    let mut generator = Generator::new();
    for _ in 0..CASES {
        let octets = generator.octets::<4>();
        let text = format_ipv4(octets);
        assert_eq!(text.as_str(), Ipv4Addr::from(octets).to_string());
        assert_eq!(text.as_str(), c_library::inet_ntop(&octets));
        assert_eq!(parse_ipv4(text.as_bytes()), Some(octets));
    }
}

#[test]
fn format_ipv6_is_core_net_and_inet_ntop() {
    let mut generator = Generator::new();
    let mut longest = 0;
    let mut compatible = 0;
    for _ in 0..CASES {
        let octets = generator.octets::<16>();
        let text = format_ipv6(&octets);
        assert_eq!(text.as_str(), c_library::inet_ntop(&octets));
        if is_ipv4_compatible(&octets) {
            compatible += 1;
        } else {
            assert_eq!(text.as_str(), Ipv6Addr::from(octets).to_string());
        }
        assert_eq!(parse_ipv6(text.as_bytes()), Some(octets));
        longest = longest.max(text.len());
    }
    assert!(compatible > CASES / 1000);
    assert_eq!(longest, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff".len());
}

#[test]
fn format_decimal_is_core_fmt() {
    let mut generator = Generator::new();
    for _ in 0..CASES {
        let number = i32::from_be_bytes(generator.octets()) >> generator.below(32);
        assert_eq!(format_decimal(number).as_str(), number.to_string());
    }
    assert_eq!(format_decimal(i32::MIN).as_str(), "-2147483648");
    assert_eq!(format_decimal(i32::MAX).as_str(), "2147483647");
}

#[test]
fn difference_core_net_writes_ipv4_compatible_addresses_without_dots() {
    let mut octets = [0; 16];
    octets[12..].copy_from_slice(&[1, 2, 3, 4]);
    assert_eq!(Ipv6Addr::from(octets).to_string(), "::102:304");
    assert_eq!(c_library::inet_ntop(&octets), "::1.2.3.4");
    assert_eq!(format_ipv6(&octets).as_str(), "::1.2.3.4");
}

#[test]
fn difference_inet_pton_stops_at_nul() {
    assert_eq!(c_library::inet_pton(b"1.2.3.4\0x"), Some([1, 2, 3, 4]));
    assert_eq!(core_parse::<Ipv4Addr>(b"1.2.3.4\0x"), None);
    assert_eq!(parse_ipv4(b"1.2.3.4\0x"), None);
    assert_eq!(c_library::inet_aton(b"1.2.3.4\0x"), Some([1, 2, 3, 4]));
    assert_eq!(parse_ipv4_loose(b"1.2.3.4\0x"), None);
}

/// Written by nothing, but it must fit: [`AddressText`] has room for every form of RFC 4291.
#[test]
fn the_longest_text_fits() {
    let text = "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255";
    assert_eq!(parse_ipv6(text.as_bytes()), Some([0xff; 16]));
    assert_eq!(AddressText::new().capacity(), text.len());
}

type Parser<Address> = fn(&[u8]) -> Option<Address>;

fn assert_parsers_agree<Address: PartialEq + std::fmt::Debug>(
    generate: fn(&mut Generator) -> Vec<u8>,
    parse: Parser<Address>,
    references: &[(&str, Parser<Address>)],
) {
    let mut generator = Generator::new();
    let mut accepted = 0;
    for _ in 0..CASES {
        let text = generate(&mut generator);
        let address = parse(&text);
        for (name, reference) in references {
            assert_eq!(address, reference(&text), "{:?} and {name}", text.escape_ascii().to_string());
        }
        accepted += usize::from(address.is_some());
    }
    // Text that is all good or all bad would show nothing.
    assert!((CASES / 5..CASES * 4 / 5).contains(&accepted), "{accepted}");
}

fn core_parse<Address: std::str::FromStr>(text: &[u8]) -> Option<Address> {
    std::str::from_utf8(text).ok()?.parse().ok()
}

fn is_ipv4_compatible(octets: &[u8; 16]) -> bool {
    octets[..12] == [0; 12] && octets[12..14] != [0, 0]
}

/// Makes addresses and text that is an address or nearly one. The same ones in every run.
struct Generator(u64);

impl Generator {
    fn new() -> Generator {
        Generator(0x9e37_79b9_7f4a_7c15)
    }

    /// Marsaglia's xorshift.
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % limit
    }

    fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    /// Zeros and ones are frequent, and pairs of octets zero together: runs of zero groups.
    fn octets<const LENGTH: usize>(&mut self) -> [u8; LENGTH] {
        let mut octets = [0; LENGTH];
        let zeros = self.below(4);
        for pair in octets.chunks_exact_mut(2) {
            if self.below(4) < zeros {
                continue;
            }
            pair.fill_with(|| match self.below(4) {
                0 => 0,
                1 => 0xff,
                _ => self.below(256) as u8,
            });
        }
        octets
    }

    fn ipv4(&mut self) -> Vec<u8> {
        let text = Ipv4Addr::from(self.octets()).to_string();
        self.mutated(text)
    }

    fn ipv4_loose(&mut self) -> Vec<u8> {
        let count = 1 + self.below(4);
        let mut parts = Vec::new();
        for part in 1..=count {
            let bits = if part == count { 8 * (5 - count) } else { 8 };
            let number = u64::from(u32::from_be_bytes(self.octets())) >> (32 - bits);
            parts.push(match self.below(5) {
                0 => format!("0{number:o}"),
                1 => format!("0x{number:x}"),
                2 => format!("0X{number:X}"),
                _ => number.to_string(),
            });
        }
        let text = parts.join(".") + self.pick(&["", "", "", " ", "\n", "\t5", "x"]);
        self.mutated(text)
    }

    fn ipv6(&mut self) -> Vec<u8> {
        let text = self.ipv6_spelling();
        self.mutated(text)
    }

    fn ipv6_with_zone(&mut self) -> Vec<u8> {
        // Up to 33 bits, as often short as long.
        let zone = (self.below(1 << 31) * 4) >> self.below(32);
        let text = match self.below(4) {
            0 => self.ipv6_spelling(),
            1 => format!("{}%0{zone}", self.ipv6_spelling()),
            _ => format!("{}%{zone}", self.ipv6_spelling()),
        };
        self.mutated(text)
    }

    /// Groups padded or not, a gap of any width or none, a dotted quad or not.
    fn ipv6_spelling(&mut self) -> String {
        let octets: [u8; 16] = self.octets();
        let mut groups: Vec<String> = octets
            .chunks_exact(2)
            .map(|pair| {
                let group = u16::from_be_bytes([pair[0], pair[1]]);
                match self.below(4) {
                    0 => format!("{group:04x}"),
                    1 => format!("{group:X}"),
                    _ => format!("{group:x}"),
                }
            })
            .collect();
        if self.below(3) == 0 {
            let quad: [u8; 4] = self.octets();
            groups.splice(6.., [Ipv4Addr::from(quad).to_string()]);
        }
        if self.below(2) == 0 {
            return groups.join(":");
        }
        let start = self.below(groups.len() + 1);
        let end = start + self.below(groups.len() + 1 - start);
        format!("{}::{}", groups[..start].join(":"), groups[end..].join(":"))
    }

    /// As it is, or with up to three small changes.
    fn mutated(&mut self, text: String) -> Vec<u8> {
        let mut text = text.into_bytes();
        for _ in 0..self.below(4) {
            let place = self.below(text.len() + 1);
            let byte = self.pick(b"0123456789abcdefABCDEFxX..::%% \t\n\x0b\r+-g/\x01\x7f\x80\xff");
            match self.below(5) {
                0 => text.insert(place, byte),
                1 => text.truncate(place),
                2 => text.extend_from_within(place..),
                3 if place < text.len() => text[place] = byte,
                _ if place < text.len() => drop(text.remove(place)),
                _ => text.push(byte),
            }
        }
        text
    }
}

/// The host's own conversions.
mod c_library {
    use std::ffi::{CStr, CString, c_char, c_int, c_void};

    unsafe extern "C" {
        #[link_name = "inet_pton"]
        fn c_inet_pton(family: c_int, text: *const c_char, address: *mut c_void) -> c_int;
        #[link_name = "inet_ntop"]
        fn c_inet_ntop(family: c_int, address: *const c_void, text: *mut c_char, size: u32) -> *const c_char;
        #[link_name = "inet_aton"]
        fn c_inet_aton(text: *const c_char, address: *mut c_void) -> c_int;
    }

    /// `AF_INET` and `AF_INET6` of Linux.
    const fn family(length: usize) -> c_int {
        if length == 4 { 2 } else { 10 }
    }

    fn terminated(text: &[u8]) -> CString {
        let end = text.iter().position(|&byte| byte == 0);
        CString::new(&text[..end.unwrap_or(text.len())]).expect("no NUL is left")
    }

    pub fn inet_pton<const LENGTH: usize>(text: &[u8]) -> Option<[u8; LENGTH]> {
        let text = terminated(text);
        let mut octets = [0; LENGTH];
        // SAFETY: the text ends in NUL, the family's addresses have this length.
        let status = unsafe { c_inet_pton(family(LENGTH), text.as_ptr(), octets.as_mut_ptr().cast()) };
        (status == 1).then_some(octets)
    }

    pub fn inet_aton(text: &[u8]) -> Option<[u8; 4]> {
        let text = terminated(text);
        let mut octets = [0; 4];
        // SAFETY: the text ends in NUL, `struct in_addr` is four octets.
        let status = unsafe { c_inet_aton(text.as_ptr(), octets.as_mut_ptr().cast()) };
        (status == 1).then_some(octets)
    }

    pub fn inet_ntop<const LENGTH: usize>(octets: &[u8; LENGTH]) -> String {
        let mut text = [0; 46];
        // SAFETY: the family's addresses have this length, the buffer has the size that it says.
        let end = unsafe { c_inet_ntop(family(LENGTH), octets.as_ptr().cast(), text.as_mut_ptr(), 46) };
        assert!(!end.is_null());
        // SAFETY: `inet_ntop` wrote a text that ends in NUL.
        let text = unsafe { CStr::from_ptr(text.as_ptr()) };
        text.to_str().expect("an address is ASCII").to_owned()
    }
}
