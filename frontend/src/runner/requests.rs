//! What components ask for.

use std::sync::Arc;

use experiment::{ByHand, Event, Millis, Phase, Scenario, Settings, Start};
use leptos::prelude::*;
use protocol::{Payment, RunId};
use uuid::Uuid;

use super::handle::Request;
use super::task::Task;
use super::{Runner, api, clock, storage};
use crate::export::Report;
use crate::model::slides::Turn;
use crate::model::{Find, Slide};

impl Runner {
    /// Does what was asked for.
    pub(super) fn asked(&mut self, request: Request, now: Millis) {
        match request {
            Request::Choose(scenario) => self.choose(scenario, now),
            Request::ChooseChapter(number) => self.choose_chapter(number, now),
            Request::Run => self.start_run(now),
            Request::RunWith(settings) => {
                if self.model.room.paced().is_none() {
                    self.writers.settings.settings.set(*settings);
                }
                self.start_run(now);
            }
            Request::SendByHand(by_hand) => self.send_by_hand(by_hand, now),
            Request::TryRule => self.try_rule(now),
            Request::SaveRule(text, answer) => self.save_rule(text, answer),
            Request::AcknowledgeRule => self.model.acknowledge_rule(),
            Request::Pause => self.pause(now),
            Request::Stop => {
                self.model.stop_trials();
                self.stop(now);
            }
            Request::Reset => {
                self.model.stop_trials();
                self.model.show_the_latest();
                self.steps.give_up();
                self.tell(Event::Reset, now);
            }
            Request::Crash => self.crash(now),
            Request::Repair => self.push(async { Task::Repaired(api::lab::repair_network().await) }),
            Request::EndOtherRun => self.push(async {
                // What came of it is read from the lab's state.
                let _ = api::lab::free_any_lease().await;
                Task::OtherRunEnded
            }),
            Request::Reveal => self.reveal(),
            Request::RevealAutomatically(automatically) => {
                self.writers.presentation.reveals_automatically.set(automatically);
                self.model.reveal_by_itself(automatically);
            }
            Request::AskToPredict => self.ask_to_predict(),
            Request::Predict(total) => self.model.course.prediction = Some(total),
            Request::Follow(find) => self.follow(&find),
            Request::TurnStory { back } => self.model.turn_page(back),
            Request::Turn { forward } => self.turn(forward, now),
            Request::Report(answer) => {
                let run = self.model.finished_record();
                let report = run.map(|run| Report::of(&run, clock::time_of_day()));
                // Who asked may have gone.
                drop(answer.send(report));
            }
            Request::ChooseWith(scenario, settings) => {
                self.choose(scenario, now);
                if self.model.room.paced().is_none() {
                    self.writers.settings.settings.set(*settings);
                }
            }
            Request::Hidden(hidden) => self.hidden(hidden, now),
        }
    }

    /// Choosing changes only the page, and ends a payment by hand, which would keep the lease. The finished run of a
    /// scenario is shown again, on its last slide and with its settings; chosen once more, the scenario has its own again.
    /// In a paced room there is only the scenario of the room.
    pub(super) fn choose(&mut self, scenario: Scenario, now: Millis) {
        if self.model.room.paced().is_some_and(|paced| paced != scenario) {
            return;
        }
        let again = self.model.course.scenario == scenario;
        self.model.choose(scenario, now);
        let run_here = self.model.run_here().and_then(|run| Some((*run.run.sending()?.settings(), run.predicted)));
        // What was predicted elsewhere is no prediction of this.
        let predicted = self.model.course.prediction.filter(|_| again);
        let (settings, predicted) = run_here.filter(|_| !again).unwrap_or((scenario.settings(), predicted));
        let settings = scenario.exhibit().map_or(settings, |exhibit| exhibit.planned(settings));
        self.writers.settings.settings.set(settings);
        self.model.course.prediction = predicted;
        if self.model.live.run.phase() == Phase::Between {
            self.tell(Event::Stop, now);
        }
        if scenario == Scenario::ByHand {
            self.model.course.followed = 0;
        }
        if !again {
            self.model.show_last_slide();
            self.follow_what_the_slide_shows();
        }
    }

    /// The button of the chapter that is chosen leads back to its question.
    fn choose_chapter(&mut self, number: u8, now: Millis) {
        let Some(scenario) = Scenario::of_chapter(number) else { return };
        let again = self.model.course.scenario == scenario;
        self.choose(scenario, now);
        if again {
            self.show(Slide::Question);
        }
    }

