//! `exactly-once-lab send`: the workshop's script. It sends the payments of a file, one connection
//! per attempt, and says what the client believes. It steers nothing: no lease, no ledger, no network.

mod attempt;

use std::collections::HashMap;
use std::future::ready;
use std::io::Write as _;
use std::path::PathBuf;
use std::pin::pin;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use experiment::{Action, ClientPolicy, Millis, NoAnswer, Outcome, Pace, RetryOrder, Sending, Settings};
use indicatif::{ProgressBar, ProgressStyle};
use protocol::{AttemptId, KeyPolicy, Losses, Payment, RunId};
use serde::Serialize;
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{Instant, sleep_until};

pub use attempt::{Target, TargetError};

/// The flags of `send`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where to send: the bank itself, or through the broken network
    #[arg(long, value_name = "URL")]
    pub to: Target,
    /// The payments to send; otherwise the workshop's thousand
    #[arg(long, value_name = "FILE")]
    pub payments: Option<PathBuf>,
    /// once, retry, retry-with-key, retry-with-new-keys, one-key or key-from-payload
    #[arg(long, value_name = "POLICY", value_parser = policy)]
    pub policy: ClientPolicy,
    /// How many attempts are under way at once, 1 to 256
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub concurrency: u16,
    /// Print the result as one JSON object
    #[arg(long)]
    pub json: bool,
}

/// What came of it, as far as the client knows.
#[derive(Debug, Serialize)]
struct Summary {
    payments: usize,
    attempts: u64,
    acknowledged: usize,
    refused: usize,
    unknown: usize,
    seconds: f64,
}

fn policy(name: &str) -> Result<ClientPolicy, String> {
    name.parse().map_err(|_| {
        let names = ClientPolicy::ALL.map(ClientPolicy::as_str);
        format!("a client policy is one of {}", names.join(", "))
    })
}

/// Sends the payments until each has a final outcome, or until Ctrl-C, and prints the result either way.
pub async fn run(args: &Args, payments: Vec<Payment>) -> ExitCode {
    let progress = progress_bar(payments.len());
    let started = Instant::now();
    let mut sender = Sender::new(args, payments.into(), started);
    let interrupted = sender.send_all(&progress).await;
    progress.finish_and_clear();
    let summary = sender.summary(started.elapsed());
    // A reader that has gone away is no reason to panic.
    let _ = writeln!(std::io::stdout(), "{}", if args.json { summary.json() } else { summary.sentence() });
    if interrupted { ExitCode::from(1) } else { ExitCode::SUCCESS }
}

/// Drives [`Sending`] with real connections and a real clock.
struct Sender<'a> {
    args: &'a Args,
    sending: Sending,
    started: Instant,
    tasks: JoinSet<(AttemptId, Outcome)>,
    handles: HashMap<AttemptId, AbortHandle>,
}

impl<'a> Sender<'a> {
    fn new(args: &'a Args, payments: Arc<[Payment]>, started: Instant) -> Self {
        let settings = Settings {
            client_policy: args.policy,
            retry_order: RetryOrder::AtOnce,
            // The bank's side is not this client's business; these two are never read here.
            key_policy: KeyPolicy::Unique,
            losses: Losses::NONE,
            pause_ms: Settings::PAUSE_MS,
            senders: usize::from(args.concurrency),
            attempt_timeout: Settings::ATTEMPT_TIMEOUT,
            pace: Pace::Real,
            awaits_crash: false,
        };
        let sending = Sending::new(settings, payments, random_run(), Box::new(rand::random));
        Self { args, sending, started, tasks: JoinSet::new(), handles: HashMap::new() }
    }

    /// Whether it was interrupted.
    async fn send_all(&mut self, progress: &ProgressBar) -> bool {
        let mut interrupted = false;
        // One for all rounds, and asked before the first: no Ctrl-C is missed from the first attempt on.
        let mut ctrl_c = pin!(tokio::signal::ctrl_c());
        tokio::select! {
            biased;
            _ = &mut ctrl_c => return true,
            () = ready(()) => {}
        }
        loop {
            self.start_what_is_due();
            let belief = self.sending.belief();
            progress.set_position(belief.settled() as u64);
            progress.set_message(format!("{} attempts", self.sending.attempts()));
            if self.sending.is_finished() {
                return interrupted;
            }
            let deadline = self.sending.deadline().map(|deadline| self.started + Duration::from_millis(deadline));
            tokio::select! {
                Some(ended) = self.tasks.join_next() => {
                    // A task that was aborted has been reported when it was.
                    if let Ok((id, outcome)) = ended {
                        self.ended(&id, outcome);
                    }
                }
                () = sleep_until(deadline.unwrap_or(self.started)), if deadline.is_some() => {}
                _ = &mut ctrl_c, if !interrupted => {
                    interrupted = true;
                    self.sending.stop();
                }
            }
        }
    }

    fn start_what_is_due(&mut self) {
        while let Some(action) = self.sending.poll(self.now()) {
            match action {
                Action::Send(attempt) => {
                    let (id, target) = (attempt.id.clone(), self.args.to.clone());
                    let handle = self.tasks.spawn(async move {
                        let outcome = attempt::make(&target, &attempt).await;
                        (attempt.id, outcome)
                    });
                    self.handles.insert(id, handle);
                }
                Action::Abort(id) => {
                    if let Some(handle) = self.handles.get(&id) {
                        handle.abort();
                    }
                    self.ended(&id, Outcome::NoAnswer(NoAnswer::NetworkError));
                }
            }
        }
    }

    fn ended(&mut self, id: &AttemptId, outcome: Outcome) {
        self.handles.remove(id);
        self.sending.ended(id, outcome, self.now());
    }

    fn now(&self) -> Millis {
        Millis::try_from(self.started.elapsed().as_millis()).unwrap_or(Millis::MAX)
    }

    fn summary(&self, took: Duration) -> Summary {
        let belief = self.sending.belief();
        Summary {
            payments: belief.payments(),
            attempts: self.sending.attempts(),
            acknowledged: belief.acknowledged,
            refused: belief.refused,
            unknown: belief.unknown,
            seconds: took.as_secs_f64(),
        }
    }
}

impl Summary {
    fn json(&self) -> String {
        serde_json::to_string(self).expect("numbers are JSON")
    }

    fn sentence(&self) -> String {
        let Self { payments, attempts, acknowledged, refused, unknown, seconds } = self;
        format!(
            "{payments} payments, {attempts} attempts in {seconds:.1} s: {acknowledged} acknowledged, {refused} \
             refused, {unknown} outcome unknown"
        )
    }
}

fn random_run() -> RunId {
    let number: u64 = rand::random();
    format!("{number:016x}").parse().expect("sixteen hexadecimal digits are a run id")
}

fn progress_bar(payments: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {pos} of {len} settled, {msg}, {elapsed}")
        .expect("the template is well formed");
    ProgressBar::new(payments as u64).with_style(style)
}
