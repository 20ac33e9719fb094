//! Keeps up with the bank: its ledger by reading it again and again, its state every other second. What was transferred
//! comes from here and from nowhere else.

use experiment::{Millis, StepError};
use futures::future::OptionFuture;
use futures::join;
use protocol::{LabState, ProxyState, RunCounts};

use super::task::{Reading, Task};
use super::{Runner, api};

// How often the ledger is read: when the last attempt has ended and it is not quiet yet, while something changes, while
// nobody may see what does, and while nothing does. How often the lab's state is, and how soon at first where the network
// is not ready: it may be a moment away.
const SETTLING: Millis = 100;
const LIVE: Millis = 200;
const COVERED: Millis = 500;
const QUIET: Millis = 1_000;
const STATE: Millis = 2_000;
const STATE_SOON: Millis = 250;

/// When to read what.
#[derive(Default)]
pub(super) struct Polling {
    ledger_due: Millis,
    ledger_is_read: bool,
    state_due: Millis,
    state_is_read: bool,
    /// How long was waited for a network that is not ready; 0 where it is.
    waited_for_network: Millis,
    /// Whether attempts were still to end.
    was_sending: bool,
}

impl Polling {
    /// Reads the lab's state as soon as may be.
    pub(super) fn read_state_at_once(&mut self) {
        self.state_due = 0;
    }

    /// Reads everything as soon as may be.
    pub(super) fn read_at_once(&mut self) {
        self.ledger_due = 0;
        self.state_due = 0;
    }
}

impl Runner {
    /// Starts the readings that are due.
    pub(super) fn poll(&mut self, now: Millis) {
        if self.sleeps() {
            return;
        }
        let is_sending = self.model.is_sending();
        if std::mem::replace(&mut self.polling.was_sending, is_sending) && !is_sending {
            // The last attempt has ended.
            self.polling.ledger_due = now;
        }
        if !self.polling.ledger_is_read && now >= self.polling.ledger_due {
            self.polling.ledger_is_read = true;
            self.polling.ledger_due = Millis::MAX;
            self.read_ledger(now);
        }
        if !self.polling.state_is_read && now >= self.polling.state_due {
            self.polling.state_is_read = true;
            self.polling.state_due = Millis::MAX;
            self.read_state();
        }
    }

    /// Returns when something is to be read.
    pub(super) fn polling_due(&self) -> Millis {
        let Polling { ledger_due, ledger_is_read, state_due, state_is_read, .. } = self.polling;
        let due = |due, is_read| if is_read || self.sleeps() { Millis::MAX } else { due };
        due(ledger_due, ledger_is_read).min(due(state_due, state_is_read))
    }

    fn read_ledger(&self, asked: Millis) {
        let (epoch, after) = self.model.next_reading();
        // The reading that finds the ledger quiet brings the counts: both come out together.
        let counted = self.model.own_run().filter(|_| self.model.wants_counts_at(asked)).cloned();
        self.push(async move {
            let counts = OptionFuture::from(counted.as_ref().map(api::lab::run_counts));
            let (entries, counts) = join!(api::lab::entries(after), counts);
            Task::Ledger(Reading { epoch, asked, entries, counts })
        });
    }

    pub(super) fn ledger_read(&mut self, reading: Reading, now: Millis) {
        let Reading { epoch, asked, entries, counts } = reading;
        match entries {
            Ok(entries) => self.model.ledger_read(epoch, &entries, asked, now),
            Err(_) => self.model.bank_was_silent(),
        }
        if let Some(Ok(counts)) = counts {
            self.model.counted(counts);
        }
        self.polling.ledger_is_read = false;
        self.polling.ledger_due = self.polling.ledger_due.min(self.next_reading(asked));
    }

    /// Returns when the ledger is to be read after a reading that was asked for at `asked`.
    fn next_reading(&self, asked: Millis) -> Millis {
        let model = &self.model;
        if model.is_settling() {
            // The one that may find it quiet is not missed by a moment.
            let quiet = model.quiet_from();
            return if quiet > asked { quiet.min(asked + SETTLING) } else { asked + SETTLING };
        }
        let rest = match model {
            model if model.runs_under_cover() => COVERED,
            model if model.is_live() => LIVE,
            _ => QUIET,
        };
        asked + rest
    }

    fn read_state(&self) {
        let relied_on_toxics = self.model.relies_on_the_toxics();
        let counted = self.model.run_under_way();
        self.push(async move {
            let counts = OptionFuture::from(counted.as_ref().map(api::lab::run_counts));
            let (state, counts) = join!(api::lab::state(), counts);
            Task::State { relied_on_toxics, state, counts: counts.and_then(Result::ok) }
        });
    }

    pub(super) fn state_read(
        &mut self,
        relied_on_toxics: bool,
        state: Result<LabState, StepError>,
        counts: Option<RunCounts>,
        now: Millis,
    ) {
        self.model.state_read(state, now);
        if relied_on_toxics {
            self.model.check_for_drift();
        }
        if let Some(counts) = counts {
            self.model.counted(counts);
        }
        self.polling.state_is_read = false;
        self.polling.state_due = self.polling.state_due.min(now + self.state_rest());
    }

    /// Returns how long the lab's state is left alone: the longer the network is away, the longer.
    fn state_rest(&mut self) -> Millis {
        let is_ready = |state: &LabState| state.network.reachable && state.network.proxy == ProxyState::Ok;
        let waited = &mut self.polling.waited_for_network;
        *waited = if self.model.lab_state().is_some_and(is_ready) { 0 } else { (*waited * 2).clamp(STATE_SOON, STATE) };
        if *waited == 0 { STATE } else { *waited }
    }
}
