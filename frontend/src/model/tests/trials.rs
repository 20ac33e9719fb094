//! The trials of a rule: one run after the other, judged when the ledger is quiet, and ended by what spoils them.

use std::collections::VecDeque;

use experiment::{Attempt, Failure, Fault, Judgement, NotJudged, StepError, Trial};
use protocol::{KeyPolicyRequest, Losses, Receipt, Script};

use super::*;

/// What happens to an attempt: how it ends, and whether it is paid.
type Fates = fn(Trial, u32, u32) -> (Outcome, bool);

/// A bank and a network of a few lines.
struct World {
    page: Page,
    fates: Fates,
    ledger: Vec<Receipt>,
    entries: u64,
    out: VecDeque<Attempt>,
    policy: KeyPolicyRequest,
    losses: Losses,
    trial: Trial,
    crashes: u32,
}

fn script(change: u64) -> Script {
    Script { text: "fn pay() { }".to_owned(), change }
}

impl World {
    fn trying(fates: Fates) -> Self {
        let mut page = Page::loaded();
        page.model.rule_read(script(1));
        page.model.try_rule();
        let policy = KeyPolicyRequest { policy: KeyPolicy::Unique, pause_ms: None };
        let (ledger, out) = (Vec::new(), VecDeque::new());
        Self { page, fates, ledger, entries: 0, out, policy, losses: Losses::NONE, trial: Trial::Plain, crashes: 0 }
    }

    /// Goes on until the trials are over, or until `stops` says so.
    fn play_until(&mut self, stops: impl Fn(&Self) -> bool) {
        for _ in 0..100_000 {
            if !self.page.model.is_trying() || stops(self) {
                return;
            }
            self.step();
        }
        panic!("it goes on and on");
    }

    fn play(&mut self) -> TrialsStatus {
        self.play_until(|_| false);
        self.page.model.trials_status()
    }

    fn step(&mut self) {
        while let Some(command) = self.page.model.live.run.poll(self.page.now) {
            self.execute(command);
        }
        if let Some(step) = self.page.model.next_trial_step(false, self.page.now) {
            return self.take(step);
        }
        let Some(attempt) = self.out.pop_front() else { return self.pass_time() };
        self.page.now += 2;
        let (outcome, paid) = (self.fates)(self.trial, attempt.id.payment, attempt.id.attempt);
        if paid {
            self.entries += 1;
            let Payment { src, dest, amount } = attempt.payment;
            let (id, attempt) = (self.entries, Some(attempt.id.to_string()));
            self.ledger.push(Receipt { id, src, dest, amount, key: None, attempt, at: String::new() });
        }
        self.tell(Event::AttemptEnded(attempt.id, outcome));
    }

    fn take(&mut self, step: TrialStep) {
        match step {
            TrialStep::Start(run) => {
                self.trial = run.trial;
                self.page.model.starting_trial(&run, false, self.page.now);
                let id = format!("trial-{}", run.trial.as_str()).parse().expect("a run id");
                let TrialRun { settings, payments, .. } = run;
                let random = Box::new(|| [7; 16]);
                let start = Start {
                    settings,
                    payments,
                    run: id,
                    random,
                    by_hand: None,
                    hidden: false,
                    follows_the_wire: false,
                };
                self.tell(Event::Start(Box::new(start)));
            }
            TrialStep::Crash => {
                self.crashes += 1;
                self.page.model.crash.order(self.page.now);
                self.page.model.crash.answered(Ok(()));
                self.page.model.crash.answers_again(self.page.now);
                self.tell(Event::Crashed);
            }
            TrialStep::Stop => self.tell(Event::Stop),
        }
    }

