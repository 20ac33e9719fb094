//! Which character separates the fields, and which columns hold the payments.

use std::cmp::Reverse;

use csv::StringRecord;
use protocol::{Payment, payments_csv};

use super::error::{CsvError, Problem, excerpt};
use super::quoting::{self, Checked};
use super::{fields, records};

/// The separators among which a header decides.
const SEPARATORS: [char; 3] = [',', ';', '\t'];

/// Where the payments are in a file.
pub(super) struct Columns {
    /// What stands between two fields.
    pub(super) separator: char,
    /// The line of the header.
    pub(super) line: usize,
    /// How many fields a row has.
    fields: usize,
    /// Where `src`, `dest` and `amount` are.
    at: [usize; 3],
}

/// Finds the columns of a text whose lines end with LF, and gives the text back with its quotes in order.
pub(super) fn find(text: &str) -> Result<(Columns, String), CsvError> {
    let (separators, text) = separators(text)?;
    let mut failures = Vec::new();
    for &separator in separators {
        let Checked { text: checked, mistake } = quoting::check(&text, separator);
        match Columns::of(&checked, separator) {
            Ok(columns) => return mistake.map_or(Ok((columns, checked)), Err),
            Err(NoColumns { named, error }) => {
                // What lacks a name because a mistake cut it off, has that mistake.
                let mistake = mistake.filter(|mistake| mistake.line <= error.line);
                failures.push(NoColumns { named, error: mistake.unwrap_or(error) });
            }
        }
    }
    if let &[said] = separators
        && let Some((found, line)) = other_separator(&text, said)
    {
        return Err(CsvError::at(line, Problem::OtherSeparator { said, found }));
    }
    // The separator with which most of the names are there is the one that was meant.
    let nearest = failures.into_iter().min_by_key(|failure| Reverse(failure.named)).expect("one was tried");
    Err(nearest.error)
}

/// Returns the separator with which the header names every column although `sep=` says another, and the header's line.
fn other_separator(text: &str, said: char) -> Option<(char, usize)> {
    SEPARATORS.into_iter().filter(|separator| *separator != said).find_map(|separator| {
        let columns = Columns::of(&quoting::check(text, separator).text, separator).ok()?;
        Some((separator, columns.line))
    })
}

/// What `sep=` in the first line leaves of the [`SEPARATORS`], and the text with that line emptied.
fn separators(text: &str) -> Result<(&'static [char], String), CsvError> {
    let first = text.lines().enumerate().find(|(_, line)| !line.trim().is_empty());
    let Some((number, line)) = first else { return Ok((&SEPARATORS, String::new())) };
    let bare = line.replace('"', "");
    let named = match bare.split_at_checked("sep=".len()) {
        Some((key, named)) if key.eq_ignore_ascii_case("sep=") => named,
        _ => return Ok((&SEPARATORS, text.to_owned())),
    };
    // Saved again, the line gets as many separators as the others have.
    let known = SEPARATORS.iter().position(|known| named.starts_with(*known) && named.chars().all(|c| c == *known));
    match known {
        Some(known) => Ok((&SEPARATORS[known..=known], text.replacen(line, "", 1))),
        None => Err(CsvError::at(number + 1, Problem::Separator(excerpt(named)))),
    }
}

/// Why a row is no header, and how many of the columns it names nevertheless.
struct NoColumns {
    named: usize,
    error: CsvError,
}

impl Columns {
    fn of(text: &str, separator: char) -> Result<Self, NoColumns> {
        let Some((line, header)) = records(text, separator).next() else {
            return Err(NoColumns { named: 0, error: CsvError::at(1, Problem::NoHeader(String::new())) });
        };
        let found = payments_csv::HEADER.map(|name| column(&header, line, name));
        let named = found.iter().filter(|found| !is_missing(found)).count();
        let failure = |error| NoColumns { named, error };
        if let Some(error) = unseen(&header, line) {
            return Err(failure(error));
        }
        if named == 0 {
            let seen = text.lines().nth(line - 1).unwrap_or_default();
            return Err(failure(CsvError::at(line, Problem::NoHeader(excerpt(seen)))));
        }
        let [src, dest, amount] = found;
        let at = [src.map_err(failure)?, dest.map_err(failure)?, amount.map_err(failure)?];
        // Behind the last name, a row may have as few fields as it likes.
        let unnamed = header.iter().rev().take_while(|name| fields::trim(name).is_empty()).count();
        Ok(Self { separator, line, fields: header.len() - unnamed, at })
    }

    /// Reads one row.
    pub(super) fn payment(&self, record: &StringRecord, line: usize) -> Result<Payment, CsvError> {
        if let Some(error) = unseen(record, line) {
            return Err(error);
        }
        let (found, expected) = (record.len(), self.fields);
        if found < expected {
            return Err(CsvError::at(line, Problem::TooFewFields { found, expected }));
        }
        if record.iter().skip(expected).any(|field| !fields::trim(field).is_empty()) {
            return Err(CsvError::at(line, Problem::TooManyFields { found, expected }));
        }
        let [src, dest, amount] = self.at;
        let party = |column, name| {
            fields::party(&record[column]).map_err(|problem| CsvError::in_field(line, column, Some(name), problem))
        };
        Ok(Payment {
            src: party(src, "src")?,
            dest: party(dest, "dest")?,
            amount: fields::amount(&record[amount])
                .map_err(|problem| CsvError::in_field(line, amount, Some("amount"), problem))?,
        })
    }
}

/// Returns what is in a row in which nobody sees anything: it looks blank, and is not.
fn unseen(record: &StringRecord, line: usize) -> Option<CsvError> {
    let is_unseen = record.iter().all(|field| fields::visible(field).is_empty());
    let mut columns = record.iter().enumerate().filter(|_| is_unseen);
    columns.find_map(|(column, field)| {
        let problem = fields::check_characters(fields::trim(field)).err()?;
        Some(CsvError::in_field(line, column, None, problem))
    })
}

/// The one column of this name, in any case.
fn column(header: &StringRecord, line: usize, name: &'static str) -> Result<usize, CsvError> {
    let is_named = |field: &str| fields::visible(field).eq_ignore_ascii_case(name);
    let mut named = header.iter().enumerate().filter(|(_, field)| is_named(field));
    let Some((column, field)) = named.next() else {
        return Err(CsvError::at(line, Problem::MissingColumn(name)));
    };
    fields::check_characters(fields::trim(field))
        .map_err(|problem| CsvError::in_field(line, column, Some(name), problem))?;
    match named.next() {
        Some((again, _)) => Err(CsvError::in_field(line, again, Some(name), Problem::ColumnTwice(name))),
        None => Ok(column),
    }
}

fn is_missing(found: &Result<usize, CsvError>) -> bool {
    matches!(found, Err(CsvError { problem: Problem::MissingColumn(_), .. }))
}
