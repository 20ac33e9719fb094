//! What stands on a slide.

use experiment::Scenario;

use crate::model::Slide;

/// Something on a slide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// The exhibits of chapter 6, to choose from.
    Exhibits,
    /// Everything that shapes the result, as one line.
    Conditions,
    /// The axis, to predict on or with everything on it.
    Axis,
    /// The ways to send the one payment of chapter 0, and its story.
    ByHand,
    /// What became of a crash, and the button that crashes the bank.
    Crash,
    /// The class in the room that is led from here.
    Room,
    /// The grid and its legend.
    Grid,
    /// Two ledgers, one gap.
    Totals,
    /// One payment, followed.
    Payment,
    /// What cures the exhibit.
    Cure,
    /// The pages around the runs.
    PageLinks,
}

/// Returns what stands on a slide, from top to bottom. The story comes first on each; `crash` says whether there is
/// something to say of a crash.
pub fn parts(slide: Slide, scenario: Scenario, crash: bool) -> Vec<Part> {
    let breaks_it = scenario.exhibit().is_some();
    let parts: &[(Part, bool)] = match slide {
        // By hand everything is on one slide.
        Slide::Question if scenario == Scenario::ByHand => &[(Part::ByHand, true)],
        Slide::Question => &[(Part::Exhibits, breaks_it), (Part::Conditions, true), (Part::Axis, true)],
        Slide::Running => &[(Part::Crash, crash), (Part::Grid, true)],
        Slide::Room => &[(Part::Room, true)],
        Slide::Answer => &[(Part::Totals, true), (Part::Axis, true)],
        Slide::Fates => &[(Part::Grid, true)],
        Slide::Payment => &[(Part::Payment, true)],
        Slide::Why => &[(Part::Cure, breaks_it), (Part::PageLinks, true)],
    };
    parts.iter().filter(|(_, shown)| *shown).map(|(part, _)| *part).collect()
}

#[cfg(test)]
mod tests {
    use experiment::Exhibit;

    use super::*;

    const SLIDES: [Slide; 7] =
        [Slide::Question, Slide::Running, Slide::Room, Slide::Answer, Slide::Fates, Slide::Payment, Slide::Why];

    #[test]
    fn before_the_answer_no_slide_gives_it_away() {
        for slide in [Slide::Question, Slide::Running, Slide::Room] {
            for part in parts(slide, Scenario::Chapter(3), true) {
                assert!(![Part::Totals, Part::Payment, Part::Cure].contains(&part), "{part:?} on {slide:?}");
            }
        }
        assert_eq!(parts(Slide::Answer, Scenario::Chapter(3), false), [Part::Totals, Part::Axis]);
    }

    #[test]
    fn by_hand_the_buttons_and_their_story_are_on_the_one_slide_there_is() {
        assert_eq!(parts(Slide::Question, Scenario::ByHand, false), [Part::ByHand]);
    }

    #[test]
    fn exhibits_are_chosen_at_their_question_and_cured_at_their_end() {
        let exhibit = Scenario::Exhibit(Exhibit::OneKey);
        assert_eq!(parts(Slide::Question, exhibit, false)[0], Part::Exhibits);
        assert_eq!(parts(Slide::Why, exhibit, false)[0], Part::Cure);
        for slide in SLIDES {
            let chapter = parts(slide, Scenario::Chapter(2), false);
            assert!(!chapter.contains(&Part::Exhibits) && !chapter.contains(&Part::Cure), "{slide:?}");
        }
    }

    #[test]
    fn a_crash_is_told_of_while_it_runs() {
        let exhibit = Scenario::Exhibit(Exhibit::MemoryAndCrash);
        assert_eq!(parts(Slide::Running, exhibit, true), [Part::Crash, Part::Grid]);
        assert_eq!(parts(Slide::Running, exhibit, false), [Part::Grid]);
    }
}
