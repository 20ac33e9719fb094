//! What can happen, one thing at a time, and what follows from it.

use experiment::{Answer, Attempt, Command, Event, Millis};
use futures::{FutureExt as _, StreamExt as _, select_biased};
use protocol::LabEvent;
use web_sys::AbortController;

use super::handle::Request;
use super::task::Task;
use super::{Runner, api};
use crate::api::attempt::Ended;

/// One thing that happened.
pub(super) enum Happened {
    /// A component asked for something.
    Asked(Request),
    /// An attempt has ended.
    AttemptEnded(Ended),
    /// Something else that was under way has ended.
    TaskEnded(Box<Task>),
    /// The bank said something; `None`: its feed broke.
    Heard(Option<LabEvent>),
    /// Something is due.
    Due,
}

impl Runner {
    /// Waits for the next thing to happen.
    pub(super) async fn next(&mut self) -> Happened {
        select_biased! {
            request = self.requests.select_next_some() => Happened::Asked(request),
            ended = self.attempts.select_next_some() => Happened::AttemptEnded(ended),
            task = self.tasks.select_next_some() => Happened::TaskEnded(Box::new(task)),
            event = self.feed.next().fuse() => Happened::Heard(event),
            () = self.timer.elapsed().fuse() => Happened::Due,
        }
    }

    /// Tells the model what happened.
    pub(super) fn take(&mut self, happened: Happened, now: Millis) {
        self.publisher.changed();
        match happened {
            Happened::Asked(request) => {
                self.publisher.at_once();
                self.asked(request, now);
            }
            Happened::AttemptEnded(Ended { id, outcome }) => {
                self.aborts.retain(|(out, _)| *out != id);
                self.tell(Event::AttemptEnded(id, outcome), now);
            }
            Happened::TaskEnded(task) => self.ended(*task, now),
            Happened::Heard(event) => self.heard(event, now),
            Happened::Due => {
                if let Some(late) = self.timer.late(now) {
                    self.model.timer_was_late(late);
                }
            }
        }
        self.lead_to_question();
    }

    /// Does what is to be done now: what the experiment asks for, readings that are due, publishing.
    pub(super) fn advance(&mut self, now: Millis) {
        self.follow_the_room(now);
        self.drive(now);
        self.model.obey_the_room();
        self.model.lift_the_cover_in_time();
        self.model.follow_the_story();
        self.model.slide_follows_the_run();
        if self.feed.mind(!self.sleeps(), now) {
            self.feed_opened(now);
        }
        self.poll(now);
        if self.publish(now) || self.room_due(now) <= now {
            self.report(now);
        }
        let due = [self.polling_due(), self.publisher.due(), self.room_due(now)];
        let due = due.into_iter().chain(self.feed.due()).chain(self.model.trials_deadline()).chain(self.next_turn(now));
        self.timer.set(self.model.live.run.deadline(), due.min().unwrap_or(Millis::MAX), now);
    }

    /// Does what the experiment asks for, and then what the trials do: they start and stop runs.
    fn drive(&mut self, now: Millis) {
        loop {
            while let Some(command) = self.model.live.run.poll(now) {
                self.execute(command);
            }
            if !self.go_on_trying(now) {
                return;
            }
        }
    }

    /// Tells the experiment what happened.
    pub(super) fn tell(&mut self, event: Event, now: Millis) {
        self.model.live.run.handle(event, now);
    }

    fn execute(&mut self, command: Command) {
        match command {
            Command::Send(attempt) => self.send(attempt),
            Command::Abort(id) => {
                if let Some((_, abort)) = self.aborts.iter().find(|(out, _)| *out == id) {
                    abort.abort();
                }
            }
            Command::RenewLease(run) => {
                self.push(async move { Task::LeaseRenewed(api::lab::take_lease(run).await.map(|()| Answer::Done)) });
            }
            step => self.begin_step(step),
        }
    }

    fn send(&mut self, attempt: Attempt) {
        let abort = AbortController::new().expect("browsers have had it for long");
        let signal = abort.signal();
        self.aborts.push((attempt.id.clone(), abort));
        let url = if attempt.direct { api::PAYMENTS.to_owned() } else { self.payments_url.clone() };
        self.attempts.push(Box::pin(async move { api::attempt::send(&url, attempt, &signal).await }));
    }

    /// The bank's own words fill the log and hurry the rest along; what was transferred never comes from here.
    fn heard(&mut self, event: Option<LabEvent>, now: Millis) {
        if event.is_some() {
            self.feed_heard(now);
        }
        let model = &mut self.model;
        match event {
            Some(LabEvent::Payment(payment)) => model.arrived(payment),
            Some(LabEvent::Policy(policy)) => model.policy_changed(policy, now),
            Some(LabEvent::Network(network)) => model.state_changed(|state| state.network = network, now),
            Some(LabEvent::Lease { lease }) => model.state_changed(|state| state.run = lease, now),
            Some(LabEvent::Cleared) => model.reload(),
            Some(LabEvent::Started) => {
                model.bank_went_down(false);
                model.reload();
                self.read_rule(0);
            }
            Some(LabEvent::Lagged) => {
                model.reload();
                self.read_rule(0);
            }
            Some(LabEvent::Script(_)) => self.read_rule(0),
            Some(LabEvent::Note(note)) => model.noted(note),
            Some(LabEvent::BankDown) => model.bank_went_down(true),
            Some(LabEvent::Room(room)) => self.room_heard(room, now),
            Some(LabEvent::Station { station, news }) => self.station_news(station, news, now),
            None => self.feed_broke(),
        }
    }
}
