//! What is known of the run, the bank and the network, as the runner publishes it: at most eight times a second, and a
//! subject only when it has changed.

use std::sync::Arc;

use experiment::FinishedRuns;
use leptos::prelude::*;
use protocol::Payment;

use crate::model::{
    GridData, LabStatus, LedgerRule, LogRow, MeasuredLosses, Notice, PaymentDetail, Pipeline, Progress, RunStatus,
    Snapshot, TableRow, Totals, TrialsStatus,
};

/// The runner's signals, read-only, one for each subject. Pass them on as props: each is a `Signal<T>` by `into()`; a
/// part of one is a closure in place, such as `move || live.totals.with(Totals::difference)`.
#[derive(Clone, Copy)]
pub struct Live {
    /// Where the run is, and what may be done: `data-run`, phase, concealment, crash, whether this page watches.
    pub run: ReadSignal<RunStatus>,
    /// The client's five buckets, attempts, attempts a second.
    pub progress: ReadSignal<Progress>,
    /// Expected, transferred (unless covered), verdict, theory band.
    pub totals: ReadSignal<Totals>,
    /// Sent, lost before the bank, arrived, lost after it, answered.
    pub pipeline: ReadSignal<Pipeline>,
    /// The cell of each payment, and how many have which fate.
    pub grid: ReadSignal<GridData>,
    /// Toxics as read back, measured losses, hidden repeats, preflights, other traffic.
    pub losses: ReadSignal<MeasuredLosses>,
    /// `GET /lab/state` as last read, and whether Repair can mend the network.
    pub lab: ReadSignal<LabStatus>,
    /// What is to be said, the most important first.
    pub notices: ReadSignal<Vec<Notice>>,
    /// The bank's log, newest first; empty while the bank is covered.
    pub log: ReadSignal<Vec<LogRow>>,
    /// The payment that is followed; `None` before the payments are known.
    pub payment: ReadSignal<Option<PaymentDetail>>,
    /// The grid as rows of a table, all of them, as it was when nothing changed any more.
    pub table: ReadSignal<Arc<[TableRow]>>,
    /// The runs of this page that are over and may be told of.
    pub finished_runs: ReadSignal<FinishedRuns>,
    /// The whole file of payments; empty until it has been read. A scenario pays `scenario.payments(&all)` of it.
    pub payments: ReadSignal<Arc<[Payment]>>,
    /// The rule of this ledger.
    pub rule: ReadSignal<LedgerRule>,
    /// Its trials: [`TrialsStatus::ticks`] are what a room is shown.
    pub trials: ReadSignal<TrialsStatus>,
}

/// The writing ends of [`Live`].
#[derive(Clone, Copy)]
pub struct LiveWriter {
    live: Live,
    run: WriteSignal<RunStatus>,
    progress: WriteSignal<Progress>,
    totals: WriteSignal<Totals>,
    pipeline: WriteSignal<Pipeline>,
    grid: WriteSignal<GridData>,
    losses: WriteSignal<MeasuredLosses>,
    lab: WriteSignal<LabStatus>,
    notices: WriteSignal<Vec<Notice>>,
    log: WriteSignal<Vec<LogRow>>,
    payment: WriteSignal<Option<PaymentDetail>>,
    table: WriteSignal<Arc<[TableRow]>>,
    finished_runs: WriteSignal<FinishedRuns>,
    payments: WriteSignal<Arc<[Payment]>>,
    rule: WriteSignal<LedgerRule>,
    trials: WriteSignal<TrialsStatus>,
}

impl Live {
    /// Nothing is known yet.
    pub(super) fn new() -> (Self, LiveWriter) {
        let Snapshot { run, progress, totals, pipeline, grid, losses, lab, notices } = Snapshot::default();
        let (run, set_run) = signal(run);
        let (progress, set_progress) = signal(progress);
        let (totals, set_totals) = signal(totals);
        let (pipeline, set_pipeline) = signal(pipeline);
        let (grid, set_grid) = signal(grid);
        let (losses, set_losses) = signal(losses);
        let (lab, set_lab) = signal(lab);
        let (notices, set_notices) = signal(notices);
        let (log, set_log) = signal(Vec::new());
        let (payment, set_payment) = signal(None);
        let (table, set_table) = signal(Arc::default());
        let (finished_runs, set_finished_runs) = signal(FinishedRuns::default());
        let (payments, set_payments) = signal(Arc::default());
        let (rule, set_rule) = signal(LedgerRule::default());
        let (trials, set_trials) = signal(TrialsStatus::default());
        let live = Self {
            run,
            progress,
            totals,
            pipeline,
            grid,
            losses,
            lab,
            notices,
            log,
            payment,
            table,
            finished_runs,
            payments,
            rule,
            trials,
        };
        let writer = LiveWriter {
            live,
            run: set_run,
            progress: set_progress,
            totals: set_totals,
            pipeline: set_pipeline,
            grid: set_grid,
            losses: set_losses,
            lab: set_lab,
            notices: set_notices,
            log: set_log,
            payment: set_payment,
            table: set_table,
            finished_runs: set_finished_runs,
            payments: set_payments,
            rule: set_rule,
            trials: set_trials,
        };
        (live, writer)
    }
}

impl LiveWriter {
    /// Publishes the subjects that have changed.
    pub fn snapshot(self, snapshot: Snapshot) {
        let Snapshot { run, progress, totals, pipeline, grid, losses, lab, notices } = snapshot;
        publish(self.live.run, self.run, run);
        publish(self.live.progress, self.progress, progress);
        publish(self.live.totals, self.totals, totals);
        publish(self.live.pipeline, self.pipeline, pipeline);
        publish(self.live.grid, self.grid, grid);
        publish(self.live.losses, self.losses, losses);
        publish(self.live.lab, self.lab, lab);
        publish(self.live.notices, self.notices, notices);
    }

    /// Publishes the bank's log.
    pub fn log(self, log: Vec<LogRow>) {
        publish(self.live.log, self.log, log);
    }

    /// Publishes the payment that is followed.
    pub fn payment(self, payment: Option<PaymentDetail>) {
        publish(self.live.payment, self.payment, payment);
    }

    /// Publishes the grid's table.
    pub fn table(self, table: Arc<[TableRow]>) {
        publish(self.live.table, self.table, table);
    }

    /// Publishes the runs that may be told of.
    pub fn finished_runs(self, runs: FinishedRuns) {
        publish(self.live.finished_runs, self.finished_runs, runs);
    }

    /// Publishes the ledger's rule.
    pub fn rule(self, rule: LedgerRule) {
        publish(self.live.rule, self.rule, rule);
    }

    /// Publishes the trials.
    pub fn trials(self, trials: TrialsStatus) {
        publish(self.live.trials, self.trials, trials);
    }

    /// Publishes the file of payments.
    pub fn payments(self, payments: Arc<[Payment]>) {
        publish(self.live.payments, self.payments, payments);
    }
}

fn publish<T: PartialEq + Send + Sync + 'static>(read: ReadSignal<T>, write: WriteSignal<T>, value: T) {
    if read.with_untracked(|published| *published != value) {
        write.set(value);
    }
}

/// Returns what the runner publishes.
pub fn use_live() -> Live {
    expect_context()
}
