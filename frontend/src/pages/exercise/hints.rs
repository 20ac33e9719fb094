//! Three hints, one after the other, and then the solution.

use leptos::prelude::*;

use super::draft::Draft;
use crate::components::Button;
use crate::pages::code::{coloured, pieces};
use crate::text::{said, use_text};

/// The rule that passes everything.
const SOLUTION: &str = include_str!("../../../../rule/samples/claim_and_same.rhai");

/// Three hints and the solution, each behind the one before.
#[component]
pub fn Hints(
    /// What is being written.
    draft: Draft,
) -> impl IntoView {
    let text = use_text();
    let shown = RwSignal::new(0_usize);
    let hint = move |number: usize| {
        let words = move || text.get().pages.exercise.hints[number];
        view! {
            <li hidden=move || shown.get() <= number data-testid=format!("hint-{}", number + 1)>{words}</li>
        }
    };
    let next = move || {
        let words = &text.get().pages.exercise;
        words.next_hint[shown.get().min(words.next_hint.len() - 1)].to_owned()
    };
    view! {
        <section class="hints">
            <h3>{said(|text| text.pages.exercise.hints_title)}</h3>
            <ol aria-live="polite">{[0, 1, 2].map(hint).collect_view()}</ol>
            <Show when=move || shown.get() <= 3>
                <Button test_id="next-hint" label=Signal::derive(next) on_press=move |()| shown.update(|shown| *shown += 1) />
            </Show>
            <Show when=move || { shown.get() > 3 }>
                <Solution draft />
            </Show>
        </section>
    }
}

/// The solution, to be read and taken over.
#[component]
fn Solution(
    /// What is being written.
    draft: Draft,
) -> impl IntoView {
    let line = |line: Vec<_>| view! { <code class="code-line">{pieces(&line)}"\n"</code> };
    view! {
        <pre class="code" tabindex="0" data-testid="solution">{coloured(SOLUTION.trim_end()).into_iter().map(line).collect_view()}</pre>
        <Button
            test_id="take-solution"
            label=said(|text| text.pages.exercise.take_solution)
            on_press=move |()| draft.replace(SOLUTION.to_owned())
        />
    }
}
