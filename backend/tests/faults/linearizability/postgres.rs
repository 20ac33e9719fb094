//! Two banks on one database, which is restarted meanwhile.

use throwaway_postgres::Server;

use super::LOSSES;
use super::accepted::Accepted;
use super::restarting::RestartingBank;
use super::run::{Conditions, Run};
use crate::times;

#[tokio::test(flavor = "multi_thread")]
async fn two_banks_are_accepted_while_their_database_is_restarted() {
    let mut server = Server::durable();
    let mut accepted = Accepted::none_of("two-banks-on-postgres", times(1, 5));
    for _ in 0..accepted.histories {
        let url = server.database();
        let banks = vec![RestartingBank::on_database(&url).await, RestartingBank::on_database(&url).await];
        let conditions = Conditions { losses: LOSSES, ..Conditions::of_a_course() };
        let run = Run::of(banks, conditions).await;
        let history = run.sends_while("two-banks-on-postgres", async |run| {
            run.has_paid(conditions.payments / 3).await;
            tokio::task::block_in_place(|| server.restart("immediate"));
        });
        accepted.add(history.await).await;
    }
    accepted.say("PostgreSQL restarted in each");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_is_accepted_when_it_is_killed() {
    let server = Server::durable();
    let mut accepted = Accepted::none_of("killed-on-postgres", times(1, 10));
    for _ in 0..accepted.histories {
        let bank = RestartingBank::on_database(&server.database()).await;
        let run = Run::of(vec![bank], Conditions { losses: LOSSES, ..Conditions::of_a_course() }).await;
        accepted.add(run.sends_while("killed-on-postgres", async |run| run.each_bank_dies(2).await).await).await;
    }
    accepted.say("2 faults in each");
}
