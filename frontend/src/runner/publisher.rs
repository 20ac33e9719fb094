//! Hands components what has changed: at most eight times a second, and at once where somebody waits for it.

use experiment::{Crash, Millis, Phase, Trial, Verdict};
use leptos::prelude::SetValue as _;
use protocol::RunId;

use super::Runner;
use crate::model::{Concealment, Notice, RunState};

/// The time between two snapshots, in milliseconds.
const BETWEEN: Millis = 125;

/// When to publish.
#[derive(Default)]
pub(super) struct Publisher {
    published_at: Millis,
    is_due: bool,
    at_once: bool,
    shown: Option<Urgent>,
}

/// What nobody is kept waiting for.
#[derive(PartialEq)]
struct Urgent {
    state: RunState,
    phase: Phase,
    verdict: Option<Verdict>,
    watched: Option<RunId>,
    concealment: Concealment,
    crash: Crash,
    notices: Vec<Notice>,
    /// The trial under way, and how many are over.
    trials: (bool, Option<Trial>, usize),
    may_run: bool,
}

impl Publisher {
    /// Something changed.
    pub(super) fn changed(&mut self) {
        self.is_due = true;
    }

    /// Somebody pressed a button: what it does shows at once.
    pub(super) fn at_once(&mut self) {
        self.at_once = true;
    }

    /// Returns when a snapshot is due.
    pub(super) fn due(&self) -> Millis {
        if self.is_due { self.published_at + BETWEEN } else { Millis::MAX }
    }
}

impl Runner {
    /// Publishes what has changed, if it is time; returns whether it was.
    pub(super) fn publish(&mut self, now: Millis) -> bool {
        let urgent = self.urgent();
        let is_urgent = self.publisher.shown.as_ref() != Some(&urgent);
        if !is_urgent && !self.publisher.at_once && now < self.publisher.due() {
            return false;
        }
        self.publisher = Publisher { published_at: now, is_due: false, at_once: false, shown: Some(urgent) };
        self.held.set_value(self.model.run_under_way());
        let (model, live) = (&self.model, self.writers.live);
        live.snapshot(model.snapshot(now));
        live.log(model.log_rows());
        live.payment(model.detail(model.course.followed));
        live.rule(model.rule.clone());
        live.trials(model.trials_status());
        if let Some(rows) = model.table(None) {
            live.table(rows.into());
        }
        // A run belongs to those that are over before its bank is revealed; its readers learn of it afterwards.
        if let Some(runs) = model.revealed_runs() {
            live.finished_runs(runs);
        }
        let (course, selection) = (&model.course, self.writers.selection);
        selection.choose(course.scenario, course.followed, course.prediction);
        self.writers.presentation.show(course.slide);
        true
    }

    fn urgent(&self) -> Urgent {
        let model = &self.model;
        let notices = model.notices_now();
        Urgent {
            state: model.run_state(),
            phase: model.live.run.phase(),
            verdict: model.verdict(),
            watched: model.watched().map(|lease| lease.run.clone()),
            concealment: model.concealment(),
            crash: model.crash.clone(),
            may_run: model.may_run_despite(&notices),
            notices,
            trials: model.trials_so_far(),
        }
    }
}
