//! Who waits for whom: two transactions for each other, which sorted batches never do, and a reader for a batch.

use std::sync::Barrier;
use std::thread;

use backend::bank::store::{Claim, Reader as _, Store, Transaction, open_postgres};
use backend::bank::{Order, StoreError};
use protocol::{IdempotencyKey, Payment};

use crate::client::ONE;
use crate::stores_under_test::POSTGRES;

fn claim(ledger: &mut dyn Transaction, key: &str) -> Result<Claim, StoreError> {
    let payment = Payment::from_json(ONE.as_bytes()).expect("a payment");
    let key: IdempotencyKey = key.parse().expect("a key");
    ledger.claim(&Order { payment, key: Some(key.clone()), attempt: None }, &key)
}

/// Claims both keys in one transaction, the first one before the other side goes on.
fn both(store: &mut dyn Store, keys: [&str; 2], meet: Option<&Barrier>) -> Result<(), StoreError> {
    let mut ledger = store.begin()?;
    claim(&mut *ledger, keys[0])?;
    meet.map(Barrier::wait);
    claim(&mut *ledger, keys[1])?;
    ledger.commit().map_err(|error| StoreError::lasting(format!("{error:?}")))
}

#[test]
fn of_two_that_wait_for_each_other_one_is_told_to_try_again_and_then_succeeds() {
    let url = POSTGRES.database().parse().expect("an address");
    let mut stores = [(); 2].map(|()| open_postgres(&url).expect("a ledger").0);
    let (_, reader) = open_postgres(&url).expect("a ledger");
    let met = Barrier::new(2);
    let outcomes = thread::scope(|scope| {
        let [one, other] = &mut stores;
        let one = scope.spawn(|| both(one, ["a", "b"], Some(&met)));
        let other = scope.spawn(|| both(other, ["b", "a"], Some(&met)));
        [one.join().expect("no panic"), other.join().expect("no panic")]
    });
    let failed = outcomes.iter().position(Result::is_err).expect("both cannot have both");
    let error = outcomes[failed].as_ref().expect_err("it failed");
    assert!(error.transient && error.to_string().contains("deadlock"), "{error}");
    assert!(outcomes[1 - failed].is_ok(), "the other one went on");
    both(&mut stores[failed], ["b", "a"], None).expect("tried again");

    assert_eq!(reader.total().expect("a total").to_string(), "2", "each key once");
}

/// Returns when somebody waits for an advisory lock. The server looks, not this test.
const SOMEBODY_WAITS: &str = "DO $$ BEGIN \
    WHILE NOT EXISTS (SELECT FROM pg_locks JOIN pg_database ON oid = database \
                      WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted) \
    LOOP PERFORM pg_sleep(0.01); END LOOP; END $$";

#[test]
fn a_reader_waits_for_the_batch_in_flight_and_stops_no_other() {
    let address = POSTGRES.database();
    let url = address.parse().expect("an address");
    let [mut slow, mut quick] = [(); 2].map(|()| open_postgres(&url).expect("a ledger").0);
    let (_, reader) = open_postgres(&url).expect("a ledger");
    let mut pay_quickly = |key| {
        let mut ledger = quick.begin().expect("a transaction");
        claim(&mut *ledger, key).expect("a claim");
        ledger.commit().expect("nothing to wait for");
    };
    let mut in_flight = slow.begin().expect("a transaction");
    claim(&mut *in_flight, "lower-id").expect("a claim");
    pay_quickly("higher-id");
    thread::scope(|scope| {
        let list = scope.spawn(|| reader.entries(0, None).expect("a list"));
        throwaway_postgres::execute(&address, SOMEBODY_WAITS);
        pay_quickly("meanwhile");
        assert!(!list.is_finished(), "it would miss the lower id");
        in_flight.commit().expect("a commit");
        let keys: Vec<_> = list.join().expect("no panic").into_iter().map(|receipt| receipt.key).collect();
        assert_eq!(keys, [Some("lower-id".to_owned()), Some("higher-id".to_owned())]);
    });
    assert_eq!(reader.entries(0, None).expect("a list").len(), 3);
}
