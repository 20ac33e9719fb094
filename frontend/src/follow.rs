//! Keeps up with the bank: its ledger by asking again and again, its state every other second.
//! What was transferred comes from here and from nowhere else.

use experiment::{Event, Millis, StepError};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use protocol::payments_csv;
use wasm_bindgen_futures::spawn_local;

use crate::lab::Lab;
use crate::{api, browser};

// How often the ledger is read while something changes, while nobody may see what does, and while nothing does.
const LIVE: Millis = 200;
const COVERED: Millis = 500;
const QUIET: Millis = 1_000;
const STATE: Millis = 2_000;

impl Lab {
    /// Starts everything that goes on for as long as the page is open.
    pub(crate) fn open(self) {
        self.with(|inner| inner.model.forgotten = browser::remembered_run());
        spawn_local(async move {
            self.read_payments().await;
            loop {
                self.read_ledger().await;
                self.read_counts().await;
                let rest = self.with(|inner| match &inner.model {
                    model if model.runs_under_cover() => COVERED,
                    model if model.is_live() => LIVE,
                    _ => QUIET,
                });
                pause(rest).await;
            }
        });
        spawn_local(async move {
            loop {
                self.read_state().await;
                pause(STATE).await;
            }
        });
        let changed = window_event_listener_untyped("visibilitychange", move |_| self.visibility_changed());
        let left = window_event_listener_untyped("pagehide", move |_| self.leave());
        // The grid watches its size itself, but not how many pixels the screen has for it.
        let resized = window_event_listener_untyped("resize", move |_| self.refit());
        // They live as long as the page.
        std::mem::forget((changed, left, resized));
    }

    /// Asks until the file is there: the bank may still be starting.
    async fn read_payments(self) {
        loop {
            if let Ok(text) = api::payments_csv().await {
                self.with(|inner| inner.model.payments_read(payments_csv::parse(&text), browser::now()));
                return self.touch();
            }
            self.with(|inner| inner.model.bank_was_silent());
            self.touch();
            pause(QUIET).await;
        }
    }

    async fn read_ledger(self) {
        if self.sleeps() {
            return;
        }
        let asked = browser::now();
        let (epoch, after) = self.with(|inner| inner.model.next_reading());
        let read = api::entries(after).await;
        self.with(|inner| match read {
            Ok(entries) => inner.model.ledger_read(epoch, &entries, asked, browser::now()),
            Err(_) => inner.model.bank_was_silent(),
        });
        self.touch();
    }

    async fn read_counts(self) {
        let run = self.with(|inner| inner.model.own_run().filter(|_| inner.model.wants_counts()).cloned());
        if let Some(run) = run
            && let Ok(counts) = api::run_counts(&run).await
        {
            self.with(|inner| inner.model.counted(counts));
            self.touch();
        }
    }

    /// The lab's state, and during a run what the bank has counted of it so far.
    pub(crate) async fn read_state(self) {
        self.mind_the_feed();
        if self.sleeps() {
            return;
        }
        let steady = self.with(|inner| inner.model.relies_on_the_toxics());
        let read = api::lab_state().await;
        self.with(|inner| {
            inner.model.state_read(read, browser::now());
            if steady {
                inner.model.check_for_drift();
            }
        });
        if let Some(run) = self.run_under_way()
            && let Ok(counts) = api::run_counts(&run).await
        {
            self.with(|inner| inner.model.counted(counts));
        }
        self.touch();
    }

    /// Puts the proxy right, and shows what stands then.
    pub(crate) fn repair(self) {
        spawn_local(async move {
            let repaired: Result<(), StepError> = api::repair_network().await;
            self.with(|inner| inner.model.repaired(repaired));
            self.read_state().await;
        });
    }

    /// Nobody looks, and nothing runs: the bank is left alone.
    pub(crate) fn sleeps(self) -> bool {
        browser::is_hidden() && self.with(|inner| !inner.model.is_busy())
    }

    fn visibility_changed(self) {
        let hidden = browser::is_hidden();
        if hidden {
            self.with(|inner| inner.model.hidden());
        }
        self.tell(Event::Hidden(hidden));
        self.mind_the_feed();
        self.frame_lost();
        spawn_local(self.read_state());
    }

    /// Another page may run as soon as this one is gone.
    fn leave(self) {
        if let Some(run) = self.run_under_way() {
            self.tell(Event::Stop);
            api::free_lease_on_leaving(&run);
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a few seconds")]
async fn pause(millis: Millis) {
    TimeoutFuture::new(millis as u32).await;
}