    /// By hand there is nothing to run: each attempt has its own button.
    fn start_run(&mut self, now: Millis) {
        if self.model.course.scenario != Scenario::ByHand {
            self.start(self.writers.settings.settings.get_untracked(), None, now);
        }
    }

    fn send_by_hand(&mut self, by_hand: ByHand, now: Millis) {
        if self.model.live.run.phase() == Phase::Between {
            self.tell(Event::ByHand(by_hand), now);
        } else {
            self.start(Scenario::ByHand.settings(), Some(by_hand), now);
        }
    }

    pub(super) fn start(&mut self, settings: Settings, by_hand: Option<ByHand>, now: Millis) {
        let lets_run = self.model.room.lets_run(self.model.course.scenario);
        if self.model.is_busy() || self.model.is_trying() || !lets_run || self.model.lab_state().is_none() {
            return;
        }
        if self.model.room.tells_of_a_run() {
            self.hub.next_run = Some((settings, by_hand));
            return;
        }
        self.model.starting(&settings, self.hidden, now);
        self.model.live.predicted = self.model.course.prediction;
        let exhibit = self.model.course.scenario.exhibit();
        let follows_the_wire = exhibit.is_some_and(|exhibit| exhibit.follows_the_wire(&settings));
        self.launch(settings, self.model.planned(), by_hand, follows_the_wire, now);
    }

    /// Hands a run that is starting to the experiment.
    pub(super) fn launch(
        &mut self,
        settings: Settings,
        payments: Arc<[Payment]>,
        by_hand: Option<ByHand>,
        follows_the_wire: bool,
        now: Millis,
    ) {
        let Some(state) = self.model.lab_state() else { return };
        let host_name = window().location().hostname().unwrap_or_default();
        self.payments_url = api::payments_url(state, &host_name);
        self.hold_as_the_room_says(now);
        let run = random_run();
        storage::remember_run(&run);
        let random = Box::new(|| *Uuid::new_v4().as_bytes());
        // On loopback an attempt takes no time worth speaking of.
        let follows_the_wire = follows_the_wire && !api::is_loopback(&host_name);
        let start = Start { settings, payments, run, random, by_hand, hidden: self.hidden, follows_the_wire };
        self.tell(Event::Start(Box::new(start)), now);
    }

    fn pause(&mut self, now: Millis) {
        let held = self.model.live.run.is_held_by_page();
        self.tell(if held { Event::Resume } else { Event::Pause }, now);
    }

    pub(super) fn stop(&mut self, now: Millis) {
        self.steps.give_up();
        self.tell(Event::Stop, now);
    }

    pub(super) fn crash(&mut self, now: Millis) {
        self.doomed = self.model.lab_state().map(|state| state.start.clone());
        self.model.crash.order(now);
        self.ask_to_crash();
    }

    /// The handle stands at what is expected, to be moved from there.
    fn ask_to_predict(&mut self) {
        let expected = self.model.expected_in(self.model.course.scenario);
        self.model.course.prediction.get_or_insert(expected);
        self.writers.selection.prediction_asked.update(|times| *times += 1);
    }

    fn follow(&mut self, find: &Find) {
        let found = self.model.find(find, self.model.course.followed);
        self.writers.selection.nothing_found.set(found.is_none());
        if let Some(index) = found {
            self.model.course.followed = index;
        }
    }

    fn turn(&mut self, forward: bool, now: Millis) {
        match self.model.turn(forward) {
            Turn::Show(slide) => self.show(slide),
            Turn::Run => {
                self.start_run(now);
                self.show(Slide::Running);
            }
            Turn::Reveal => self.reveal(),
            Turn::GoTo(scenario) => {
                self.choose(scenario, now);
                if forward {
                    self.show(Slide::Question);
                }
            }
            Turn::Stay => {}
        }
    }

    fn show(&mut self, slide: Slide) {
        self.model.course.slide = slide;
        self.follow_what_the_slide_shows();
    }

    /// On its slide, the payment that tells most is followed.
    fn follow_what_the_slide_shows(&mut self) {
        if self.model.course.slide == Slide::Payment
            && let Some(index) = self.model.find(&Find::MostTelling, 0)
        {
            self.model.course.followed = index;
        }
    }

    fn hidden(&mut self, hidden: bool, now: Millis) {
        self.hidden = hidden;
        if hidden {
            self.model.hidden();
        } else {
            self.ask_for_the_seat(now);
        }
        self.tell(Event::Hidden(hidden), now);
        self.polling.read_at_once();
    }
}

/// Makes a new run's id.
fn random_run() -> RunId {
    let digits = Uuid::new_v4().simple().to_string();
    digits[..16].parse().expect("sixteen hexadecimal digits are a run's id")
}
