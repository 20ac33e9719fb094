//! A counterexample, drawn: one step below the other, on the lanes of a sequence diagram.

use counterexamples::EventKind;
use leptos::prelude::*;

use crate::components::sequence::{Arrow, ArrowLine, BANK, CLIENT, Lanes, NETWORK, ON_THE_WAY, TOP, Words, em};
use crate::model::{AtBank, CounterexampleStep};
use crate::text::use_text;

/// What one step takes, in hundredths of a line.
const ROW: u32 = 210;
/// Where it is written what becomes of a reply: between network and bank.
const ON_THE_WAY_BACK: u32 = 71;

/// The steps, the first one on top. A list says the same to those who hear the page.
#[component]
pub fn CounterexampleDiagram(
    /// The steps.
    steps: Vec<CounterexampleStep>,
) -> impl IntoView {
    let height = em(top(steps.len()));
    let draw = |(index, step): (usize, CounterexampleStep)| {
        view! { <Step place=Place { index, kind: step.event.step } step /> }.into_any()
    };
    view! {
        <svg class="sequence steps" aria-hidden="true" style:height=height>
            <Lanes />
            {steps.into_iter().enumerate().map(draw).collect_view()}
        </svg>
    }
}

/// One step: what travels and what is lost, and in few words what is done.
#[component]
fn Step(
    /// Where it lies.
    place: Place,
    /// What happens.
    step: CounterexampleStep,
) -> impl IntoView {
    let text = use_text();
    let (x, anchor) = place.words();
    let words = move || (text.get().pages.counterexamples.in_short)(&step);
    let cross =
        place.cross().map(|x| view! { <Words x y=place.y() + 60 anchor="middle" class="cross" words="\u{d7}" /> });
    view! {
        <Words x=0 y=place.y() + 35 anchor="start" class="number" words=(place.index + 1).to_string() />
        {place.arrow().map(|arrow| view! { <ArrowLine arrow /> })}
        {cross}
        <Words x y=place.words_y() anchor class=class_of(&step) words=Signal::derive(words) />
    }
}

/// Where a step lies.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// Its row, from 0.
    index: usize,
    kind: EventKind,
}

impl Place {
    /// Returns how far down its arrow lies.
    fn y(self) -> u32 {
        top(self.index) + 130
    }

    /// Returns what travels, and how far.
    fn arrow(self) -> Option<Arrow> {
        let (from, to) = match self.kind {
            EventKind::Send => (CLIENT, NETWORK),
            EventKind::Look | EventKind::Decide => (NETWORK, BANK),
            EventKind::LoseReply => (BANK, NETWORK),
            EventKind::Answer => (BANK, CLIENT),
            EventKind::LoseRequest | EventKind::PauseEnds | EventKind::GiveUp | EventKind::Crash => return None,
        };
        Some(Arrow { from, to, y: self.y() })
    }

    /// Returns where something ends.
    fn cross(self) -> Option<u32> {
        match self.kind {
            EventKind::LoseRequest | EventKind::LoseReply => Some(NETWORK),
            EventKind::GiveUp => Some(CLIENT),
            EventKind::Crash => Some(BANK),
            _ => None,
        }
    }

    /// Returns where its words stand, and which end of them.
    fn words(self) -> (u32, &'static str) {
        match self.kind {
            EventKind::Send | EventKind::LoseRequest | EventKind::Answer => (ON_THE_WAY, "middle"),
            EventKind::LoseReply => (ON_THE_WAY_BACK, "middle"),
            EventKind::Look | EventKind::Decide | EventKind::PauseEnds => (100, "end"),
            EventKind::GiveUp => (CLIENT + 4, "start"),
            EventKind::Crash => (BANK - 4, "end"),
        }
    }

    /// Returns the line that they stand on: above an arrow, otherwise beside what there is.
    fn words_y(self) -> u32 {
        if self.arrow().is_some() { self.y() - 40 } else { self.y() + 35 }
    }
}

fn class_of(step: &CounterexampleStep) -> &'static str {
    match (step.event.step, step.bank) {
        (EventKind::Send | EventKind::Answer, _) => "on-the-way",
        (_, Some(AtBank::Paid { again: true })) => "words again",
        (_, Some(AtBank::Paid { again: false })) => "words paid",
        (_, Some(_)) => "words known",
        (_, None) => "words",
    }
}

/// Returns where the row of this step begins, from 0.
fn top(index: usize) -> u32 {
    TOP + ROW * u32::try_from(index).unwrap_or(u32::MAX / ROW / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_lies_below_the_one_before() {
        let place = |index, kind| Place { index, kind };
        for kind in [EventKind::Send, EventKind::LoseReply, EventKind::Crash] {
            assert!(place(0, kind).y() + 60 < place(1, EventKind::Send).words_y());
        }
    }

    #[test]
    fn a_lost_reply_leaves_the_bank_and_ends_at_the_network() {
        let place = Place { index: 0, kind: EventKind::LoseReply };
        assert_eq!(place.arrow().map(|arrow| (arrow.from, arrow.to)), Some((BANK, NETWORK)));
        assert_eq!(place.cross(), Some(NETWORK));
    }
}
