//! The course as a host shows it: place after place, and in each one idea per screen.

use experiment::Scenario;

/// What a screen is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Stage {
    /// How much money moves? The room predicts.
    #[default]
    Question,
    /// The run, as the client sees it.
    Running,
    /// Two ledgers, one gap: the bank is revealed.
    Answer,
    /// What became of each payment.
    Fates,
    /// One payment, followed.
    Payment,
    /// Why.
    Why,
}

/// What the page does when the host asks for the next screen, or the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// Show this screen.
    Show(Stage),
    /// Start the run, and show it.
    Run,
    /// Reveal the bank, and show the answer.
    Reveal,
    /// Choose another place: forward to its question, back to its last screen.
    GoTo(Scenario),
    /// Nothing comes, or something must end first.
    Stay,
}

/// Where the run of the place that is chosen stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// It can be started.
    Ready,
    /// Another page runs, or there is no network.
    Stuck,
    /// It is under way.
    Busy,
    /// It is over, and its verdict is still to come.
    Settling,
    /// It is over, and the bank is covered.
    Covered,
    /// It is over, and its verdict is seen.
    Answered,
}

/// What a turn depends on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Situation {
    /// Where the course is.
    pub(crate) scenario: Scenario,
    /// On which of its screens.
    pub(crate) stage: Stage,
    /// How far its run is.
    pub(crate) state: State,
}

impl Stage {
    /// In the order of a place.
    const ALL: [Self; 6] = [Self::Question, Self::Running, Self::Answer, Self::Fates, Self::Payment, Self::Why];

    /// The name in the page's `data-stage`.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Question => "question",
            Self::Running => "running",
            Self::Answer => "answer",
            Self::Fates => "fates",
            Self::Payment => "payment",
            Self::Why => "why",
        }
    }

    fn beside(self, step: isize) -> Option<Self> {
        let at = Self::ALL.iter().position(|&stage| stage == self)?;
        Self::ALL.get(at.checked_add_signed(step)?).copied()
    }
}

impl Situation {
    /// What comes next.
    pub(crate) fn next(self) -> Turn {
        match (self.stage, self.state) {
            // By hand the room says what happens, with the buttons on the screen.
            (Stage::Question, _) if self.scenario == Scenario::ByHand => self.neighbour(1),
            (Stage::Question | Stage::Running, State::Ready) => Turn::Run,
            // A page that cannot run can still lead through the course.
            (Stage::Question | Stage::Running, State::Stuck) => self.neighbour(1),
            (Stage::Question, _) => Turn::Show(Stage::Running),
            (Stage::Running, State::Busy) => Turn::Stay,
            (Stage::Running, State::Covered) => Turn::Reveal,
            (stage, _) => stage.beside(1).map_or_else(|| self.neighbour(1), Turn::Show),
        }
    }

    /// The last screen that the run of the place allows: from there Back leads through its answer again.
    pub(crate) fn last(self) -> Stage {
        match self.state {
            // By hand everything is on one screen.
            _ if self.scenario == Scenario::ByHand => Stage::Question,
            State::Covered => Stage::Running,
            State::Settling | State::Answered => Stage::Why,
            State::Ready | State::Stuck | State::Busy => Stage::Question,
        }
    }

    /// What came before.
    pub(crate) fn back(self) -> Turn {
        match self.stage.beside(-1) {
            Some(stage) => Turn::Show(stage),
            None => self.neighbour(-1),
        }
    }

    fn neighbour(self, step: isize) -> Turn {
        if self.state == State::Busy {
            return Turn::Stay;
        }
        let places: Vec<Scenario> = Scenario::all().collect();
        let at = places.iter().position(|&scenario| scenario == self.scenario).unwrap_or(0);
        at.checked_add_signed(step).and_then(|at| places.get(at)).map_or(Turn::Stay, |&scenario| Turn::GoTo(scenario))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(chapter: u8, stage: Stage, run: State) -> Situation {
        Situation { scenario: Scenario::Chapter(chapter), stage, state: run }
    }

    #[test]
    fn one_key_leads_from_the_question_to_the_next_chapter() {
        assert_eq!(at(3, Stage::Question, State::Ready).next(), Turn::Run);
        assert_eq!(at(3, Stage::Running, State::Busy).next(), Turn::Stay);
        assert_eq!(at(3, Stage::Running, State::Covered).next(), Turn::Reveal);
        assert_eq!(at(3, Stage::Running, State::Answered).next(), Turn::Show(Stage::Answer), "revealed by itself");
        assert_eq!(at(3, Stage::Answer, State::Answered).next(), Turn::Show(Stage::Fates));
        assert_eq!(at(3, Stage::Why, State::Answered).next(), Turn::GoTo(Scenario::Chapter(4)));
    }

    #[test]
    fn a_host_who_is_faster_than_the_verdict_is_not_held_up() {
        assert_eq!(at(3, Stage::Running, State::Settling).next(), Turn::Show(Stage::Answer));
        assert_eq!(at(3, Stage::Why, State::Settling).next(), Turn::GoTo(Scenario::Chapter(4)));
        assert_eq!(at(3, Stage::Why, State::Busy).next(), Turn::Stay, "a run that was started again");
    }

    #[test]
    fn back_is_always_possible_and_undoes_nothing() {
        assert_eq!(at(3, Stage::Why, State::Answered).back(), Turn::Show(Stage::Payment));
        assert_eq!(at(3, Stage::Question, State::Ready).back(), Turn::GoTo(Scenario::Chapter(2)));
        assert_eq!(at(3, Stage::Running, State::Busy).back(), Turn::Show(Stage::Question));
        assert_eq!(at(3, Stage::Question, State::Busy).next(), Turn::Show(Stage::Running), "the run goes on meanwhile");
        assert_eq!(at(3, Stage::Question, State::Answered).next(), Turn::Show(Stage::Running), "and is not run again");
    }

    #[test]
    fn a_place_is_come_back_to_on_the_last_screen_that_its_run_allows() {
        let last = |state| at(3, Stage::Question, state).last();
        assert_eq!([last(State::Answered), last(State::Settling)], [Stage::Why; 2]);
        assert_eq!(last(State::Covered), Stage::Running, "from there one key reveals");
        assert_eq!([last(State::Ready), last(State::Stuck)], [Stage::Question; 2], "nothing has been run");
        let by_hand = Situation { scenario: Scenario::ByHand, stage: Stage::Question, state: State::Answered };
        assert_eq!(by_hand.last(), Stage::Question);
    }

    #[test]
    fn the_course_has_two_ends_and_is_led_through_without_a_network_too() {
        let first = Situation { scenario: Scenario::ByHand, stage: Stage::Question, state: State::Ready };
        assert_eq!((first.back(), first.next()), (Turn::Stay, Turn::GoTo(Scenario::Chapter(1))));
        let last = Scenario::all().last().expect("a place");
        assert_eq!(Situation { scenario: last, stage: Stage::Why, state: State::Answered }.next(), Turn::Stay);
        assert_eq!(at(1, Stage::Question, State::Stuck).next(), Turn::GoTo(Scenario::Chapter(2)));
    }
}
