//! Chapter 0 as a run: one attempt after another, each ordered by hand, the lease held in between.

use super::{Answer, Command, Failure, Phase, Run, Step, StepError};
use crate::{ByHand, Millis};

impl Run {
    /// Makes another attempt: with a stable network to warm, and then with the losses it is to meet.
    pub(super) fn go_on_by_hand(&mut self, by_hand: ByHand) {
        if self.phase != Phase::Between {
            return;
        }
        self.hold(true);
        if let Some(sending) = &mut self.sending {
            sending.order(by_hand);
        }
        self.must_clear = true;
        self.begin(Phase::Preparing(Step::ClearToxics));
    }

    /// Nothing is out: a run is at its end, and by hand the toxics of the one attempt go first.
    pub(super) fn attempts_are_over(&mut self, now: Millis) -> Option<Command> {
        if !std::mem::take(&mut self.must_clear) {
            return self.free_lease(now);
        }
        self.phase = Phase::Clearing;
        self.command()
    }

    /// The network is stable again, or could not be made so.
    pub(super) fn cleared(&mut self, result: Result<Answer, StepError>, now: Millis) {
        // `Running` with nothing to send frees the lease.
        match result.map_err(|error| Failure::Step(Step::ClearToxics, error)) {
            _ if self.stop => self.phase = Phase::Running,
            Ok(_) => {
                self.outage = None;
                self.phase = Phase::Between;
            }
            Err(failure) => {
                if let Err(failure) = self.wait_for_network(failure, |_| Phase::Clearing, now) {
                    self.phase = Phase::Running;
                    self.fail(failure);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use protocol::{KeyPolicy, LabState, Losses, NetworkState, Payment, ProxyState, Total};

    use super::*;
    use crate::keys::tests::counting;
    use crate::{Attempt, Event, NoAnswer, Outcome, Scenario, Start};

    const LOST: Outcome = Outcome::NoAnswer(NoAnswer::NetworkError);

    /// A lab that does what it is told, and writes down what that was.
    struct Tour {
        run: Run,
        losses: Losses,
        told: Vec<String>,
        now: Millis,
    }

    impl Tour {
        fn start(by_hand: ByHand) -> Self {
            let payment = Payment {
                src: "bianca".parse().expect("a party"),
                dest: "marc".parse().expect("a party"),
                amount: "1".parse().expect("an amount"),
            };
            let mut tour = Self { run: Run::default(), losses: Losses::NONE, told: Vec::new(), now: 0 };
            let start = Start {
                settings: Scenario::ByHand.settings(),
                payments: vec![payment].into(),
                run: "abcdefgh".parse().expect("a run id"),
                random: counting(),
                by_hand: Some(by_hand),
                hidden: false,
                follows_the_wire: false,
            };
            tour.run.handle(Event::Start(Box::new(start)), 0);
            tour
        }

        /// Does what it is told until an attempt is sent, or nothing is left to do.
        fn until_sent(&mut self) -> Option<Attempt> {
            while let Some(command) = self.run.poll(self.now) {
                let text = format!("{command:?}");
                self.told.push(text.split('(').next().unwrap_or_default().to_owned());
                let answer = match command {
                    Command::Send(attempt) => return Some(attempt),
                    Command::SetNetwork(losses) => {
                        self.losses = losses;
                        Answer::Done
                    }
                    Command::Warm(..) => {
                        assert_eq!(self.losses, Losses::NONE, "a warming must not be lost");
                        Answer::Done
                    }
                    Command::ReadState => Answer::State(Box::new(self.state())),
                    _ => Answer::Done,
                };
                self.run.handle(Event::StepEnded(Ok(answer)), self.now);
            }
            None
        }

        fn state(&self) -> LabState {
            let network = NetworkState {
                reachable: true,
                proxy: ProxyState::Ok,
                request_loss: self.losses.request,
                reply_loss: self.losses.reply,
                ..NetworkState::unreachable()
            };
            LabState {
                version: "0".to_owned(),
                start: String::new(),
                probe: None,
                payments: 1,
                expected: Total::from_cents(100),
                proxied_url: None,
                proxied_port: 8888,
                key_policy: KeyPolicy::Unique,
                pause_ms: 45,
                run: None,
                network,
            }
        }

        fn order(&mut self, by_hand: ByHand) -> Attempt {
            self.told.clear();
            self.run.handle(Event::ByHand(by_hand), self.now);
            self.until_sent().expect("an attempt")
        }

        fn end(&mut self, attempt: Attempt, outcome: Outcome) {
            self.told.clear();
            self.run.handle(Event::AttemptEnded(attempt.id, outcome), self.now);
            assert_eq!(self.until_sent(), None);
        }
    }

    fn acknowledged() -> Outcome {
        Outcome::Answered { status: 200, retry_after: None, problem: None }
    }

    #[test]
    fn the_ledger_is_deleted_once_and_every_attempt_meets_its_own_toxics_and_leaves_none() {
        let mut tour = Tour::start(ByHand::Through);
        let first = tour.until_sent().expect("an attempt");
        let start = [
            "TakeLease",
            "ClearLedger",
            "SetKeyPolicy",
            "SetNetwork",
            "Warm",
            "Warm",
            "SetNetwork",
            "ReadState",
            "Send",
        ];
        assert_eq!(tour.told, start);
        tour.end(first, acknowledged());
        assert_eq!((tour.run.phase(), tour.told.as_slice()), (Phase::Between, ["SetNetwork".to_owned()].as_slice()));
        for by_hand in [ByHand::LoseRequest, ByHand::LoseReply, ByHand::Direct] {
            let attempt = tour.order(by_hand);
            assert_eq!(tour.told, ["SetNetwork", "Warm", "Warm", "SetNetwork", "ReadState", "Send"]);
            assert_eq!((tour.losses, attempt.direct), (by_hand.losses(), by_hand == ByHand::Direct));
            tour.end(attempt, LOST);
            assert_eq!((tour.run.phase(), tour.losses), (Phase::Between, Losses::NONE));
        }
    }

    #[test]
    fn between_attempts_the_lease_is_renewed_and_stop_frees_it() {
        let mut tour = Tour::start(ByHand::Direct);
        let attempt = tour.until_sent().expect("an attempt");
        tour.end(attempt, acknowledged());
        assert_eq!(tour.run.deadline(), Some(Run::RENEW_EVERY));
        tour.now = Run::RENEW_EVERY;
        assert!(matches!(tour.run.poll(tour.now), Some(Command::RenewLease(_))));
        tour.told.clear();
        tour.run.handle(Event::Stop, tour.now);
        assert_eq!(tour.until_sent(), None);
        assert_eq!((tour.told.as_slice(), tour.run.phase()), (["FreeLease".to_owned()].as_slice(), Phase::Done));
    }

    #[test]
    fn stop_and_reset_during_an_attempt_remove_its_toxics_and_free_the_lease() {
        for (event, phase, told) in [
            (Event::Stop, Phase::Done, vec!["SetNetwork", "FreeLease"]),
            (Event::Reset, Phase::Idle, vec!["SetNetwork", "FreeLease", "ClearLedger", "SetNetwork"]),
        ] {
            let mut tour = Tour::start(ByHand::LoseReply);
            let attempt = tour.until_sent().expect("an attempt");
            tour.run.handle(event, 0);
            assert_eq!(tour.run.poll(0), Some(Command::Abort(attempt.id.clone())));
            tour.end(attempt, LOST);
            assert_eq!(
                (tour.told.iter().map(String::as_str).collect::<Vec<_>>().as_slice(), tour.run.phase()),
                (told.as_slice(), phase)
            );
            assert_eq!(tour.losses, Losses::NONE);
        }
    }

    #[test]
    fn a_lab_that_fails_between_attempts_ends_the_story_with_its_reason() {
        let mut tour = Tour::start(ByHand::Through);
        let attempt = tour.until_sent().expect("an attempt");
        tour.run.handle(Event::AttemptEnded(attempt.id, acknowledged()), 0);
        assert_eq!(tour.run.poll(0), Some(Command::SetNetwork(Losses::NONE)));
        tour.run.handle(Event::StepEnded(Err(StepError::NoAnswer)), 0);
        assert_eq!(tour.until_sent(), None);
        assert_eq!(tour.run.phase(), Phase::Done);
        assert_eq!(tour.run.failure(), Some(&Failure::Step(Step::ClearToxics, StepError::NoAnswer)));
    }
}
