//! What a page says of itself to its hub, and when: at each change, every 5 s while somebody looks, and the end of a run
//! until the hub has confirmed it.

use experiment::{Millis, Phase, Scenario, Sending};
use protocol::Total;
use protocol::room::{Activity, Me, MyState};

use super::Model;

/// How often a page speaks although nothing has changed.
const EVERY: Millis = 5_000;
/// How often it says how far a run has got.
const PROGRESS: Millis = 1_000;
/// How long it waits before it says again what had no answer.
const AGAIN: Millis = 1_000;
/// For how long a finished run that the hub has not confirmed keeps the next one from starting.
const HOLDS_UP: Millis = 2_000;

/// What was said, and what is still to be said. A request that is lost is made up for by the next one: each says everything.
#[derive(Debug, Default)]
pub struct Reporting {
    /// What was said last, and when.
    said: Option<(MyState, Millis)>,
    /// What is being said.
    under_way: Option<MyState>,
    /// The end of a run that the hub has not confirmed, and since when.
    unconfirmed: Option<(MyState, Millis)>,
    /// The latest end of a run that it has.
    confirmed: Option<MyState>,
    /// Since when a run has ended whose verdict is still to come.
    settling: Option<Millis>,
    /// Nothing is said before.
    not_before: Millis,
}

impl Reporting {
    /// Begins with the end of a run that was not confirmed when the page was loaded again.
    pub fn resumed(unconfirmed: Option<MyState>) -> Self {
        Self { unconfirmed: unconfirmed.map(|done| (done, 0)), ..Self::default() }
    }

    /// A run of this page has ended and has no verdict yet, or not.
    pub fn settles(&mut self, settles: bool, now: Millis) {
        self.settling = settles.then(|| self.settling.unwrap_or(now));
    }

    /// A run of this page is over and has its verdict. Returns whether that is news.
    pub fn finished(&mut self, done: MyState, now: Millis) -> bool {
        let is_news = self.unconfirmed().into_iter().chain(&self.confirmed).all(|known| known.run != done.run);
        if is_news {
            self.unconfirmed = Some((done, now));
        }
        is_news
    }

    /// Returns what is to be said now, as long as nothing is being said; `somebody_looks` at the page, or it runs.
    pub fn next(&mut self, current: MyState, somebody_looks: bool, now: Millis) -> Option<MyState> {
        if self.under_way.is_some() || now < self.not_before {
            return None;
        }
        let next = match &self.unconfirmed {
            Some((done, _)) => done.clone(),
            None if somebody_looks && self.is_due(&current, now) => current,
            None => return None,
        };
        self.said = Some((next.clone(), now));
        self.under_way = Some(next.clone());
        Some(next)
    }

    /// What was said has been answered, and `seq` counted.
    pub fn counted(&mut self, seq: u64, me: &Me) {
        let Some(said) = self.under_way.take() else { return };
        if me.seq > seq {
            // Another tab has spoken since: it is said again, under a higher number.
            self.said = None;
        } else {
            self.confirm(&said);
        }
    }

    /// What was said had no answer.
    pub fn unanswered(&mut self, now: Millis) {
        self.under_way = None;
        self.said = None;
        self.not_before = now + AGAIN;
    }

    /// What was said was refused, and would be again.
    pub fn refused(&mut self) {
        if let Some(said) = self.under_way.take() {
            self.confirm(&said);
        }
    }

    fn confirm(&mut self, said: &MyState) {
        if let Some((done, _)) = self.unconfirmed.take_if(|(done, _)| done == said) {
            self.confirmed = Some(done);
        }
    }

    /// The hub says what it keeps of this seat. One that was started again may have lost the end of the latest run.
    pub fn heard(&mut self, me: &Me, now: Millis) {
        let keeps = me.result.as_ref().map(|result| &result.run);
        if let Some(done) = self.confirmed.take_if(|done| done.run.as_ref() != keeps) {
            self.unconfirmed.get_or_insert((done, now));
        }
    }

    /// Returns the end of a run that is not confirmed.
    pub fn unconfirmed(&self) -> Option<&MyState> {
        self.unconfirmed.as_ref().map(|(done, _)| done)
    }

