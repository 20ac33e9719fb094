//! The end of a run: the hub reads its ledger itself, so that what was transferred never comes from a page.

use std::time::Duration;

use experiment::Scenario;
use protocol::room::{RunSettings, StationNumber};
use protocol::{LabState, Losses, RunId};
use tokio::time::{sleep, timeout};

use super::handle::{Link, Room};
use super::reading::{Reading, Sent};
use super::register::Register;
use super::report::Report;
use super::results::Seen;
use super::station_bank::NoAnswer;

/// How long a page waits for the reading before it goes on without.
const READING: Duration = Duration::from_millis(1800);
const TRY_AGAIN: Duration = Duration::from_millis(100);
/// A bank keeps its events together for 100 ms.
const UNTIL_HEARD: Duration = Duration::from_millis(200);

impl Room {
    /// Takes note of what a page says of itself. Returns whether the seat is free now, because its owner has left it before
    /// the first run.
    pub(super) async fn take_report(&self, station: StationNumber, token: String, report: &Report) -> bool {
        let noted = self.change(|room| room.reported(station, report, self.now()));
        if noted.keep {
            self.keep().await;
        }
        if noted.freed {
            self.clear(station).await;
        } else {
            self.read_if_done(station, token).await;
        }
        noted.freed
    }

    /// Reads the ledger of a run that is said to be done, unless somebody has. A bank that does not answer in time leaves
    /// it to the page's next report.
    async fn read_if_done(&self, station: StationNumber, token: String) {
        let Some(link) = self.link(station) else { return };
        if self.look(|room| room.to_read(station)).is_none() {
            return;
        }
        let _reading = link.reading.lock().await;
        // Whoever waited finds it read.
        let Some((run, report)) = self.look(|room| room.to_read(station)) else { return };
        let read = async {
            loop {
                match self.see(link, station, &run, &report).await {
                    Ok(seen) => return seen,
                    Err(NoAnswer) => sleep(TRY_AGAIN).await,
                }
            }
        };
        let Ok(seen) = timeout(READING, read).await else { return };
        if let Some(reading) = seen.reading {
            link.was_read(reading.transferred).await;
        }
        let finish = |room: &mut Register| {
            // The seat may have gone to somebody else meanwhile.
            if room.owner(&token) == Ok(station) {
                room.finished(station, run, &report, seen);
            }
        };
        self.change(finish);
        self.keep().await;
    }

    async fn see(&self, link: &Link, station: StationNumber, run: &RunId, report: &Report) -> Result<Seen, NoAnswer> {
        let before = link.bank.state().await?;
        let entries = link.bank.entries().await?;
        // What happened before has come by the feed then.
        sleep(UNTIL_HEARD).await;
        let after = link.bank.state().await?;
        let payments = report.scenario.payments(&self.0.payments);
        let policy = report.settings.as_ref().and_then(|settings| settings.client_policy.parse().ok());
        let reading = Reading::of(entries, run, &payments, Sent { attempts: report.attempts, policy });
        let superseded = link.watch().is_superseded(run);
        let is_another = |state: &LabState| state.run.as_ref().is_some_and(|lease| lease.run != *run);
        // Without an entry of its own nobody can tell a run's ledger from another's, but by what was heard of the lease.
        let is_unknown = reading.of_run == 0 && superseded != Some(false);
        let too_late = is_another(&before) || is_another(&after) || is_unknown;
        let disturbed = link.watch().disturbed(run) || is_otherwise(&after, report, superseded.is_none());
        Ok(Seen {
            reading: (!too_late).then_some(reading),
            disturbed,
            after_reveal: self.look(|room| room.began_after_reveal(station, run, report)),
            payments: payments.len(),
        })
    }
}

/// Whether policy or network are not those of the run any more. By hand they are changed on purpose, and a room that has
/// heard of no run since it was started has taken the losses away itself.
fn is_otherwise(state: &LabState, report: &Report, nothing_ran: bool) -> bool {
    let found = state.network.losses();
    let says_something = state.network.reachable && !(nothing_ran && found.same_as(Losses::NONE));
    let differs = |settings: &RunSettings| {
        let losses = Losses { request: settings.request_loss, reply: settings.reply_loss };
        settings.key_policy != state.key_policy.as_str() || (says_something && !losses.same_as(found))
    };
    report.scenario != Scenario::ByHand && report.settings.as_ref().is_some_and(differs)
}
