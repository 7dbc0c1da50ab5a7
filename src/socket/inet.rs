//! IP addresses, and the decimal numbers beside them, as text.
//!
//! [`parse_ipv4`] and [`parse_ipv6`] accept what glibc's `inet_pton` accepts, and nothing else.
//! [`parse_ipv4_loose`] is for the function `inet_aton` only. Formatting follows RFC 5952 and,
//! where that leaves a choice, CPython's `inet_ntop`.
//!
//! On the ESP8266 this is a third of the code of `core::net`, whose formatting needs `core::fmt`.

use core::num::NonZeroU32;
use core::ops::Range;

/// Room for the longest IPv6 text: six groups and a dotted quad (RFC 4291, section 2.2, form 3).
pub type AddressText = heapless::String<45>;

/// Two octets of an IPv6 address: what stands between its colons.
type Group = [u8; 2];

const DECIMAL: NonZeroU32 = NonZeroU32::new(10).unwrap();
const HEXADECIMAL: NonZeroU32 = NonZeroU32::new(16).unwrap();

/// Parses a dotted quad as `inet_pton(AF_INET)` does: four decimal octets, no leading zero, no
/// octal, hexadecimal or short form, nothing before or after.
#[must_use]
pub fn parse_ipv4(text: &[u8]) -> Option<[u8; 4]> {
    let mut octets = [0; 4];
    let mut slots = octets.iter_mut();
    for part in text.split(is_dot) {
        *slots.next()? = parse_octet(part)?;
    }
    slots.next().is_none().then_some(octets)
}

/// Parses the forms of RFC 4291, section 2.2, as `inet_pton(AF_INET6)` does: a group has one to
/// four digits, `::` stands for one or more groups, a dotted quad for the last two.
///
/// A zone is not part of the address: take it off with [`split_zone`] first.
#[must_use]
pub fn parse_ipv6(text: &[u8]) -> Option<[u8; 16]> {
    let gap = text.windows(2).position(|pair| pair == b"::");
    let (head, tail) = match gap {
        Some(at) => (text.get(..at)?, text.get(at + 2..)?),
        None => (&[][..], text),
    };

    // What stands before the gap fills the address from the front, all else from the back.
    let mut groups: [Group; 8] = [[0; 2]; 8];
    let mut slots = groups.iter_mut();
    if !head.is_empty() {
        for part in head.split(is_colon) {
            *slots.next()? = parse_group(part)?;
        }
    }
    if !tail.is_empty() {
        for (place, part) in tail.rsplit(is_colon).enumerate() {
            if place == 0
                && let Some([a, b, c, d]) = parse_ipv4(part)
            {
                *slots.next_back()? = [c, d];
                *slots.next_back()? = [a, b];
            } else {
                *slots.next_back()? = parse_group(part)?;
            }
        }
    }
    if slots.next().is_some() != gap.is_some() {
        return None;
    }
    groups.as_flattened().try_into().ok()
}

/// Parses one to four numbers separated by dots as `inet_aton` of glibc, and so CPython's, does.
///
/// Each is decimal, octal (`010`) or hexadecimal (`0x8`), and the last one fills all octets that
/// remain: `127.1` is 127.0.0.1. Whatever follows the first white space is ignored.
#[must_use]
pub fn parse_ipv4_loose(text: &[u8]) -> Option<[u8; 4]> {
    let mut octets = [0; 4];
    let mut slots = octets.iter_mut();
    let mut parts = text.split(is_white_space).next()?.split(is_dot);
    let mut number = parse_c_number(parts.next()?)?;
    for part in parts {
        *slots.next()? = u8::try_from(number).ok()?;
        number = parse_c_number(part)?;
    }
    loop {
        *slots.next_back()? = (number & 0xff) as u8;
        number >>= 8;
        if number == 0 {
            return Some(octets);
        }
    }
}

/// Splits a zone off (RFC 4007, section 11): `fe80::1%2` is `fe80::1` in zone `2`.
///
/// The zone may be a number for [`parse_decimal`], a name that only the stack can look up, or
/// empty and so wrong.
#[must_use]
pub fn split_zone(text: &[u8]) -> (&[u8], Option<&[u8]>) {
    let mut halves = text.splitn(2, |&byte| byte == b'%');
    (halves.next().unwrap_or_default(), halves.next())
}

/// Parses a decimal number: digits only, leading zeros allowed.
#[must_use]
pub fn parse_decimal(digits: &[u8]) -> Option<u32> {
    parse_number(digits, 10)
}

