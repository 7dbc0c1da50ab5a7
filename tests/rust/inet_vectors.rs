//! The address conversions against the test vectors of glibc, musl and CPython.

use usocket::socket::inet::{format_ipv4, format_ipv6, parse_ipv4, parse_ipv4_loose, parse_ipv6};

#[test]
fn glibc() {
    check(include_str!("vectors/glibc.txt"), 226);
}

#[test]
fn musl() {
    check(include_str!("vectors/musl.txt"), 75);
}

#[test]
fn cpython() {
    check(include_str!("vectors/cpython.txt"), 50);
}

/// Runs each line of a file and reports all that differ. `count` is the number of lines: a file
/// cut short must not pass.
fn check(file: &str, count: usize) {
    let vectors: Vec<&str> = file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    assert_eq!(vectors.len(), count);

    let mut differences = Vec::new();
    for line in vectors {
        let [function, argument, expected] = columns(line);
        let result = call(function, argument);
        if result != expected {
            differences.push(format!("{line}: got {result}"));
        }
    }
    assert!(differences.is_empty(), "{differences:#?}");
}

fn columns(line: &str) -> [&str; 3] {
    let columns: Vec<&str> = line.split(' ').collect();
    columns.try_into().expect("a line has three columns")
}

fn call(function: &str, argument: &str) -> String {
    match function {
        "inet_pton4" => packed(parse_ipv4(&text(argument))),
        "inet_pton6" => packed(parse_ipv6(&text(argument))),
        "inet_aton" => packed(parse_ipv4_loose(&text(argument))),
        "inet_ntop4" => format_ipv4(octets(argument)).as_str().to_owned(),
        "inet_ntop6" => format_ipv6(&octets(argument)).as_str().to_owned(),
        _ => panic!("{function} is none of the functions"),
    }
}

/// Undoes the escapes `\x00` to `\xff`.
fn text(column: &str) -> Vec<u8> {
    let mut pieces = column.split("\\x");
    let mut text = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let (digits, rest) = piece.split_at(2);
        text.push(u8::from_str_radix(digits, 16).expect("two hexadecimal digits"));
        text.extend_from_slice(rest.as_bytes());
    }
    text
}

fn octets<const LENGTH: usize>(hexadecimal: &str) -> [u8; LENGTH] {
    assert_eq!(hexadecimal.len(), LENGTH * 2);
    std::array::from_fn(|place| {
        u8::from_str_radix(&hexadecimal[place * 2..][..2], 16).expect("hexadecimal octets")
    })
}

fn packed<const LENGTH: usize>(address: Option<[u8; LENGTH]>) -> String {
    match address {
        Some(octets) => octets.iter().map(|octet| format!("{octet:02x}")).collect(),
        None => "-".to_owned(),
    }
}
