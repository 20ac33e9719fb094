//! What the room does together, and how a request of the host changes it.

use experiment::{Scenario, UnknownName};
use protocol::room::{Pace, PaceRequest, RoomMode};

/// A new room: everybody as they like, at the start of the course.
pub(super) fn start() -> Pace {
    let scenario = Scenario::FIRST.to_string();
    Pace { mode: RoomMode::Free, scenario, revealed: false, reveals: 0, paused: false }
}

/// Changes what the request names. Only a *different* scenario covers the bank again; in a free room a reveal is counted.
pub(super) fn change(pace: &mut Pace, request: &PaceRequest) -> Result<(), UnknownName> {
    let scenario = request.scenario.as_deref().map(str::parse::<Scenario>).transpose()?;
    if let Some(scenario) = scenario.map(|scenario| scenario.to_string()).filter(|name| *name != pace.scenario) {
        pace.scenario = scenario;
        pace.revealed = false;
    }
    pace.mode = request.mode.unwrap_or(pace.mode);
    pace.paused = request.paused.unwrap_or(pace.paused);
    match (pace.mode, request.revealed) {
        (RoomMode::Paced, Some(revealed)) => pace.revealed = revealed,
        (RoomMode::Free, Some(true)) => pace.reveals = pace.reveals.wrapping_add(1),
        (_, None) | (RoomMode::Free, Some(false)) => {}
    }
    Ok(())
}

/// Returns whether everybody may see results and predictions of `scenario`.
pub(super) fn shows(pace: &Pace, scenario: &str) -> bool {
    pace.mode == RoomMode::Free || (pace.revealed && pace.scenario == scenario)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(pace: &Pace, request: &PaceRequest) -> Pace {
        let mut pace = pace.clone();
        change(&mut pace, request).expect("a known scenario");
        pace
    }

    fn scenario(name: &str) -> PaceRequest {
        PaceRequest { scenario: Some(name.to_owned()), ..PaceRequest::default() }
    }

    fn reveal() -> PaceRequest {
        PaceRequest { revealed: Some(true), ..PaceRequest::default() }
    }

    #[test]
    fn absent_members_stay_and_only_a_different_scenario_covers_again() {
        let paced = PaceRequest { mode: Some(RoomMode::Paced), paused: Some(true), ..scenario("chapter-3") };
        let pace = changed(&changed(&start(), &paced), &reveal());
        assert_eq!((pace.mode, pace.revealed, pace.paused, pace.reveals), (RoomMode::Paced, true, true, 0));
        assert_eq!(changed(&pace, &PaceRequest::default()), pace);
        assert_eq!(changed(&pace, &scenario("chapter-3")), pace);
        assert!(!changed(&pace, &scenario("chapter-5")).revealed);
        assert!(changed(&pace, &PaceRequest { revealed: Some(true), ..scenario("chapter-5") }).revealed);
    }

    #[test]
    fn in_a_free_room_every_reveal_is_counted() {
        let pace = changed(&changed(&start(), &reveal()), &reveal());
        assert_eq!((pace.revealed, pace.reveals), (false, 2));
        assert_eq!(changed(&pace, &PaceRequest { revealed: Some(false), ..PaceRequest::default() }), pace);
    }

    #[test]
    fn what_is_no_scenario_changes_nothing() {
        let mut pace = start();
        let request = PaceRequest { mode: Some(RoomMode::Paced), ..scenario("../crash") };
        assert_eq!(change(&mut pace, &request), Err(UnknownName));
        assert_eq!(pace, start());
    }

    #[test]
    fn results_are_shown_when_free_or_revealed() {
        let free = start();
        assert!(shows(&free, "chapter-2"));
        let paced = changed(&free, &PaceRequest { mode: Some(RoomMode::Paced), ..PaceRequest::default() });
        assert!(!shows(&paced, "chapter-1"));
        let revealed = changed(&paced, &reveal());
        assert!(shows(&revealed, "chapter-1") && !shows(&revealed, "chapter-2"));
    }
}