/// Formats an IPv4 address as a dotted quad.
#[must_use]
pub fn format_ipv4(octets: [u8; 4]) -> AddressText {
    let mut text = AddressText::new();
    push_ipv4(&mut text, octets);
    text
}

/// Formats an IPv6 address as RFC 5952 recommends, IPv4-mapped ones with a dotted quad.
///
/// The deprecated IPv4-compatible addresses get a dotted quad too (`::1.2.3.4`), as in glibc and
/// CPython; `core::net` writes `::102:304`.
#[must_use]
pub fn format_ipv6(octets: &[u8; 16]) -> AddressText {
    let mut text = AddressText::new();
    let (groups, _) = octets.as_chunks();
    let zeros = longest_zero_run(groups);
    let compatible = zeros == (0..6);
    let mapped = zeros == (0..5) && groups.get(5) == Some(&[0xff, 0xff]);
    for (place, &group) in groups.iter().enumerate() {
        if zeros.contains(&place) {
            if place == zeros.start {
                push(&mut text, ':');
                push(&mut text, ':');
            }
            continue;
        }
        if place != 0 && place != zeros.end {
            push(&mut text, ':');
        }
        if place == 6 && (compatible || mapped) {
            let [.., a, b, c, d] = *octets;
            push_ipv4(&mut text, [a, b, c, d]);
            break;
        }
        push_number(&mut text, u16::from_be_bytes(group).into(), HEXADECIMAL);
    }
    text
}

/// Formats a number in decimal.
#[must_use]
pub fn format_decimal(number: i32) -> AddressText {
    let mut text = AddressText::new();
    if number < 0 {
        push(&mut text, '-');
    }
    push_number(&mut text, number.unsigned_abs(), DECIMAL);
    text
}

/// The first of the longest runs of two or more zero groups (RFC 5952, sections 4.2.2, 4.2.3).
fn longest_zero_run(groups: &[Group]) -> Range<usize> {
    let mut longest = 0..0;
    let mut start = 0;
    for (place, &group) in groups.iter().enumerate() {
        let end = place + 1;
        if group != [0, 0] {
            start = end;
        } else if end - start > longest.len().max(1) {
            longest = start..end;
        }
    }
    longest
}

fn push_ipv4(text: &mut AddressText, octets: [u8; 4]) {
    for (place, octet) in octets.into_iter().enumerate() {
        if place != 0 {
            push(text, '.');
        }
        push_number(text, octet.into(), DECIMAL);
    }
}

fn push_number(text: &mut AddressText, number: u32, radix: NonZeroU32) {
    let higher_digits = number / radix;
    if higher_digits != 0 {
        push_number(text, higher_digits, radix);
    }
    if let Some(digit) = char::from_digit(number % radix, 16) {
        push(text, digit);
    }
}

/// The longest address fits, so nothing is ever refused.
fn push(text: &mut AddressText, character: char) {
    let _ = text.push(character);
}

/// No leading zero: some read it as octal, so `inet_pton` refuses it.
fn parse_octet(digits: &[u8]) -> Option<u8> {
    match digits {
        [b'0', _, ..] => None,
        _ => parse_number(digits, 10)?.try_into().ok(),
    }
}

fn parse_group(digits: &[u8]) -> Option<Group> {
    if digits.len() > 4 {
        return None;
    }
    let group: u16 = parse_number(digits, 16)?.try_into().ok()?;
    Some(group.to_be_bytes())
}

/// A number as C's `strtoul` reads it.
fn parse_c_number(text: &[u8]) -> Option<u32> {
    match text {
        [b'0', b'x' | b'X', digits @ ..] => parse_number(digits, 16),
        [b'0', digits @ ..] if !digits.is_empty() => parse_number(digits, 8),
        _ => parse_number(text, 10),
    }
}

/// One digit or more, and nothing else.
fn parse_number(digits: &[u8], radix: u32) -> Option<u32> {
    if digits.is_empty() {
        return None;
    }
    let mut number: u32 = 0;
    for &digit in digits {
        let value = char::from(digit).to_digit(16)?;
        if value >= radix {
            return None;
        }
        number = number.checked_mul(radix)?.checked_add(value)?;
    }
    Some(number)
}

fn is_dot(byte: &u8) -> bool {
    *byte == b'.'
}

fn is_colon(byte: &u8) -> bool {
    *byte == b':'
}

/// C's `isspace`: `u8::is_ascii_whitespace` leaves the vertical tab out.
fn is_white_space(byte: &u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}
