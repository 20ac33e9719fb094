//! Chapter 6: the exhibits, and what cures each of them.

use experiment::{Exhibit, Scenario, Settings};
use leptos::html;
use leptos::prelude::*;

use crate::components::{Button, keep_focus};
use crate::text::{said, use_text};

/// A button for each exhibit. It changes only the page.
#[component]
pub fn ExhibitNav(
    /// The exhibit that is chosen.
    #[prop(into)]
    chosen: Signal<Exhibit>,
    /// Whether nothing else can be chosen now.
    #[prop(into)]
    locked: Signal<bool>,
    /// Hears what is chosen.
    #[prop(into)]
    on_choose: Callback<Scenario>,
) -> impl IntoView {
    let text = use_text();
    let exhibit = move |exhibit: Exhibit| {
        let button = NodeRef::<html::Button>::new();
        keep_focus(button, locked);
        view! {
            <button
                type="button"
                node_ref=button
                data-testid=format!("exhibit-{}", exhibit.as_str())
                aria-pressed=move || (chosen.get() == exhibit).to_string()
                disabled=move || locked.get()
                on:click=move |_| on_choose.run(Scenario::Exhibit(exhibit))
            >
                {move || (text.get().runs.exhibit)(exhibit).chapter.name}
            </button>
        }
    };
    view! {
        <nav class="exhibits" aria-label=said(|text| text.runs.exhibits_label)>
            {Exhibit::ALL.map(exhibit).collect_view()}
        </nav>
    }
}

/// What makes an exhibit exact again, said and run; and the way back to how it is broken.
#[component]
pub fn Cure(
    /// The exhibit.
    #[prop(into)]
    exhibit: Signal<Exhibit>,
    /// What the next run will do.
    #[prop(into)]
    settings: Signal<Settings>,
    /// Whether a run can be started.
    #[prop(into)]
    may_run: Signal<bool>,
    /// Hears with which settings to run.
    #[prop(into)]
    on_run: Callback<Settings>,
) -> impl IntoView {
    let text = use_text();
    let cured = move || settings.get() == exhibit.get().cure();
    let disabled = Signal::derive(move || !may_run.get());
    view! {
        <div class="cure" class:chosen-cure=cured>
            <p>
                <b>{said(|text| text.runs.cure_label)}</b>
                " "
                <span>{move || (text.get().runs.exhibit)(exhibit.get()).cure}</span>
            </p>
            <Button
                test_id="cure"
                label=said(|text| text.runs.run_cure)
                on_press=move |()| on_run.run(exhibit.get_untracked().cure())
                disabled
            />
            <Show when=cured>
                <Button
                    test_id="broken"
                    label=said(|text| text.runs.run_broken)
                    on_press=move |()| on_run.run(exhibit.get_untracked().settings())
                    disabled
                />
            </Show>
        </div>
    }
}
