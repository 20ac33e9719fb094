//! The five chapters over a seeded network in memory: the same code that drives the page, with a
//! bank of a few lines behind it.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

use experiment::theory::{self, Expectation};
use experiment::{
    Answer, Bank, CHAPTERS, Command, Event, Fate, Fates, Millis, NoAnswer, Outcome, Phase, Random, Run, Sending,
    Settings, Start, Verdict,
};
use protocol::{
    AttemptId, IdempotencyKey, KeyPolicy, KeyPolicyRequest, LabState, Losses, NetworkState, Payment, ProxyState,
    Receipt, RunId, Total,
};

const PAYMENTS: usize = 1000;

/// A small generator (`SplitMix64`): the tests want the same dice every time.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn loses(&mut self, share: f64) -> bool {
        ((self.next() >> 11) as f64) / ((1_u64 << 53) as f64) < share
    }
}

/// A bank and a network in memory, and attempts on their way.
struct World {
    dice: Dice,
    losses: Losses,
    policy: KeyPolicyRequest,
    keys: HashMap<IdempotencyKey, u64>,
    ledger: Vec<Receipt>,
    /// Outcomes by the time they reach the client.
    arriving: BTreeMap<(Millis, u64), (AttemptId, Outcome)>,
    arrivals: u64,
    now: Millis,
    steps: VecDeque<Event>,
}

impl World {
    fn new(seed: u64) -> Self {
        Self {
            dice: Dice(seed),
            losses: Losses::NONE,
            policy: KeyPolicyRequest { policy: KeyPolicy::Unique, pause_ms: Some(45) },
            keys: HashMap::new(),
            ledger: Vec::new(),
            arriving: BTreeMap::new(),
            arrivals: 0,
            now: 0,
            steps: VecDeque::new(),
        }
    }

