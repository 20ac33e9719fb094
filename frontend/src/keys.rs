//! What a key means to the page as a whole. Presenters' remotes send these keys too.

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// The next screen.
    Next,
    /// The screen before.
    Back,
    /// Nothing to be seen, or everything again.
    Blank,
    /// The list of keys.
    Help,
    /// Away with the blank screen.
    Unblank,
    /// Nothing, and the browser is kept from it too: a remote's "start" would reload the page in a run.
    Nothing,
}

/// What has the focus, as far as it wants keys for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Focus {
    /// Nothing that wants keys.
    Free,
    /// Space presses it.
    Button,
    /// Arrows move in it.
    Arrows,
    /// People type into it, or letters choose in it.
    Field,
}

/// What a key asks for in the presenter view. `letters` says whether single characters are shortcuts.
pub(crate) fn ask(key: &str, focus: Focus, letters: bool) -> Option<Ask> {
    match (key, focus) {
        ("F5", _) => Some(Ask::Nothing),
        ("Escape", _) => Some(Ask::Unblank),
        ("PageDown", _) | ("ArrowRight", Focus::Free | Focus::Button) | (" ", Focus::Free) => Some(Ask::Next),
        ("PageUp", _) | ("ArrowLeft", Focus::Free | Focus::Button) => Some(Ask::Back),
        (_, Focus::Field) => None,
        ("b" | "B" | ".", _) if letters => Some(Ask::Blank),
        ("?", _) if letters => Some(Ask::Help),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remote_leads_through_the_course_whatever_has_the_focus() {
        for focus in [Focus::Free, Focus::Button, Focus::Arrows, Focus::Field] {
            assert_eq!(ask("PageDown", focus, false), Some(Ask::Next));
            assert_eq!(ask("PageUp", focus, true), Some(Ask::Back));
            assert_eq!(ask("F5", focus, true), Some(Ask::Nothing), "a remote's start does not reload the page");
        }
    }

    #[test]
    fn keys_that_something_else_wants_are_left_to_it() {
        assert_eq!(ask(" ", Focus::Button, true), None);
        assert_eq!(ask(" ", Focus::Free, true), Some(Ask::Next));
        assert_eq!(ask("ArrowRight", Focus::Arrows, true), None);
        assert_eq!(ask("b", Focus::Field, true), None);
        assert_eq!(ask("Tab", Focus::Free, true), None);
    }

    #[test]
    fn letters_can_be_turned_off() {
        assert_eq!([".", "b", "B"].map(|key| ask(key, Focus::Free, true)), [Some(Ask::Blank); 3]);
        assert_eq!(ask("?", Focus::Button, true), Some(Ask::Help));
        assert_eq!(["b", ".", "?"].map(|key| ask(key, Focus::Free, false)), [None; 3]);
    }
}
