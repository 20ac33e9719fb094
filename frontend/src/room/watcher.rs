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
    let text = use_text();
    let scenario = move || {
        let scenario = room.with(|room| room.as_ref().and_then(scenario))?;
        let text = text.get();
        Some(format!("{}: {}", (text.room.scenario)(scenario), text.chapter_name(scenario.chapter())))
    };
    let predictions = move || {
        let (count, least, most) = room.with(|room| room.as_ref().and_then(predictions))?;
        Some((text.get().room.predictions)(count, least, most))
    };
    let results = move || {
        let (count, total) = room.with(|room| room.as_ref().and_then(results))?;
        Some((text.get().room.results)(count, total))
    };
    let otherwise = move || {
        let (text, covered) = (&text.get().room, room.with(|room| room.as_ref().map(is_covered))?);
        Some(if covered { text.covered } else { text.nothing_yet }.to_owned())
    };
    view! {
        <section class="watcher" data-testid="watcher">
            <p>{said(|text| text.room.watcher)}</p>
            <h3>{scenario}</h3>
            <p data-testid="watched-predictions">{predictions}</p>
            <p data-testid="watched-results">{move || results().or_else(otherwise)}</p>
        </section>
    }
}

/// Whether the host has still to reveal.
fn is_covered(room: &RoomState) -> bool {
    room.pace.mode == RoomMode::Paced && !room.pace.revealed
}

fn scenario(room: &RoomState) -> Option<Scenario> {
    room.pace.scenario.parse().ok()
}

/// Returns how many predictions there are for the scenario of the room, the least and the most.
fn predictions(room: &RoomState) -> Option<(usize, Total, Total)> {
    let all = room.predictions.as_ref()?.iter().filter(|said| said.scenario == room.pace.scenario);
    let totals: Vec<Total> = all.map(|said| said.prediction).collect();
    Some((totals.len(), *totals.iter().min()?, *totals.iter().max()?))
}

/// Returns how many stations have a result in the scenario of the room, and what they moved together.
fn results(room: &RoomState) -> Option<(usize, Total)> {
    let all = room.results.as_ref()?.iter().filter(|result| result.scenario == room.pace.scenario);
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
    fn only_the_scenario_of_the_room_is_summed_up() {
        assert_eq!(predictions(&room()), Some((2, Total::from_cents(10_000), Total::from_cents(16_000))));
        assert_eq!(results(&room()), Some((2, Total::from_cents(29_000))));
    }

    #[test]
    fn a_room_that_has_told_nothing_is_covered_or_has_nothing_yet() {
        let mut room = RoomState { predictions: None, results: None, ..room() };
        assert_eq!((predictions(&room), results(&room), is_covered(&room)), (None, None, false));
        room.pace.mode = RoomMode::Paced;
        assert!(is_covered(&room));
        room.pace.revealed = true;
        assert!(!is_covered(&room));
    }
}
