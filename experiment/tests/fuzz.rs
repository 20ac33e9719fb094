//! The parsers fed with anything, for a fixed time, against other ways to say the same rules: amounts against a library
//! of big decimals, the rest against the sentences of the contract. What differs is shrunk to the shortest input.
//!
//! A second each in `cargo xtask test`, a minute each with `SOAK=1`, as `cargo xtask soak` sets it.

use std::cell::Cell;
use std::fmt::Debug;
use std::io::Write as _;
use std::str::FromStr as _;
use std::time::{Duration, Instant};

use bigdecimal::{BigDecimal, ToPrimitive as _};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use protocol::{Amount, IdempotencyKey, Payment};
use serde_json::value::RawValue;

/// Runs one comparison for its time. It answers whether the input was accepted; both must have happened often.
fn fuzz<T: Debug>(what: &str, inputs: impl Strategy<Value = T>, compare: impl Fn(T) -> Result<bool, TestCaseError>) {
    let seconds = if std::env::var_os("SOAK").is_some() { 60 } else { 1 };
    let end = Instant::now() + Duration::from_secs(seconds);
    let config = Config { cases: 500, failure_persistence: None, ..Config::default() };
    let (all, accepted) = (Cell::new(0_u64), Cell::new(0_u64));
    while Instant::now() < end {
        // A runner counts its cases over all of its runs.
        let outcome = TestRunner::new(config.clone()).run(&inputs, |input| {
            all.set(all.get() + 1);
            accepted.set(accepted.get() + u64::from(compare(input)?));
            Ok(())
        });
        if let Err(found) = outcome {
            panic!("{what}: {found}");
        }
    }
    let (all, accepted) = (all.get(), accepted.get());
    // libtest keeps only what is printed by macros.
    writeln!(std::io::stderr(), "    {what}: {all} inputs in {seconds} s, {accepted} of them accepted, no difference")
        .expect("somebody may read it");
    assert!(accepted > all / 100 && accepted < all, "{accepted} of {all}: one side was hardly tried");
}

/// Bytes that a failure shows as text.
#[derive(Clone)]
struct Bytes(Vec<u8>);

impl Debug for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.escape_ascii())
    }
}

/// What an amount must be, by a library that knows numbers of any length.
fn cents(number: &str) -> Option<u64> {
    // So far out it is nothing in any case, and would fill the memory.
    let exponent = number.split_once(['e', 'E']).map_or("0", |(_, exponent)| exponent);
    if exponent.trim_start_matches(['+', '-']).trim_start_matches('0').len() > 4 {
        return None;
    }
    let cents = BigDecimal::from_str(number).ok()? * BigDecimal::from(100);
    let whole = cents.is_integer() && cents > 0 && cents <= 100_000_000_000_u64;
    whole.then(|| cents.to_u64()).flatten()
}

/// `^[0-9]+(\.[0-9]{1,2})?$`.
fn is_workshops(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.chars().all(|digit| digit.is_ascii_digit());
    match text.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction) && fraction.len() <= 2,
        None => digits(text),
    }
}

/// Numbers near the edges, and texts that only look like numbers.
fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        "-?(0|[1-9][0-9]{0,3})(\\.[0-9]{1,4})?",
        "(0|[1-9][0-9]{0,11})(\\.[0-9]{1,2}0{0,20})?([eE][+-]?[0-9]{1,2})?",
        "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,25})?([eE][+-]?[0-9]{1,12})?",
        "(99999999|1000000000)[0-9]{0,2}(\\.[0-9]{1,3})?",
        "[-+0-9.eE ]{0,12}",
        "\\PC{0,8}",
    ]
}

