//! Rules that mean no good: each ends with a clear error and soon, and whoever comes next is served.

use std::time::{Duration, Instant};

use protocol::RuleErrorKind;
use rule::{Interpreter, Limits, Outcome};

use crate::bank::{Bank, pay};

/// A decision must not take more of its thread than this.
const SOON: Duration = Duration::from_millis(20);

fn hostile() -> Vec<(&'static str, String)> {
    let nested = |open: &str, close: &str, times: usize| format!("{}1{}", open.repeat(times), close.repeat(times));
    let functions = (0..20).map(|number| format!("fn f{number}() {{ 1 }}")).collect::<Vec<_>>().join("\n");
    let variables = (0..70).map(|number| format!("let v{number} = {number};")).collect::<Vec<_>>().join("\n");
    vec![
        ("an endless loop", pay("loop { }")),
        ("an endless while", pay("let n = 0; while true { n += 1; }")),
        ("endless recursion", pay("pay(order, key, ledger, memory, seen)")),
        ("mutual recursion", format!("{}\nfn a(n) {{ b(n) }}\nfn b(n) {{ a(n) }}", pay("a(1)"))),
        (
            "branching recursion",
            format!("{}\nfn f(n) {{ if n == 0 {{ 1 }} else {{ f(n - 1) + f(n - 1) }} }}", pay("f(14)")),
        ),
        ("a growing text", pay("let s = \"x\"; loop { s += s; }")),
        ("a text that grows slowly", pay("let s = key; loop { s += \"xxxxxxxx\"; }")),
        ("an interpolated text that grows", pay("let s = key; loop { s = `${s}${s}`; }")),
        ("a growing array", pay("let a = [1]; loop { a += a; }")),
        ("an array of arrays", pay("let a = [1]; loop { a = [a, a, a, a]; }")),
        ("copies of a full array", pay(&format!("let a = [{}]; loop {{ let b = a; a[0] = 2; }}", "1, ".repeat(190)))),
        (
            "an array of long texts",
            pay("let s = \"x\"; while s.len() < 2000 { s += s; } let a = [s, s, s, s, s]; paid(a)"),
        ),
        (
            "comparing long texts",
            pay("let s = \"x\"; while s.len() < 2000 { s += s; } let t = s + \"\"; loop { s == t; }"),
        ),
        ("copying a long text", pay("let s = \"x\"; while s.len() < 2000 { s += s; } loop { let t = s + \"y\"; }")),
        ("a native call in a loop", pay("let s = \"x\"; while s.len() < 2000 { s += s; } loop { digest(s); }")),
        ("searching in a loop", pay("let s = \"x\"; while s.len() < 2000 { s += s; } loop { s.contains(\"xxy\"); }")),
        ("many questions", pay("let n = 0; loop { n += 1; ledger.find(key + n); }")),
        ("filling the memory", pay("let n = 0; loop { n += 1; memory.set(key + n, key); }")),
        ("many notes", pay("loop { note(key); }")),
        ("powers", pay("let n = 3; loop { n = n ** 7 % 1000003; }")),
        ("deep expressions", pay(&format!("paid({})", nested("(", ")", 500)))),
        ("a long sum", pay(&format!("paid({})", "1+".repeat(2000) + "1"))),
        ("many nots", pay(&format!("paid({}true)", "!".repeat(3000)))),
        ("deep arrays", pay(&format!("paid({})", nested("[", "]", 500)))),
        ("deep blocks", pay(&nested("{", "}", 2000))),
        ("a long chain of else", pay(&format!("if false {{}} {}", "else if false {} ".repeat(450)))),
        ("a long chain of members", pay(&format!("order{}", ".src".repeat(1500)))),
        ("deep texts in texts", pay(&format!("paid({})", nested("`${", "}`", 500)))),
        ("too many functions", format!("{functions}\n{}", pay("refuse(\"\")"))),
        ("too many variables", pay(&format!("{variables} refuse(\"\")"))),
        ("a switch without end", pay("loop { switch order.cents { 1 => 2, _ => 3 } }")),
        ("an error that nobody can catch", pay("ledger.insert(order, \"no key\"); loop { }")),
    ]
}

