//! What a rule says that is wrong: the kind of mistake, its sentence and its place.

use protocol::RuleErrorKind::{self, Limit, Misuse, NotATruthValue, OtherArguments, Syntax, UnknownName, WrongResult};
use rule::check;

use crate::bank::pay;

type Place = Option<(u32, u32)>;

/// A body of `pay` from line 2 on; the kind, a part of the sentence, and the place of its mistake.
const MISTAKES: [(&str, RuleErrorKind, &str, Place); 33] = [
    ("let x = 1\nlet y = 2;", Syntax, "Expecting ';'", Some((3, 1))),
    ("if {", Syntax, "", Some((2, 4))),
    ("let x = \u{2018}a\u{2019};", Syntax, "Unexpected", Some((2, 9))),
    ("try { 1 } catch { 2 }", Syntax, "'try' is a reserved keyword", Some((2, 1))),
    ("throw 5;", Syntax, "'throw' is a reserved keyword", Some((2, 1))),
    ("#{a: 1}", Syntax, "'#{' is a reserved symbol", Some((2, 1))),
    ("eval(\"1\")", Syntax, "eval", Some((2, 1))),
    ("print(\"x\")", Syntax, "print", Some((2, 1))),
    ("import \"x\" as y;", Syntax, "import", Some((2, 1))),
    ("let f = |x| x;", Syntax, "Unexpected '|'", Some((2, 9))),
    ("let f = Fn(\"pay\");", Syntax, "Fn", Some((2, 9))),
    ("paid(recipt)", UnknownName, "Undefined variable: recipt", Some((2, 6))),
    ("paid(ledger.insret(order, key))", UnknownName, "Function not found: insret (ledger, order, text)", Some((2, 13))),
    ("sleep(5)", UnknownName, "sleep", Some((2, 1))),
    ("exit(5)", UnknownName, "exit", Some((2, 1))),
    ("timestamp()", UnknownName, "timestamp", Some((2, 1))),
    ("paid(ledger.insert(order, key).recept)", UnknownName, "recept", Some((2, 32))),
    ("paid(ledger.insert(key, order))", OtherArguments, "insert (ledger, text, order)", Some((2, 13))),
    ("paid(ledger.insert(order))", OtherArguments, "insert (ledger, order)", Some((2, 13))),
    ("paid(())", OtherArguments, "paid (())", Some((2, 1))),
    ("paid(ledger.find(5))", OtherArguments, "find (ledger, i64)", Some((2, 13))),
    ("let n = order + 1;", OtherArguments, "+ (order, i64)", Some((2, 15))),
    ("if ledger.find(key) { refuse(\"\") }", NotATruthValue, "() (expecting bool)", Some((2, 10))),
    ("let r = ledger.insert(order, key); if r { paid(r) }", NotATruthValue, "receipt (expecting bool)", Some((2, 39))),
    ("if !ledger.insert(order, key) { refuse(\"\") }", NotATruthValue, "! (receipt)", Some((2, 4))),
    ("ledger.insert(order, key)", WrongResult, "not receipt", None),
    ("", WrongResult, "not ()", None),
    ("ledger.insert(order, key); refuse(\"no\")", Misuse, "a rule that has paid cannot refuse", Some((2, 28))),
    ("let no = refuse(\"no\"); ledger.insert(order, key); no", Misuse, "a rule that has paid cannot refuse", None),
    ("ledger.insert(order, key); paid(ledger.insert(order, key))", Misuse, "pays at most once", Some((2, 40))),
    ("paid(ledger.insert(order, \"a key\"))", Misuse, "not a visible ASCII character", Some((2, 13))),
    (
        "note(\"a\"); note(\"b\"); note(\"c\"); note(\"d\"); note(\"e\"); note(\"f\"); refuse(\"\")",
        Misuse,
        "at most 5 notes",
        Some((2, 56)),
    ),
    ("for i in 0..2 { } refuse(\"\")", Misuse, "iterable", Some((2, 11))),
];

#[test]
fn every_mistake_has_its_kind_its_sentence_and_its_place() {
    let mut wrong = Vec::new();
    for (body, kind, part, place) in MISTAKES {
        match check(&pay(body)) {
            Ok(()) => wrong.push(format!("{body:?} passes")),
            Err(error) => {
                let found = error.line.zip(error.column);
                let placed = place.is_none() || found == place;
                if error.kind != kind || !error.detail.contains(part) || !placed {
                    wrong.push(format!("{body:?}: {error:?}"));
                }
                assert!(!error.detail.contains("rule::") && !error.detail.contains("ImmutableString"), "{error:?}");
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn pay_and_look_must_be_there_with_their_parameters() {
    let refused = |text: &str| check(text).expect_err(text);
    let none = refused("let x = 1;");
    assert_eq!((none.kind, none.name.as_deref()), (UnknownName, Some("pay")));
    let four = refused("fn pay(order, key, ledger, memory) { 1 }");
    assert_eq!((four.kind, four.name.as_deref()), (OtherArguments, Some("pay")));
    let look = refused(&format!("fn look(order) {{ 1 }}\n{}", pay("refuse(\"\")")));
    assert_eq!((look.kind, look.name.as_deref()), (OtherArguments, Some("look")));
    let found = refused(&format!(
        "fn look(order, key, ledger, memory) {{ ledger.insert(order, key) }}\n{}",
        pay("refuse(\"\")")
    ));
    assert_eq!((found.kind, found.detail.as_str()), (Misuse, "look can only find"));
    assert_eq!(refused(&"x".repeat(rule::MAX_TEXT + 1)).kind, Limit);
}

#[test]
fn the_place_is_that_of_the_innermost_mistake() {
    let text = format!("{}\nfn helper(ledger) {{\n  ledger.nothing()\n}}", pay("helper(ledger)"));
    let error = check(&text).expect_err("no such function");
    assert_eq!((error.line, error.column, error.name.as_deref()), (Some(5), Some(10), Some("nothing")));
}

#[test]
fn what_only_some_orders_meet_is_not_found_when_a_rule_is_saved() {
    assert!(check(&pay("if order.cents == 777 { nothing() } refuse(\"\")")).is_ok());
    assert!(check(&pay("if order.cents == 200 { nothing() } refuse(\"\")")).is_err(), "another amount is tried");
}
