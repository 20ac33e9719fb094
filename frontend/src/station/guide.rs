//! The first run on a phone, one idea at a time: predict, run, reveal, why. Then everything is there.

use leptos::prelude::*;
use leptos_meta::Html;

use crate::components::{Button, ButtonKind};
use crate::model::{RunState, RunStatus};
use crate::state::{use_live, use_room, use_selection};
use crate::storage;
use crate::text::room::RoomText;
use crate::text::{said, use_text};

/// One step of the first run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum GuideStep {
    /// How many euros will move?
    Predict,
    /// The client runs, the bank is covered.
    Run,
    /// The run was stopped, which is no result: it is run again.
    Again,
    /// The run is over, the bank is covered.
    Reveal,
    /// The same, and the host reveals: until then it can be run again.
    Wait,
    /// The bank is seen.
    Why,
}

impl GuideStep {
    /// How many of them are told apart in the list of steps.
    const LISTED: usize = 4;

    /// Returns the name in the page's `data-guide`.
    fn as_str(self) -> &'static str {
        match self {
            Self::Predict => "predict",
            Self::Run => "run",
            Self::Again => "again",
            Self::Reveal => "reveal",
            Self::Wait => "wait",
            Self::Why => "why",
        }
    }

    /// Returns its place in the list of steps.
    fn place(self) -> usize {
        match self {
            Self::Predict => 0,
            Self::Run | Self::Again => 1,
            Self::Reveal | Self::Wait => 2,
            Self::Why => 3,
        }
    }

    /// Returns what is to be done.
    fn hint(self, text: &RoomText) -> &'static str {
        match self {
            Self::Again => text.run_again,
            Self::Wait => text.host_reveals,
            Self::Predict | Self::Run | Self::Reveal | Self::Why => text.step_hints[self.place()],
        }
    }

    /// Returns where the run of the chosen scenario stands.
    fn of(run: &RunStatus, is_of_the_scenario: bool, has_verdict: bool) -> Self {
        match run.state {
            RunState::Running | RunState::Paused => Self::Run,
            RunState::Done if is_of_the_scenario && run.stopped => Self::Again,
            RunState::Done if is_of_the_scenario && run.is_covered() && run.revealed_by_host => Self::Wait,
            RunState::Done if is_of_the_scenario && run.is_covered() => Self::Reveal,
            RunState::Done if is_of_the_scenario && has_verdict => Self::Why,
            RunState::Done if is_of_the_scenario => Self::Run,
            RunState::Idle | RunState::Done => Self::Predict,
        }
    }
}

/// The steps of the first run, and what is to be done in this one. On a laptop everything is there from the start.
#[component]
pub fn GuideLine() -> impl IntoView {
    let (room, live, scenario, text) = (use_room(), use_live(), use_selection().scenario, use_text());
    let is_over = RwSignal::new(storage::was_guided());
    let step = Memo::new(move |_| {
        let guides = !is_over.get() && room.is_own_station() && scenario.get() != experiment::Scenario::ByHand;
        let has_verdict = live.totals.with(|totals| totals.verdict().is_some());
        guides.then(|| live.run.with(|run| GuideStep::of(run, run.scenario == Some(scenario.get()), has_verdict)))
    });
    let hint = move || step.get().map(|step| step.hint(&text.get().room));
    let item = move |place: usize| {
        let is_current = move || (step.get().map(GuideStep::place) == Some(place)).then_some("step");
        view! { <li aria-current=is_current>{move || text.get().room.steps[place]}</li> }
    };
    view! {
        <Html attr:data-guide=move || step.get().map(GuideStep::as_str) />
        <div class="guide" hidden=move || step.get().is_none()>
            <ol aria-label=said(|text| text.room.step_label)>{(0..GuideStep::LISTED).map(item).collect_view()}</ol>
            <p data-testid="guide-hint">{hint}</p>
            <Show when=move || step.get() == Some(GuideStep::Why)>
                <Button
                    test_id="guide-end"
                    label=said(|text| text.room.go_on)
                    kind=ButtonKind::Primary
                    on_press=move |()| {
                        storage::set_guided();
                        is_over.set(true);
                    }
                />
            </Show>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Concealment;

    #[test]
    fn a_first_run_leads_from_the_prediction_to_the_reason() {
        let step = |state, concealment, own, verdict| {
            GuideStep::of(&RunStatus { state, concealment, ..RunStatus::default() }, own, verdict).as_str()
        };
        assert_eq!(step(RunState::Idle, Concealment::Open, false, false), "predict");
        assert_eq!(step(RunState::Running, Concealment::Covered, true, false), "run");
        assert_eq!(step(RunState::Done, Concealment::Covered, true, false), "reveal");
        let stopped = RunStatus { state: RunState::Done, stopped: true, ..RunStatus::default() };
        for concealment in [Concealment::Covered, Concealment::Open] {
            let step = GuideStep::of(&RunStatus { concealment, ..stopped.clone() }, true, true);
            assert_eq!(step, GuideStep::Again, "it is no result");
        }
        let covered =
            RunStatus { concealment: Concealment::Covered, stopped: false, revealed_by_host: true, ..stopped };
        assert_eq!(GuideStep::of(&covered, true, true), GuideStep::Wait);
        assert_eq!(step(RunState::Done, Concealment::Open, true, true), "why");
        assert_eq!(step(RunState::Done, Concealment::Open, false, true), "predict", "another scenario is chosen");
    }
}
