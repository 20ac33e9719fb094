//! What else there is: payment, log, losses, settings, pages.

use leptos::prelude::*;

use super::result::{AskingCrashButton, waits_for_crash};
use super::{covered, locked};
use crate::components::Checkbox;
use crate::lab_page::{
    AdvancedSettings, BankLog, GridTable, MeasuredLosses, Panel, PanelButtons, PanelFrame, PaymentDetail,
};
use crate::model::Find;
use crate::pages::PageLinks;
use crate::runner::use_runner;
use crate::state::{use_live, use_presentation, use_selection, use_settings};
use crate::text::said;

/// The panels and their buttons.
#[component]
pub fn SideSection(
    /// The panel that is open.
    panel: RwSignal<Option<Panel>>,
) -> impl IntoView {
    let live = use_live();
    let other_toxics =
        move || live.lab.with(|lab| lab.state.as_ref().map(|s| s.network.other_toxics.clone()).unwrap_or_default());
    view! {
        <PanelButtons open=panel />
        <div class="panels">
            <PanelFrame panel=Panel::Payment open=panel>
                <PaymentPanel />
            </PanelFrame>
            <PanelFrame panel=Panel::Log open=panel>
                <BankLog rows=live.log covered=covered() />
            </PanelFrame>
            <PanelFrame panel=Panel::Losses open=panel>
                <MeasuredLosses losses=live.losses other_toxics />
            </PanelFrame>
            <PanelFrame panel=Panel::Settings open=panel>
                <SettingsPanel />
            </PanelFrame>
            <PanelFrame panel=Panel::More open=panel>
                <PageLinks />
            </PanelFrame>
        </div>
    }
}

/// The payment that is followed, and the grid as a table.
#[component]
pub fn PaymentPanel() -> impl IntoView {
    let (live, selection, runner) = (use_live(), use_selection(), use_runner());
    view! {
        <PaymentDetail
            payment=live.payment
            nothing_found=selection.nothing_found
            nothing_sent=move || live.progress.get().attempts == 0
            covered=covered()
            filter=selection.filter
            on_find=move |find: Find| runner.follow(find)
        />
        <GridTable rows=live.table filter=selection.filter />
    }
}

/// The settings that matter less often, and what kills the bank.
#[component]
fn SettingsPanel() -> impl IntoView {
    let (presentation, runner, settings) = (use_presentation(), use_runner(), use_settings().settings);
    let waits = waits_for_crash();
    view! {
        <h3>{said(|text| text.runs.more)}</h3>
        <AdvancedSettings settings locked=locked() />
        <Checkbox
            test_id="reveal-by-itself"
            label=said(|text| text.look.reveal_by_itself)
            checked=presentation.reveals_automatically
            on_change=move |automatically| runner.reveal_automatically(automatically)
        />
        <Show when=move || !waits.get()>
            <AskingCrashButton />
        </Show>
    }
}
