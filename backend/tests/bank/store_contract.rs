//! One contract suite for every storage: the model in memory, SQLite, PostgreSQL.

mod reading;

use backend::bank::Order;
use backend::bank::store::{Claim, Durability, Reader as _, Settings, Store, Transaction, open_sqlite};
use protocol::{IdempotencyKey, KeyPolicy, Payment, Receipt, RunId, Script, Total};

use crate::stores_under_test::{InMemory, InPostgres, InSqlite, TestStore};
use reading::{
    entries_of_other_processes_are_told_apart, ids_rise_and_are_never_given_twice, the_list_comes_in_parts,
    the_total_follows_payments_and_deletions, two_writers_claim_a_key_once,
    whoever_reads_on_from_the_last_id_misses_nothing,
};

/// Every claim of this file, for every storage.
macro_rules! on_every_storage {
    ($($claim:ident)*) => {
        mod in_memory { $( #[test] fn $claim() { super::$claim(&super::InMemory::new()); } )* }
        mod in_sqlite { $( #[test] fn $claim() { super::$claim(&super::InSqlite::new()); } )* }
        mod in_postgres { $( #[test] fn $claim() { super::$claim(&super::InPostgres::new()); } )* }
    };
}

on_every_storage! {
    a_new_ledger_is_empty_and_strict
    what_is_committed_is_read_and_outlives_the_process
    what_is_dropped_never_happened
    a_key_is_claimed_once_and_the_first_receipt_comes_back
    a_key_is_claimed_once_inside_one_batch_too
    an_unclaimed_key_blocks_nobody
    the_oldest_entry_with_a_key_is_found_claimed_or_not
    clearing_forgets_payments_and_keys_and_keeps_the_rest
    a_rule_is_kept_and_counted_and_the_same_text_changes_nothing
    ids_rise_and_are_never_given_twice
    the_list_comes_in_parts
    the_total_follows_payments_and_deletions
    entries_of_other_processes_are_told_apart
    two_writers_claim_a_key_once
    whoever_reads_on_from_the_last_id_misses_nothing
}

fn order(json: &str, attempt: Option<&str>) -> Order {
    let payment = Payment::from_json(json.as_bytes()).expect("a payment");
    Order { payment, key: None, attempt: attempt.map(|attempt| attempt.parse().expect("an attempt id")) }
}

fn one() -> Order {
    order(r#"{"src":"bianca","dest":"marc","amount":1}"#, None)
}

fn key(text: &str) -> IdempotencyKey {
    text.parse().expect("a key")
}

fn run(text: &str) -> RunId {
    text.parse().expect("a run id")
}

/// Runs one batch and commits it.
fn batch<T>(store: &mut dyn Store, work: impl FnOnce(&mut dyn Transaction) -> T) -> T {
    let mut transaction = store.begin().expect("a transaction");
    let result = work(&mut *transaction);
    transaction.commit().expect("a commit");
    result
}

fn claim(store: &mut dyn Store, order: &Order, text: &str) -> Claim {
    batch(store, |ledger| ledger.claim(order, &key(text)).expect("a claim"))
}

fn insert(store: &mut dyn Store, order: &Order, text: Option<&str>) -> Receipt {
    let key = text.map(key);
    batch(store, |ledger| ledger.insert(order, key.as_ref()).expect("an insert"))
}

fn a_new_ledger_is_empty_and_strict(storage: &dyn TestStore) {
    let (mut store, reader) = storage.open();
    assert_eq!(reader.entries(0, None).expect("a list"), []);
    assert_eq!(reader.total().expect("a total"), Total::default());
    assert_eq!(reader.lease().expect("a lease"), None);
    let settings = reader.settings().expect("settings");
    assert_eq!(settings, Settings { policy: KeyPolicy::Unique, pause_ms: 45, generation: 0, script_change: 0 });
    assert_eq!(batch(&mut *store, |ledger| ledger.settings().expect("settings")), settings);
}

fn what_is_committed_is_read_and_outlives_the_process(storage: &dyn TestStore) {
    let (mut store, reader) = storage.open();
    let paid = order(r#"{"src":"ünï","dest":"\"; DROP TABLE payment; --","amount":12.34}"#, Some("run-aaaa/1/1"));
    let Claim::Ours(receipt) = claim(&mut *store, &paid, "k") else { panic!("the key is new") };
    batch(&mut *store, |ledger| {
        ledger.set_policy(KeyPolicy::CheckThenInsert, 7).expect("set");
        ledger.set_lease(Some(&run("run-aaaa"))).expect("set");
    });
    assert_eq!(receipt.payment(), paid.payment);
    assert_eq!((receipt.key.as_deref(), receipt.attempt.as_deref()), (Some("k"), Some("run-aaaa/1/1")));
    assert_eq!(reader.entries(0, None).expect("a list"), std::slice::from_ref(&receipt));
    drop((store, reader));
    let (_store, reader) = storage.open();
    assert_eq!(reader.entries(0, None).expect("a list"), [receipt]);
    let settings = reader.settings().expect("settings");
    assert_eq!((settings.policy, settings.pause_ms), (KeyPolicy::CheckThenInsert, 7));
    assert_eq!(reader.lease().expect("a lease"), Some(run("run-aaaa")));
}

fn what_is_dropped_never_happened(storage: &dyn TestStore) {
    let (mut store, reader) = storage.open();
    let mut transaction = store.begin().expect("a transaction");
    transaction.claim(&one(), &key("k")).expect("a claim");
    transaction.insert(&one(), None).expect("an insert");
    transaction.set_policy(KeyPolicy::Ignore, 0).expect("set");
    drop(transaction);
    assert_eq!(reader.entries(0, None).expect("a list"), []);
    assert_eq!(reader.settings().expect("settings").policy, KeyPolicy::Unique);
    assert!(matches!(claim(&mut *store, &one(), "k"), Claim::Ours(_)));
}

fn a_key_is_claimed_once_and_the_first_receipt_comes_back(storage: &dyn TestStore) {
    let (mut store, _) = storage.open();
    let Claim::Ours(first) = claim(&mut *store, &one(), "k") else { panic!("the key is new") };
    let other = order(r#"{"src":"anna","dest":"otto","amount":2}"#, None);
    assert_eq!(claim(&mut *store, &other, "k"), Claim::Theirs(first.clone()));
    drop(store);
    let (mut store, _) = storage.open();
    assert_eq!(claim(&mut *store, &one(), "k"), Claim::Theirs(first));
    assert!(matches!(claim(&mut *store, &one(), "K"), Claim::Ours(_)), "keys are case-sensitive");
}

fn a_key_is_claimed_once_inside_one_batch_too(storage: &dyn TestStore) {
    let (mut store, reader) = storage.open();
    batch(&mut *store, |ledger| {
        let Claim::Ours(first) = ledger.claim(&one(), &key("k")).expect("a claim") else { panic!("the key is new") };
        assert_eq!(ledger.claim(&one(), &key("k")).expect("a claim"), Claim::Theirs(first));
    });
    assert_eq!(reader.entries(0, None).expect("a list").len(), 1);
}

fn an_unclaimed_key_blocks_nobody(storage: &dyn TestStore) {
    let (mut store, reader) = storage.open();
    insert(&mut *store, &one(), Some("k"));
    insert(&mut *store, &one(), Some("k"));
    assert!(matches!(claim(&mut *store, &one(), "k"), Claim::Ours(_)));
    insert(&mut *store, &one(), Some("k"));
    assert_eq!(reader.total().expect("a total").to_string(), "4");
}

fn the_oldest_entry_with_a_key_is_found_claimed_or_not(storage: &dyn TestStore) {
    let (mut store, _) = storage.open();
    let oldest = |store: &mut dyn Store, text| batch(store, |ledger| ledger.oldest_with(&key(text)).expect("a look"));
    assert_eq!(oldest(&mut *store, "a"), None);
    let unclaimed = insert(&mut *store, &one(), Some("a"));
    claim(&mut *store, &one(), "a");
    assert_eq!(oldest(&mut *store, "a"), Some(unclaimed));
    let Claim::Ours(claimed) = claim(&mut *store, &one(), "b") else { panic!("the key is new") };
    insert(&mut *store, &one(), Some("b"));
    assert_eq!(oldest(&mut *store, "b"), Some(claimed));
    insert(&mut *store, &one(), None);
    batch(&mut *store, |ledger| {
        let paid = ledger.insert(&one(), Some(&key("c"))).expect("an insert");
        assert_eq!(ledger.oldest_with(&key("c")).expect("a look"), Some(paid), "its own batch included");
    });
}

fn clearing_forgets_payments_and_keys_and_keeps_the_rest(storage: &dyn TestStore) {
    let (mut store, reader) = storage.open();
    batch(&mut *store, |ledger| {
        ledger.set_policy(KeyPolicy::Log, 9).expect("set");
        ledger.set_lease(Some(&run("run-aaaa"))).expect("set");
    });
    claim(&mut *store, &one(), "k");
    insert(&mut *store, &one(), Some("l"));
    batch(&mut *store, |ledger| ledger.clear().expect("cleared"));
    assert_eq!(reader.entries(0, None).expect("a list"), []);
    assert_eq!(batch(&mut *store, |ledger| ledger.oldest_with(&key("l")).expect("a look")), None);
    assert!(matches!(claim(&mut *store, &one(), "k"), Claim::Ours(_)));
    let settings = reader.settings().expect("settings");
    assert_eq!(settings, Settings { policy: KeyPolicy::Log, pause_ms: 9, generation: 1, script_change: 0 });
    assert_eq!(reader.lease().expect("a lease"), Some(run("run-aaaa")));
    batch(&mut *store, |ledger| ledger.set_lease(None).expect("set"));
    assert_eq!(reader.lease().expect("a lease"), None);
}

fn a_rule_is_kept_and_counted_and_the_same_text_changes_nothing(storage: &dyn TestStore) {
    let (mut store, reader) = storage.open();
    let script = |text: &str, change| Script { text: text.to_owned(), change };
    let delivered = script(rule::STARTER, 0);
    assert_eq!(reader.script().expect("a rule"), delivered);
    assert_eq!(batch(&mut *store, |ledger| ledger.script().expect("a rule")), delivered);
    let save = |store: &mut dyn Store, text| batch(store, |ledger| ledger.set_script(text).expect("saved"));
    for (text, expected) in [(rule::STARTER, 0), ("one", 1), ("one", 1), ("two \u{1F980}\n", 2), ("one", 3)] {
        assert_eq!(save(&mut *store, text), script(text, expected));
        assert_eq!(reader.settings().expect("settings").script_change, expected);
    }
    batch(&mut *store, |ledger| ledger.clear().expect("cleared"));
    drop(store.begin().expect("a transaction").set_script("undone").expect("set"));
    drop((store, reader));
    let (mut store, reader) = storage.open();
    assert_eq!(reader.script().expect("a rule"), script("one", 3));
    assert_eq!(batch(&mut *store, |ledger| ledger.script().expect("a rule")), script("one", 3));
}

#[test]
fn a_ledger_of_the_version_before_is_kept_and_its_policy_yours_means_script() {
    const BEFORE: &str = include_str!("../../src/bank/store/sqlite/schema.sql");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("ledger.sqlite");
    let connection = rusqlite::Connection::open(&file).expect("a file");
    let insert = "INSERT INTO setting (one, policy, pause_ms, generation) VALUES (1, 'yours', 7, 3); \
                  INSERT INTO payment (src, dest, cents, key, claimed, at, written_by) \
                  VALUES ('bianca', 'marc', 100, 'k', 1, '2026-01-01T00:00:00Z', 1); PRAGMA user_version = 1";
    connection.execute_batch(&format!("{BEFORE};{insert}")).expect("a ledger of version 1");
    drop(connection);
    let (mut store, reader) = open_sqlite(&file, Durability::Off).expect("it is brought up to date");
    let settings = reader.settings().expect("settings");
    assert_eq!(settings, Settings { policy: KeyPolicy::Script, pause_ms: 7, generation: 3, script_change: 0 });
    assert_eq!(reader.script().expect("a rule").text, rule::STARTER);
    assert!(matches!(claim(&mut store, &one(), "k"), Claim::Theirs(_)));
}
