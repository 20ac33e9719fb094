//! What a key means in the presenter view. Presenters' remotes send keys too, each maker its own.

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shortcut {
    /// The next slide; what is below on this one comes first.
    Next,
    /// The slide before; what is above on this one comes first.
    Previous,
    /// Scroll on, and stay on the slide.
    ScrollDown,
    /// Scroll back, and stay on the slide.
    ScrollUp,
    /// A blank screen, or everything again.
    Blank,
    /// The list of keys.
    Help,
    /// Away with the blank screen.
    Dismiss,
    /// Nothing, and nothing from the browser either: a remote's "start" would reload the page in a run.
    Ignore,
}

/// A key that was pressed, by the names that the browser gives it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyPress<'a> {
    /// What it writes, in the layout that is set: `b`, `PageDown`.
    pub(crate) key: &'a str,
    /// Where it lies, whatever the layout: `KeyB`.
    pub(crate) code: &'a str,
    /// Whether Shift is held.
    pub(crate) shift: bool,
    /// Whether the key was held and the browser repeats it.
    pub(crate) repeat: bool,
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

/// Whether a button that has the focus would be pressed over and over because Enter is held on it. In any view that may
/// start a run that nobody asked for.
pub(crate) fn presses_again(press: KeyPress<'_>, focus: Focus) -> bool {
    press.repeat && press.key == "Enter" && focus == Focus::Button
}

/// Returns what a key asks for. `letters` says whether single characters are shortcuts. A key that is held only scrolls:
/// it starts no run, leaves no slide and does not flicker.
pub(crate) fn shortcut(press: KeyPress<'_>, focus: Focus, letters: bool) -> Option<Shortcut> {
    let asked = pressed_once(press, focus, letters)?;
    Some(match asked {
        Shortcut::Next if press.repeat => Shortcut::ScrollDown,
        Shortcut::Previous if press.repeat => Shortcut::ScrollUp,
        Shortcut::Blank | Shortcut::Help if press.repeat => Shortcut::Ignore,
        _ => asked,
    })
}

fn pressed_once(press: KeyPress<'_>, focus: Focus, letters: bool) -> Option<Shortcut> {
    match (press.key, focus) {
        ("F5", _) => Some(Shortcut::Ignore),
        ("Escape", _) => Some(Shortcut::Dismiss),
        ("PageDown", _) | (" ", Focus::Free) | ("ArrowRight" | "ArrowDown", Focus::Free | Focus::Button) => {
            Some(Shortcut::Next)
        }
        ("PageUp", _) | ("ArrowLeft" | "ArrowUp", Focus::Free | Focus::Button) => Some(Shortcut::Previous),
        (_, Focus::Field) => None,
        ("?", _) if letters => Some(Shortcut::Help),
        _ if letters && blanks(press) => Some(Shortcut::Blank),
        _ => None,
    }
}

/// A remote sends `b` or `.` by where they lie on a keyboard; under another layout they write something else.
fn blanks(press: KeyPress<'_>) -> bool {
    matches!(press.key, "b" | "B" | ".") || press.code == "KeyB" || (press.code == "Period" && !press.shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERYWHERE: [Focus; 4] = [Focus::Free, Focus::Button, Focus::Arrows, Focus::Field];

    fn press(key: &str) -> KeyPress<'_> {
        KeyPress { key, code: "", shift: false, repeat: false }
    }

    fn asked(key: &str, focus: Focus, letters: bool) -> Option<Shortcut> {
        shortcut(press(key), focus, letters)
    }

    #[test]
    fn a_remote_leads_through_the_course_whatever_has_the_focus() {
        for focus in EVERYWHERE {
            assert_eq!(asked("PageDown", focus, false), Some(Shortcut::Next));
            assert_eq!(asked("PageUp", focus, true), Some(Shortcut::Previous));
            assert_eq!(asked("F5", focus, true), Some(Shortcut::Ignore), "a remote's start does not reload the page");
        }
    }

    #[test]
    fn remotes_that_send_arrows_turn_slides_too() {
        for focus in [Focus::Free, Focus::Button] {
            assert_eq!(["ArrowRight", "ArrowDown"].map(|key| asked(key, focus, true)), [Some(Shortcut::Next); 2]);
            assert_eq!(["ArrowLeft", "ArrowUp"].map(|key| asked(key, focus, true)), [Some(Shortcut::Previous); 2]);
        }
    }

    #[test]
    fn keys_that_something_else_wants_are_left_to_it() {
        assert_eq!(asked(" ", Focus::Button, true), None);
        assert_eq!(asked(" ", Focus::Free, true), Some(Shortcut::Next));
        for arrow in ["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"] {
            assert_eq!(asked(arrow, Focus::Arrows, true), None);
            assert_eq!(asked(arrow, Focus::Field, true), None);
        }
        assert_eq!(asked("b", Focus::Field, true), None);
        assert_eq!(asked("Tab", Focus::Free, true), None);
    }

    #[test]
    fn letters_can_be_turned_off() {
        assert_eq!([".", "b", "B"].map(|key| asked(key, Focus::Free, true)), [Some(Shortcut::Blank); 3]);
        assert_eq!(asked("?", Focus::Button, true), Some(Shortcut::Help));
        assert_eq!(["b", ".", "?"].map(|key| asked(key, Focus::Free, false)), [None; 3]);
        let by_place = KeyPress { code: "KeyB", ..press("\u{438}") };
        assert_eq!(shortcut(by_place, Focus::Free, false), None);
    }

    #[test]
    fn the_key_that_blanks_is_known_by_its_place_under_any_layout() {
        let at = |key, code, shift| shortcut(KeyPress { key, code, shift, repeat: false }, Focus::Free, true);
        assert_eq!(at("\u{438}", "KeyB", false), Some(Shortcut::Blank), "Cyrillic");
        assert_eq!(at("\u{44e}", "Period", false), Some(Shortcut::Blank), "Cyrillic");
        assert_eq!(at("b", "KeyN", false), Some(Shortcut::Blank), "Dvorak");
        assert_eq!(at(":", "Period", true), None, "a colon, in German");
    }

    #[test]
    fn a_button_on_which_enter_is_held_is_pressed_once() {
        let enter = |repeat, focus| presses_again(KeyPress { repeat, ..press("Enter") }, focus);
        assert_eq!(EVERYWHERE.map(|focus| enter(true, focus)), [false, true, false, false]);
        assert_eq!(EVERYWHERE.map(|focus| enter(false, focus)), [false; 4]);
    }

    #[test]
    fn a_key_that_is_held_only_scrolls() {
        let held = |key| shortcut(KeyPress { repeat: true, ..press(key) }, Focus::Free, true);
        assert_eq!(["PageDown", "ArrowDown", "ArrowRight", " "].map(held), [Some(Shortcut::ScrollDown); 4]);
        assert_eq!(["PageUp", "ArrowUp", "ArrowLeft"].map(held), [Some(Shortcut::ScrollUp); 3]);
        assert_eq!(["b", "?"].map(held), [Some(Shortcut::Ignore); 2], "a blank screen does not flicker");
    }
}
