//! A look at the quotes before the crate reads them: it takes every mistake for text.

use super::error::{CsvError, Problem};

/// A text whose quotes are in order as far as it goes.
pub(super) struct Checked {
    /// Up to the mistake, and without the spaces around quoted fields.
    pub(super) text: String,
    /// The first mistake.
    pub(super) mistake: Option<CsvError>,
}

/// Where in a field the check is.
#[derive(Clone, Copy)]
enum Inside {
    /// Before the first character that is no space; so many spaces were there.
    Start { spaces: usize },
    /// A field without quotes.
    Plain,
    /// Between quotes.
    Quoted,
    /// Behind a quote that closes the field, or is the first of two that stand for one.
    Closed,
    /// Behind a space after the closing quote.
    Behind,
}

/// Looks at every quote (RFC 4180, section 2) of a text whose lines end with LF.
pub(super) fn check(text: &str, separator: char) -> Checked {
    let mut checked = String::with_capacity(text.len());
    let mut inside = Inside::Start { spaces: 0 };
    let (mut line, mut column) = (1, 0);
    let mut opened = (line, column);
    let mistake = |(line, column), problem| Some(CsvError::in_field(line, column, None, problem));
    for letter in text.chars() {
        let next = match inside.step(letter, separator) {
            Ok(next) => next,
            Err(problem) => return Checked { text: checked, mistake: mistake((line, column), problem) },
        };
        if let (Inside::Start { spaces }, Inside::Quoted) = (inside, next) {
            checked.truncate(checked.len() - spaces);
            opened = (line, column);
        }
        if !matches!(next, Inside::Behind) {
            checked.push(letter);
        }
        line += usize::from(letter == '\n');
        if let Inside::Start { spaces: 0 } = next {
            column = if letter == '\n' { 0 } else { column + 1 };
        }
        inside = next;
    }
    let is_open = matches!(inside, Inside::Quoted);
    Checked { text: checked, mistake: if is_open { mistake(opened, Problem::OpenQuote) } else { None } }
}

impl Inside {
    fn step(self, letter: char, separator: char) -> Result<Self, Problem> {
        Ok(match (self, letter) {
            (Self::Quoted, '"') => Self::Closed,
            (Self::Quoted, _) | (Self::Closed, '"') => Self::Quoted,
            (_, '\n') => Self::Start { spaces: 0 },
            (_, letter) if letter == separator => Self::Start { spaces: 0 },
            (Self::Start { .. }, '"') => Self::Quoted,
            (Self::Start { spaces }, ' ' | '\t') => Self::Start { spaces: spaces + 1 },
            (Self::Plain, '"') => return Err(Problem::StrayQuote),
            (Self::Start { .. } | Self::Plain, _) => Self::Plain,
            (Self::Closed | Self::Behind, ' ' | '\t') => Self::Behind,
            (Self::Closed | Self::Behind, _) => return Err(Problem::TextAfterQuote),
        })
    }
}
