//! The one owner of the experiment. Nothing else touches [`experiment::Run`]: components ask through the
//! [`RunnerHandle`], and read what is published in [`Live`](crate::state::Live).
//!
//! `Runner` waits for the next thing to happen (a request, the end of an attempt or of another task, an event of the
//! feed, a deadline), tells the model, does what the experiment then asks for, and publishes. It never waits for one of
//! them alone: Stop is heard whatever is under way.

mod event_loop;
mod feed;
mod handle;
mod leading;
mod polling;
mod publisher;
mod requests;
mod room;
mod rule;
mod task;
mod timer;

pub use handle::{RunnerHandle, use_runner};

use experiment::Millis;
use futures::channel::mpsc::{self, UnboundedReceiver};
use futures::future::LocalBoxFuture;
use futures::stream::FuturesUnordered;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{AttemptId, RunId};
use web_sys::AbortController;

use crate::address::Address;
use crate::api::{self, attempt::Ended};
use crate::model::leading::Presented;
use crate::model::{Model, Role};
use crate::state::Writers;
use crate::{clock, storage};
use feed::Feed;
use handle::Request;
use polling::Polling;
use publisher::Publisher;
use room::Hub;
use rule::RuleReading;
use task::{Steps, Task};
use timer::Timer;

/// A page that has done nothing for so long has slept, and so may its computer. In milliseconds.
const ASLEEP: f64 = 3_000.0;
/// Otherwise it has its turn at least so often, whatever it waits for.
const TURN: Millis = 1_000;

/// The owner of the experiment, and of everything that is under way for it.
struct Runner {
    /// What is known.
    model: Model,
    /// Where it is published.
    writers: Writers,
    /// What components ask.
    requests: UnboundedReceiver<Request>,
    /// Attempts that are out.
    attempts: FuturesUnordered<LocalBoxFuture<'static, Ended>>,
    /// How each of them is aborted.
    aborts: Vec<(AttemptId, AbortController)>,
    /// Everything else that is under way: steps, renewals, readings.
    tasks: FuturesUnordered<LocalBoxFuture<'static, Task>>,
    /// Where the payments of the latest run go.
    payments_url: String,
    steps: Steps,
    polling: Polling,
    rule_reading: RuleReading,
    feed: Feed,
    timer: Timer,
    publisher: Publisher,
    hub: Hub,
    /// Whether the page is hidden.
    hidden: bool,
    /// What was presented last.
    presented: Presented,
    /// The lease that this page must free when it goes away; read by the listener of `pagehide`.
    held: StoredValue<Option<RunId>>,
    /// The bank's process that is to crash: it has crashed when another one answers.
    doomed: Option<String>,
}

/// Starts the runner with what the address says, for a page that may do so much, and provides its handle. It lives as long
/// as the page.
pub(crate) fn start(writers: &Writers, address: &Address, role: Role) -> RunnerHandle {
    let (sender, requests) = mpsc::unbounded();
    let handle = RunnerHandle::new(sender);
    provide_context(handle);
    let held = StoredValue::new(None);
    let mut runner = Runner {
        model: Model::default(),
        writers: *writers,
        requests,
        attempts: FuturesUnordered::new(),
        aborts: Vec::new(),
        tasks: FuturesUnordered::new(),
        payments_url: String::new(),
        steps: Steps::default(),
        polling: Polling::default(),
        rule_reading: RuleReading::default(),
        feed: Feed::default(),
        timer: Timer::default(),
        publisher: Publisher::default(),
        hub: Hub::of_role(role),
        hidden: document().hidden(),
        presented: None,
        held,
        doomed: None,
    };
    runner.model.forgotten = storage::remembered_run();
    runner.model.course.scenario = address.scenario;
    runner.model.takes_the_role(role);
    if Address::names_a_scenario(&window().location().search().unwrap_or_default()) {
        runner.model.room.was_sent_to_a_scenario();
    }
    runner.model.reveal_by_itself(address.reveals_by_itself);
    listen(handle, held);
    spawn_local(runner.run());
    handle
}

/// Tells the runner when the page is hidden and when it is left.
fn listen(handle: RunnerHandle, held: StoredValue<Option<RunId>>) {
    // They live as long as the page.
    window_event_listener_untyped("visibilitychange", move |_| handle.hidden(document().hidden()));
    window_event_listener_untyped("pagehide", move |_| {
        // The runner may not be asked any more: another page shall be able to run as soon as this one is gone.
        if let Some(run) = held.get_value() {
            api::lab::free_lease_on_leaving(&run);
            handle.stop();
        }
    });
}

impl Runner {
    async fn run(mut self) {
        self.read_payments(0);
        self.advance(clock::now());
        let mut awake_at = clock::of_the_wall();
        loop {
            let happened = self.next().await;
            let (now, slept_since) = (clock::now(), std::mem::replace(&mut awake_at, clock::of_the_wall()));
            if awake_at - slept_since > ASLEEP {
                self.ask_for_the_seat(now);
            }
            self.take(happened, now);
            self.advance(now);
        }
    }

    /// Whether nobody looks and nothing runs, or the bank is another's: then it is left alone.
    fn sleeps(&self) -> bool {
        // The ledger of a run or a trial that is over is still to be read, and in a room its end to be told.
        let is_busy = self.model.is_busy() || self.model.is_settling() || self.model.is_trying();
        self.model.room.role() == Role::Former || (self.hidden && !is_busy)
    }

    /// Returns when the page has its turn although nothing is due.
    fn next_turn(&self, now: Millis) -> Option<Millis> {
        (!self.sleeps()).then_some(now + TURN)
    }

    fn push(&self, task: impl Future<Output = Task> + 'static) {
        self.tasks.push(Box::pin(task));
    }
}