    fn execute(&mut self, command: Command) {
        let answer = match command {
            Command::Send(attempt) => return self.out.push_back(attempt),
            Command::Abort(id) => {
                self.out.retain(|out| out.id != id);
                return self.tell(Event::AttemptEnded(id, Outcome::NoAnswer(NoAnswer::NetworkError)));
            }
            Command::RenewLease(_) => return self.tell(Event::LeaseRenewed(Ok(Answer::Done))),
            Command::ReadState => {
                let state = self.state();
                self.page.model.state_read(Ok(state.clone()), self.page.now);
                Answer::State(Box::new(state))
            }
            Command::ClearLedger => {
                self.ledger.clear();
                self.page.model.ledger_cleared(self.page.now);
                Answer::Done
            }
            Command::SetKeyPolicy(policy) => {
                self.policy = policy;
                Answer::Done
            }
            Command::SetNetwork(losses) => {
                self.losses = losses;
                Answer::Done
            }
            _ => Answer::Done,
        };
        self.tell(Event::StepEnded(Ok(answer)));
    }

    fn state(&self) -> LabState {
        let mut state = lab(None);
        (state.key_policy, state.pause_ms) = (self.policy.policy, self.policy.pause_ms.unwrap_or_default());
        (state.network.request_loss, state.network.reply_loss) = (self.losses.request, self.losses.reply);
        state
    }

    fn pass_time(&mut self) {
        self.page.now += 20;
        let (epoch, after) = self.page.model.next_reading();
        let new: Vec<Receipt> = self.ledger.iter().filter(|entry| entry.id > after).cloned().collect();
        self.page.model.ledger_read(epoch, &new, self.page.now, self.page.now);
        if self.page.model.wants_counts()
            && let Some(run) = self.page.model.own_run().cloned()
        {
            self.page.model.counted(RunCounts { run, arrivals: 0, hidden_repeats: 0, preflights: 0, complete: true });
        }
    }

    fn tell(&mut self, event: Event) {
        self.page.model.live.run.handle(event, self.page.now);
    }
}

fn lost() -> Outcome {
    Outcome::NoAnswer(NoAnswer::NetworkError)
}

#[test]
fn five_trials_follow_each_other_and_are_no_runs_of_the_course() {
    let mut world = World::trying(|trial, payment, attempt| match (trial, payment, attempt) {
        (Trial::Crash, 5, 1) => (lost(), false),
        _ => (ok(), true),
    });
    assert!(
        !world.page.snapshot().run.may_run && world.page.snapshot().run.may_stop(),
        "nothing else is run meanwhile"
    );
    let trials = world.play();
    assert!(trials.have_passed(), "{trials:?}");
    assert_eq!((trials.ticks(), world.crashes), ([Some(true); 5], 1), "the page has crashed the bank once");
    let numbers = |result: &TrialResult| (result.judged.paid, result.payments);
    let numbers: Vec<_> = trials.results.iter().map(numbers).collect();
    assert_eq!(numbers, [(100, 100), (100, 100), (100, 100), (30, 30), (2, 2)]);
    assert_eq!(trials.results[3].patience, Some((48, 72)), "six attempts wait for each other here, each for 2 ms");
    assert!(world.page.model.course.finished_runs.runs().is_empty());
    let seen = world.page.snapshot();
    assert_eq!((seen.run.scenario, seen.run.trial), (None, Some(Trial::AnotherAmount)));
    assert_eq!((world.page.model.verdict(), seen.totals.verdict()), (None, None), "its ledger is no run's");
    assert!(seen.run.may_run && !seen.run.is_covered(), "what the bank did is there to be looked at");
}

#[test]
fn the_payment_that_fails_a_trial_is_kept_with_its_attempts() {
    let mut world = World::trying(|trial, payment, attempt| match (trial, payment, attempt) {
        (Trial::Losses, 37, 1) => (lost(), true),
        _ => (ok(), true),
    });
    let trials = world.play();
    assert_eq!(trials.ticks(), [Some(true), Some(false), Some(true), Some(true), Some(true)]);
    let failed = &trials.results[1];
    assert_eq!(failed.judged.judgement, Judgement::Failed { payment: 37, fault: Fault::PaidBy(vec![1, 2]) });
    let payment = failed.payment.as_ref().expect("from both sides");
    let banks: Vec<AtBank> = payment.attempts.iter().map(|attempt| attempt.bank).collect();
    assert_eq!((payment.number, banks), (37, vec![AtBank::Paid { again: false }, AtBank::Paid { again: true }]));
}

