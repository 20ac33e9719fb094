//! What a rule says that is wrong: the kind of mistake, its sentence and its place.

use protocol::RuleErrorKind::{
    self, Limit, LookPaid, MissingExpression, MissingName, MissingToken, Misuse, NotATruthValue, NotAssignable,
    OtherArguments, PaidTwice, RefusedAfterPaying, ReservedWord, TooComplex, UnexpectedEnd, UnexpectedToken,
    UnknownName, UnterminatedText, WrongResult,
};
use rule::check;

use crate::bank::pay;

type Place = Option<(u32, u32)>;

/// A body of `pay` from line 2 on; the kind, a part of the sentence, and the place of its mistake.
const MISTAKES: [(&str, RuleErrorKind, &str, Place); 45] = [
    ("let x = 1\nlet y = 2;", MissingToken, "Expecting ';'", Some((3, 1))),
    ("paid(ledger.insert(order, key)", MissingToken, "Expecting ','", Some((3, 1))),
    ("let x = [1, 2; refuse(\"\")", MissingToken, "Expecting ','", Some((2, 14))),
    ("if order.cents == 1 refuse(\"\")", MissingToken, "Expecting '{'", Some((2, 21))),
    ("if order.cents == 1 { refuse(\"\")", MissingToken, "Expecting '}'", Some((3, 2))),
    ("refuse(\"no)", UnterminatedText, "not terminated", Some((2, 8))),
    ("refuse('no')", UnterminatedText, "Invalid character", Some((2, 8))),
    ("if {", MissingExpression, "", Some((2, 4))),
    ("let x = ;", UnexpectedToken, "Unexpected ';'", Some((2, 9))),
    ("let = 5;", MissingName, "name of a variable", Some((2, 5))),
    ("if order.cents = 1 { refuse(\"\") }", UnexpectedToken, "==", Some((2, 16))),
    ("if order.cents === 1 { refuse(\"\") }", UnexpectedToken, "==", Some((2, 16))),
    ("let x = \u{2018}a\u{2019};", UnexpectedToken, "Unexpected", Some((2, 9))),
    ("order.cents + 1 = 5;", NotAssignable, "", Some((2, 13))),
    ("try { 1 } catch { 2 }", ReservedWord, "'try' is a reserved keyword", Some((2, 1))),
    ("throw 5;", ReservedWord, "'throw' is a reserved keyword", Some((2, 1))),
    ("var x = 5;", ReservedWord, "'var' is a reserved keyword", Some((2, 1))),
    ("#{a: 1}", ReservedWord, "'#{' is a reserved symbol", Some((2, 1))),
    ("eval(\"1\")", ReservedWord, "eval", Some((2, 1))),
    ("print(\"x\")", ReservedWord, "print", Some((2, 1))),
    ("import \"x\" as y;", ReservedWord, "import", Some((2, 1))),
    ("let f = |x| x;", UnexpectedToken, "Unexpected '|'", Some((2, 9))),
    ("let f = Fn(\"pay\");", ReservedWord, "Fn", Some((2, 9))),
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
    (
        "ledger.insert(order, key); refuse(\"no\")",
        RefusedAfterPaying,
        "a rule that has paid cannot refuse",
        Some((2, 28)),
    ),
    (
        "let no = refuse(\"no\"); ledger.insert(order, key); no",
        RefusedAfterPaying,
        "a rule that has paid cannot refuse",
        None,
    ),
    ("ledger.insert(order, key); paid(ledger.insert(order, key))", PaidTwice, "pays at most once", Some((2, 40))),
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
fn a_token_is_named_and_a_limit_says_which_it_is() {
    let named = |body: &str| {
        let error = check(&pay(body)).expect_err(body);
        (error.kind, error.name.unwrap_or_default())
    };
    let is = |kind: RuleErrorKind, name: &str| (kind, name.to_owned());
    assert_eq!(named("let x = 1\nlet y = 2;"), is(MissingToken, ";"));
    assert_eq!(named("paid(ledger.insert(order, key)"), is(MissingToken, ","));
    assert_eq!(named("if order.cents === 1 { }"), is(UnexpectedToken, "==="));
    assert_eq!(named("throw 5;"), is(ReservedWord, "throw"));
    assert_eq!(named("loop { }"), is(Limit, "operations"));
    assert_eq!(named("let a = \"aaaaaaaa\"; loop { a += a; }"), is(Limit, "size"));
    assert_eq!(named(&"ledger.find(key);".repeat(9)), is(Limit, "questions"));
    let variables: Vec<String> = (0..70).map(|n| format!("let a{n} = 1;")).collect();
    assert_eq!(named(&variables.concat()), is(Limit, "variables"));
    assert_eq!(named(&format!("let a = {}1{};", "(1 + ".repeat(40), ")".repeat(40))).0, TooComplex);
    assert_eq!(named(&"x".repeat(rule::MAX_TEXT)), is(Limit, "text"));
    let endless = format!("{}\nfn again() {{ again() }}", pay("again()"));
    assert_eq!(check(&endless).expect_err("it never ends").name.as_deref(), Some("calls"));
    assert_eq!(
        check("fn pay(order, key, ledger, memory, seen) { let x =").expect_err("it breaks off").kind,
        UnexpectedEnd
    );
    let looks = format!("fn look(order, key, ledger, memory) {{ [1] }}\n{}", pay("refuse(\"\")"));
    let error = check(&looks).expect_err("a list is no finding");
    assert_eq!((error.kind, error.name.as_deref()), (WrongResult, Some("look")));
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
    assert_eq!((found.kind, found.detail.as_str()), (LookPaid, "look can only find"));
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
