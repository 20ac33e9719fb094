//! The handle every view holds: signals to read, and what may be asked for.

use std::ops::DerefMut;

use experiment::{ByHand, Event, FinishedRuns, Phase, Scenario, Settings, Start};
use js_sys::JsString;
use leptos::prelude::*;
use protocol::{RunId, Total};

use crate::api::Line;
use crate::browser;
use crate::driver::Deadline;
use crate::feed::Feed;
use crate::model::Slide;
use crate::model::{LogRow, Model, PaymentDetail, TableRow};
use crate::painter::Painter;
use crate::seen::Seen;
use crate::state::{Ignored, ViewMode};
use crate::state::{Writers, use_confirmation, use_selection};

pub(crate) use crate::state::Question;

/// The lab: a handle that is copied into every view.
#[derive(Clone, Copy)]
pub(crate) struct Lab {
    pub(crate) inner: StoredValue<Inner, LocalStorage>,
    /// The numbers on the page.
    pub(crate) seen: RwSignal<Seen>,
    /// The bank's log, newest first.
    pub(crate) log: RwSignal<Vec<LogRow>>,
    /// The payment that is followed.
    pub(crate) detail: RwSignal<Option<PaymentDetail>>,
    /// Its index.
    pub(crate) selected: RwSignal<usize>,
    /// What is chosen.
    pub(crate) scenario: RwSignal<Scenario>,
    /// What the next run will do.
    pub(crate) settings: RwSignal<Settings>,
    /// What the room says will be transferred, if it says anything.
    pub(crate) prediction: RwSignal<Option<Total>>,
    /// Counts the presses of Predict: the handle takes the focus.
    pub(crate) asked_to_predict: RwSignal<u32>,
    /// Whether the bank's side is shown by itself when a run is over.
    pub(crate) reveals_by_itself: RwSignal<bool>,
    /// The only fate whose cells stand out in the grid, where one was chosen.
    pub(crate) filter: RwSignal<Option<&'static str>>,
    /// The grid as a table, as it was when nothing changed any more.
    pub(crate) table: RwSignal<Vec<TableRow>>,
    /// Whether the page is shown to a reader or to a room.
    pub(crate) look: RwSignal<ViewMode>,
    /// The screen of the presenter view.
    pub(crate) stage: RwSignal<Slide>,
    /// What the address said that means nothing.
    pub(crate) ignored: RwSignal<Ignored>,
    /// The runs of this page that are over.
    pub(crate) history: RwSignal<FinishedRuns>,
    /// What is being asked.
    pub(crate) question: RwSignal<Option<Question>>,
    /// What the new components read.
    pub(crate) writers: StoredValue<Writers>,
}

/// What only the driver touches.
pub(crate) struct Inner {
    pub(crate) model: Model,
    /// Where the payments of the latest run go.
    pub(crate) url: JsString,
    /// As many as attempts were ever out at a time.
    pub(crate) lines: Vec<Line>,
    pub(crate) deadline: Option<Deadline>,
    pub(crate) feed: Option<Feed>,
    pub(crate) painter: Painter,
}

/// What a view reads of the numbers, again at each change of them: a few times a second at most, and cheap.
pub(crate) struct Reading<T> {
    seen: RwSignal<Seen>,
    read: fn(&Seen) -> T,
}

impl<T> Clone for Reading<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Reading<T> {}

impl<T> Reading<T> {
    /// What it is now; the caller follows it.
    pub(crate) fn get(self) -> T {
        self.seen.with(self.read)
    }

    /// What it is now.
    pub(crate) fn get_untracked(self) -> T {
        self.seen.with_untracked(self.read)
    }
}

impl Lab {
    /// A lab that knows nothing yet.
    pub(crate) fn new() -> Self {
        let writers = crate::state::provide();
        let inner = Inner {
            model: Model::default(),
            url: JsString::default(),
            lines: Vec::new(),
            deadline: None,
            feed: None,
            painter: Painter::default(),
        };
        let seen = Seen::of(inner.model.snapshot(browser::now()));
        Self {
            inner: StoredValue::new_local(inner),
            seen: RwSignal::new(seen),
            log: RwSignal::default(),
            detail: RwSignal::new(None),
            selected: RwSignal::new(0),
            scenario: RwSignal::new(Scenario::FIRST),
            settings: writers.settings.settings,
            prediction: RwSignal::new(None),
            asked_to_predict: RwSignal::new(0),
            reveals_by_itself: writers.presentation.reveals_automatically,
            filter: use_selection().filter,
            table: RwSignal::default(),
            look: writers.presentation.view_mode,
            stage: writers.presentation.slide,
            ignored: writers.presentation.ignored,
            history: RwSignal::default(),
            question: use_confirmation().question,
            writers: StoredValue::new(writers),
        }
    }

    /// Something the numbers on the page say.
    pub(crate) fn seen<T>(self, read: fn(&Seen) -> T) -> Reading<T> {
        Reading { seen: self.seen, read }
    }