/// What a rule may add to the memory of its process, in KB. (Other tests run beside it.)
const LITTLE: u64 = 32 * 1024;

/// The most memory that this process has used since [`forget_the_peak`], in KB; `None` where nobody counts it.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

/// The peak is what is used now.
fn forget_the_peak() -> Option<u64> {
    std::fs::write("/proc/self/clear_refs", "5").ok()?;
    peak()
}

/// Whether the rule is refused when it is saved, or decides some orders and not others.
fn only_for_some(text: &str) -> String {
    let start = text.find("seen) {").expect("a pay") + "seen) {".len();
    format!("{}\nif order.cents != 777 {{ return paid(ledger.insert(order, key)); }}{}", &text[..start], &text[start..])
}

#[test]
fn every_hostile_rule_is_refused_when_it_is_saved() {
    for (name, text) in hostile() {
        let before = forget_the_peak();
        let took = (0..3).map(|_| {
            let began = Instant::now();
            let error = rule::check(&text).expect_err(name);
            (began.elapsed(), error)
        });
        let (took, error) = took.min_by_key(|(took, _)| *took).expect("three times");
        let more = peak().zip(before).map(|(peak, before)| peak.saturating_sub(before));
        println!("{name}: {error} after {took:?}, {more:?} KB more");
        assert!(took < SOON, "{name} took {took:?}");
        assert!(more.is_none_or(|more| more < LITTLE), "{name} took {more:?} KB");
    }
}

#[test]
fn a_rule_that_is_hostile_only_to_some_orders_fails_for_those_soon_and_serves_the_others() {
    for (name, text) in hostile() {
        let mut bank = Bank::default();
        let Ok(rule) = bank.interpreter.compile(&only_for_some(&text)) else { continue };
        assert!(bank.word(&rule, "k", "1").starts_with("paid"), "{name}");
        let took = (0..3).map(|_| {
            let began = Instant::now();
            let Outcome::Failed(error) = bank.decide(&rule, "k", "7.77").outcome else { panic!("{name} passes") };
            (began.elapsed(), error)
        });
        let (took, error) = took.min_by_key(|(took, _)| *took).expect("three times");
        println!("{name}: {error} after {took:?}");
        assert!(took < SOON, "{name} took {took:?}");
        assert!(bank.word(&rule, "k", "1").starts_with("paid"), "{name}: the next order is served");
    }
}

#[test]
fn the_clock_ends_what_takes_too_long_and_the_time_of_questions_does_not_count() {
    let interpreter = Interpreter::new(Limits { time: Duration::ZERO, operations: u64::MAX });
    let mut bank = Bank { interpreter, ..Bank::default() };
    let rule = bank.compile(&pay("loop { }"));
    let Outcome::Failed(error) = bank.decide(&rule, "k", "1").outcome else { panic!("it goes on") };
    assert_eq!((error.kind, error.detail.as_str()), (RuleErrorKind::Limit, "a decision takes at most 0 ms"));
}

#[test]
fn operations_are_counted_over_all_evaluations_of_a_decision() {
    let body = |asks: &str| format!("let n = 0; while n < 90 {{ n += 1; }} {asks} paid(ledger.insert(order, key))");
    let mut bank = Bank::default();
    let few = bank.compile(&pay(&body("")));
    let Outcome::Paid(_) = bank.decide(&few, "k", "1").outcome else { panic!("it is within its limits") };
    let many = bank.compile(&pay(&body("ledger.find(\"a\"); ledger.find(\"b\"); ledger.find(\"c\");")));
    let Outcome::Failed(error) = bank.decide(&many, "k", "1").outcome else { panic!("five evaluations") };
    assert_eq!(error.kind, RuleErrorKind::Limit, "{error}");
}
