//! Chapter 0: one payment by hand. Four ways to make the next attempt, and the story so far as a sequence diagram.

use experiment::{ByHand, Story};
use leptos::html;
use leptos::prelude::*;

use crate::attempts::SequenceDiagram;
use crate::components::{Button, keep_focus};
use crate::model::AttemptRow;
use crate::text::{said, use_text};

/// A button for each way to make the next attempt, which is a real one.
#[component]
pub fn ByHandButtons(
    /// Whether an attempt can be made now.
    #[prop(into)]
    may_send: Signal<bool>,
    /// Hears how the next attempt is made.
    #[prop(into)]
    on_send: Callback<ByHand>,
) -> impl IntoView {
    let text = use_text();
    let disabled = Signal::derive(move || !may_send.get());
    let way = move |by_hand: ByHand| {
        let button = NodeRef::<html::Button>::new();
        keep_focus(button, disabled);
        view! {
            <button
                type="button"
                node_ref=button
                data-testid=by_hand.as_str()
                disabled=move || disabled.get()
                on:click=move |_| on_send.run(by_hand)
            >
                <b>{move || (text.get().runs.way)(by_hand)}</b>
                <small>{move || (text.get().runs.way_hint)(by_hand)}</small>
            </button>
        }
    };
    view! {
        <div class="ways" role="group" tabindex="-1" aria-label=said(|text| text.runs.ways_label)>
            {ByHand::ALL.map(way).collect_view()}
        </div>
    }
}

/// The attempts so far, as far back as the reader has gone.
#[component]
pub fn ByHandStory(
    /// How much of it is shown.
    #[prop(into)]
    story: Signal<Story>,
    /// All attempts, the first one first.
    #[prop(into)]
    attempts: Signal<Vec<AttemptRow>>,
    /// The payment's key.
    #[prop(into)]
    key: Signal<Option<String>>,
    /// Whether the payment is still open for another attempt.
    #[prop(into)]
    under_way: Signal<bool>,
    /// Hears that the reader goes back (true), or forward again.
    #[prop(into)]
    on_turn: Callback<bool>,
    /// Hears that the payment is to end.
    #[prop(into)]
    on_end: Callback<()>,
) -> impl IntoView {
    let text = use_text();
    let shown = Memo::new(move |_| attempts.get().into_iter().take(story.get().shown()).collect::<Vec<_>>());
    let progress = move || (text.get().runs.of_story)(story.get().shown(), story.get().attempts());
    view! {
        <section class="tour" data-testid="story">
            <header class:none=move || story.get().attempts() == 0>
                <Button
                    test_id="back"
                    label=said(|text| text.runs.back)
                    on_press=move |()| on_turn.run(true)
                    disabled=move || !story.get().has_past()
                />
                <Button
                    test_id="forward"
                    label=said(|text| text.runs.forward)
                    on_press=move |()| on_turn.run(false)
                    disabled=move || !story.get().has_future()
                />
                <span data-testid="story-shown" data-value=move || story.get().shown().to_string()>{progress}</span>
                <code>{move || key.get()}</code>
                <Button
                    test_id="end-story"
                    label=said(|text| text.runs.end_story)
                    on_press=on_end
                    disabled=move || !under_way.get()
                />
            </header>
            <div class="scroll" tabindex="0" role="region" aria-label=said(|text| text.lab.attempts)>
                <SequenceDiagram attempts=shown />
            </div>
        </section>
    }
}
