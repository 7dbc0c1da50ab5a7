//! What the address parsers accept and refuse, rule by rule.

use usocket::socket::inet::{parse_decimal, parse_ipv4, parse_ipv4_loose, parse_ipv6, split_zone};

#[test]
fn bug_20_malformed_ipv4_text_is_refused() {
    for text in ["1.2.3.4xyz", "300.1.1.1", "...", "", "1.2.3", "1.2.3.4.", "1.2.3.4.5"] {
        assert_eq!(parse_ipv4(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn ipv4_white_space_signs_and_nul_are_refused() {
    for text in [" 1.2.3.4", "1.2.3.4 ", "1.2.3.4\n", "1. 2.3.4", "+1.2.3.4", "1.-2.3.4", "1.2.3.4\0"] {
        assert_eq!(parse_ipv4(text.as_bytes()), None, "{text:?}");
    }
}

#[test]
fn ipv4_numbers_do_not_wrap() {
    for text in ["256.0.0.0", "0.0.0.4294967296", "0.0.0.18446744073709551616"] {
        assert_eq!(parse_ipv4(text.as_bytes()), None, "{text}");
    }
    assert_eq!(parse_ipv4_loose(b"4294967296"), None);
    assert_eq!(parse_ipv4_loose(b"0x100000000"), None);
    assert_eq!(parse_ipv4_loose(b"040000000000"), None);
}

#[test]
fn ipv6_empty_groups_are_refused() {
    for text in ["", ":", ":::", "1:", ":1", "1:::2", ":1::2", "1::2:", "::1::", "1::2::3"] {
        assert_eq!(parse_ipv6(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn ipv6_the_gap_stands_for_at_least_one_group() {
    let address = [0, 1, 0, 2, 0, 3, 0, 0, 0, 5, 0, 6, 0, 7, 0, 8];
    assert_eq!(parse_ipv6(b"1:2:3::5:6:7:8"), Some(address));
    assert_eq!(parse_ipv6(b"1:2:3:4::5:6:7:8"), None);
    assert_eq!(parse_ipv6(b"::1:2:3:4:5:6:7:8"), None);
    assert_eq!(parse_ipv6(b"1:2:3:4:5:6:7:8::"), None);
}

#[test]
fn ipv6_a_dotted_quad_comes_last() {
    assert_eq!(parse_ipv6(b"::1.2.3.4"), Some([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]));
    for text in ["1.2.3.4::", "::1.2.3.4:5", "1.2.3.4", "1:2:3:4:5:6:7:1.2.3.4", "::1.2.3", "::1.2.3.04"] {
        assert_eq!(parse_ipv6(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn ipv6_brackets_zones_and_prefix_lengths_are_refused() {
    for text in ["[::1]", "fe80::1%2", "fe80::1%eth0", "::1/128", " ::1", "::1 ", "::1\0"] {
        assert_eq!(parse_ipv6(text.as_bytes()), None, "{text:?}");
    }
}

#[test]
fn loose_the_last_number_fills_the_octets_that_remain() {
    assert_eq!(parse_ipv4_loose(b"1.2.3.4"), Some([1, 2, 3, 4]));
    assert_eq!(parse_ipv4_loose(b"1.2.772"), Some([1, 2, 3, 4]));
    assert_eq!(parse_ipv4_loose(b"1.131844"), Some([1, 2, 3, 4]));
    assert_eq!(parse_ipv4_loose(b"16909060"), Some([1, 2, 3, 4]));
    assert_eq!(parse_ipv4_loose(b"0"), Some([0, 0, 0, 0]));
}

#[test]
fn loose_the_last_number_has_room_for_no_more() {
    assert_eq!(parse_ipv4_loose(b"1.2.3.255"), Some([1, 2, 3, 255]));
    assert_eq!(parse_ipv4_loose(b"1.2.3.256"), None);
    assert_eq!(parse_ipv4_loose(b"1.2.65535"), Some([1, 2, 255, 255]));
    assert_eq!(parse_ipv4_loose(b"1.2.65536"), None);
    assert_eq!(parse_ipv4_loose(b"1.16777215"), Some([1, 255, 255, 255]));
    assert_eq!(parse_ipv4_loose(b"1.16777216"), None);
    assert_eq!(parse_ipv4_loose(b"4294967295"), Some([255, 255, 255, 255]));
    assert_eq!(parse_ipv4_loose(b"1.2.3.4.0"), None);
}

#[test]
fn loose_all_but_the_last_number_are_octets() {
    assert_eq!(parse_ipv4_loose(b"255.1"), Some([255, 0, 0, 1]));
    assert_eq!(parse_ipv4_loose(b"256.1"), None);
}

#[test]
fn loose_numbers_are_written_as_in_c() {
    assert_eq!(parse_ipv4_loose(b"0177.0x10.0XfF.010"), Some([127, 16, 255, 8]));
    for text in ["08", "0x", "0x.1", "0xg", "1a", "-1", "+1", "0b1", "1.", ".1", "1..2", ""] {
        assert_eq!(parse_ipv4_loose(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn loose_white_space_ends_the_text() {
    for space in [" ", "\t", "\n", "\x0b", "\x0c", "\r"] {
        let text = format!("1.2.3.4{space}5.6 anything");
        assert_eq!(parse_ipv4_loose(text.as_bytes()), Some([1, 2, 3, 4]), "{text:?}");
    }
    for text in [" 1.2.3.4", "1. 2.3.4", "1.2.3.4\x08", "1.2.3.4\x0e", "1.2.3.4\u{a0}", " "] {
        assert_eq!(parse_ipv4_loose(text.as_bytes()), None, "{text:?}");
    }
}

#[test]
fn zone_is_split_off_at_the_first_percent_sign() {
    assert_eq!(split_zone(b"fe80::1"), (&b"fe80::1"[..], None));
    assert_eq!(split_zone(b"fe80::1%2"), (&b"fe80::1"[..], Some(&b"2"[..])));
    assert_eq!(split_zone(b"fe80::1%eth0"), (&b"fe80::1"[..], Some(&b"eth0"[..])));
    assert_eq!(split_zone(b"fe80::1%"), (&b"fe80::1"[..], Some(&b""[..])));
    assert_eq!(split_zone(b"fe80::1%2%3"), (&b"fe80::1"[..], Some(&b"2%3"[..])));
    assert_eq!(split_zone(b"%2"), (&b""[..], Some(&b"2"[..])));
    assert_eq!(split_zone(b""), (&b""[..], None));
}

/// As glibc's `getaddrinfo` reads a zone.
#[test]
fn decimal_numbers_are_digits_and_have_32_bits() {
    assert_eq!(parse_decimal(b"2"), Some(2));
    assert_eq!(parse_decimal(b"02"), Some(2));
    assert_eq!(parse_decimal(b"0"), Some(0));
    assert_eq!(parse_decimal(b"4294967295"), Some(u32::MAX));
    for text in ["", "4294967296", "42949672950", "eth0", "2x", "0x1", "+2", "-2", " 2", "2%3"] {
        assert_eq!(parse_decimal(text.as_bytes()), None, "{text}");
    }
}
