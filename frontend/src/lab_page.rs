//! What stands on the lab page. Components take what they show as props and decide nothing; [`LabPage`] reads the
//! contexts and hands it to them.

#![expect(unreachable_pub, reason = "what the component macro makes of a component is public")]

mod bank_log;
mod by_hand;
mod chapter_nav;
mod confirm_dialog;
mod crash;
mod euro_axis;
mod exhibits;
mod grid_legend;
mod grid_table;
mod header;
mod measured_losses;
mod notices;
mod panels;
mod payment_detail;
mod payment_grid;
mod payment_search;
mod pipeline;
mod recording_banner;
mod run_controls;
mod sections;
mod settings;
mod story_line;
mod totals;
mod welcome;

use experiment::Scenario;
use leptos::prelude::*;

pub use bank_log::BankLog;
pub use by_hand::{ByHandButtons, ByHandStory};
pub use chapter_nav::ChapterNav;
pub use confirm_dialog::ConfirmDialog;
pub use crash::{CrashButton, CrashNews};
pub use euro_axis::{AxisMarks, EuroAxis};
pub use exhibits::{Cure, ExhibitNav};
pub use grid_legend::GridLegend;
pub use grid_table::GridTable;
pub use header::{Header, LanguageSwitch, ViewButtons};
pub use measured_losses::MeasuredLosses;
pub use notices::{IgnoredAddress, Notices};
pub use panels::{Panel, PanelButtons, PanelFrame};
pub use payment_detail::PaymentDetail;
pub use payment_grid::PaymentGrid;
pub use pipeline::Pipeline;
pub use recording_banner::RecordingBanner;
pub use run_controls::{RunActions, RunControls, RunProgress};
pub use sections::{
    AskingCrashButton, AxisSection, ByHandSection, ControlsSection, CrashSection, ExhibitCure, ExhibitSection,
    FatesSection, HeaderSection, MessagesSection, NoticesSection, PipelineSection, RecordingSection, ResultSection,
    SideSection, StorySection, WelcomeSection,
};
pub use settings::AdvancedSettings;
pub use story_line::{StoryLine, Telling};
pub use totals::Totals;
pub use welcome::Welcome;

use crate::state::use_selection;

/// The lab on one screen: chapters, story, pipeline, result, payments, and the buttons of a run.
#[component]
pub fn LabPage() -> impl IntoView {
    let scenario = use_selection().scenario;
    let panel = RwSignal::new(None);
    let by_hand = Memo::new(move |_| scenario.get() == Scenario::ByHand);
    let exhibit = Memo::new(move |_| scenario.get().exhibit());
    view! {
        <HeaderSection />
        <main
            class="lab"
            tabindex="-1"
            class:hands=move || by_hand.get()
            class:exhibit=move || exhibit.get().is_some()
            data-panel=move || panel.get().map(Panel::name)
        >
            <StorySection />
            {move || exhibit.get().map(|exhibit| view! { <ExhibitSection exhibit /> })}
            <Show when=move || !by_hand.get()>
                <PipelineSection />
            </Show>
            <ResultSection />
            {move || {
                if by_hand.get() {
                    view! { <ByHandSection /> }.into_any()
                } else {
                    view! { <FatesSection panel /> }.into_any()
                }
            }}
            <SideSection panel />
        </main>
        <ControlsSection panel />
    }
}
