//! From one field to a name or an amount.

use protocol::{Amount, AmountError, Party, unescape_formula};

use super::error::{Problem, excerpt};

/// A field without the spaces around it.
pub(super) fn trim(field: &str) -> &str {
    field.trim_matches([' ', '\t', '\n'])
}

/// Reads a name. The apostrophe that keeps a spreadsheet from running it is taken away again.
pub(super) fn party(field: &str) -> Result<Party, Problem> {
    let name = trim(field);
    check_characters(name)?;
    unescape_formula(name).parse().map_err(Problem::Party)
}

/// Reads an amount with decimal point or comma. Whoever groups digits writes `1.000` and `1,000` for both a thousand
/// and one: neither is taken.
pub(super) fn amount(field: &str) -> Result<Amount, Problem> {
    let text = trim(field);
    check_characters(text)?;
    if is_grouped(text) {
        return Err(Problem::AmbiguousAmount(excerpt(text)));
    }
    let has_many_decimals = text.split_once(['.', ',']).is_some_and(|(whole, fraction)| {
        !whole.is_empty() && all_digits(whole) && fraction.len() > 2 && all_digits(fraction)
    });
    let amount = if has_many_decimals { Err(AmountError::Malformed) } else { text.replacen(',', ".", 1).parse() };
    amount.map_err(|error| Problem::Amount(error, excerpt(text)))
}

/// Whether a text is digits in groups, or may be: a group of three may be decimals just as well.
fn is_grouped(text: &str) -> bool {
    let groups: Vec<&str> = text.split(['.', ',', '\'', '’', ' ']).collect();
    let are_digits = groups.iter().all(|group| !group.is_empty() && all_digits(group));
    are_digits
        && match groups[..] {
            [_] => false,
            [whole, decimals] if text.contains(['.', ',']) => {
                decimals.len() == 3 && whole.len() <= 3 && !whole.starts_with('0')
            }
            _ => true,
        }
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Refuses what a person cannot see: two names that look alike would be two parties.
pub(super) fn check_characters(text: &str) -> Result<(), Problem> {
    match text.chars().find(|letter| letter.is_control() || is_invisible(*letter)) {
        Some(letter) if letter.is_control() => Err(Problem::Control(letter)),
        Some(letter) => Err(Problem::Invisible(letter)),
        None => Ok(()),
    }
}

/// What a person sees of a field.
pub(super) fn visible(field: &str) -> String {
    let seen: String = field.chars().filter(|letter| !letter.is_control() && !is_invisible(*letter)).collect();
    trim(&seen).to_owned()
}

/// Spaces of other widths than a space, and the code points that Unicode's property `Default_Ignorable_Code_Point`
/// (DerivedCoreProperties.txt) names as not to be seen.
fn is_invisible(letter: char) -> bool {
    letter != ' ' && letter.is_whitespace()
        || matches!(
            letter,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
                | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
                | '\u{FFF0}'..='\u{FFF8}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
}
