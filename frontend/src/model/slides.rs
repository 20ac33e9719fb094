//! The course as a host shows it: scenario after scenario, and in each one idea per slide.

use experiment::Scenario;

use super::{Model, RunState};

/// What a screen is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Slide {
    /// How much money moves? The room predicts.
    #[default]
    Question,
    /// The run, as the client sees it.
    Running,
    /// The class: predictions and results of the room that is led from here. Only where there is one.
    Room,
    /// Two ledgers, one gap: the bank is revealed.
    Answer,
    /// What became of each payment.
    Fates,
    /// One payment, followed.
    Payment,
    /// Why.
    Why,
}

/// The room that is led from this page, as far as the slides depend on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LedRoom {
    /// There is none.
    #[default]
    None,
    /// The results of the scenario that is presented are covered until *Reveal all*.
    Covered,
    /// They may be seen, or it is in another scenario.
    Shown,
}

/// What the page does when the host asks for the next screen, or the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Show this screen.
    Show(Slide),
    /// Start the run, and show it.
    Run,
    /// Reveal the bank, and show the answer.
    Reveal,
    /// Choose another scenario: forward to its question, back to its last slide.
    GoTo(Scenario),
    /// Nothing comes, or something must end first.
    Stay,
}

/// Where the run of the scenario that is chosen stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
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
pub struct Situation {
    /// Where the course is.
    pub scenario: Scenario,
    /// On which of its screens.
    pub slide: Slide,
    /// How far its run is.
    pub state: State,
    /// The room that is led from here.
    pub room: LedRoom,
}

impl Slide {
    /// In the order of a scenario.
    const ALL: [Self; 7] =
        [Self::Question, Self::Running, Self::Room, Self::Answer, Self::Fates, Self::Payment, Self::Why];

    /// Returns the name in the page's `data-slide`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Question => "question",
            Self::Running => "running",
            Self::Room => "room",
            Self::Answer => "answer",
            Self::Fates => "fates",
            Self::Payment => "payment",
            Self::Why => "why",
        }
    }
}

impl Situation {
    /// What comes next.
    pub fn next(self) -> Turn {
        match (self.slide, self.state) {
            // By hand the room says what happens, with the buttons on the screen.
            (Slide::Question, _) if self.scenario == Scenario::ByHand => self.neighbour(1),
            (Slide::Question | Slide::Running, State::Ready) => Turn::Run,
            // A page that cannot run can still lead through the course, and a room.
            (Slide::Question | Slide::Running, State::Stuck) if self.room == LedRoom::None => self.neighbour(1),
            (Slide::Question | Slide::Running, State::Stuck) => Turn::Show(Slide::Room),
            (Slide::Question, _) => Turn::Show(Slide::Running),
            // The class is looked at while it is still covered, and once more when it is revealed.
            (Slide::Running, _) if self.room != LedRoom::None => Turn::Show(Slide::Room),
            (Slide::Room, _) if self.room == LedRoom::Covered => Turn::Reveal,
            // Asked for in a run, it is remembered until there is a verdict.
            (Slide::Running | Slide::Room, State::Busy | State::Covered) => Turn::Reveal,
            (Slide::Room, State::Stuck) => self.neighbour(1),
            _ => self.beside(1).map_or_else(|| self.neighbour(1), Turn::Show),
        }
    }

    /// The last slide that the run of the scenario allows: from there Back leads through its answer again.
    pub fn last(self) -> Slide {
        match self.state {
            // By hand everything is on one screen.
            _ if self.scenario == Scenario::ByHand => Slide::Question,
            State::Covered => Slide::Running,
            State::Settling | State::Answered => Slide::Why,
            State::Ready | State::Stuck | State::Busy => Slide::Question,
        }
    }

    /// What came before.
    pub fn back(self) -> Turn {
        match self.beside(-1) {
            Some(stage) => Turn::Show(stage),
            None => self.neighbour(-1),
        }
    }

