//! The payments to send: the file of `--payments` in whatever form people save it, or the workshop's thousand.
//!
//! Only the backend reads such files. `GET /payments.csv` answers with the payments as understood, in one form
//! ([`protocol::payments_csv`]), which is all that the page reads.

mod columns;
mod error;
mod fields;
mod quoting;
mod text;

use std::path::Path;
use std::{fs, io};

use csv::{ReaderBuilder, StringRecord, Terminator, WriterBuilder};
use protocol::{Payment, Total, payments_csv};
use thiserror::Error;

pub use error::CsvError;
use error::Problem;

/// The most rows that a file may have.
const MAX_ROWS: usize = 10_000;

/// A thousand payments of 1 from bianca to marc.
const WORKSHOP: &[u8] = include_bytes!("../../payments.csv");

/// The payments to send.
#[derive(Clone, Debug, Default)]
pub struct PaymentsFile {
    /// The file as it was understood, in the form of [`protocol::payments_csv`].
    pub csv: String,
    /// How many payments it holds.
    pub payments: u32,
    /// What they come to.
    pub expected: Total,
}

/// Why there are no payments to send.
#[derive(Debug, Error)]
pub enum PaymentsFileError {
    /// The system does not give the file out.
    #[error("cannot read the payments: {path}: {error}")]
    Unreadable {
        /// As given.
        path: String,
        /// What the system says.
        error: io::Error,
    },
    /// The file is not understood.
    #[error("{path}, {error}")]
    Bad {
        /// As given.
        path: String,
        /// The line and what is wrong there.
        error: CsvError,
    },
}

impl PaymentsFile {
    /// Reads the file at `path`, or takes the workshop's, and keeps at most the `first` payments of it.
    pub fn read(path: Option<&Path>, first: Option<u32>) -> Result<Self, PaymentsFileError> {
        let mut payments = Self::payments(path)?;
        if let Some(first) = first.and_then(|first| usize::try_from(first).ok()) {
            payments.truncate(first);
        }
        let number = u32::try_from(payments.len()).expect("a file has at most 10,000 rows");
        let expected = payments.iter().map(|payment| payment.amount).sum();
        Ok(Self { csv: write(&payments), payments: number, expected })
    }

    /// Reads the payments themselves, in the order of the file.
    pub fn payments(path: Option<&Path>) -> Result<Vec<Payment>, PaymentsFileError> {
        let name = || path.map_or_else(|| "the built-in payments".to_owned(), |path| path.display().to_string());
        let bytes = match path {
            Some(path) => fs::read(path).map_err(|error| PaymentsFileError::Unreadable { path: name(), error })?,
            None => WORKSHOP.to_owned(),
        };
        parse(&bytes).map_err(|error| PaymentsFileError::Bad { path: name(), error })
    }
}

/// Reads a whole file: a header that names `src`, `dest` and `amount`, then 1 to [`MAX_ROWS`] payments.
fn parse(bytes: &[u8]) -> Result<Vec<Payment>, CsvError> {
    let text = text::decode(bytes)?;
    let (columns, text) = columns::find(&text)?;
    let mut payments = Vec::new();
    let mut last_line = columns.line;
    for (line, record) in records(&text, columns.separator).skip(1) {
        if payments.len() == MAX_ROWS {
            return Err(CsvError::at(line, Problem::TooManyRows));
        }
        payments.push(columns.payment(&record, line)?);
        last_line = line;
    }
    if payments.is_empty() { Err(CsvError::at(last_line + 1, Problem::NoPayments)) } else { Ok(payments) }
}

/// Writes payments in the form of [`protocol::payments_csv`].
fn write(payments: &[Payment]) -> String {
    const IN_MEMORY: &str = "memory takes it";
    let mut writer = WriterBuilder::new().terminator(Terminator::Any(b'\n')).from_writer(Vec::new());
    writer.write_record(payments_csv::HEADER).expect(IN_MEMORY);
    for Payment { src, dest, amount } in payments {
        writer.write_record([src.as_str(), dest.as_str(), &amount.to_string()]).expect(IN_MEMORY);
    }
    String::from_utf8(writer.into_inner().expect(IN_MEMORY)).expect("names are UTF-8")
}

/// The rows of a text whose lines end with LF, each with the number of its line. Rows of empty fields are left out.
fn records(text: &str, separator: char) -> impl Iterator<Item = (usize, StringRecord)> {
    let separator = u8::try_from(separator).expect("separators are ASCII");
    let reader = ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .terminator(Terminator::Any(b'\n'))
        .from_reader(text.as_bytes());
    let records = reader.into_records().map(|record| record.expect("a text is UTF-8, and rows may be of any length"));
    records.filter(|record| !record.iter().all(|field| fields::trim(field).is_empty())).map(|record| {
        let position = record.position().expect("it was read");
        let start = usize::try_from(position.byte()).expect("it lies in memory");
        // The position is the end of the row before: blank lines lie between.
        let blank = text.as_bytes()[start..].iter().take_while(|byte| **byte == b'\n').count();
        let line = usize::try_from(position.line()).expect("it lies in memory") + blank;
        (line, record)
    })
}

#[cfg(test)]
mod tests;
