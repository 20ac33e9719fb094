//! The whole lab on PostgreSQL.

use throwaway_postgres::Server;

use crate::lab::{Lab, Over, networks};
use crate::program::{another_bank, signal};
use crate::send_command::{PAYMENTS, Sent};

#[tokio::test(flavor = "multi_thread")]
async fn retried_with_a_key_exactly_everything_is_paid_and_another_lab_sees_it() {
    let server = Server::quick();
    let address = server.database();
    for over in networks() {
        let lab = Lab::with(over, &["--database-url", &address]).await;
        let sent = Sent::through(&lab, "retry-with-key", "unique").await;
        assert_eq!((sent.acknowledged, sent.unknown, sent.transferred), (PAYMENTS, 0, PAYMENTS));
        assert!(sent.attempts > PAYMENTS);
        let other = Lab::with(over, &["--database-url", &address]).await;
        assert_eq!(other.get("/stats").await.ok(), PAYMENTS);
        assert_eq!(other.pay("a-key", "run-aaaa/1/1").await, 200);
        assert_eq!(lab.pay("a-key", "run-aaaa/1/2").await, 208);
        assert_eq!(lab.get("/stats").await.ok(), PAYMENTS + 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_bank_comes_back_to_its_ledger_also_when_the_database_comes_back_later() {
    let mut server = Server::quick();
    let lab = Lab::with(Over::Embedded, &["--database-url", &server.database()]).await;
    assert_eq!(lab.pay("a-key", "run-aaaa/1/1").await, 200);
    let killed = lab.bank().await;
    signal("KILL", killed).await;
    let server = tokio::task::spawn_blocking(|| {
        server.restart("immediate");
        server
    });
    let server = server.await.expect("it was restarted");
    another_bank(lab.program.id(), killed).await;
    lab.is_back().await;
    assert_eq!(lab.pay("a-key", "run-aaaa/1/2").await, 208);
    assert_eq!(lab.get("/lab/runs/run-aaaa").await.ok()["complete"], false);
    drop(server);
}
