//! When to paint: the grid in every frame, the numbers a few times a second, nothing when nothing changed; and more
//! rarely where painting would take from the sending what it lacks. Sending never waits for any of it.

use experiment::Millis;
use leptos::prelude::*;

use crate::browser;
use crate::grid::Grid;
use crate::lab::Lab;
use crate::model::RunState;
use crate::view::seen::Seen;

/// How much time lies at least between two paints.
#[derive(Clone, Copy)]
struct Rhythm {
    grid: Millis,
    numbers: Millis,
}

/// Nothing is short of time: every frame, and numbers at 8 Hz.
const SMOOTH: Rhythm = Rhythm { grid: 0, numbers: 125 };
/// Browser, proxy and bank have no core to spare.
const SPARING: Rhythm = Rhythm { grid: 200, numbers: 200 };
/// With fewer cores, a run at real speed needs all of them.
const ENOUGH_CORES: f64 = 4.0;
/// A hidden tab has no animation frames.
const HIDDEN: Millis = 250;

/// What has been asked for and not been painted yet.
#[derive(Default)]
pub(crate) struct Painter {
    pub(crate) grid: Option<Grid>,
    /// The only fate whose cells stand out, where one was chosen.
    pub(crate) filter: Option<&'static str>,
    frame_is_due: bool,
    grid_painted_at: Millis,
    numbers_painted_at: Millis,
}

impl Lab {
    /// Something changed: a frame will show it.
    pub(crate) fn touch(self) {
        let asked_before = self.with(|inner| std::mem::replace(&mut inner.painter.frame_is_due, true));
        if !asked_before {
            self.ask_for_a_frame();
        }
    }

    /// The frame that was asked for may never come: the tab was hidden, or is no longer.
    pub(crate) fn frame_lost(self) {
        self.with(|inner| inner.painter.frame_is_due = false);
        self.repaint();
    }

    /// The grid may have another size than it was painted in.
    pub(crate) fn refit(self) {
        if !self.with(|inner| inner.painter.grid.as_ref().is_none_or(Grid::fits)) {
            self.repaint();
        }
    }

    /// Everything is painted again.
    fn repaint(self) {
        self.with(|inner| {
            if let Some(grid) = &mut inner.painter.grid {
                grid.forget();
            }
        });
        self.touch();
    }

    fn ask_for_a_frame(self) {
        if browser::is_hidden() {
            browser::after(HIDDEN, move || self.frame());
            return;
        }
        let between = self.rhythm().grid;
        let wait = self.with(|inner| (inner.painter.grid_painted_at + between).saturating_sub(browser::now()));
        if wait > 0 {
            browser::after(wait, move || request_animation_frame(move || self.frame()));
        } else {
            request_animation_frame(move || self.frame());
        }
    }

    fn rhythm(self) -> Rhythm {
        let sends_at_full_speed = self.with(|inner| inner.model.sends_at_full_speed());
        if sends_at_full_speed && browser::cores() < ENOUGH_CORES { SPARING } else { SMOOTH }
    }

    fn frame(self) {
        let was_due = self.with(|inner| std::mem::take(&mut inner.painter.frame_is_due));
        if was_due {
            browser::measured("frame", || {
                // One time for both: numbers that are due with the grid would else miss this frame and wait for the next.
                let now = browser::now();
                self.paint_grid(now);
                self.paint_numbers(now);
            });
        }
    }

    fn paint_grid(self, now: Millis) {
        self.with(|inner| {
            inner.painter.grid_painted_at = now;
            if let Some(grid) = &mut inner.painter.grid {
                grid.paint(inner.model.cells(), inner.painter.filter);
            }
        });
    }

    fn paint_numbers(self, now: Millis) {
        let between = self.rhythm().numbers;
        let wait = self.with(|inner| (inner.painter.numbers_painted_at + between).saturating_sub(now));
        if wait > 0 && !browser::is_hidden() {
            browser::after(wait, move || self.touch());
            return;
        }
        self.with(|inner| inner.painter.numbers_painted_at = now);
        self.publish(now);
    }

    /// Hands the views what has changed.
    pub(crate) fn publish(self, now: Millis) {
        let (seen, log, alive) = self.with(|inner| {
            inner.model.lift_the_cover_in_time();
            inner.model.follow_the_story();
            (inner.model.snapshot(now), inner.model.log_rows(), inner.model.is_alive())
        });
        if alive {
            tell_the_document(seen.run.state);
        }
        self.writers.get_value().live.snapshot(seen.clone());
        self.writers.get_value().live.log(log.clone());
        self.writers.get_value().live.payments(self.with(|inner| inner.model.all_payments()));
        let seen = Seen::of(seen);
        if self.seen.with_untracked(|shown| *shown != seen) {
            self.seen.set(seen);
        }
        if self.log.with_untracked(|shown| *shown != log) {
            self.log.set(log);
        }
        // A run belongs to the history before its bank is revealed; its readers learn of it afterwards.
        let revealed = self.with(|inner| inner.model.revealed_runs());
        if let Some(history) = revealed.filter(|history| self.history.with_untracked(|shown| shown != history)) {
            self.history.set(history.clone());
            self.writers.get_value().live.finished_runs(history);
        }
        self.publish_table();
        self.publish_detail();
    }

    fn publish_table(self) {
        let filter = self.filter.get_untracked();
        let Some(rows) = self.with(|inner| inner.model.table(filter)) else { return };
        self.writers.get_value().live.table(self.with(|inner| inner.model.table(None)).unwrap_or_default().into());
        if self.table.with_untracked(|shown| *shown != rows) {
            self.table.set(rows);
        }
    }

    pub(crate) fn publish_detail(self) {
        let index = self.selected.get_untracked();
        let detail = self.with(|inner| inner.model.detail(index));
        self.writers.get_value().live.payment(detail.clone());
        if self.detail.with_untracked(|shown| *shown != detail) {
            self.detail.set(detail);
        }
    }
}

fn tell_the_document(run: RunState) {
    if let Some(root) = browser::document().document_element() {
        let _ = root.set_attribute("data-run", run.as_str());
    }
}
