//! What stands behind the numbers, and the run to take away.

use leptos::prelude::*;

use super::super::lab;
use crate::browser;
use crate::lab::Lab;
use crate::model::RunState;
use crate::report::{Form, Set};
use crate::text::{Language, text};

/// Versions, settings, where the numbers come from, and the three forms of the report.
#[component]
pub(super) fn About() -> impl IntoView {
    let words = move || &text().pages.about;
    let source = move |index: usize| {
        view! {
            <dt>{move || words().source_list[index].0}</dt>
            <dd>{move || words().source_list[index].1}</dd>
        }
    };
    view! {
        <div class="about-run">
            <section>
                <h3>{move || words().versions}</h3>
                <Versions />
            </section>
            <section>
                <h3>{move || words().settings}</h3>
                <Settings />
            </section>
            <section>
                <h3>{move || words().take}</h3>
                <TakeAway />
            </section>
            <section>
                <h3>{move || words().sources}</h3>
                <p>{move || words().nothing_replayed}</p>
                <dl>{[0, 1, 2, 3, 4, 5].map(source)}</dl>
            </section>
        </div>
    }
}

/// Of the lab, the network and the browser.
#[component]
fn Versions() -> impl IntoView {
    let lab = lab();
    let words = move || &text().pages.about;
    let state = lab.seen(|seen| seen.lab.clone());
    let version = move || state.with(|state| state.as_ref().map(|state| state.version.clone()));
    let network = move || {
        state.with(|state| match state.as_ref().map(|state| &state.network) {
            None => text().looking.to_owned(),
            Some(network) => match &network.name {
                None => text().no_network.to_owned(),
                Some(name) => [name.as_str(), network.version.as_deref().unwrap_or_default()].join(" "),
            },
        })
    };
    view! {
        <dl>
            <dt>{move || words().lab}</dt>
            <dd data-testid="about-version">{version}</dd>
            <dt>{move || words().rows.report.network}</dt>
            <dd>{network}</dd>
            <dt>{move || words().browser}</dt>
            <dd>{browser::user_agent()}</dd>
        </dl>
    }
}

/// What the latest run of this page was told to do.
#[component]
fn Settings() -> impl IntoView {
    let lab = lab();
    let words = move || &text().pages.about;
    // Read again whenever a run begins or ends.
    let state = lab.seen(|seen| seen.run);
    let set = Memo::new(move |_| {
        state.track();
        lab.with(|inner| inner.model.run.sending().map(|sending| *sending.settings()))
    });
    let lines = move || {
        set.get().map(|settings| {
            let row = |(name, value): (&'static str, String)| view! { <dt>{name}</dt><dd>{value}</dd> };
            Set::of(&settings).in_words(text()).into_iter().map(row).collect_view()
        })
    };
    view! {
        <Show when=move || set.get().is_some() fallback=move || view! { <p class="empty">{move || words().no_run}</p> }>
            <dl data-testid="about-settings">{lines}</dl>
        </Show>
    }
}

/// The report, in its three forms.
#[component]
fn TakeAway() -> impl IntoView {
    let lab = lab();
    let language = expect_context::<RwSignal<Language>>();
    let words = move || &text().pages.about;
    let is_there = lab.seen(|seen| seen.run == RunState::Done && seen.verdict().is_some());
    let button = move |form: Form| {
        view! {
            <button
                data-testid=format!("take-{}", form.extension())
                disabled=move || !is_there.get()
                on:click=move |_| take_away(lab, form, language.get_untracked())
            >
                {move || form.words(text())}
            </button>
        }
    };
    view! {
        <p>{move || if is_there.get() { words().take_what } else { words().nothing_to_take }}</p>
        <p class="take">{Form::ALL.map(button)}</p>
    }
}

fn take_away(lab: Lab, form: Form, language: Language) {
    let ran = lab.seen.with_untracked(|seen| seen.ran).unwrap_or(lab.place.get_untracked());
    let chapter = super::super::header::title(ran, language.text());
    let report = lab.with(|inner| inner.model.report(chapter, browser::time_of_day()));
    if let Some(report) = report {
        // A browser that hands out no files has said so itself.
        let _ = browser::hand_out(&report.file_name(form), form.mime(), &report.write(form, language));
    }
}
