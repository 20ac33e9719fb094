//! The room that is led from the presenter view of its host's lab.

use experiment::Scenario;
use leptos::prelude::*;
use protocol::room::{Pace, PaceRequest};

use super::task::Task;
use super::{Runner, api};
use crate::model::Slide;
use crate::model::leading::{at_question, at_reveal};
use crate::state::ViewMode;

impl Runner {
    /// Returns what is presented: the scenario, and the slide.
    pub(super) fn presented(&self) -> (Scenario, Slide) {
        (self.model.course.scenario, self.model.course.slide)
    }

    /// Lets a paced room follow, if something else is presented than `before` and it is a question.
    pub(super) fn lead_to_question(&self, before: (Scenario, Slide)) {
        let now = self.presented();
        if now != before && now.1 == Slide::Question {
            self.lead(at_question);
        }
    }

    /// Reveals the bank of this page, and of a room that is led from here.
    pub(super) fn reveal(&mut self) {
        self.model.reveal();
        self.lead(at_reveal);
    }

    /// What does not reach the hub is made up for on the dashboard, or by pressing the key once more.
    fn lead(&self, what: fn(&Pace, Scenario) -> Option<PaceRequest>) {
        if self.writers.presentation.view_mode.get_untracked() != ViewMode::Projector {
            return;
        }
        let request = self.model.room.led().and_then(|pace| what(pace, self.model.course.scenario));
        if let Some(request) = request {
            self.push(async move {
                // What came of it, the feed says.
                let _ = api::room::set_pace(&request).await;
                Task::RoomLed
            });
        }
    }
}
