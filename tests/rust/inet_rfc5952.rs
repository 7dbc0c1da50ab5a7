//! RFC 5952, a recommendation for IPv6 address text representation: a test for each rule.

use usocket::socket::inet::{format_ipv6, parse_ipv6};

#[test]
fn section_2_every_spelling_is_read() {
    assert_same_address(&[
        "2001:db8:0:0:1:0:0:1",
        "2001:0db8:0:0:1:0:0:1",
        "2001:db8::1:0:0:1",
        "2001:db8::0:1:0:0:1",
        "2001:0db8::1:0:0:1",
        "2001:db8:0:0:1::1",
        "2001:db8:0000:0:1::1",
        "2001:DB8:0:0:1::1",
    ]);
}

#[test]
fn section_2_1_leading_zeros_are_read() {
    assert_same_address(&[
        "2001:db8:aaaa:bbbb:cccc:dddd:eeee:0001",
        "2001:db8:aaaa:bbbb:cccc:dddd:eeee:001",
        "2001:db8:aaaa:bbbb:cccc:dddd:eeee:01",
        "2001:db8:aaaa:bbbb:cccc:dddd:eeee:1",
    ]);
}

#[test]
fn section_2_2_any_choice_of_the_gap_is_read() {
    assert_same_address(&["2001:db8:aaaa:bbbb:cccc:dddd::1", "2001:db8:aaaa:bbbb:cccc:dddd:0:1"]);
    assert_same_address(&["2001:db8:0:0:0::1", "2001:db8:0:0::1", "2001:db8:0::1", "2001:db8::1"]);
    assert_same_address(&["2001:db8::aaaa:0:0:1", "2001:db8:0:0:aaaa::1"]);
}

#[test]
fn section_2_3_either_case_is_read() {
    assert_same_address(&[
        "2001:db8:aaaa:bbbb:cccc:dddd:eeee:aaaa",
        "2001:db8:aaaa:bbbb:cccc:dddd:eeee:AAAA",
        "2001:db8:aaaa:bbbb:cccc:dddd:eeee:AaAa",
    ]);
}

#[test]
fn section_4_1_leading_zeros_are_suppressed() {
    assert_eq!(rewritten("2001:0db8::0001"), "2001:db8::1");
    assert_eq!(rewritten("2001:0db8:0020:0300:4000:0005:0060:0700"), "2001:db8:20:300:4000:5:60:700");
}

#[test]
fn section_4_1_a_zero_group_is_one_digit() {
    assert_eq!(rewritten("2001:db8:0000:1:0000:1:0000:1"), "2001:db8:0:1:0:1:0:1");
}

#[test]
fn section_4_2_1_the_gap_takes_all_it_can() {
    assert_eq!(rewritten("2001:db8:0:0:0:0:2:1"), "2001:db8::2:1");
    assert_eq!(rewritten("2001:db8::0:1"), "2001:db8::1");
}

#[test]
fn section_4_2_2_one_zero_group_is_no_gap() {
    assert_eq!(rewritten("2001:db8::1:1:1:1:1"), "2001:db8:0:1:1:1:1:1");
    assert_eq!(rewritten("::2:3:4:5:6:7:8"), "0:2:3:4:5:6:7:8");
    assert_eq!(rewritten("1:2:3:4:5:6:7::"), "1:2:3:4:5:6:7:0");
}

#[test]
fn section_4_2_3_the_longest_run_becomes_the_gap() {
    assert_eq!(rewritten("2001:0:0:1:0:0:0:1"), "2001:0:0:1::1");
    assert_eq!(rewritten("0:0:0:1:0:0:1:1"), "::1:0:0:1:1");
}

#[test]
fn section_4_2_3_the_first_of_two_equal_runs_becomes_the_gap() {
    assert_eq!(rewritten("2001:db8:0:0:1:0:0:1"), "2001:db8::1:0:0:1");
    assert_eq!(rewritten("0:0:1:0:0:1:0:0"), "::1:0:0:1:0:0");
}

#[test]
fn section_4_2_the_gap_may_be_anywhere() {
    assert_eq!(rewritten("0:0:0:0:0:0:0:0"), "::");
    assert_eq!(rewritten("0:0:0:0:0:0:0:1"), "::1");
    assert_eq!(rewritten("1:0:0:0:0:0:0:0"), "1::");
    assert_eq!(rewritten("1:0:0:0:0:0:0:1"), "1::1");
    assert_eq!(rewritten("1:2:3:4:5:6:0:0"), "1:2:3:4:5:6::");
    assert_eq!(rewritten("0:0:3:4:5:6:7:8"), "::3:4:5:6:7:8");
    assert_eq!(rewritten("1:2:3:4:5:6:7:8"), "1:2:3:4:5:6:7:8");
}

#[test]
fn section_4_3_letters_are_lowercase() {
    assert_eq!(rewritten("2001:DB8:ABCD:EF::"), "2001:db8:abcd:ef::");
}

#[test]
fn section_5_ipv4_mapped_addresses_end_in_a_dotted_quad() {
    assert_eq!(rewritten("::FFFF:c000:0201"), "::ffff:192.0.2.1");
    assert_eq!(rewritten("0:0:0:0:0:ffff:192.0.2.1"), "::ffff:192.0.2.1");
    assert_eq!(rewritten("::ffff:0:0"), "::ffff:0.0.0.0");
}

/// The RFC asks for a dotted quad where the prefix is known to embed IPv4: glibc and CPython know
/// none but the mapped and the compatible one.
#[test]
fn section_5_other_prefixes_stay_hexadecimal() {
    assert_eq!(rewritten("64:ff9b::192.0.2.33"), "64:ff9b::c000:221");
    assert_eq!(rewritten("::ffff:0:192.0.2.33"), "::ffff:0:c000:221");
    assert_eq!(rewritten("fe80::5efe:192.0.2.33"), "fe80::5efe:c000:221");
    assert_eq!(rewritten("::fffe:192.0.2.33"), "::fffe:c000:221");
    assert_eq!(rewritten("1::ffff:192.0.2.33"), "1::ffff:c000:221");
}

fn rewritten(text: &str) -> String {
    format_ipv6(&parsed(text)).as_str().to_owned()
}

fn parsed(text: &str) -> [u8; 16] {
    parse_ipv6(text.as_bytes()).unwrap_or_else(|| panic!("{text} is refused"))
}

fn assert_same_address(spellings: &[&str]) {
    for spelling in spellings {
        assert_eq!(parsed(spelling), parsed(spellings[0]), "{spelling}");
    }
}
