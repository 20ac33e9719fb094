//! Five trials of the rule that somebody wrote: what each sends, and what makes it pass. A trial is a run like the
//! others, and is driven by the same runner.

mod judging;

use std::str::FromStr;
use std::sync::Arc;

use protocol::{KeyPolicy, Losses, Payment};

use crate::exhibit::of_another_amount;
use crate::{Bank, ClientPolicy, Millis, Pace, RetryOrder, Sending, Settings, UnknownName};
pub use judging::{Fault, Judgement, NotJudged};

/// One trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Trial {
    /// Nothing is lost. It is also the clock of [`Trial::Impatience`].
    Plain,
    /// Requests and replies are lost.
    Losses,
    /// The same, and the bank is crashed when every first attempt has ended.
    Crash,
    /// The client gives every attempt up before the bank has paid.
    Impatience,
    /// A key is used again for another amount.
    AnotherAmount,
}

/// The five trials, one after the other: told how each ended, it says which comes next.
#[derive(Clone, Debug)]
pub struct Trials {
    payment: Payment,
    /// The trials that are over, in their order.
    judged: Vec<Judged>,
    /// The 90 % quantile of the time per attempt of [`Trial::Plain`].
    clock: Option<Millis>,
    under_way: Option<UnderWay>,
}

/// A trial that is over.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// Which.
    pub trial: Trial,
    /// How it ended.
    pub judgement: Judgement,
    /// How many payments the ledger holds of it.
    pub paid: u64,
}

/// What a trial's run is to do.
#[derive(Clone, Debug, PartialEq)]
pub struct TrialRun {
    /// Which.
    pub trial: Trial,
    /// What to do.
    pub settings: Settings,
    /// What to pay.
    pub payments: Arc<[Payment]>,
}

#[derive(Clone, Copy, Debug)]
struct UnderWay {
    trial: Trial,
    until: Millis,
    /// Since when somebody holds its run.
    held_since: Option<Millis>,
    /// Whether the page was hidden meanwhile.
    hidden: bool,
    /// Whether the rule or the policy was changed meanwhile.
    changed: bool,
}

impl Trial {
    /// All of them, in their order.
    pub const ALL: [Self; 5] = [Self::Plain, Self::Losses, Self::Crash, Self::Impatience, Self::AnotherAmount];

    const LOSSY: Losses = Losses { request: 0.3, reply: 0.3 };

    /// The name on the page.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Losses => "losses",
            Self::Crash => "crash",
            Self::Impatience => "impatience",
            Self::AnotherAmount => "another-amount",
        }
    }

    /// What is paid: the first row of the file again and again, whatever else the file holds.
    pub fn payments(self, first: &Payment) -> Arc<[Payment]> {
        match self {
            Self::Plain | Self::Losses | Self::Crash => vec![first.clone(); 100].into(),
            Self::Impatience => vec![first.clone(); 30].into(),
            Self::AnotherAmount => [first.clone(), of_another_amount(first)].into(),
        }
    }

    /// What its run does. `clock` is the time per attempt that [`Trial::Plain`] has measured.
    ///
    /// # Errors
    /// Where it cannot be judged: without a clock, or on a connection that is too slow.
    pub fn settings(self, clock: Option<Millis>) -> Result<Settings, NotJudged> {
        let plain = Settings {
            client_policy: ClientPolicy::RetryWithKey,
            retry_order: RetryOrder::AtOnce,
            key_policy: KeyPolicy::Script,
            pause_ms: 0,
            losses: Losses::NONE,
            senders: Settings::MAX_SENDERS_IN_A_BROWSER,
            attempt_timeout: Settings::ATTEMPT_TIMEOUT,
            pace: Pace::Real,
            awaits_crash: false,
        };
        Ok(match self {
            Self::Plain => plain,
            Self::Losses => Settings { losses: Self::LOSSY, ..plain },
            Self::Crash => {
                Settings { losses: Self::LOSSY, retry_order: RetryOrder::Later, awaits_crash: true, ..plain }
            }
            Self::Impatience => plain.impatient(clock.ok_or(NotJudged::NoClock)?).ok_or(NotJudged::TooSlow)?,
            Self::AnotherAmount => Settings { client_policy: ClientPolicy::OneKey, senders: 1, ..plain },
        })
    }
}

