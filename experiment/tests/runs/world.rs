//! A bank of a few lines and a seeded network, in memory: what drives the page is driven against them.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

use experiment::{
    Answer, Bank, Command, Event, Millis, NoAnswer, Outcome, Phase, Random, Run, Scenario, Sending, Settings, Start,
};
use protocol::{
    AttemptId, IdempotencyKey, KeyPolicy, KeyPolicyRequest, LabState, Losses, NetworkState, Payment, ProxyState,
    Receipt, RunId, Total,
};

pub(crate) const PAYMENTS: usize = 1000;

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
pub(crate) struct World {
    dice: Dice,
    pub(crate) losses: Losses,
    policy: KeyPolicyRequest,
    /// What each known key was used for, and from when on a look finds it.
    keys: HashMap<IdempotencyKey, (Millis, Payment)>,
    pub(crate) ledger: Vec<Receipt>,
    /// Outcomes by the time they reach the client.
    arriving: BTreeMap<(Millis, u64), (AttemptId, Outcome)>,
    pub(crate) arrivals: u64,
    pub(crate) now: Millis,
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
        let mut takes = 1 + self.dice.next() % 5;
        let mut outcome = Outcome::NoAnswer(NoAnswer::NetworkError);
        if !self.dice.loses(self.losses.request) {
            let (status, pause) = self.pay(&id, key, payment);
            takes += pause;
            if !self.dice.loses(self.losses.reply) {
                outcome = Outcome::Answered { status, retry_after: None, problem: None };
            }
        }
        let order = self.dice.next();
        self.arriving.insert((self.now + takes, order), (id, outcome));
    }

    /// The status, and how long the bank pauses before it answers.
    fn pay(&mut self, id: &AttemptId, key: Option<IdempotencyKey>, payment: &Payment) -> (u16, Millis) {
        self.arrivals += 1;
        let checks = !matches!(self.policy.policy, KeyPolicy::Ignore | KeyPolicy::Log);
        let pause = match self.policy.policy {
            KeyPolicy::CheckThenInsert => Millis::from(self.policy.pause_ms.unwrap_or_default()),
            _ => 0,
        };
        if let Some(key) = key.as_ref().filter(|_| checks) {
            match self.keys.get(key) {
                Some((from, known)) if *from <= self.now => return (if known == payment { 208 } else { 422 }, 0),
                _ => self.keys.entry(key.clone()).or_insert((self.now + pause, payment.clone())),
            };
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
        (200, pause)
    }

    /// What was in memory is gone.
    fn crash(&mut self) {
        if self.policy.policy == KeyPolicy::Memory {
            self.keys.clear();
        }
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
            start: String::new(),
            probe: None,
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

pub(crate) fn payments() -> Arc<[Payment]> {
    let csv = format!("src,dest,amount\n{}", "bianca,marc,1\n".repeat(PAYMENTS));
    protocol::payments_csv::parse(&csv).expect("a good file").into()
}

fn run_id() -> RunId {
    "abcdefgh".parse().expect("a run id")
}

pub(crate) fn run_to_the_end(scenario: Scenario, settings: Settings, seed: u64) -> (Run, World) {
    let mut world = World::new(seed);
    let mut run = Run::default();
    let payments = scenario.payments(&payments());
    let n = payments.len();
    let start = Start {
        settings,
        payments,
        run: run_id(),
        random: random(seed),
        by_hand: None,
        hidden: false,
        follows_the_wire: false,
    };
    run.handle(Event::Start(Box::new(start)), 0);
    while run.phase() != Phase::Done {
        while let Some(command) = run.poll(world.now) {
            world.execute(command);
            let belief = run.sending().map(Sending::belief).expect("a run");
            assert_eq!(belief.payments(), n, "the five buckets sum to n at all times");
        }
        if run.sending().is_some_and(Sending::waits_for_crash) {
            world.crash();
            run.handle(Event::Crashed, world.now);
            continue;
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

pub(crate) fn ledger_of(world: &World) -> Bank {
    let mut bank = Bank::of_run(run_id(), PAYMENTS);
    bank.read(&world.ledger, None, world.now, world.now);
    bank
}
