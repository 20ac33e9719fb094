//! What somebody without a station sees: what the host has revealed.

use experiment::Scenario;
use leptos::prelude::*;
use protocol::Total;
use protocol::room::{RoomMode, RoomState};

use crate::text::{said, use_text};

/// The room without a station of one's own.
#[component]
pub(super) fn Watcher(
    /// The room as everybody may know it.
    #[prop(into)]
    room: Signal<Option<RoomState>>,
) -> impl IntoView {
    let scenarios = move || room.with(|room| room.as_ref().map(scenarios).unwrap_or_default());
    view! {
        <section class="watcher" data-testid="watcher">
            <p>{said(|text| text.room.watcher)}</p>
            <For each=scenarios key=|scenario| *scenario let:scenario>
                <WatchedScenario room scenario />
            </For>
        </section>
    }
}

/// What was predicted in a scenario, and what came out.
#[component]
fn WatchedScenario(
    /// The room as everybody may know it.
    room: Signal<Option<RoomState>>,
    /// Which.
    scenario: Scenario,
) -> impl IntoView {
    let text = use_text();
    let title = move || {
        let text = text.get();
        format!("{}: {}", (text.room.scenario)(scenario), text.chapter_name(scenario.chapter()))
    };
    let predictions = move || {
        let (count, least, most) = room.with(|room| predictions(room.as_ref()?, scenario))?;
        Some((text.get().room.predictions)(count, least, most))
    };
    let results = move || {
        let (count, total) = room.with(|room| results(room.as_ref()?, scenario))?;
        Some((text.get().room.results)(count, total))
    };
    let otherwise = move || {
        let (text, covered) = (&text.get().room, room.with(|room| room.as_ref().map(is_covered))?);
        Some(if covered { text.covered } else { text.nothing_yet }.to_owned())
    };
    view! {
        <h3>{title}</h3>
        <p data-testid="watched-predictions">{predictions}</p>
        <p data-testid="watched-results">{move || results().or_else(otherwise)}</p>
    }
}

/// Whether the host has still to reveal.
fn is_covered(room: &RoomState) -> bool {
    room.pace.mode == RoomMode::Paced && !room.pace.revealed
}

/// Returns what there is something to see of: the scenario of a room that is led, and every one with a result.
fn scenarios(room: &RoomState) -> Vec<Scenario> {
    let is_led = |scenario| room.pace.mode == RoomMode::Paced && room.pace.scenario.parse() == Ok(scenario);
    let seen: Vec<Scenario> =
        Scenario::all().filter(|scenario| is_led(*scenario) || results(room, *scenario).is_some()).collect();
    // Where nothing has come out yet, the first one says so.
    if seen.is_empty() { room.pace.scenario.parse().into_iter().collect() } else { seen }
}

/// Returns how many predictions there are for a scenario, the least and the most.
fn predictions(room: &RoomState, scenario: Scenario) -> Option<(usize, Total, Total)> {
    let name = scenario.to_string();
    let all = room.predictions.as_ref()?.iter().filter(|said| said.scenario == name);
    let totals: Vec<Total> = all.map(|said| said.prediction).collect();
    Some((totals.len(), *totals.iter().min()?, *totals.iter().max()?))
}

/// Returns how many stations have a result in a scenario, and what they moved together.
fn results(room: &RoomState, scenario: Scenario) -> Option<(usize, Total)> {
    let name = scenario.to_string();
    let all = room.results.as_ref()?.iter().filter(|result| result.scenario == name);
    let cents: Vec<u64> = all.map(|result| result.transferred.cents()).collect();
    (!cents.is_empty()).then(|| (cents.len(), Total::from_cents(cents.iter().sum())))
}

#[cfg(test)]
mod tests {
    use protocol::room::{Pace, SeatCounts, StationNumber, StationPrediction, StationResult};

    use super::*;

    fn room() -> RoomState {
        let scenario = "chapter-3".to_owned();
        let prediction = |station, euros: u64| StationPrediction {
            station: StationNumber(station),
            scenario: scenario.clone(),
            prediction: Total::from_cents(euros * 100),
        };
        let result = |station, scenario: &str, euros: u64| StationResult {
            station: StationNumber(station),
            scenario: scenario.to_owned(),
            transferred: Total::from_cents(euros * 100),
        };
        RoomState {
            open: true,
            locked: false,
            seats: SeatCounts { all: 24, taken: 3 },
            pace: Pace { mode: RoomMode::Free, scenario: scenario.clone(), revealed: false, reveals: 0, paused: false },
            payments: 100,
            predictions: Some(vec![prediction(1, 100), prediction(2, 160)]),
            results: Some(vec![result(1, "chapter-3", 140), result(2, "chapter-3", 150), result(1, "chapter-2", 70)]),
        }
    }

    #[test]
    fn each_scenario_is_summed_up_by_itself() {
        let chapter_3 = Scenario::Chapter(3);
        assert_eq!(predictions(&room(), chapter_3), Some((2, Total::from_cents(10_000), Total::from_cents(16_000))));
        assert_eq!(results(&room(), chapter_3), Some((2, Total::from_cents(29_000))));
        assert_eq!(results(&room(), Scenario::Chapter(2)), Some((1, Total::from_cents(7_000))));
    }

    #[test]
    fn every_scenario_with_a_result_is_seen_and_the_one_that_is_led_through() {
        let mut room = room();
        assert_eq!(scenarios(&room), [Scenario::Chapter(2), Scenario::Chapter(3)]);
        (room.pace.mode, room.pace.scenario) = (RoomMode::Paced, "chapter-5".to_owned());
        assert_eq!(scenarios(&room), [Scenario::Chapter(2), Scenario::Chapter(3), Scenario::Chapter(5)]);
        let nothing = RoomState { results: None, ..room };
        assert_eq!(scenarios(&nothing), [Scenario::Chapter(5)]);
    }

    #[test]
    fn a_room_that_has_told_nothing_is_covered_or_has_nothing_yet() {
        let mut room = RoomState { predictions: None, results: None, ..room() };
        let chapter_3 = Scenario::Chapter(3);
        assert_eq!((predictions(&room, chapter_3), results(&room, chapter_3), is_covered(&room)), (None, None, false));
        room.pace.mode = RoomMode::Paced;
        assert!(is_covered(&room));
        room.pace.revealed = true;
        assert!(!is_covered(&room));
    }
}
