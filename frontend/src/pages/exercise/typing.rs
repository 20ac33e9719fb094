//! What typing does to a rule, without a browser. Places in a text are counted in UTF-16 units, as browsers do.

use std::ops::Range;

/// Quotes and spaces that phones and word processors put in place of the plain ones.
const DOUBLE: [char; 7] = ['\u{201c}', '\u{201d}', '\u{201e}', '\u{201f}', '\u{ab}', '\u{bb}', '\u{2033}'];
const SINGLE: [char; 5] = ['\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}', '\u{2032}'];
const SPACES: [char; 2] = ['\u{a0}', '\u{202f}'];

/// Returns the text with plain quotes and spaces; `None` where it has no others. Each is one unit, so the caret stays where
/// it is.
pub(super) fn straightened(text: &str) -> Option<String> {
    let plain = |letter| match letter {
        letter if DOUBLE.contains(&letter) => '"',
        letter if SINGLE.contains(&letter) => '\'',
        letter if SPACES.contains(&letter) => ' ',
        letter => letter,
    };
    let straight: String = text.chars().map(plain).collect();
    (straight != text).then_some(straight)
}

/// Puts `what` in place of what is selected. Returns the new text, and where the caret is then.
pub(super) fn inserted(text: &str, selected: Range<usize>, what: &str) -> (String, usize) {
    let (from, to) = (byte_at(text, selected.start), byte_at(text, selected.end));
    let inserted = format!("{}{what}{}", &text[..from], &text[to.max(from)..]);
    (inserted, selected.start + units(what))
}

/// Returns the place of a line and a column, both from 1, as the engine names them.
pub(super) fn place_of(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split('\n').take(line.saturating_sub(1)).map(|line| units(line) + 1).sum();
    let within = text.split('\n').nth(line.saturating_sub(1)).unwrap_or_default();
    let left: String = within.chars().take(column.saturating_sub(1)).collect();
    (before + units(&left)).min(units(text))
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

fn byte_at(text: &str, unit: usize) -> usize {
    let mut units = 0;
    for (at, letter) in text.char_indices() {
        if units >= unit {
            return at;
        }
        units += letter.len_utf16();
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typographic_quotes_become_plain_ones_and_nothing_moves() {
        let straight = straightened("refuse(\u{201c}don\u{2019}t\u{201d});\u{a0}").expect("there were some");
        assert_eq!(straight, "refuse(\"don't\"); ");
        assert_eq!(straightened("refuse(\"don't\"); // \u{e4}\u{1f600}"), None);
    }

    #[test]
    fn what_is_typed_replaces_what_is_selected() {
        assert_eq!(inserted("paid(x)", 4..4, "{"), ("paid{(x)".to_owned(), 5));
        assert_eq!(inserted("a\u{1f600}b", 1..3, "()"), ("a()b".to_owned(), 3), "an emoji is two units");
        assert_eq!(inserted("ab", 9..9, ";"), ("ab;".to_owned(), 10));
    }

    #[test]
    fn a_place_is_found_by_line_and_column() {
        let text = "fn a() {\n  \u{1f600}b\n}";
        assert_eq!(place_of(text, 1, 1), 0);
        assert_eq!(place_of(text, 2, 4), 13);
        assert_eq!(place_of(text, 3, 2), 16);
        assert_eq!(place_of(text, 9, 9), 16, "behind the end");
    }
}
