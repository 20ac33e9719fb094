//! What a rule can say.

use rule::{Outcome, check};

use crate::bank::{Bank, pay};

/// What students write, and what it says to a key, its repeat, and the key with another amount.
const SAMPLES: [(&str, &str, [&str; 3]); 9] = [
    ("no dedup", include_str!("../../samples/no_dedup.rhai"), ["paid 1", "paid 2", "paid 3"]),
    ("memory", include_str!("../../samples/memory.rhai"), ["paid 1", "replay 1", "replay 1"]),
    ("look, then insert", include_str!("../../samples/look_then_insert.rhai"), ["paid 1", "replay 1", "replay 1"]),
    ("find, then insert", include_str!("../../samples/find_then_insert.rhai"), ["paid 1", "replay 1", "replay 1"]),
    ("claim", include_str!("../../samples/claim.rhai"), ["paid 1", "replay 1", "replay 1"]),
    (
        "claim and same",
        include_str!("../../samples/claim_and_same.rhai"),
        ["paid 1", "replay 1", "refuse the key was used for another payment"],
    ),
    ("key from the payload", include_str!("../../samples/key_from_payload.rhai"), ["paid 1", "replay 1", "paid 2"]),
    (
        "insert, then replay",
        include_str!("../../samples/insert_then_replay.rhai"),
        ["replay 1", "replay 2", "replay 3"],
    ),
    (
        "refuse everything",
        include_str!("../../samples/refuse_everything.rhai"),
        ["refuse not today", "refuse not today", "refuse not today"],
    ),
];

#[test]
fn what_students_write_passes_and_decides_as_it_reads() {
    for (name, text, expected) in SAMPLES {
        check(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut bank = Bank::default();
        let rule = bank.compile(text);
        let said = ["1.00", "1.00", "2.00"].map(|amount| bank.word(&rule, "k", amount));
        assert_eq!(said, expected, "{name}");
    }
}

#[test]
fn the_delivered_rule_passes_and_pays() {
    check(rule::STARTER).expect("a rule");
    let mut bank = Bank::default();
    let rule = bank.compile(rule::STARTER);
    assert_eq!([(); 2].map(|()| bank.word(&rule, "k", "1")), ["paid 1", "paid 2"]);
}

#[test]
fn orders_and_receipts_show_their_members_and_cannot_be_changed() {
    let members = r#"
        let receipt = ledger.insert(order, key);
        if receipt.id == 1 && receipt.src == order.src && receipt.dest == "marc" && receipt.amount == "1.50"
            && receipt.cents == 150 && receipt.key == key && order.amount == receipt.amount && order.cents == 150
            && same(receipt, order) {
            paid(receipt)
        } else {
            refuse("they differ")
        }"#;
    let mut bank = Bank::default();
    let rule = bank.compile(&pay(members));
    assert_eq!(bank.word(&rule, "k", "1.50"), "paid 1");
    for change in ["order.cents = 1;", "let r = ledger.find(key); r.id = 5;", "order.src = \"me\";"] {
        let mut bank = Bank::default();
        let rule = bank.compile(&pay(&format!("ledger.insert(order, key); {change} refuse(\"no\")")));
        assert!(bank.word(&rule, "k", "1").starts_with("failed"), "{change}");
    }
}

#[test]
fn a_rule_is_evaluated_again_for_each_question_and_each_is_asked_once() {
    let mut bank = Bank::default();
    let text = r#"
        let a = ledger.find("a");
        let b = ledger.find("b");
        let mine = ledger.claim(order, key);
        note(`a ${a == ()}, b ${b == ()}`);
        paid(mine.receipt)"#;
    let rule = bank.compile(&pay(text));
    let decided = bank.decide(&rule, "k", "1");
    assert!(matches!(decided.outcome, Outcome::Paid(_)), "{decided:?}");
    assert_eq!(bank.questions, 3);
    assert_eq!(decided.notes, ["a true, b true"], "notes count from the last evaluation");
}

#[test]
fn look_runs_first_pauses_when_it_found_nothing_and_tells_pay_what_it_saw() {
    let mut bank = Bank::default();
    let rule = bank.compile(include_str!("../../samples/look_then_insert.rhai"));
    let first = bank.step(&rule, "k", "1", None);
    let second = bank.step(&rule, "k", "1", None);
    for looked in [first, second] {
        let Outcome::Pauses(looked) = looked.outcome else { panic!("both looked and found nothing") };
        assert!(matches!(bank.step(&rule, "k", "1", Some(looked)).outcome, Outcome::Paid(_)), "and so both pay");
    }
    let third = bank.step(&rule, "k", "1", None).outcome;
    assert!(matches!(third, Outcome::Replayed(_)), "who finds something does not pause: {third:?}");
}

#[test]
fn who_asks_nothing_in_look_does_not_pause() {
    let pay = pay("if seen == false { paid(ledger.insert(order, key)) } else { refuse(\"seen?\") }");
    let text = format!("fn look(order, key, ledger, memory) {{ false }}\n{pay}");
    let mut bank = Bank::default();
    let rule = bank.compile(&text);
    assert!(matches!(bank.step(&rule, "k", "1", None).outcome, Outcome::Paid(_)));
}

#[test]
fn look_returns_plain_values_and_receipts() {
    for (value, works) in [
        ("()", true),
        ("true", true),
        ("7", true),
        ("\"seven\"", true),
        ("order", false),
        ("[1]", false),
        ("ledger", false),
    ] {
        let text = format!("fn look(order, key, ledger, memory) {{ {value} }}\n{}", pay("refuse(`${seen}`)"));
        assert_eq!(check(&text).is_ok(), works, "{value}");
    }
}

#[test]
fn the_memory_keeps_receipts_and_texts() {
    let mut bank = Bank::default();
    let rule = bank.compile(&pay(
        "let before = memory.get(\"last\");\nmemory.set(\"last\", key);\nrefuse(if before == () { \"none\" } else { before })",
    ));
    assert_eq!(bank.word(&rule, "one", "1"), "refuse none");
    assert_eq!(bank.word(&rule, "two", "1"), "refuse one");
    for (value, works) in [("order.src", true), ("ledger.insert(order, key)", true), ("5", false), ("()", false)] {
        let mut bank = Bank::default();
        let rule = bank.compile(&pay(&format!("memory.set(key, {value}); refuse(\"no\")")));
        let said = bank.word(&rule, "k", "1");
        let expected =
            if value.starts_with("ledger") { "failed RefusedAfterPaying: a rule that has paid" } else { "refuse" };
        let expected = if works { expected } else { "failed Misuse: the memory keeps" };
        assert!(said.starts_with(expected), "{value}: {said}");
    }
}

#[test]
fn a_digest_is_a_key_and_the_same_for_the_same_text() {
    let mut bank = Bank::default();
    let rule = bank.compile(&pay("paid(ledger.insert(order, digest(\"\")))"));
    assert_eq!(bank.word(&rule, "k", "1"), "paid 1");
    let of_nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(bank.entries[0].0.key.as_deref(), Some(of_nothing), "SHA-256");
}

#[test]
fn claim_and_same_needs_few_operations() {
    let mut bank = Bank::default();
    let rule = bank.compile(include_str!("../../samples/claim_and_same.rhai"));
    let most = ["1", "1", "2"].map(|amount| bank.decide(&rule, "k", amount).operations).into_iter().max();
    assert!(most <= Some(40), "{most:?}");
    println!("claim and same: {most:?} operations at most");
}
