//! Leads through the course, one screen after the other.

use experiment::{Event, Phase, Scenario};
use leptos::prelude::*;
use web_sys::Element;

use crate::address::Address;
use crate::browser;
use crate::lab::Lab;
use crate::model::slides::{Situation, Slide, State, Turn};
use crate::model::{Find, RunState};

/// Scrolls the screen on, or back; `false` if there is next to nothing left.
pub(crate) fn scroll(forward: bool) -> bool {
    browser::find::<Element>("main").is_some_and(|main| browser::scrolled_on(&main, forward))
}

impl Lab {
    /// Shows what the address says.
    pub(crate) fn go_to(self, address: &Address) {
        self.choose(address.scenario);
        self.settings.set(address.settings);
        self.look.set(address.look);
        self.reveal_by_itself(address.reveals_by_itself);
    }

    /// A chapter's button was pressed; chapter 6 begins with its first exhibit.
    pub(crate) fn choose_chapter(self, number: u8) {
        let Some(scenario) = Scenario::of_chapter(number) else { return };
        let again = self.scenario.get_untracked() == scenario;
        self.choose(scenario);
        if again {
            // The button of the chapter that is chosen leads back to its question.
            self.show(Slide::Question);
        }
    }

    /// Choosing changes only the page, and ends a payment by hand, which would keep the lease. The finished run of a place
    /// is shown again, on its last screen and with its settings; chosen once more, the place has its own settings again.
    pub(crate) fn choose(self, scenario: Scenario) {
        let again = self.scenario.get_untracked() == scenario;
        self.scenario.set(scenario);
        let run_here = self.with(|inner| {
            inner.model.choose(scenario, browser::now());
            inner.model.run_here().and_then(|run| Some((*run.run.sending()?.settings(), run.predicted)))
        });
        // What was predicted elsewhere is no prediction of this.
        let predicted = self.prediction.get_untracked().filter(|_| again);
        let (settings, predicted) = run_here.filter(|_| !again).unwrap_or((scenario.settings(), predicted));
        self.settings.set(settings);
        self.prediction.set(predicted);
        if self.with(|inner| inner.model.live.run.phase()) == Phase::Between {
            self.tell(Event::Stop);
        }
        if scenario == Scenario::ByHand {
            self.selected.set(0);
        }
        self.touch();
        self.publish(browser::now());
        if !again {
            self.show(self.situation().last());
        }
    }

    /// The next screen, or the one before. What does not fit on a screen is scrolled through first: a presenter's remote
    /// has no other keys.
    pub(crate) fn turn(self, forward: bool) {
        if scroll(forward) {
            return;
        }
        let situation = self.situation();
        match if forward { situation.next() } else { situation.back() } {
            Turn::Show(stage) => self.show(stage),
            Turn::Run => {
                self.run();
                self.show(Slide::Running);
            }
            Turn::Reveal => {
                self.reveal();
                if self.seen.with_untracked(|seen| seen.verdict().is_some()) {
                    self.show(Slide::Answer);
                }
            }
            Turn::GoTo(scenario) => {
                self.choose(scenario);
                if forward {
                    self.show(Slide::Question);
                }
            }
            Turn::Stay => {}
        }
    }

    fn situation(self) -> Situation {
        let scenario = self.scenario.get_untracked();
        let state = self.seen.with_untracked(|seen| match seen.run {
            RunState::Running | RunState::Paused => State::Busy,
            RunState::Done if seen.ran == Some(scenario) && seen.is_covered() => State::Covered,
            RunState::Done if seen.ran == Some(scenario) && seen.verdict().is_some() => State::Answered,
            RunState::Done if seen.ran == Some(scenario) && seen.attempts > 0 => State::Settling,
            RunState::Idle | RunState::Done if seen.may_run => State::Ready,
            RunState::Idle | RunState::Done => State::Stuck,
        });
        Situation { scenario, slide: self.stage.get_untracked(), state }
    }

    /// The payment that says most is followed on its screen: the one paid most often, or the one with the most attempts.
    fn show(self, stage: Slide) {
        self.stage.set(stage);
        if let Some(main) = browser::find::<Element>("main") {
            main.set_scroll_top(0);
        }
        if stage == Slide::Payment {
            let telling = self.with(|inner| inner.model.find(&Find::MostTelling, 0));
            if let Some(index) = telling {
                self.select(index);
            }
        }
    }

    /// The screens follow what is done with the buttons, too.
    pub(crate) fn mind_the_stage(self) {
        let run = self.seen(|seen| (seen.run, seen.verdict().is_some()));
        let by_hand = self.seen(|seen| seen.ran == Some(Scenario::ByHand));
        Effect::new(move |before: Option<(RunState, bool)>| {
            let now = run.get();
            match (before, now) {
                // Its buttons and its ladder are on one screen, and its end is nothing to look at.
                _ if by_hand.get_untracked() || self.scenario.get_untracked() == Scenario::ByHand => {}
                (Some((RunState::Idle | RunState::Done, _)), (RunState::Running, _)) => self.stage.set(Slide::Running),
                (Some((_, false)), (RunState::Done, true)) if self.stage.get_untracked() == Slide::Running => {
                    self.stage.set(Slide::Answer);
                }
                _ => {}
            }
            now
        });
    }
}