#[test]
fn a_rule_that_fails_ends_the_trials_with_its_sentence() {
    let mut world = World::trying(|_, payment, _| match payment {
        3 => (Outcome::RuleFailed("the rule failed".to_owned()), false),
        _ => (ok(), true),
    });
    let trials = world.play();
    assert_eq!(trials.ticks(), [Some(false), None, None, None, None]);
    assert_eq!(trials.interruption, Some(Interruption::Failed(Failure::RuleFailed("the rule failed".to_owned()))));
    assert_eq!(trials.results[0].payment.as_ref().map(|payment| payment.number), Some(3));
}

#[test]
fn another_rule_or_policy_ends_them_and_judges_nothing() {
    let mid_losses = |world: &World| {
        let is_running = world.page.model.live.run.phase() == Phase::Running;
        is_running && world.trial == Trial::Losses && world.ledger.len() > 20
    };
    let changes: [fn(&mut World); 2] = [
        |world| world.page.model.rule_read(script(2)),
        |world| {
            let policy = KeyPolicyRequest { policy: KeyPolicy::Unique, pause_ms: Some(0) };
            world.page.model.policy_changed(policy, world.page.now);
        },
    ];
    for change in changes {
        let mut world = World::trying(|_, _, _| (ok(), true));
        world.play_until(mid_losses);
        change(&mut world);
        let trials = world.play();
        assert_eq!(trials.interruption, Some(Interruption::Changed));
        assert_eq!(trials.results[1].judged.judgement, Judgement::NotJudged(NotJudged::Changed));
        assert_eq!(trials.ticks(), [Some(true), None, None, None, None]);
    }
}

#[test]
fn stop_ends_them_all_and_what_was_judged_is_kept_until_there_is_another_rule() {
    let mut world = World::trying(|_, _, _| (ok(), true));
    world.play_until(|world| world.trial == Trial::Crash && world.ledger.len() > 20);
    world.page.model.stop_trials();
    let trials = world.play();
    assert_eq!((trials.interruption, trials.results.len()), (Some(Interruption::Stopped), 2));
    world.page.model.rule_read(script(1));
    assert_eq!(world.page.model.trials_status().results.len(), 2);
    world.page.model.rule_saved(script(2));
    assert_eq!(world.page.model.trials_status(), TrialsStatus::default(), "these are not of the rule in the ledger");
}

#[test]
fn a_trial_that_does_not_end_is_over_after_its_time() {
    let mut world = World::trying(|_, _, _| (lost(), false));
    let trials = world.play();
    let Judgement::Failed { fault, .. } = &trials.results[0].judged.judgement else { panic!("it fails: {trials:?}") };
    assert_eq!((fault, trials.results[0].out_of_time), (&Fault::Unknown, true));
    assert_eq!(trials.results[3].judged.judgement, Judgement::NotJudged(NotJudged::NoClock));
    assert_eq!(trials.ticks(), [Some(false), Some(false), Some(false), None, Some(false)]);
}

#[test]
fn a_run_that_cannot_be_set_up_ends_them_and_says_why() {
    let mut world = World::trying(|_, _, _| (ok(), true));
    let now = world.page.now;
    let Some(step) = world.page.model.next_trial_step(false, now) else { panic!("it begins") };
    world.take(step);
    world.page.model.live.run.poll(now);
    world.tell(Event::StepEnded(Err(StepError::Held(2.0))));
    let trials = world.play();
    assert!(matches!(trials.interruption, Some(Interruption::Failed(Failure::Step(..)))), "{trials:?}");
    assert!(trials.results.is_empty(), "the rule is not to blame");
}

#[test]
fn that_another_page_has_saved_a_rule_is_news_until_somebody_has_seen_it() {
    let mut page = Page::loaded();
    page.model.rule_read(script(1));
    assert!(!page.model.rule.is_news, "the first one read is no news");
    page.model.rule_saved(script(2));
    page.model.rule_read(script(2));
    assert!(!page.model.rule.is_news, "it is this page's own");
    page.model.rule_read(script(3));
    assert!(page.model.rule.is_news);
    page.model.acknowledge_rule();
    assert!(!page.model.rule.is_news);
}
