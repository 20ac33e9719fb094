use experiment::{Crash, Scenario};
use leptos::html::Div;
use leptos::prelude::*;
use leptos_use_element_visibility::use_element_visibility;

use super::keyboard::turn;
use super::scroll::scroll_to_top;
use super::sections::slide_part;
use super::slide::SlideContent;
use crate::components::Button;
use crate::lab_page::{ControlsSection, HeaderSection, NoticesSection, RecordingSection, StorySection};
use crate::runner::use_runner;
use crate::state::{use_live, use_presentation, use_room, use_selection};
use crate::text::said;

/// The presenter view: chapters, the slide, and the buttons of a run with Back and Next.
#[component]
pub fn PresenterView() -> impl IntoView {
    let (live, slide, scenario) = (use_live(), use_presentation().slide, use_selection().scenario);
    let crash = Memo::new(move |_| live.run.with(|run| run.waits_for_crash || run.crash != Crash::None));
    let of_another = move || live.run.with(|run| run.is_of_another(scenario.get()));
    let by_hand = move || scenario.get() == Scenario::ByHand;
    let end = NodeRef::<Div>::new();
    let end_is_seen = use_element_visibility(end);
    let room = use_room().state;
    let revealed = Memo::new(move |_| room.with(|room| room.as_ref().is_some_and(|room| room.pace.revealed)));
    Effect::new(move || {
        slide.track();
        scenario.track();
        // What is revealed stands above the stations.
        revealed.track();
        scroll_to_top();
    });
    view! {
        <HeaderSection />
        <main
            class="slide"
            tabindex="-1"
            class:hands=by_hand
            class:of-another=of_another
            data-slide=move || slide.get().as_str()
        >
            <StorySection />
            <NoticesSection />
            <RecordingSection />
            <SlideContent slide scenario crash part=slide_part />
            <div class="slide-end" node_ref=end></div>
        </main>
        <MoreBelow shown=move || !end_is_seen.get() />
        <ControlsSection panel=RwSignal::new(None)>
            <SlideButtons />
        </ControlsSection>
    }
}

/// Shows that the slide goes on below: Next scrolls before it turns. Who hears the page hears the rest anyway.
#[component]
fn MoreBelow(
    /// Whether it does.
    #[prop(into)]
    shown: Signal<bool>,
) -> impl IntoView {
    view! {
        <p class="more-below" data-testid="more-below" aria-hidden="true" hidden=move || !shown.get()>
            <span>"\u{25bc}"</span>
            {said(|text| text.look.more_below)}
        </p>
    }
}

/// Back and Next, for those without a remote.
#[component]
fn SlideButtons() -> impl IntoView {
    let runner = use_runner();
    view! {
        <div class="turns">
            <Button
                test_id="previous-screen"
                label=said(|text| text.look.back)
                on_press=move |()| turn(runner, false)
            />
            <Button test_id="next-screen" label=said(|text| text.look.next) on_press=move |()| turn(runner, true) />
        </div>
    }
}
