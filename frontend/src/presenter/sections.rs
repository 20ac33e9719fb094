//! The parts of a slide: each reads the contexts that it needs, and hands its components what they show.

use leptos::prelude::*;

use super::RunConditions;
use super::parts::Part;
use crate::lab_page::{
    AxisSection, ByHandSection, CrashSection, ExhibitCure, ExhibitSection, FatesSection, PaymentDetail, Totals,
};
use crate::model::{Find, RunStatus};
use crate::pages::PageLinks;
use crate::room::host::Dashboard;
use crate::runner::use_runner;
use crate::state::{use_live, use_selection, use_settings};

/// Makes a part of a slide.
pub(super) fn slide_part(part: Part) -> AnyView {
    match part {
        Part::Exhibits => view! { <Exhibits /> }.into_any(),
        Part::Conditions => view! { <RunConditions settings=use_settings().settings /> }.into_any(),
        Part::Axis => view! { <AxisSection /> }.into_any(),
        Part::ByHand => view! { <ByHandSection /> }.into_any(),
        Part::Crash => view! { <CrashSection /> }.into_any(),
        Part::Room => view! { <Dashboard /> }.into_any(),
        Part::Grid => view! { <FatesSection panel=RwSignal::new(None) /> }.into_any(),
        Part::Totals => view! { <TotalsOnSlide /> }.into_any(),
        Part::Payment => view! { <PaymentOnSlide /> }.into_any(),
        Part::Cure => view! { <CureOnSlide /> }.into_any(),
        Part::PageLinks => view! { <PageLinks /> }.into_any(),
    }
}

/// The exhibits to choose from, where one is chosen.
#[component]
fn Exhibits() -> impl IntoView {
    let scenario = use_selection().scenario;
    let exhibit = Memo::new(move |_| scenario.get().exhibit());
    move || exhibit.get().map(|exhibit| view! { <ExhibitSection exhibit /> })
}

/// What cures the exhibit that is chosen.
#[component]
fn CureOnSlide() -> impl IntoView {
    let scenario = use_selection().scenario;
    let exhibit = Memo::new(move |_| scenario.get().exhibit());
    move || exhibit.get().map(|exhibit| view! { <ExhibitCure exhibit /> })
}

/// Two ledgers, one gap.
#[component]
fn TotalsOnSlide() -> impl IntoView {
    let live = use_live();
    view! { <Totals belief=move || live.progress.get().belief totals=live.totals /> }
}

/// The payment that says most: the model chooses it with the slide.
#[component]
fn PaymentOnSlide() -> impl IntoView {
    let (live, selection, runner) = (use_live(), use_selection(), use_runner());
    view! {
        <PaymentDetail
            payment=live.payment
            nothing_found=selection.nothing_found
            nothing_sent=move || live.progress.get().attempts == 0
            covered=move || live.run.with(RunStatus::is_covered)
            filter=selection.filter
            on_find=move |find: Find| runner.follow(find)
        />
    }
}