impl Trials {
    /// How long a trial may take, in milliseconds.
    pub const LONGEST: Millis = 30_000;

    /// Five trials that pay `first`, the first row of the file.
    pub fn new(first: Payment) -> Self {
        Self { payment: first, judged: Vec::new(), clock: None, under_way: None }
    }

    /// The next run to start; `None` when all five are over. A trial that cannot be judged is passed over.
    pub fn next(&mut self, now: Millis) -> Option<TrialRun> {
        while let Some(trial) = Trial::ALL.get(self.judged.len()).copied() {
            match trial.settings(self.clock) {
                Ok(settings) => {
                    let until = now.saturating_add(Self::LONGEST);
                    self.under_way = Some(UnderWay { trial, until, held_since: None, hidden: false, changed: false });
                    return Some(TrialRun { trial, settings, payments: trial.payments(&self.payment) });
                }
                Err(why) => self.judged.push(Judged { trial, judgement: Judgement::NotJudged(why), paid: 0 }),
            }
        }
        None
    }

    /// When the run under way is to be stopped; never while it is held.
    pub fn deadline(&self) -> Option<Millis> {
        self.under_way.filter(|under_way| under_way.held_since.is_none()).map(|under_way| under_way.until)
    }

    /// Somebody holds the run under way, or lets it go on: in between its clock stands.
    pub fn hold(&mut self, held: bool, now: Millis) {
        let Some(under_way) = &mut self.under_way else { return };
        match (held, under_way.held_since) {
            (true, since) => under_way.held_since = Some(since.unwrap_or(now)),
            (false, Some(since)) => {
                under_way.held_since = None;
                under_way.until = under_way.until.saturating_add(now.saturating_sub(since));
            }
            (false, None) => {}
        }
    }

    /// The page was hidden: browsers slow its timers.
    pub fn hidden(&mut self) {
        if let Some(under_way) = &mut self.under_way {
            under_way.hidden = true;
        }
    }

    /// The rule or the key policy was changed. The run under way is to be stopped.
    pub fn changed(&mut self) {
        if let Some(under_way) = &mut self.under_way {
            under_way.changed = true;
        }
    }

    /// The run under way is over, and the ledger has been read since.
    pub fn ended(&mut self, sending: &Sending, bank: &Bank) {
        let Some(UnderWay { trial, hidden, changed, .. }) = self.under_way.take() else { return };
        let judgement = if changed {
            Judgement::NotJudged(NotJudged::Changed)
        } else if hidden && trial == Trial::Impatience {
            Judgement::NotJudged(NotJudged::Hidden)
        } else {
            judging::judge(trial, sending, bank)
        };
        if trial == Trial::Plain {
            self.clock = time_per_attempt(sending);
        }
        let paid = (0..sending.payments().len()).map(|index| bank.executed(index).len() as u64).sum();
        self.judged.push(Judged { trial, judgement, paid });
    }

    /// The time per attempt that [`Trial::Plain`] has measured, in milliseconds.
    pub fn clock(&self) -> Option<Millis> {
        self.clock
    }

    /// The trials that are over, in their order.
    pub fn judged(&self) -> &[Judged] {
        &self.judged
    }

    /// Whether all five have passed.
    pub fn have_passed(&self) -> bool {
        self.judged.len() == Trial::ALL.len() && self.judged.iter().all(|judged| judged.judgement == Judgement::Passed)
    }
}

/// The 90 % quantile of the time that attempts with an answer took, in milliseconds.
fn time_per_attempt(sending: &Sending) -> Option<Millis> {
    let attempts = sending.records().iter().flat_map(|record| &record.attempts);
    let mut times: Vec<Millis> = attempts
        .filter_map(|attempt| {
            let (ended, outcome) = attempt.ended.as_ref()?;
            outcome.is_answer().then(|| ended.saturating_sub(attempt.started))
        })
        .collect();
    times.sort_unstable();
    times.get((times.len() * 9 / 10).min(times.len().saturating_sub(1))).copied()
}

impl FromStr for Trial {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|trial| trial.as_str() == text).ok_or(UnknownName)
    }
}

#[cfg(test)]
mod tests;
