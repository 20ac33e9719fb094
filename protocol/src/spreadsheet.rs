//! Text in a CSV that people open in a spreadsheet: nothing in it may run as a formula, and what was written is read
//! as the same.

/// What a spreadsheet takes for the start of a formula, or skips in front of one.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// What spreadsheets put in front of a cell that is text whatever it looks like.
const QUOTE: char = '\'';

/// Returns `text` as the content of a cell, with a `'` in front where a spreadsheet would run it. Numbers are left alone.
/// [`unescape_formula`] takes the `'` away again, and no other.
pub fn escape_formula(text: &str) -> String {
    if looks_escaped_or_runs(text) && !is_number(text) { format!("{QUOTE}{text}") } else { text.to_owned() }
}

/// Returns what [`escape_formula`] was given.
pub fn unescape_formula(cell: &str) -> &str {
    match cell.strip_prefix(QUOTE) {
        Some(text) if looks_escaped_or_runs(text) => text,
        _ => cell,
    }
}

/// Whether `text` runs, or would be taken for the escaped form of something that does.
fn looks_escaped_or_runs(text: &str) -> bool {
    text.trim_start_matches(QUOTE).starts_with(FORMULA)
}

/// Digits with a sign, and at most one point or comma among them: shown as it is, and nothing runs.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = digits.split_once(['.', ',']).unwrap_or((digits, "0"));
    [whole, fraction].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_a_spreadsheet_would_run_gets_a_quote_and_loses_it_again() {
        for text in ["=1+1", "+49 30 1", "-x", "@SUM(A1)", "\t=1", "\r=1", "=", "--1", "-1-1", "'=1", "''@a"] {
            assert_eq!(escape_formula(text), format!("'{text}"));
            assert_eq!(unescape_formula(&escape_formula(text)), text);
        }
    }

    #[test]
    fn everything_else_and_every_number_is_left_alone() {
        for text in ["", "bianca", "'", "'quoted'", "a=b", "3", "-3", "+3.50", "-0,5"] {
            assert_eq!(escape_formula(text), text);
            assert_eq!(unescape_formula(text), text);
        }
    }
}