    /// Whether a run that has ended keeps the next one from starting.
    pub fn holds_up_runs(&self, now: Millis) -> bool {
        now < self.held_up_until()
    }

    fn held_up_until(&self) -> Millis {
        let unconfirmed = self.unconfirmed.as_ref().map(|(_, since)| *since);
        unconfirmed.max(self.settling).map_or(0, |since| since + HOLDS_UP)
    }

    /// Returns when there is something to say, or the next run may start, although nothing changes.
    pub fn due(&self, somebody_looks: bool, now: Millis) -> Millis {
        let speaks = match (&self.under_way, &self.unconfirmed, &self.said) {
            (None, Some(_), _) => self.not_before,
            (None, None, Some((_, at))) if somebody_looks => self.not_before.max(at + EVERY),
            (None, None, None) if somebody_looks => self.not_before,
            _ => Millis::MAX,
        };
        let lets_run = self.held_up_until();
        speaks.min(if lets_run > now { lets_run } else { Millis::MAX })
    }

    fn is_due(&self, current: &MyState, now: Millis) -> bool {
        let Some((said, at)) = &self.said else { return true };
        let rests = if said.percent == current.percent { EVERY } else { PROGRESS };
        now >= at + rests || MyState { percent: said.percent, attempts: said.attempts, ..current.clone() } != *said
    }
}

impl Model {
    /// Returns what this page says of itself; its `seq` is the speaker's to set.
    pub fn my_state(&self) -> MyState {
        let is_over = self.live.scenario() == Some(self.course.scenario);
        match self.live.run.sending() {
            // A trial is no run of a scenario; its tick tells of it.
            Some(sending) if (self.is_busy() || self.is_settling()) && self.live.trial.is_none() => {
                self.state_of_run(sending, Activity::Running)
            }
            Some(sending) if is_over && self.live.at_the_end.is_some() => self.state_of_run(sending, Activity::Done),
            _ => MyState {
                seq: 0,
                state: Activity::Predicting,
                scenario: self.course.scenario.to_string(),
                settings: None,
                percent: 0,
                prediction: self.credible(self.course.prediction, self.course.scenario),
                run: None,
                attempts: 0,
                stopped: false,
                trials: self.trial_ticks(),
            },
        }
    }

    /// Whether a run of this page has ended that the hub is to hear of, and has no verdict yet.
    pub fn awaits_its_verdict(&self) -> bool {
        let has_ended = self.live.run.phase() == Phase::Done
            && self.live.run.sending().is_some_and(|sending| sending.attempts() > 0);
        has_ended && self.live.at_the_end.is_none() && self.live.trial.is_none()
    }

    /// Returns what this page says of its latest run, once that is over and has its verdict.
    pub fn finished_state(&self) -> Option<MyState> {
        let is_told = self.live.at_the_end.is_some() && self.live.trial.is_none();
        let sending = self.live.run.sending().filter(|_| is_told)?;
        Some(self.state_of_run(sending, Activity::Done))
    }

    fn state_of_run(&self, sending: &Sending, state: Activity) -> MyState {
        let belief = sending.belief();
        MyState {
            seq: 0,
            state,
            scenario: self.live.started_in.to_string(),
            settings: Some(sending.settings().of_run(sending.payments().len())),
            percent: percent(belief.settled(), belief.payments()),
            prediction: self.credible(self.live.predicted, self.live.started_in),
            run: Some(sending.run().clone()),
            attempts: sending.attempts(),
            stopped: sending.is_stopped() || self.live.run.failure().is_some(),
            trials: self.trial_ticks(),
        }
    }

    /// Returns a prediction, unless it is more than the hub takes for one.
    fn credible(&self, prediction: Option<Total>, scenario: Scenario) -> Option<Total> {
        let most = self.expected_in(scenario).cents().saturating_mul(4);
        prediction.filter(|prediction| prediction.cents() <= most)
    }
}

/// Returns how much of all is settled, in whole percent.
fn percent(settled: usize, all: usize) -> u8 {
    (settled * 100).checked_div(all).and_then(|percent| u8::try_from(percent).ok()).unwrap_or(0)
}
