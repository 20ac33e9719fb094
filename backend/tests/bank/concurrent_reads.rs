//! Reading the ledger while it is written: neither side waits for the other.

use backend::bank::Order;
use backend::bank::store::{Durability, Reader as _, Store as _, open_sqlite};
use protocol::Payment;
use rusqlite::Connection;

use crate::client::ONE;

fn order() -> Order {
    Order { payment: Payment::from_json(ONE.as_bytes()).expect("a payment"), key: None, attempt: None }
}

#[test]
fn total_and_list_are_read_while_the_writer_is_in_its_transaction() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut store, reader) = open_sqlite(&folder.path().join("ledger.sqlite"), Durability::Full).expect("a ledger");
    let mut transaction = store.begin().expect("a transaction");
    transaction.insert(&order(), None).expect("an insert");
    assert_eq!(reader.total().expect("a total").to_string(), "0");
    assert_eq!(reader.entries(0, None).expect("a list"), []);
    transaction.commit().expect("a commit");
    assert_eq!(reader.total().expect("a total").to_string(), "1");
    assert_eq!(reader.entries(0, None).expect("a list").len(), 1);
}

#[test]
fn a_long_read_stops_no_commit_and_keeps_its_own_view() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("ledger.sqlite");
    let (mut store, reader) = open_sqlite(&file, Durability::Full).expect("a ledger");
    let long = Connection::open(&file).expect("another reader");
    let count = || long.query_one("SELECT count(*) FROM payment", [], |row| row.get::<_, u64>(0)).expect("a count");
    long.execute_batch("BEGIN").expect("it begins to read");
    assert_eq!(count(), 0);
    for paid in 1..=3 {
        let mut transaction = store.begin().expect("a transaction");
        transaction.insert(&order(), None).expect("an insert");
        transaction.commit().expect("nothing to wait for");
        assert_eq!(reader.total().expect("a total").to_string(), paid.to_string());
    }
    assert_eq!(count(), 0);
    long.execute_batch("COMMIT").expect("it ends");
    assert_eq!(count(), 3);
}
