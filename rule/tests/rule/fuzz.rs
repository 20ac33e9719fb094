//! Whatever somebody writes: no panic, no overflow of the stack, and an end.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use crate::bank::pay;

/// For how long texts are tried: in short, and in a soak.
const TIME: Duration = Duration::from_secs(5);
const LONG: Duration = Duration::from_mins(5);
/// What this process may need at most while it tries them, in KiB.
const MEMORY: u64 = 512 << 10;

/// Pieces of the language, in any order.
const PIECES: [&str; 60] = [
    "fn ",
    "let ",
    "const ",
    "if ",
    "else ",
    "while ",
    "loop ",
    "for ",
    "in ",
    "return ",
    "break;",
    "continue;",
    "switch ",
    "pay",
    "look",
    "order",
    "key",
    "ledger",
    "memory",
    "seen",
    ".insert",
    ".claim",
    ".find",
    ".get",
    ".set",
    ".ours",
    ".receipt",
    ".cents",
    ".src",
    "same",
    "digest",
    "note",
    "paid",
    "replay",
    "refuse",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    ",",
    ";",
    "=",
    "==",
    "!=",
    "=>",
    "+",
    "+=",
    "-",
    "!",
    "&&",
    "||",
    "\"",
    "`",
    "${",
    "1",
    "9223372036854775807",
    "()",
    "'x'",
];

fn body() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::collection::vec(proptest::sample::select(PIECES.to_vec()), 0..40).prop_map(|pieces| pieces.join(" ")),
        proptest::collection::vec(proptest::sample::select(PIECES.to_vec()), 0..40).prop_map(|pieces| pieces.concat()),
        ".{0,80}",
        // One of the language's own brackets, deep.
        (proptest::sample::select(PIECES.to_vec()), 1..2000_usize).prop_map(|(piece, times)| piece.repeat(times)),
    ]
}

/// A rule with one character taken away or doubled.
fn bent() -> impl Strategy<Value = String> {
    const RULES: [&str; 3] = [
        include_str!("../../samples/claim_and_same.rhai"),
        include_str!("../../samples/memory.rhai"),
        include_str!("../../samples/look_then_insert.rhai"),
    ];
    (proptest::sample::select(RULES.to_vec()), any::<prop::sample::Index>(), any::<bool>()).prop_map(
        |(text, at, doubled)| {
            let mut letters: Vec<char> = text.chars().collect();
            let at = at.index(letters.len());
            if doubled {
                letters.insert(at, letters[at]);
            } else {
                letters.remove(at);
            }
            letters.into_iter().collect()
        },
    )
}

#[test]
fn whatever_is_written_no_panic_ends_the_bank() {
    let mut runner = TestRunner::default();
    let texts = prop_oneof![body().prop_map(|body| pay(&body)), body(), bent()];
    let time = if std::env::var_os("SOAK").is_some() { LONG } else { TIME };
    let (began, mut tried, mut passed) = (Instant::now(), 0_u32, 0_u32);
    while began.elapsed() < time {
        let text = texts.new_tree(&mut runner).expect("a text").current();
        let one = Instant::now();
        passed += u32::from(rule::check(&text).is_ok());
        assert!(one.elapsed() < Duration::from_secs(2), "{:?} for {text:?}", one.elapsed());
        tried += 1;
    }
    let memory = peak_memory();
    println!("{tried} texts in {} s, {passed} of them rules, {memory:?} KiB at most", time.as_secs());
    assert!(tried > 100);
    assert!(memory.is_none_or(|memory| memory < MEMORY), "{memory:?} KiB");
}

/// The most memory that this process has had so far, in KiB, where the system says so.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}
