//! One tile for each station: number and word, what happens there, what its bank has, and what its rule is worth.

use std::sync::Arc;

use experiment::Scenario;
use leptos::prelude::*;
use protocol::room::{StationActivity, StationNumber, StationOverview};
use protocol::{Payment, Total};

use super::class_result::is_covered;
use super::live::use_host_room;
use crate::components::Button;
use crate::state::{HostQuestion, use_room};
use crate::text::{said, use_text};

/// All stations of the room.
#[component]
pub fn StationTiles(
    /// Is set to what is asked first.
    question: RwSignal<Option<HostQuestion>>,
) -> impl IntoView {
    let room = use_host_room();
    let numbers = room.part(vec![], |overview| overview.stations.iter().map(|one| one.station).collect());
    let covered = room.part(true, |overview| is_covered(&overview.room));
    view! {
        <section aria-labelledby="stations-title">
            <h2 id="stations-title" class="spoken">{said(|text| text.host.stations)}</h2>
            <ul class="stations" data-testid="stations">
                <For each=move || numbers.get() key=|number| *number let:number>
                    <StationTile number covered question />
                </For>
            </ul>
        </section>
    }
}

/// A station.
#[component]
fn StationTile(
    /// Which.
    number: StationNumber,
    /// Whether what was transferred is kept from the class.
    covered: Signal<bool>,
    /// Is set to what is asked first.
    question: RwSignal<Option<HostQuestion>>,
) -> impl IntoView {
    let (room, text) = (use_host_room(), use_text());
    let station = room.part(None, move |overview| overview.stations.iter().find(|one| one.station == number).cloned());
    let word = move || station.get().map(|one| (text.get().room.name)(&one.name).to_owned()).unwrap_or_default();
    let name = Signal::derive(move || format!("{number} {}", word()));
    let state = move || station.get().map_or(StationActivity::Free, |one| one.state);
    let activity = move || station.get().map(|one| (text.get().host.activity)(one.state, one.percent));
    let payments = room.part(0, |overview| overview.room.payments);
    let transferred = move || {
        let one = station.get().filter(|one| one.state != StationActivity::Free && !covered.get())?;
        let expected = expected(&one, &room.payments.get(), payments.get());
        Some(format!("{} / {expected}", one.transferred?))
    };
    let why_not = move || {
        let counted = station.get().filter(|_| !covered.get())?.counted?;
        (text.get().host.why_not)(counted)
    };
    let scenario = Memo::new(move |_| station.get().as_ref().and_then(scenario));
    view! {
        <li
            class=move || format!("station-tile {}", state().as_str())
            data-testid=format!("station-{number}")
            data-state=move || state().as_str()
        >
            <h3><StationLink number name /></h3>
            <ChapterBadge scenario />
            <p class="activity">{activity}</p>
            <p class="transferred" data-testid=format!("station-{number}-transferred")>{transferred}</p>
            <p class="why-not" title=why_not hidden=move || why_not().is_none()>
                {said(|text| text.host.not_counted)} <span class="spoken">{why_not}</span>
            </p>
            <RuleTicks trials=Signal::derive(move || station.get().map_or([None; 5], |one| one.trials)) />
            <Show when=move || state() != StationActivity::Free>
                <TileActions number name question />
            </Show>
        </li>
    }
}

/// Leads to the station's page, which the host can only read.
#[component]
fn StationLink(
    /// Which station.
    number: StationNumber,
    /// Number and word.
    name: Signal<String>,
) -> impl IntoView {
    let (text, way) = (use_text(), use_room().place.way_to_hub());
    view! {
        <a
            href=format!("{way}s/{number}/")
            aria-label=move || (text.get().host.look)(&name.get())
            data-testid=format!("station-{number}-open")
        >
            <b>{number.to_string()}</b>
            {move || name.with(|name| name.trim_start_matches(|character: char| character.is_ascii_digit()).to_owned())}
        </a>
    }
}

/// The chapter that is chosen at a station, by its number; its name while the pointer rests on it, and to be heard.
#[component]
fn ChapterBadge(
    /// The scenario; nothing where nobody has the seat.
    #[prop(into)]
    scenario: Signal<Option<Scenario>>,
) -> impl IntoView {
    let text = use_text();
    let name = move || scenario.get().map(|scenario| text.get().of_place(scenario).name);
    view! {
        <p class="badge" title=name hidden=move || scenario.get().is_none()>
            <span aria-hidden="true">{move || scenario.get().map(Scenario::chapter)}</span>
            <span class="spoken">{name}</span>
        </p>
    }
}

/// How the five trials of the rule went; nothing before one was judged.
#[component]
fn RuleTicks(
    /// Passed, failed, or not judged.
    trials: Signal<[Option<bool>; 5]>,
) -> impl IntoView {
    let text = use_text();
    let tick = move |index: usize| {
        let passed = move || trials.get()[index];
        let sign = move || match passed() {
            Some(true) => "\u{2713}",
            Some(false) => "\u{2717}",
            None => "\u{b7}",
        };
        view! {
            <li>
                <span aria-hidden="true">{sign}</span>
                <span class="spoken">{move || (text.get().host.trial)(index + 1, passed())}</span>
            </li>
        }
    };
    view! {
        <ol
            class="ticks"
            aria-label=said(|text| text.host.rule)
            hidden=move || trials.get().iter().all(Option::is_none)
        >
            {(0..5).map(tick).collect_view()}
        </ol>
    }
}

/// What the host can do to a station; each is asked first.
#[component]
fn TileActions(
    /// Which station.
    number: StationNumber,
    /// Number and word.
    name: Signal<String>,
    /// Is set to what is asked first.
    question: RwSignal<Option<HostQuestion>>,
) -> impl IntoView {
    let text = use_text();
    let button = move |asked: HostQuestion, name: &'static str, label: Signal<String>| {
        view! {
            <Button
                test_id=format!("station-{number}-{name}")
                label
                on_press=move |()| question.set(Some(asked))
            />
        }
    };
    view! {
        <details>
            <summary
                data-testid=format!("station-{number}-more")
                aria-label=move || (text.get().host.more)(&name.get())
            >
                "\u{22ee}"
            </summary>
            <div class="actions">
                {button(HostQuestion::Reset(number), "reset", said(|text| text.host.reset_station))}
                {button(HostQuestion::Crash(number), "crash", said(|text| text.host.crash_station))}
                {button(HostQuestion::Move(number), "move", said(|text| text.host.move_seat))}
                {button(HostQuestion::Free(number), "free", said(|text| text.host.free_seat))}
            </div>
        </details>
    }
}

/// Returns the scenario that is chosen at a station; `None` where nobody has the seat.
fn scenario(one: &StationOverview) -> Option<Scenario> {
    one.scenario.as_ref().filter(|_| one.state != StationActivity::Free)?.parse().ok()
}

/// Returns what a station's payments come to in the scenario that is chosen there.
fn expected(one: &StationOverview, file: &Arc<[Payment]>, payments: u32) -> Total {
    let scenario = scenario(one).unwrap_or_default();
    let sent: Arc<[Payment]> = file.iter().take(payments as usize).cloned().collect();
    scenario.payments(&sent).iter().map(|payment| payment.amount).sum()
}
