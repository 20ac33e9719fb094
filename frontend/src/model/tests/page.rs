//! A model with a bank that answers as it is told.

use experiment::{Answer, CHAPTERS, ClientPolicy, Command, Event, NoAnswer, Outcome, Settings, Start};
use protocol::{KeyPolicy, NetworkState, ProxyState, Receipt, RunLease, Total};

use crate::model::*;

/// A model on a clock of its own, with a bank that answers as it is told.
pub(super) struct Page {
    pub(super) model: Model,
    pub(super) now: Millis,
}

pub(super) fn lab(lease: Option<&str>) -> LabState {
    let network = NetworkState {
        name: Some("toxiproxy".into()),
        reachable: true,
        proxy: ProxyState::Ok,
        ..NetworkState::unreachable()
    };
    LabState {
        version: "1".into(),
        start: String::new(),
        probe: None,
        payments: 3,
        expected: Total::from_cents(300),
        proxied_url: None,
        proxied_port: 8888,
        key_policy: KeyPolicy::Ignore,
        pause_ms: Settings::PAUSE_MS,
        run: lease.map(|run| RunLease { run: run.parse().expect("a run id"), age_s: 0.0 }),
        network,
    }
}

pub(super) fn entry(id: u64, attempt: &str) -> Receipt {
    serde_json::from_str(&format!(
        r#"{{"id":{id},"src":"bianca","dest":"marc","amount":"1.00","key":null,"attempt":"{attempt}","at":""}}"#
    ))
    .expect("an entry")
}

impl Page {
    pub(super) fn loaded() -> Self {
        let mut page = Self { model: Model::default(), now: 1_000 };
        let payments = protocol::payments_csv::parse("src,dest,amount\nbianca,marc,1\nbianca,marc,1\nbianca,marc,1\n");
        page.model.payments_read(payments, page.now);
        page.model.state_read(Ok(lab(None)), page.now);
        page.read(&[]);
        page
    }

    /// Run in chapter 1, up to the first attempts, and never covered.
    pub(super) fn running() -> (Self, Vec<experiment::Attempt>) {
        let mut page = Self::loaded();
        let attempts = page.run(Scenario::Chapter(1), "ownownown");
        page.model.live.reveal.reveal();
        (page, attempts)
    }

    /// Run in a scenario with the settings of chapter 1, every step answered well, up to the first attempts.
    pub(super) fn run(&mut self, scenario: Scenario, run: &str) -> Vec<experiment::Attempt> {
        self.run_with(scenario, run, CHAPTERS[0].settings)
    }

    /// The same with a client that retries, up to a second attempt of the payment with this index, the last one returned;
    /// then paused, so that no other follows.
    pub(super) fn run_with_a_retry(&mut self, scenario: Scenario, run: &str, index: usize) -> Vec<experiment::Attempt> {
        let settings = Settings { client_policy: ClientPolicy::Retry, ..CHAPTERS[0].settings };
        let mut attempts = self.run_with(scenario, run, settings);
        let lost = Outcome::NoAnswer(NoAnswer::NetworkError);
        let run = &mut self.model.live.run;
        run.handle(Event::AttemptEnded(attempts[index].id.clone(), lost), self.now);
        let Some(Command::Send(again)) = run.poll(self.now) else { panic!("it is retried at once") };
        run.handle(Event::Pause, self.now);
        attempts.push(again);
        attempts
    }

    /// Nothing is out any more, and the client gives up.
    pub(super) fn stop(&mut self) {
        self.model.live.run.handle(Event::Stop, self.now);
        while self.model.live.run.poll(self.now).is_some() {
            self.model.live.run.handle(Event::StepEnded(Ok(Answer::Done)), self.now);
        }
    }

    pub(super) fn run_with(&mut self, scenario: Scenario, run: &str, settings: Settings) -> Vec<experiment::Attempt> {
        self.model.choose(scenario, self.now);
        self.model.starting(&settings, false, self.now);
        let (payments, run): (_, RunId) = (self.model.planned(), run.parse().expect("a run id"));
        let start = Start {
            settings,
            payments,
            run,
            random: Box::new(|| [7; 16]),
            by_hand: None,
            hidden: false,
            follows_the_wire: false,
        };
        self.model.live.run.handle(Event::Start(Box::new(start)), self.now);
        let mut attempts = Vec::new();
        while let Some(command) = self.model.live.run.poll(self.now) {
            let answer = match command {
                Command::Send(attempt) => {
                    attempts.push(attempt);
                    continue;
                }
                Command::ReadState => Answer::State(Box::new(lab(Some("ownownown")))),
                Command::ClearLedger => {
                    self.model.ledger_cleared(self.now);
                    Answer::Done
                }
                _ => Answer::Done,
            };
            self.model.live.run.handle(Event::StepEnded(Ok(answer)), self.now);
        }
        attempts
    }

    pub(super) fn read(&mut self, entries: &[Receipt]) {
        let (epoch, _) = self.model.next_reading();
        self.model.ledger_read(epoch, entries, self.now, self.now);
    }

    pub(super) fn end(&mut self, attempt: &experiment::Attempt, outcome: Outcome) {
        self.model.live.run.handle(Event::AttemptEnded(attempt.id.clone(), outcome), self.now);
        while self.model.live.run.poll(self.now).is_some() {
            self.model.live.run.handle(Event::StepEnded(Ok(Answer::Done)), self.now);
        }
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        self.model.snapshot(self.now)
    }
}

pub(super) fn ok() -> Outcome {
    Outcome::Answered { status: 200, retry_after: None, problem: None }
}
