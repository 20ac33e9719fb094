//! Hands requests of new components to the lab of old. It goes with that.

use futures::StreamExt as _;
use futures::channel::mpsc;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{Request, RunnerHandle};
use crate::lab::Lab;
use crate::model::Find;

/// Provides the handle.
pub(crate) fn start(lab: Lab) {
    let (requests, mut asked) = mpsc::unbounded();
    provide_context(RunnerHandle::new(requests));
    Effect::new(move || lab.writers.get_value().selection.scenario.set(lab.scenario.get()));
    Effect::new(move || lab.writers.get_value().selection.payment.set(lab.selected.get()));
    Effect::new(move || lab.writers.get_value().selection.prediction.set(lab.prediction.get()));
    Effect::new(move || lab.writers.get_value().selection.prediction_asked.set(lab.asked_to_predict.get()));
    spawn_local(async move {
        while let Some(request) = asked.next().await {
            lab.asked(request);
        }
    });
}

impl Lab {
    fn asked(self, request: Request) {
        match request {
            Request::Choose(scenario) => self.choose(scenario),
            Request::ChooseChapter(number) => self.choose_chapter(number),
            Request::Run => self.run(),
            Request::RunWith(settings) => self.run_with(*settings),
            Request::SendByHand(by_hand) => self.by_hand(by_hand),
            Request::Pause => self.pause(),
            Request::Stop => self.stop(),
            Request::Reset => self.reset(),
            Request::Crash => self.crash(),
            Request::Repair => self.repair(),
            Request::Reveal => self.reveal(),
            Request::RevealAutomatically(automatically) => self.reveal_by_itself(automatically),
            Request::AskToPredict => self.ask_to_predict(),
            Request::Predict(total) => self.predict(total),
            Request::Follow(find) => self.follow(&find),
            Request::TurnStory { back } => self.turn_page(back),
            Request::Turn { forward } => self.turn(forward),
            Request::Report(answer) => drop(answer.send(None)),
            Request::EndOtherRun | Request::Hidden(_) => {}
        }
    }

    fn follow(self, find: &Find) {
        let found = self.with(|inner| inner.model.find(find, self.selected.get_untracked()));
        self.writers.get_value().selection.nothing_found.set(found.is_none());
        if let Some(index) = found {
            self.select(index);
        }
    }
}
