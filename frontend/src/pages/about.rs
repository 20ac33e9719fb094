//! What stands behind the numbers, and the run to take away.

use experiment::Settings;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::Button;
use crate::export::{self, Format, ReportSettings};
use crate::model::{LabStatus, RunState};
use crate::runner::use_runner;
use crate::state::use_live;
use crate::text::{Language, Text, said, use_text};

/// Versions, settings, the three formats of the report, and where the numbers come from.
#[component]
pub fn AboutRun() -> impl IntoView {
    let (text, live) = (use_text(), use_live());
    let versions = Signal::derive(move || live.lab.with(|lab| versions(lab, text.get())));
    let settings = Signal::derive(move || {
        let described = |settings: &Settings| ReportSettings::of(settings).described(text.get());
        live.run.with(|run| run.settings.as_ref().map(described).unwrap_or_default())
    });
    let sources = Signal::derive(move || {
        text.get().pages.about.source_list.map(|(name, source)| (name, source.to_owned())).to_vec()
    });
    view! {
        <div class="about-run">
            <section>
                <h3>{said(|text| text.pages.about.versions)}</h3>
                <Terms terms=versions />
            </section>
            <section>
                <h3>{said(|text| text.pages.about.settings)}</h3>
                <div data-testid="about-settings">
                    <p class="empty" hidden=move || settings.with(|rows| !rows.is_empty())>
                        {said(|text| text.pages.about.no_run)}
                    </p>
                    <Terms terms=settings />
                </div>
            </section>
            <section>
                <h3>{said(|text| text.pages.about.take)}</h3>
                <TakeAway />
            </section>
            <section>
                <h3>{said(|text| text.pages.about.sources)}</h3>
                <p>{said(|text| text.pages.about.recordings)}</p>
                <Terms terms=sources />
            </section>
        </div>
    }
}

/// A list of terms and what is said of each.
#[component]
fn Terms(
    /// The terms, each with its description.
    #[prop(into)]
    terms: Signal<Vec<(&'static str, String)>>,
) -> impl IntoView {
    let term = |(term, description)| view! { <dt>{term}</dt><dd>{description}</dd> };
    view! { <dl>{move || terms.get().into_iter().map(term).collect_view()}</dl> }
}

/// The report of the finished run on the page, in its three formats.
#[component]
fn TakeAway() -> impl IntoView {
    let (text, live, runner) = (use_text(), use_live(), use_runner());
    let language = expect_context::<RwSignal<Language>>();
    let is_there = move || live.run.with(|run| run.state == RunState::Done) && live.totals.get().verdict().is_some();
    let what = move || {
        let about = &text.get().pages.about;
        if is_there() { about.take_what } else { about.nothing_to_take }
    };
    let take = move |format: Format| {
        spawn_local(async move {
            let Some(report) = runner.report().await else { return };
            // A browser that hands out no files has said so itself.
            let _ = export::download(&report, format, language.get_untracked());
        });
    };
    let button = move |format: Format| {
        view! {
            <Button
                test_id=format!("take-{}", format.extension())
                label=Signal::derive(move || format.label(text.get()).to_owned())
                on_press=move |()| take(format)
                disabled=move || !is_there()
            />
        }
    };
    view! {
        <p>{what}</p>
        <p class="take">{Format::ALL.map(button).collect_view()}</p>
    }
}

/// Returns the versions of the lab, the network and the browser.
fn versions(lab: &LabStatus, text: &'static Text) -> Vec<(&'static str, String)> {
    let about = &text.pages.about;
    let version = lab.state.as_ref().map(|state| state.version.clone()).unwrap_or_default();
    let network = text.network_name(lab);
    let browser = window().navigator().user_agent().unwrap_or_default();
    vec![(about.lab, version), (about.rows.report.network, network), (about.browser, browser)]
}
