//! Two transactions that wait for each other, which sorted batches never do.

use std::sync::Barrier;
use std::thread;

use backend::bank::store::{Claim, Reader as _, Store, Transaction, open_postgres};
use backend::bank::{Order, StoreError};
use protocol::{IdempotencyKey, Payment};

use crate::client::ONE;
use crate::storages::POSTGRES;

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