    fn execute(&mut self, command: Command) {
        let answer = match command {
            Command::Send(attempt) => return self.attempt(attempt.id, attempt.key, &attempt.payment),
            Command::Abort(id) => return self.abort(&id),
            Command::RenewLease(_) => return self.steps.push_back(Event::LeaseRenewed(Ok(Answer::Done))),
            Command::ReadState => Answer::State(Box::new(self.state())),
            Command::ClearLedger => {
                self.ledger.clear();
                self.keys.clear();
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
            Command::TakeLease(_) | Command::FreeLease(_) => Answer::Done,
            Command::Warm(..) => {
                assert_eq!(self.losses, Losses::NONE, "a warming must not be lost");
                Answer::Done
            }
        };
        self.steps.push_back(Event::StepEnded(Ok(answer)));
    }

    fn attempt(&mut self, id: AttemptId, key: Option<IdempotencyKey>, payment: &Payment) {
        let lost = Outcome::NoAnswer(NoAnswer::NetworkError);
        let outcome = if self.dice.loses(self.losses.request) {
            lost
        } else {
            let status = self.pay(&id, key, payment);
            if self.dice.loses(self.losses.reply) {
                lost
            } else {
                Outcome::Answered { status, retry_after: None, detail: None }
            }
        };
        let takes = 1 + self.dice.next() % 5;
        let order = self.dice.next();
        self.arriving.insert((self.now + takes, order), (id, outcome));
    }

    fn pay(&mut self, id: &AttemptId, key: Option<IdempotencyKey>, payment: &Payment) -> u16 {
        self.arrivals += 1;
        if self.policy.policy == KeyPolicy::Unique
            && let Some(key) = &key
        {
            if self.keys.contains_key(key) {
                return 208;
            }
            self.keys.insert(key.clone(), self.arrivals);
        }
        self.ledger.push(Receipt {
            id: self.arrivals,
            src: payment.src.clone(),
            dest: payment.dest.clone(),
            amount: payment.amount,
            key: key.map(String::from),
            attempt: Some(id.to_string()),
            at: "2026-01-01T00:00:00Z".to_owned(),
        });
        200
    }

    fn abort(&mut self, id: &AttemptId) {
        let found = self.arriving.iter().find(|(_, (other, _))| other == id).map(|(at, _)| *at);
        if let Some(at) = found {
            self.arriving.remove(&at);
        }
        self.steps.push_back(Event::AttemptEnded(id.clone(), Outcome::NoAnswer(NoAnswer::NetworkError)));
    }

    fn state(&self) -> LabState {
        LabState {
            version: "test".to_owned(),
            payments: 1000,
            expected: Total::from_cents(0),
            proxied_url: None,
            proxied_port: 8888,
            key_policy: self.policy.policy,
            pause_ms: self.policy.pause_ms.unwrap_or_default(),
            run: None,
            network: NetworkState {
                name: Some("memory".to_owned()),
                version: None,
                reachable: true,
                proxy: ProxyState::Ok,
                request_loss: self.losses.request,
                reply_loss: self.losses.reply,
                other_toxics: Vec::new(),
            },
        }
    }

    /// The next thing that happens, moving the clock to it.
    fn next_event(&mut self, deadline: Option<Millis>) -> Option<Event> {
        if let Some(event) = self.steps.pop_front() {
            return Some(event);
        }
        let arrival = self.arriving.first_key_value().map(|((at, _), _)| *at);
        self.now = match (arrival, deadline) {
            (Some(arrival), Some(deadline)) if deadline < arrival => {
                self.now = self.now.max(deadline);
                return None;
            }
            (Some(arrival), _) => arrival,
            (None, Some(deadline)) => {
                self.now = self.now.max(deadline);
                return None;
            }
            (None, None) => panic!("nothing will ever happen again"),
        };
        let (_, (id, outcome)) = self.arriving.pop_first()?;
        Some(Event::AttemptEnded(id, outcome))
    }
}

fn random(seed: u64) -> Random {
    let mut dice = Dice(seed);
    Box::new(move || {
        let (high, low) = (dice.next(), dice.next());
        (u128::from(high) << 64 | u128::from(low)).to_be_bytes()
    })
}

fn payments() -> Arc<[Payment]> {
    let csv = format!("src,dest,amount\n{}", "bianca,marc,1\n".repeat(PAYMENTS));
    experiment::csv::parse(&csv).expect("a good file").into()
}

fn run_id() -> RunId {
    "abcdefgh".parse().expect("a run id")
}

fn run_to_the_end(settings: Settings, seed: u64) -> (Run, World) {
    let mut world = World::new(seed);
    let mut run = Run::default();
    let start = Start { settings, payments: payments(), run: run_id(), random: random(seed), by_hand: None };
    run.handle(Event::Start(Box::new(start)), 0);
    while run.phase() != Phase::Done {
        while let Some(command) = run.poll(world.now) {
            world.execute(command);
            let belief = run.sending().map(Sending::belief).expect("a run");
            assert_eq!(belief.payments(), PAYMENTS, "the five buckets sum to n at all times");
        }
        if run.phase() != Phase::Done
            && let Some(event) = world.next_event(run.deadline())
        {
            run.handle(event, world.now);
        }
    }
    assert_eq!(run.failure(), None);
    (run, world)
}

fn ledger_of(world: &World) -> Bank {
    let mut bank = Bank::of_run(run_id(), PAYMENTS);
    bank.read(&world.ledger, world.now, world.now);
    bank
}

#[test]
fn every_chapter_keeps_within_its_bands_and_its_invariants() {
    for chapter in CHAPTERS {
        let (run, world) = run_to_the_end(chapter.settings, u64::from(chapter.number));
        let sending = run.sending().expect("a run");
        let bank = ledger_of(&world);
        let Expectation { executed, acknowledged, attempts } =
            theory::expectation(&chapter.settings, PAYMENTS as u64, 1);
        assert!(executed.expect("a law").holds(bank.entries()), "{chapter:?} paid {}", bank.entries());
        assert!(acknowledged.expect("a law").holds(sending.belief().acknowledged as u64));
        assert!(attempts.expect("a law").holds(sending.attempts()), "{} attempts", sending.attempts());
        let measured =
            theory::measure(world.losses, sending.attempts_ended(), world.arrivals, sending.attempts_answered());
        assert!(measured.as_set, "{measured:?}");

        let fates: Vec<Fate> =
            (0..PAYMENTS).map(|index| Fate::of(Some(&sending.records()[index]), &bank, index)).collect();
        let paid: u64 = (0..PAYMENTS).map(|index| bank.executed(index).len() as u64).sum();
        assert_eq!(paid, bank.entries(), "the grid's digits sum to the bank's total");
        let counted: usize = Fates::count(fates).iter().map(|(_, count)| count).sum();
        assert_eq!(counted, PAYMENTS);
    }
}

#[test]
fn chapter_five_is_exact_whatever_the_dice() {
    for seed in 0..20 {
        let (run, world) = run_to_the_end(CHAPTERS[4].settings, seed);
        let bank = ledger_of(&world);
        let expected: Total = payments().iter().map(|payment| payment.amount).sum();
        assert_eq!(Verdict::of(expected, bank.transferred()), Verdict::Exact);
        assert_eq!(run.sending().map(|sending| sending.belief().acknowledged), Some(PAYMENTS));
    }
}

#[test]
fn without_lost_replies_blind_retrying_is_exact_at_any_request_loss() {
    let mut settings = CHAPTERS[2].settings;
    settings.losses = Losses { request: 0.6, reply: 0.0 };
    let (_, world) = run_to_the_end(settings, 7);
    assert_eq!(world.ledger.len(), PAYMENTS);
}

#[test]
fn the_same_seed_gives_the_same_run() {
    let attempts = |seed| {
        let (run, _) = run_to_the_end(CHAPTERS[2].settings, seed);
        run.sending().map(Sending::attempts)
    };
    assert_eq!(attempts(11), attempts(11));
    assert_ne!(attempts(11), attempts(12));
}