fn body(amount: &str) -> Result<u64, String> {
    let body = format!(r#"{{"src":"b","dest":"m","amount":{amount}}}"#);
    Payment::from_json(body.as_bytes()).map(|payment| payment.amount.cents()).map_err(|error| error.to_string())
}

#[test]
fn amounts_are_what_a_library_of_big_decimals_says() {
    fuzz("amounts as numbers", number(), |text| {
        let is_number = serde_json::from_str::<&RawValue>(&text).is_ok_and(|raw| {
            raw.get() == text && text.starts_with(|first: char| first == '-' || first.is_ascii_digit())
        });
        let expected = if is_number { cents(&text) } else { None };
        if is_number || serde_json::from_str::<&RawValue>(&text).is_err() {
            // What holds a comma or a brace may be JSON together with what is around it.
            if !text.contains([',', '}', '"', ' ', '\t', '\n', '\r']) {
                prop_assert_eq!(body(&text).ok(), expected, "{:?}", body(&text));
            }
        }
        if is_number {
            prop_assert_eq!(Amount::from_json_number(&text).ok().map(Amount::cents), expected);
        }
        let _ = Amount::from_json_number(&text);
        Ok(expected.is_some())
    });
    fuzz("amounts as strings", number(), |text| {
        let expected = if is_workshops(&text) { cents(&text) } else { None };
        prop_assert_eq!(text.parse::<Amount>().ok().map(Amount::cents), expected);
        let json = serde_json::to_string(&text).expect("a text is JSON");
        prop_assert_eq!(body(&json).ok(), expected);
        if let Ok(amount) = text.parse::<Amount>() {
            prop_assert_eq!(amount.to_string().parse::<Amount>(), Ok(amount), "what is written is read back");
        }
        Ok(expected.is_some())
    });
}

#[test]
fn keys_are_read_whole_or_not_at_all() {
    let bytes = prop_oneof![
        proptest::collection::vec(0x1f..0x81_u8, 0..12),
        proptest::collection::vec(any::<u8>(), 0..6),
        proptest::collection::vec(0x21..0x7f_u8, 250..260),
        "\"[!#-\\[\\]-~]{0,9}\"?".prop_map(String::into_bytes),
        r#""([!-~]|\\[\\"]){0,9}" ?(;[ -~]{0,3})?"#.prop_map(String::into_bytes),
        " ?\"[ -~]{250,257}\" ?".prop_map(String::into_bytes),
    ];
    fuzz("keys", bytes.prop_map(Bytes), |Bytes(value)| {
        let expected = key(&value).filter(|key| (1..=255).contains(&key.len()));
        let read = IdempotencyKey::from_header(&value);
        prop_assert_eq!(read.as_ref().ok().map(IdempotencyKey::as_str), expected.as_deref());
        Ok(read.is_ok())
    });
}

/// What a header's value means as a key, of whatever length: a raw token, or the string in front of a structured field's
/// parameters.
fn key(value: &[u8]) -> Option<String> {
    let value = value.trim_ascii();
    let Some(quoted) = value.strip_prefix(b"\"") else {
        return String::from_utf8(value.to_vec()).ok().filter(|key| key.bytes().all(|byte| byte.is_ascii_graphic()));
    };
    let backslashes = |at: usize| quoted[..at].iter().rev().take_while(|&&byte| byte == b'\\').count();
    let close = (0..quoted.len()).find(|&at| quoted[at] == b'"' && backslashes(at) % 2 == 0)?;
    let (string, behind) = (&quoted[..close], quoted[close + 1..].trim_ascii_start());
    if !behind.is_empty() && !behind.starts_with(b";") || !string.iter().all(u8::is_ascii_graphic) {
        return None;
    }
    let string = std::str::from_utf8(string).ok()?.replace(r"\\", "\0").replace(r#"\""#, "\"");
    (!string.contains('\\')).then(|| string.replace('\0', "\\"))
}

/// A member's name and value, as JSON: good ones, bad ones, and some that are none.
fn members() -> impl Strategy<Value = Vec<(String, String)>> {
    let name = prop_oneof![6 => "src|dest|amount", 1 => "s\\\\u0072c", 1 => "[a-c]", 1 => "\\PC{0,3}"];
    let value = prop_oneof![
        3 => Just(r#""bianca""#.to_owned()),
        3 => "[1-9][0-9]{0,3}",
        1 => "\"[1-9]{1,3}(\\.[0-9]{1,3})?\"",
        1 => "\"\\PC{0,4}\"",
        1 => r#"null|true|\{\}|\[1,\{"src":1\}\]|"\\u0000"|"\\ud800"|""|0|-1|1e2|"#,
    ];
    let good = [("src", "\"bianca\""), ("dest", "\"marc\""), ("amount", "1")];
    let good = good.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    prop_oneof![
        1 => proptest::collection::vec((name.clone(), value.clone()), 0..5),
        2 => ((0..4_usize), name, value).prop_map(move |(at, name, value)| {
            let mut members = good.clone();
            members.insert(at, (name, value));
            members
        }),
        2 => Just(good_members()).prop_shuffle(),
    ]
}

fn good_members() -> Vec<(String, String)> {
    let members = [("src", "\"bianca\""), ("dest", "\"marc\""), ("amount", "1e0"), ("note", "[{}]")];
    members.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
}

/// Members in their order, twice where they are there twice.
struct Listed(Vec<(String, Box<RawValue>)>);

impl<'de> serde::Deserialize<'de> for Listed {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Lists;
        impl<'de> serde::de::Visitor<'de> for Lists {
            type Value = Listed;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Listed, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Listed(members))
            }
        }
        deserializer.deserialize_map(Lists)
    }
}

/// Whether the contract takes this body.
fn is_payment(body: &[u8]) -> bool {
    let Ok(Listed(members)) = serde_json::from_slice(body) else { return false };
    let names: std::collections::BTreeSet<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
    let value = |wanted: &str| members.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.get());
    let party = |name| {
        let text = value(name).and_then(|value| serde_json::from_str::<String>(value).ok());
        text.is_some_and(|text| (1..=255).contains(&text.len()) && !text.contains(char::is_control))
    };
    let amount = value("amount").is_some_and(|value| match serde_json::from_str::<String>(value) {
        Ok(text) => is_workshops(&text) && cents(&text).is_some(),
        Err(_) => cents(value).is_some(),
    });
    names.len() == members.len() && party("src") && party("dest") && amount
}

#[test]
fn bodies_are_payments_when_the_contract_says_so_and_errors_repeat_nothing() {
    let bodies = (members(), proptest::option::weighted(0.2, (any::<prop::sample::Index>(), any::<u8>())));
    let bodies = bodies.prop_map(|(members, spoilt)| {
        let members: Vec<String> = members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        let mut body = format!("{{{}}}", members.join(", ")).into_bytes();
        if let Some((at, byte)) = spoilt {
            let at = at.index(body.len());
            body[at] = byte;
        }
        Bytes(body)
    });
    fuzz("bodies", bodies, |Bytes(body)| {
        let read = Payment::from_json(&body);
        prop_assert_eq!(read.is_ok(), is_payment(&body), "{:?}: {:?}", String::from_utf8_lossy(&body), read);
        if let Err(error) = &read {
            prop_assert!(!error.to_string().contains("bianca"), "{}", error);
        }
        Ok(read.is_ok())
    });
}