    /// The slide beside this one; that of the room only where there is one.
    fn beside(self, step: isize) -> Option<Slide> {
        let shown = |slide: &&Slide| **slide != Slide::Room || self.room != LedRoom::None || self.slide == Slide::Room;
        let slides: Vec<Slide> = Slide::ALL.iter().filter(shown).copied().collect();
        let at = slides.iter().position(|&slide| slide == self.slide)?;
        slides.get(at.checked_add_signed(step)?).copied()
    }

    fn neighbour(self, step: isize) -> Turn {
        if self.state == State::Busy {
            return Turn::Stay;
        }
        let all: Vec<Scenario> = Scenario::all().collect();
        let at = all.iter().position(|&scenario| scenario == self.scenario).unwrap_or(0);
        at.checked_add_signed(step).and_then(|at| all.get(at)).map_or(Turn::Stay, |&scenario| Turn::GoTo(scenario))
    }
}

impl Model {
    /// Returns what the next slide is, or the one before.
    pub fn turn(&self, forward: bool) -> Turn {
        let situation = self.situation();
        if forward { situation.next() } else { situation.back() }
    }

    /// Shows the last slide that the run of the chosen scenario allows.
    pub fn show_last_slide(&mut self) {
        self.course.slide = self.situation().last();
    }

    fn situation(&self) -> Situation {
        let scenario = self.course.scenario;
        let is_here = self.scenario_on_page() == Some(scenario);
        let state = match self.run_state() {
            RunState::Running | RunState::Paused => State::Busy,
            _ if self.is_trying() => State::Busy,
            RunState::Done if is_here && self.is_covered() => State::Covered,
            RunState::Done if is_here && self.verdict().is_some() => State::Answered,
            RunState::Done if is_here && self.has_attempts() => State::Settling,
            RunState::Idle | RunState::Done if self.may_run() => State::Ready,
            RunState::Idle | RunState::Done => State::Stuck,
        };
        Situation { scenario, slide: self.course.slide, state, room: self.led_room() }
    }

