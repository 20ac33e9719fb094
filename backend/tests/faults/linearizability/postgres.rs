//! Two banks on one database, which is restarted meanwhile.

use throwaway_postgres::Server;

use super::LOSSES;
use super::checker::Verdict;
use super::restarting::RestartingBank;
use super::run::{Conditions, Run};
use crate::{saw, times};

#[tokio::test(flavor = "multi_thread")]
async fn two_banks_are_accepted_while_their_database_is_restarted() {
    let mut server = Server::durable();
    let histories = times(1, 10);
    let mut attempts = 0;
    for _ in 0..histories {
        let url = server.database();
        let banks = vec![RestartingBank::on_database(&url).await, RestartingBank::on_database(&url).await];
        let conditions = Conditions { losses: LOSSES, ..Conditions::of_a_course() };
        let run = Run::of(banks, conditions).await;
        let history = run.sends_while("two-banks-on-postgres", async |run| {
            run.has_paid(conditions.payments / 3).await;
            tokio::task::block_in_place(|| server.restart("immediate"));
        });
        let history = history.await;
        attempts += history.attempts;
        assert_eq!(history.judge().await, Verdict::Accepted);
    }
    saw(format_args!(
        "two banks, PostgreSQL restarted in each of {histories} histories, {attempts} attempts: accepted"
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_is_accepted_when_it_is_killed() {
    let server = Server::durable();
    let bank = RestartingBank::on_database(&server.database()).await;
    let run = Run::of(vec![bank], Conditions { losses: LOSSES, ..Conditions::of_a_course() }).await;
    let history = run.sends_while("killed-on-postgres", async |run| run.each_bank_dies(2).await).await;
    assert_eq!(history.judge().await, Verdict::Accepted);
    saw(format_args!("kill -9 on PostgreSQL: {} attempts: accepted", history.attempts));
}