    /// Whose run is on the page, where that is not the one of what is chosen.
    pub(crate) fn elsewhere(self) -> Option<Scenario> {
        let scenario = self.scenario.get();
        self.seen.with(|seen| seen.ran).filter(|ran| *ran != scenario)
    }

    /// Run was pressed. By hand there is nothing to run: each attempt has its own button.
    pub(crate) fn run(self) {
        if self.scenario.get_untracked() == Scenario::ByHand {
            return;
        }
        self.start(self.settings.get_untracked(), None);
    }

    /// A cure was pressed: the same place, with other settings.
    pub(crate) fn run_with(self, settings: Settings) {
        self.settings.set(settings);
        self.run();
    }

    /// An attempt by hand was ordered: the first of a payment, or another.
    pub(crate) fn by_hand(self, by_hand: ByHand) {
        if self.with(|inner| inner.model.live.run.phase()) == Phase::Between {
            self.order(Event::ByHand(by_hand));
        } else {
            self.start(Scenario::ByHand.settings(), Some(by_hand));
        }
    }

    fn start(self, settings: Settings, by_hand: Option<ByHand>) {
        let (hidden, now) = (browser::is_hidden(), browser::now());
        let payments = self.with(|inner| {
            inner.url = inner.model.payments_url(&browser::host_name())?.into();
            inner.model.starting(&settings, hidden, now);
            inner.model.live.predicted = self.prediction.get_untracked();
            Some(inner.model.planned())
        });
        let Some(payments) = payments else { return };
        let (run, random) = (browser::random_run(), Box::new(browser::random));
        browser::remember_run(&run);
        self.order(Event::Start(Box::new(Start { settings, payments, run, random, by_hand, hidden })));
    }

    /// Predict was pressed: the handle stands at what is expected, to be moved from there.
    pub(crate) fn ask_to_predict(self) {
        if self.prediction.get_untracked().is_none() {
            let scenario = self.scenario.get_untracked();
            self.prediction.set(Some(self.with(|inner| inner.model.expected_in(scenario))));
        }
        self.asked_to_predict.update(|times| *times += 1);
    }

    /// The handle was moved to this total.
    pub(crate) fn predict(self, total: Total) {
        self.prediction.set(Some(total));
    }

    /// Reveal was pressed.
    pub(crate) fn reveal(self) {
        self.with(|inner| inner.model.reveal());
        self.touch();
        self.publish(browser::now());
    }

    /// Whether runs reveal the bank's side by themselves from now on.
    pub(crate) fn reveal_by_itself(self, by_itself: bool) {
        self.reveals_by_itself.set(by_itself);
        self.with(|inner| inner.model.reveal_by_itself(by_itself));
        self.touch();
    }

    /// Only the cells of this fate stand out, or all again.
    pub(crate) fn filter(self, fate: Option<&'static str>) {
        self.filter.set(fate);
        self.with(|inner| inner.painter.filter = fate);
        self.touch();
    }

    /// Pause was pressed, or pressed again.
    pub(crate) fn pause(self) {
        let phase = self.with(|inner| inner.model.live.run.phase());
        self.order(if phase == Phase::Paused { Event::Resume } else { Event::Pause });
    }

    /// Stop was pressed.
    pub(crate) fn stop(self) {
        self.order(Event::Stop);
    }

    /// Somebody was sure that the ledger is to be deleted.
    pub(crate) fn reset(self) {
        self.with(|inner| inner.model.show_the_latest());
        self.order(Event::Reset);
    }

    /// Somebody was sure that the bank is to crash.
    pub(crate) fn crash(self) {
        self.with(|inner| inner.model.crash.order(browser::now()));
        self.publish(browser::now());
        self.crash_the_bank();
    }

    /// Back in the story of chapter 0, or forward again.
    pub(crate) fn turn_page(self, back: bool) {
        self.with(|inner| inner.model.turn_page(back));
        self.publish(browser::now());
    }

    /// A button's work shows at once: `data-run` is `running` from the click on.
    fn order(self, event: Event) {
        self.tell(event);
        self.publish(browser::now());
    }

    /// Another payment is followed.
    pub(crate) fn select(self, index: usize) {
        let last = self.with(|inner| inner.model.payments().len().saturating_sub(1));
        self.selected.set(index.min(last));
        self.publish_detail();
    }

    /// The run this page must give back when it goes away.
    pub(crate) fn run_under_way(self) -> Option<RunId> {
        self.with(|inner| inner.model.own_run().filter(|_| inner.model.is_busy()).cloned())
    }

    /// The one way to what only the driver touches.
    pub(crate) fn with<T>(self, work: impl FnOnce(&mut Inner) -> T) -> T {
        work(&mut self.write())
    }

    // Of its own, so that it is in the page once.
    fn write(self) -> impl DerefMut<Target = Inner> {
        self.inner.try_write_value().expect("the page lives as long as its lab")
    }
}
