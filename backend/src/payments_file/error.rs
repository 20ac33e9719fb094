//! What can be wrong with a file of payments, and where.

use std::fmt;

use protocol::{AmountError, PartyError};

use super::MAX_ROWS;

/// What is wrong with a file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsvError {
    /// The line, counted from 1; CR, LF and CRLF each end one.
    pub(super) line: usize,
    /// The field in that line, if the error is about one.
    place: Option<Place>,
    /// What is wrong there.
    pub(super) problem: Problem,
}

/// A field in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    /// The column, counted from 1.
    column: usize,
    /// What the header calls it, where that is known.
    name: Option<&'static str>,
}

/// What can be wrong. What was seen is repeated with at most 40 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// Neither UTF-8 nor UTF-16 with a byte order mark.
    Encoding,
    /// `sep=` names no separator.
    Separator(String),
    /// `sep=` names one separator, and the header has another.
    OtherSeparator {
        /// By `sep=`.
        said: char,
        /// In the header.
        found: char,
    },
    /// The first row is no header.
    NoHeader(String),
    /// The header does not name this column.
    MissingColumn(&'static str),
    /// The header names this column twice.
    ColumnTwice(&'static str),
    /// A quote is opened and not closed.
    OpenQuote,
    /// Something follows a closing quote.
    TextAfterQuote,
    /// A quote in a field that does not begin with one.
    StrayQuote,
    /// Fewer fields than the header has.
    TooFewFields {
        /// In this row.
        found: usize,
        /// In the header.
        expected: usize,
    },
    /// More fields than the header has, and not empty.
    TooManyFields {
        /// In this row.
        found: usize,
        /// In the header.
        expected: usize,
    },
    /// A character that nobody sees.
    Invisible(char),
    /// A control character.
    Control(char),
    /// Not the name of a party.
    Party(PartyError),
    /// `1.000` or `1,000.50`: what groups the digits and what separates decimals is anybody's guess.
    AmbiguousAmount(String),
    /// Not an amount.
    Amount(AmountError, String),
    /// A header, and nothing else.
    NoPayments,
    /// More than [`MAX_ROWS`].
    TooManyRows,
}

impl CsvError {
    /// An error of a whole line.
    pub(super) fn at(line: usize, problem: Problem) -> Self {
        Self { line, place: None, problem }
    }

    /// An error of one field; `column` is counted from 0.
    pub(super) fn in_field(line: usize, column: usize, name: Option<&'static str>, problem: Problem) -> Self {
        Self { line, place: Some(Place { column: column + 1, name }), problem }
    }
}

/// What an error repeats of a file: at most 40 characters, and none that are control characters.
pub(super) fn excerpt(seen: &str) -> String {
    const MOST: usize = 40;
    let readable = |letter: char| if letter.is_control() { char::REPLACEMENT_CHARACTER } else { letter };
    seen.trim().chars().take(MOST).map(readable).collect()
}

impl fmt::Display for CsvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if let Some(Place { column, name }) = &self.place {
            write!(f, ", column {column}")?;
            if let Some(name) = name {
                write!(f, " ({name})")?;
            }
        }
        write!(f, ": {}", self.problem)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Encoding => f.write_str("this is neither UTF-8 nor UTF-16 with a byte order mark: save as CSV UTF-8"),
            Self::Separator(seen) => write!(f, "sep= names a comma, a semicolon or a tab, not \"{seen}\""),
            Self::OtherSeparator { said, found } => write!(
                f,
                "sep= asks for {}, but the header is separated by {}",
                name_of_separator(*said),
                name_of_separator(*found)
            ),
            Self::NoHeader(seen) => write!(
                f,
                "the first row names the columns src, dest and amount, separated by commas, semicolons or tabs; it is \
                 \"{seen}\""
            ),
            Self::MissingColumn(name) => write!(f, "the header names no column {name}"),
            Self::ColumnTwice(name) => write!(f, "the header names the column {name} twice"),
            Self::OpenQuote => f.write_str("a quote is opened here and never closed"),
            Self::TextAfterQuote => f.write_str("text follows a closing quote; a quote inside quotes is written twice"),
            Self::StrayQuote => f.write_str("a quote stands inside a field without quotes"),
            Self::TooFewFields { found, expected } => {
                write!(f, "the row has {found} of {expected} fields; the header says how many there are")
            }
            Self::TooManyFields { found, expected } => write!(
                f,
                "the row has {found} fields, the header {expected}; a name or an amount with the separator in it needs \
                 quotes"
            ),
            Self::Invisible(letter) => write!(f, "there is an invisible character, U+{:04X}", u32::from(*letter)),
            Self::Control(letter) => write!(f, "there is a control character, U+{:04X}", u32::from(*letter)),
            Self::Party(error) => error.fmt(f),
            Self::AmbiguousAmount(seen) => {
                write!(f, "\"{seen}\" is ambiguous: write digits without grouping, with at most two decimals")
            }
            Self::Amount(AmountError::Malformed, seen) => {
                write!(f, "must be digits with at most two decimals, not \"{seen}\"")
            }
            Self::Amount(error, seen) => write!(f, "{error}, not \"{seen}\""),
            Self::NoPayments => f.write_str("there are no payments"),
            Self::TooManyRows => write!(f, "there are more than {MAX_ROWS} payments"),
        }
    }
}

/// A separator as one speaks of it: a tab is not seen.
fn name_of_separator(separator: char) -> &'static str {
    match separator {
        ',' => "commas",
        ';' => "semicolons",
        _ => "tabs",
    }
}

impl std::error::Error for CsvError {}
