//! The payments to send: the file of `--payments`, or the workshop's thousand.

use std::path::Path;
use std::{fs, io};

use experiment::csv::{self, CsvError};
use protocol::{Payment, Total};
use thiserror::Error;

/// A thousand payments of 1 from bianca to marc.
const WORKSHOP: &str = include_str!("../../payments.csv");

/// The payments to send.
#[derive(Clone, Debug, Default)]
pub struct PaymentsFile {
    /// The file as it was read.
    pub csv: String,
    /// How many payments it holds.
    pub payments: u32,
    /// What they come to.
    pub expected: Total,
}

/// Why there are no payments to send.
#[derive(Debug, Error)]
pub enum PaymentsFileError {
    /// The file cannot be read as text.
    #[error("cannot read the payments: {path}: {error}")]
    Unreadable {
        /// As given.
        path: String,
        /// What the system says.
        error: io::Error,
    },
    /// A row is bad; the line is named.
    #[error("{path}, {error}")]
    Bad {
        /// As given.
        path: String,
        /// The line and what is wrong there.
        error: CsvError,
    },
}

impl PaymentsFile {
    /// Reads the file at `path`, or takes the workshop's.
    pub fn read(path: Option<&Path>) -> Result<Self, PaymentsFileError> {
        let (csv, payments) = read(path)?;
        let number = u32::try_from(payments.len()).expect("a file has at most 10,000 rows");
        Ok(Self { csv, payments: number, expected: payments.iter().map(|payment| payment.amount).sum() })
    }

    /// The payments themselves, in the order of the file.
    pub fn payments(path: Option<&Path>) -> Result<Vec<Payment>, PaymentsFileError> {
        read(path).map(|(_, payments)| payments)
    }
}

fn read(path: Option<&Path>) -> Result<(String, Vec<Payment>), PaymentsFileError> {
    let name = || path.map_or_else(|| "the built-in payments".to_owned(), |path| path.display().to_string());
    let csv = match path {
        Some(path) => {
            fs::read_to_string(path).map_err(|error| PaymentsFileError::Unreadable { path: name(), error })?
        }
        None => WORKSHOP.to_owned(),
    };
    let payments = csv::parse(&csv).map_err(|error| PaymentsFileError::Bad { path: name(), error })?;
    Ok((csv, payments))
}
