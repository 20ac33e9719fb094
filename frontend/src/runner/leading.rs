//! The room that is led from the presenter view of its host's lab.

use experiment::Scenario;
use leptos::prelude::*;
use protocol::room::{Pace, PaceRequest};

use super::task::Task;
use super::{Runner, api};
use crate::model::leading::{Presented, at_question, at_reveal, room_follows};
use crate::state::ViewMode;

impl Runner {
    /// Lets a paced room follow to the question that is presented now and was not before.
    pub(super) fn lead_to_question(&mut self) {
        let now = self.presented();
        let before = std::mem::replace(&mut self.presented, now);
        if room_follows(before, now) {
            self.lead(at_question);
        }
    }

    fn presented(&self) -> Presented {
        let leads = self.is_in_front() && self.model.room.led().is_some();
        leads.then_some((self.model.course.scenario, self.model.course.slide))
    }

    fn is_in_front(&self) -> bool {
        self.writers.presentation.view_mode.get_untracked() == ViewMode::Projector
    }

    /// Reveals the bank of this page, and of a room that is led from here.
    pub(super) fn reveal(&mut self) {
        self.model.reveal();
        self.lead(at_reveal);
    }

    /// What does not reach the hub is made up for on the dashboard, or by pressing the key once more.
    fn lead(&self, what: fn(&Pace, Scenario) -> Option<PaceRequest>) {
        if !self.is_in_front() {
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
