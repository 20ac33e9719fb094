//! The sentence of the scenario that is chosen, in one line.

use experiment::Scenario;
use leptos::prelude::*;

use crate::text::use_text;

/// What happens and the question; once the bank is revealed, the answer and why.
#[component]
pub fn StoryLine(
    /// What is chosen.
    #[prop(into)]
    scenario: Signal<Scenario>,
    /// Whether its run is over and its verdict may be seen.
    #[prop(into)]
    answered: Signal<bool>,
) -> impl IntoView {
    let text = use_text();
    // By hand nothing is predicted, and there is nothing to give away.
    let answered = move || scenario.get() == Scenario::ByHand || answered.get();
    let words = move || text.get().of_place(scenario.get());
    let title = move || if answered() { words().sentence } else { text.get().look.question };
    let explanation = move || match scenario.get() {
        scenario if !answered() || scenario.exhibit().is_some() => words().what,
        scenario => text.get().look.explanations.get(usize::from(scenario.chapter())).copied().unwrap_or_default(),
    };
    view! {
        <div class="sentence">
            <h2>{title}</h2>
            <p data-testid="explanation">{explanation}</p>
        </div>
    }
}
