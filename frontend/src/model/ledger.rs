//! The ledger as read: whose payments it tells apart, and how far the reading has come.

use experiment::{Bank, Fate, Millis, PaymentRecord};
use protocol::{Receipt, RunId};

use super::Model;

impl Model {
    /// Tells the payments of this run apart from now on, and reads the ledger again.
    pub fn follow(&mut self, run: Option<RunId>, now: Millis) {
        self.epoch += 1;
        self.live.bank = match &run {
            Some(run) => Bank::of_run(run.clone(), self.payments.len().max(self.payments_of(&self.live).len())),
            None => Bank::default(),
        };
        self.live.bank.cleared(now);
        self.live.bank_run = run;
    }

    /// The ledger was deleted, or may have been: it is read again.
    pub fn reload(&mut self) {
        self.epoch += 1;
        self.reload = true;
    }

    /// Where the next reading of the ledger starts, and what must still hold when it is there.
    pub fn next_reading(&self) -> (u32, u64) {
        (self.epoch, if self.reload { 0 } else { self.live.bank.last_id() })
    }

    /// A reading of the ledger that was asked for under `epoch`.
    pub fn ledger_read(&mut self, epoch: u32, entries: &[Receipt], asked: Millis, now: Millis) {
        self.bank_is_silent = false;
        if epoch != self.epoch || self.room.passes_over_the_bank() {
            return;
        }
        if std::mem::take(&mut self.reload) {
            self.live.bank.cleared(now);
        }
        // A page loaded after a run shows whose ledger it finds.
        if self.live.bank_run.is_none()
            && let Some(run) = entries.iter().rev().find_map(run_of)
        {
            self.follow(Some(run), now);
        }
        let is_own = self.live.owns_the_ledger();
        let sent = self.live.run.sending().filter(|_| is_own);
        self.live.bank.read(entries, sent, asked, now);
        self.conclude();
    }

    pub(super) fn is_quiet(&self) -> bool {
        self.live.bank.read_at().is_some_and(|read_at| read_at >= self.quiet_from())
    }

    /// Returns from when on a reading that finds nothing new finds the ledger quiet.
    pub fn quiet_from(&self) -> Millis {
        let ended = self.live.run.sending().and_then(experiment::Sending::last_ended_at).unwrap_or(0);
        self.live.bank.quiet_from(ended, self.state.as_ref().map_or(0, |state| state.pause_ms))
    }

    /// What became of each payment, in the order of the file.
    pub fn fates(&self) -> impl Iterator<Item = Fate> + '_ {
        let shown = self.shown();
        let records: &[PaymentRecord] = match shown.run.sending() {
            Some(sending) if shown.owns_the_ledger() => sending.records(),
            _ => &[],
        };
        (0..self.payments().len()).map(move |index| Fate::of(records.get(index), &shown.bank, index))
    }
}

fn run_of(entry: &Receipt) -> Option<RunId> {
    let id: protocol::AttemptId = entry.attempt.as_deref()?.parse().ok()?;
    Some(id.run)
}
