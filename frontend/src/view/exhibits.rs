//! Chapter 6: the exhibits, and what cures each of them.

use experiment::{Exhibit, Place};
use leptos::prelude::*;

use super::lab;
use crate::model::Seen;
use crate::text::text;

/// A button for each exhibit, and the cure of the one that is chosen.
#[component]
pub(super) fn Exhibits() -> impl IntoView {
    let place = lab().place;
    let chosen = Memo::new(move |_| place.get().exhibit());
    view! {
        {move || {
            chosen.get().map(|exhibit| view! {
                <section class="exhibits">
                    <nav aria-label=move || text().runs.exhibits_label>
                        {Exhibit::ALL.map(|other| view! { <ExhibitButton exhibit=other /> })}
                    </nav>
                    <Cure exhibit />
                </section>
            })
        }}
    }
}

/// It changes only the page.
#[component]
fn ExhibitButton(exhibit: Exhibit) -> impl IntoView {
    let lab = lab();
    let locked = lab.seen(Seen::settings_are_locked);
    view! {
        <button
            data-testid=format!("exhibit-{}", exhibit.as_str())
            aria-pressed=move || (lab.place.get() == Place::Exhibit(exhibit)).to_string()
            disabled=locked
            on:click=move |_| lab.choose(Place::Exhibit(exhibit))
        >
            {move || (text().runs.exhibit)(exhibit).chapter.name}
        </button>
    }
}

/// What makes it exact again, said and run.
#[component]
fn Cure(exhibit: Exhibit) -> impl IntoView {
    let lab = lab();
    let may_run = lab.seen(|seen| seen.may_run);
    let cured = Memo::new(move |_| lab.settings.with(|settings| *settings == exhibit.cure()));
    view! {
        <p class="cure" class:chosen-cure=cured>
            <b>{move || text().runs.cure_label}</b>
            <span>{move || (text().runs.exhibit)(exhibit).cure}</span>
            <button data-testid="cure" disabled=move || !may_run.get() on:click=move |_| lab.run_with(exhibit.cure())>
                {move || text().runs.run_cure}
            </button>
            <Show when=move || cured.get()>
                <button data-testid="broken" disabled=move || !may_run.get() on:click=move |_| lab.run_with(exhibit.settings())>
                    {move || text().runs.run_broken}
                </button>
            </Show>
        </p>
    }
}
