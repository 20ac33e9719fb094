//! What a paced room does because its host turns the slides of the presenter view.

use experiment::Scenario;
use protocol::room::{Pace, PaceRequest, RoomMode};

use super::{LedRoom, Model, Slide};

/// What is presented to a room that is led from here: the scenario, and the slide.
pub type Presented = Option<(Scenario, Slide)>;

impl LedRoom {
    /// Returns how a room stands that is led from here, while this scenario is presented.
    pub fn of(pace: Option<&Pace>, scenario: Scenario) -> Self {
        match pace {
            None => Self::None,
            Some(pace) if at_reveal(pace, scenario).is_some() => Self::Covered,
            Some(_) => Self::Shown,
        }
    }
}

/// Whether a question is shown for the first time, or left for its run; going back to it changes nothing in the room.
pub fn room_follows(before: Presented, now: Presented) -> bool {
    match (before, now) {
        (None, Some((_, Slide::Question))) => true,
        (Some((before, _)), Some((now, Slide::Question))) => before != now,
        (Some((before, Slide::Question)), Some((now, Slide::Running))) => before == now,
        _ => false,
    }
}

/// Returns what the room is to do when the question of a scenario is shown: it follows forward, and stays where it is
/// when the host goes back.
pub fn at_question(pace: &Pace, scenario: Scenario) -> Option<PaceRequest> {
    let follows = pace.mode == RoomMode::Paced && position(Some(scenario)) > position(pace.scenario.parse().ok());
    follows.then(|| PaceRequest { scenario: Some(scenario.to_string()), ..PaceRequest::default() })
}

/// Returns what the room is to do when the bank is revealed in a scenario: in the one of the room, that is *Reveal all*.
pub fn at_reveal(pace: &Pace, scenario: Scenario) -> Option<PaceRequest> {
    let reveals = pace.mode == RoomMode::Paced && !pace.revealed && pace.scenario == scenario.to_string();
    reveals.then(|| PaceRequest { revealed: Some(true), ..PaceRequest::default() })
}

impl Model {
    /// Returns how the room stands that is led from this page.
    pub(super) fn led_room(&self) -> LedRoom {
        LedRoom::of(self.room.led(), self.course.scenario)
    }
}

/// Where on the course a scenario lies.
fn position(scenario: Option<Scenario>) -> Option<usize> {
    Scenario::all().position(|one| Some(one) == scenario)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paced(scenario: Scenario, revealed: bool) -> Pace {
        Pace { mode: RoomMode::Paced, scenario: scenario.to_string(), revealed, reveals: 0, paused: false }
    }

    #[test]
    fn the_room_follows_forward_and_never_back() {
        let at_3 = paced(Scenario::Chapter(3), true);
        let sets = |scenario| at_question(&at_3, scenario).and_then(|request| request.scenario);
        assert_eq!(sets(Scenario::Chapter(4)), Some("chapter-4".into()));
        assert_eq!([Scenario::ByHand, Scenario::Chapter(2), Scenario::Chapter(3)].map(sets), [None, None, None]);
        let free = Pace { mode: RoomMode::Free, ..at_3.clone() };
        assert_eq!(at_question(&free, Scenario::Chapter(4)), None);
    }

    #[test]
    fn the_room_follows_to_the_first_question_of_a_chapter_and_not_back_to_it() {
        let at = |number, slide| Some((Scenario::Chapter(number), slide));
        assert!(room_follows(None, at(3, Slide::Question)), "the page was opened there");
        assert!(room_follows(at(2, Slide::Why), at(3, Slide::Question)));
        assert!(room_follows(at(3, Slide::Question), at(3, Slide::Running)), "the room became paced meanwhile");
        assert!(!room_follows(at(3, Slide::Running), at(3, Slide::Question)), "Page Up");
        assert!(!room_follows(at(3, Slide::Question), at(3, Slide::Question)));
        assert!(!room_follows(at(3, Slide::Question), None), "the view was left");
    }

    #[test]
    fn reveal_is_reveal_all_once_and_in_the_scenario_of_the_room() {
        let revealed =
            |pace: &Pace, number| at_reveal(pace, Scenario::Chapter(number)).and_then(|request| request.revealed);
        let covered = paced(Scenario::Chapter(3), false);
        assert_eq!(revealed(&covered, 3), Some(true));
        assert_eq!(revealed(&covered, 2), None, "the host has gone back");
        assert_eq!(revealed(&paced(Scenario::Chapter(3), true), 3), None);
        assert_eq!(revealed(&Pace { mode: RoomMode::Free, ..covered }, 3), None);
    }

    #[test]
    fn a_room_is_covered_only_while_it_is_paced_and_not_revealed() {
        let (covered, here) = (paced(Scenario::Chapter(3), false), Scenario::Chapter(3));
        assert_eq!(LedRoom::of(None, here), LedRoom::None);
        assert_eq!(LedRoom::of(Some(&covered), here), LedRoom::Covered);
        assert_eq!(LedRoom::of(Some(&covered), Scenario::Chapter(2)), LedRoom::Shown, "Next leads on from there");
        assert_eq!(LedRoom::of(Some(&Pace { mode: RoomMode::Free, ..covered.clone() }), here), LedRoom::Shown);
        assert_eq!(LedRoom::of(Some(&Pace { revealed: true, ..covered }), here), LedRoom::Shown);
    }
}
