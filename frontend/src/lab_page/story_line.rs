//! The sentence of the scenario that is chosen, in one line.

use experiment::Scenario;
use leptos::prelude::*;

use crate::text::{Text, use_text};

/// How far the story of a scenario has been told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Telling {
    /// What happens is said, and asked what comes of it.
    #[default]
    Question,
    /// The run is over and its verdict may be seen: what it shows, and why.
    Answer,
    /// The run was stopped before its end, and shows nothing.
    Stopped,
}

/// What happens and the question; once the bank is revealed, the answer and why.
#[component]
pub fn StoryLine(
    /// What is chosen.
    #[prop(into)]
    scenario: Signal<Scenario>,
    /// How far its story has been told.
    #[prop(into)]
    telling: Signal<Telling>,
    /// Whether it is told of the exhibit's cure, and not of how it is broken.
    #[prop(into)]
    cured: Signal<bool>,
) -> impl IntoView {
    let text = use_text();
    let title = move || title(scenario.get(), telling.get(), cured.get(), text.get());
    let explanation = move || explanation(scenario.get(), telling.get(), cured.get(), text.get());
    view! {
        <div class="sentence">
            <h2>{title}</h2>
            <p data-testid="explanation">{explanation}</p>
        </div>
    }
}

fn title(scenario: Scenario, telling: Telling, cured: bool, text: &Text) -> &'static str {
    match (telling, scenario) {
        // By hand nothing is predicted, and there is nothing to give away.
        (_, Scenario::ByHand) => text.runs.by_hand.sentence,
        (Telling::Question, _) => text.look.question,
        (Telling::Stopped, _) => text.lab.stopped_title,
        (Telling::Answer, Scenario::Exhibit(exhibit)) if cured => (text.runs.exhibit)(exhibit).cure,
        (Telling::Answer, scenario) => text.of_place(scenario).sentence,
    }
}

fn explanation(scenario: Scenario, telling: Telling, cured: bool, text: &Text) -> &'static str {
    match (telling, scenario) {
        (Telling::Stopped, _) => text.lab.stopped_what,
        (_, Scenario::Exhibit(exhibit)) if cured => (text.runs.exhibit)(exhibit).cured,
        (Telling::Answer, Scenario::Chapter(_) | Scenario::ByHand) => {
            text.look.explanations.get(usize::from(scenario.chapter())).copied().unwrap_or_default()
        }
        (_, scenario) => text.of_place(scenario).what,
    }
}

#[cfg(test)]
mod tests {
    use experiment::Exhibit;

    use super::*;
    use crate::text::Language;

    #[test]
    fn the_cure_is_not_told_in_the_words_of_what_is_broken() {
        for text in Language::ALL.map(Language::text) {
            for exhibit in Exhibit::ALL {
                let told = |telling, cured| {
                    let scenario = Scenario::Exhibit(exhibit);
                    (title(scenario, telling, cured, text), explanation(scenario, telling, cured, text))
                };
                assert_ne!(told(Telling::Question, true).1, told(Telling::Question, false).1, "{exhibit:?}");
                let (cured, broken) = (told(Telling::Answer, true), told(Telling::Answer, false));
                assert!(cured.0 != broken.0 && cured.1 != broken.1, "{exhibit:?}");
            }
        }
    }

    #[test]
    fn what_became_of_an_attempt_by_hand_is_not_told_before_the_first() {
        for text in Language::ALL.map(Language::text) {
            let before = explanation(Scenario::ByHand, Telling::Question, false, text);
            assert_ne!(before, explanation(Scenario::ByHand, Telling::Answer, false, text));
        }
    }

    #[test]
    fn a_run_that_was_stopped_answers_nothing() {
        for text in Language::ALL.map(Language::text) {
            let stopped = title(Scenario::Chapter(3), Telling::Stopped, false, text);
            assert!(stopped != text.look.question && stopped != text.of_place(Scenario::Chapter(3)).sentence);
        }
    }
}
