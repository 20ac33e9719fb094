//! What is read of a ledger while others write it.

use std::thread;

use backend::bank::store::{Claim, Store};
use protocol::Receipt;

use super::{batch, claim, insert, one, order, run};
use crate::stores_under_test::TestStore;

pub(super) fn ids_rise_and_are_never_given_twice(storage: &dyn TestStore) {
    let (mut store, _) = storage.open();
    let mut last = 0;
    for round in 0..3 {
        for _ in 0..3 {
            let receipt = insert(&mut *store, &one(), None);
            assert!(receipt.id > last, "{} after {last}", receipt.id);
            last = receipt.id;
        }
        batch(&mut *store, |ledger| ledger.clear().expect("cleared"));
        if round == 1 {
            drop(store);
            store = storage.open().0;
        }
    }
}

pub(super) fn the_list_comes_in_parts(storage: &dyn TestStore) {
    let (mut store, reader) = storage.open();
    let all: Vec<Receipt> = (0..5).map(|_| insert(&mut *store, &one(), None)).collect();
    let part = |after, limit| reader.entries(after, limit).expect("a list");
    assert_eq!(part(0, None), all);
    assert_eq!(part(all[1].id, None), all[2..]);
    assert_eq!(part(all[1].id, Some(2)), all[2..4]);
    assert_eq!(part(0, Some(0)), []);
    assert_eq!(part(u64::MAX, Some(u64::MAX)), []);
}

pub(super) fn the_total_follows_payments_and_deletions(storage: &dyn TestStore) {
    let (mut store, reader) = storage.open();
    let (_store, watcher) = storage.open();
    let total = |expected: &str| {
        for reader in [&reader, &watcher] {
            assert_eq!(reader.total().expect("a total").to_string(), expected);
        }
    };
    total("0");
    for expected in ["0.1", "0.2", "0.3"] {
        insert(&mut *store, &order(r#"{"src":"b","dest":"m","amount":0.1}"#, None), None);
        total(expected);
    }
    batch(&mut *store, |ledger| ledger.clear().expect("cleared"));
    insert(&mut *store, &order(r#"{"src":"b","dest":"m","amount":1000000000}"#, None), None);
    total("1000000000");
    batch(&mut *store, |ledger| ledger.clear().expect("cleared"));
    total("0");
}

pub(super) fn entries_of_other_processes_are_told_apart(storage: &dyn TestStore) {
    let (mut store, reader) = storage.open();
    let attempt = |id| order(r#"{"src":"b","dest":"m","amount":1}"#, Some(id));
    insert(&mut *store, &attempt("run-aaaa/1/1"), None);
    insert(&mut *store, &attempt("run%aaaa/1/1"), None);
    insert(&mut *store, &one(), None);
    let (mut other_store, other_reader) = storage.open();
    let foreign = |reader: &dyn backend::bank::store::Reader, name| {
        reader.holds_entries_of_others(&run(name)).expect("an answer")
    };
    assert!(!foreign(&*reader, "run-aaaa"));
    assert!(foreign(&*other_reader, "run-aaaa"));
    assert!(!foreign(&*other_reader, "run-aaab"), "another run");
    assert!(!foreign(&*other_reader, "run_aaaa"), "no pattern");
    assert!(!foreign(&*other_reader, "run-aaaaa"), "no prefix");
    insert(&mut *other_store, &attempt("run-bbbb/1/1"), None);
    assert!(!foreign(&*other_reader, "run-bbbb"));
    assert!(foreign(&*reader, "run-bbbb"));
}

pub(super) fn two_writers_claim_a_key_once(storage: &dyn TestStore) {
    const KEYS: u32 = 50;
    let race = || {
        let (mut store, _) = storage.open();
        move || (0..KEYS).map(|number| claim(&mut *store, &one(), &format!("key-{number}"))).collect::<Vec<_>>()
    };
    let (first, second) = (race(), race());
    let (first, second) = thread::scope(|scope| {
        let (first, second) = (scope.spawn(first), scope.spawn(second));
        (first.join().expect("no panic"), second.join().expect("no panic"))
    });
    for pair in first.into_iter().zip(second) {
        let (Claim::Ours(ours), Claim::Theirs(theirs)) = &pair else {
            let (Claim::Theirs(theirs), Claim::Ours(ours)) = &pair else { panic!("not once: {pair:?}") };
            assert_eq!(ours, theirs);
            continue;
        };
        assert_eq!(ours, theirs);
    }
}

/// With two writers ids need not come up in their order: a page that asks for what came after the highest id it has
/// seen must not lose a lower one that commits later. The same holds for a total that is added up piece by piece.
pub(super) fn whoever_reads_on_from_the_last_id_misses_nothing(storage: &dyn TestStore) {
    const BATCHES: usize = 60;
    const SIZE: usize = 5;
    let writers = [storage.open().0, storage.open().0];
    let (_, reader) = storage.open();
    let write = |mut store: Box<dyn Store>| {
        for _ in 0..BATCHES {
            batch(&mut *store, |ledger| {
                (0..SIZE).for_each(|_| drop(ledger.insert(&one(), None).expect("an insert")));
            });
        }
    };
    let mut seen: Vec<u64> = Vec::new();
    thread::scope(|scope| {
        let writers = writers.map(|store| scope.spawn(move || write(store)));
        let mut over = false;
        while !over {
            over = writers.iter().all(thread::ScopedJoinHandle::is_finished);
            let after = seen.last().copied().unwrap_or(0);
            seen.extend(reader.entries(after, None).expect("a list").iter().map(|receipt| receipt.id));
            reader.total().expect("a total");
        }
    });
    let all: Vec<u64> = reader.entries(0, None).expect("a list").iter().map(|receipt| receipt.id).collect();
    assert_eq!((seen.len(), all.len()), (2 * BATCHES * SIZE, 2 * BATCHES * SIZE));
    assert_eq!(seen, all);
    assert_eq!(reader.total().expect("a total").to_string(), all.len().to_string());
}