    /// Turns the slide with what is done by buttons: to the run when one begins, to the answer, or the room, when it is
    /// revealed. To be called after every change.
    pub fn slide_follows_the_run(&mut self) {
        let now = (self.run_state(), !self.is_covered() && self.verdict().is_some());
        let before = std::mem::replace(&mut self.slide_saw, now);
        if self.course.scenario == Scenario::ByHand || self.scenario_on_page() == Some(Scenario::ByHand) {
            // Its buttons and its diagram are on one slide, and its end is nothing to look at.
            return;
        }
        if self.shown().trial.is_some() {
            // A trial is looked at where it was started.
            return;
        }
        match (before, now) {
            ((RunState::Idle | RunState::Done, _), (RunState::Running, _)) => self.course.slide = Slide::Running,
            ((_, false), (RunState::Done, true)) if self.course.slide == Slide::Running => {
                self.course.slide = if self.led_room() == LedRoom::None { Slide::Answer } else { Slide::Room };
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(chapter: u8, stage: Slide, run: State) -> Situation {
        Situation { scenario: Scenario::Chapter(chapter), slide: stage, state: run, room: LedRoom::None }
    }

    fn by_hand(state: State) -> Situation {
        Situation { scenario: Scenario::ByHand, ..at(0, Slide::Question, state) }
    }

    fn leading(slide: Slide, run: State, room: LedRoom) -> Situation {
        Situation { room, ..at(3, slide, run) }
    }

    #[test]
    fn a_room_comes_before_the_answer_first_covered_and_then_revealed() {
        for run in [State::Busy, State::Covered, State::Settling, State::Answered] {
            assert_eq!(leading(Slide::Running, run, LedRoom::Covered).next(), Turn::Show(Slide::Room));
            assert_eq!(leading(Slide::Room, run, LedRoom::Covered).next(), Turn::Reveal, "all of them");
        }
        assert_eq!(leading(Slide::Room, State::Covered, LedRoom::Shown).next(), Turn::Reveal, "in a free room her own");
        assert_eq!(leading(Slide::Room, State::Answered, LedRoom::Shown).next(), Turn::Show(Slide::Answer));
        assert_eq!(leading(Slide::Answer, State::Answered, LedRoom::Shown).back(), Turn::Show(Slide::Room));
        assert_eq!(leading(Slide::Room, State::Answered, LedRoom::Shown).back(), Turn::Show(Slide::Running));
    }

    #[test]
    fn a_room_is_led_without_a_bank_of_ones_own_too() {
        assert_eq!(leading(Slide::Question, State::Stuck, LedRoom::Covered).next(), Turn::Show(Slide::Room));
        assert_eq!(leading(Slide::Room, State::Stuck, LedRoom::Covered).next(), Turn::Reveal);
        assert_eq!(leading(Slide::Room, State::Stuck, LedRoom::Shown).next(), Turn::GoTo(Scenario::Chapter(4)));
    }

    #[test]
    fn a_lab_without_a_room_has_no_slide_of_one() {
        assert_eq!(at(3, Slide::Answer, State::Answered).back(), Turn::Show(Slide::Running));
        assert_eq!(at(3, Slide::Room, State::Answered).next(), Turn::Show(Slide::Answer), "a room that has gone");
    }

    #[test]
    fn one_key_leads_from_the_question_to_the_next_chapter() {
        assert_eq!(at(3, Slide::Question, State::Ready).next(), Turn::Run);
        assert_eq!(at(3, Slide::Running, State::Busy).next(), Turn::Reveal, "as soon as there is a verdict");
        assert_eq!(at(3, Slide::Running, State::Covered).next(), Turn::Reveal);
        assert_eq!(at(3, Slide::Running, State::Answered).next(), Turn::Show(Slide::Answer), "revealed by itself");
        assert_eq!(at(3, Slide::Answer, State::Answered).next(), Turn::Show(Slide::Fates));
        assert_eq!(at(3, Slide::Why, State::Answered).next(), Turn::GoTo(Scenario::Chapter(4)));
    }

    #[test]
    fn a_host_who_is_faster_than_the_verdict_is_not_held_up() {
        assert_eq!(at(3, Slide::Running, State::Settling).next(), Turn::Show(Slide::Answer));
        assert_eq!(at(3, Slide::Why, State::Settling).next(), Turn::GoTo(Scenario::Chapter(4)));
        assert_eq!(at(3, Slide::Why, State::Busy).next(), Turn::Stay, "a run that was started again");
    }

    #[test]
    fn back_is_always_possible_and_undoes_nothing() {
        assert_eq!(at(3, Slide::Why, State::Answered).back(), Turn::Show(Slide::Payment));
        assert_eq!(at(3, Slide::Question, State::Ready).back(), Turn::GoTo(Scenario::Chapter(2)));
        assert_eq!(at(3, Slide::Running, State::Busy).back(), Turn::Show(Slide::Question));
        assert_eq!(at(3, Slide::Question, State::Busy).next(), Turn::Show(Slide::Running), "the run goes on meanwhile");
        assert_eq!(at(3, Slide::Question, State::Answered).next(), Turn::Show(Slide::Running), "and is not run again");
    }

    #[test]
    fn a_place_is_come_back_to_on_the_last_screen_that_its_run_allows() {
        let last = |state| at(3, Slide::Question, state).last();
        assert_eq!([last(State::Answered), last(State::Settling)], [Slide::Why; 2]);
        assert_eq!(last(State::Covered), Slide::Running, "from there one key reveals");
        assert_eq!([last(State::Ready), last(State::Stuck)], [Slide::Question; 2], "nothing has been run");
        assert_eq!(by_hand(State::Answered).last(), Slide::Question);
    }

    #[test]
    fn the_course_has_two_ends_and_is_led_through_without_a_network_too() {
        let first = by_hand(State::Ready);
        assert_eq!((first.back(), first.next()), (Turn::Stay, Turn::GoTo(Scenario::Chapter(1))));
        let last = Scenario::all().last().expect("a scenario");
        assert_eq!(Situation { scenario: last, ..at(6, Slide::Why, State::Answered) }.next(), Turn::Stay);
        assert_eq!(at(1, Slide::Question, State::Stuck).next(), Turn::GoTo(Scenario::Chapter(2)));
    }
}
