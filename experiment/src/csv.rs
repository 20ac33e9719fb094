//! `payments.csv`: the header `src,dest,amount`, then 1 to 10,000 payments.

use std::fmt;

use protocol::{AmountError, PartyError, Payment};

/// The most rows one file may have.
pub const MAX_ROWS: usize = 10_000;

const HEADER: &str = "src,dest,amount";

/// What is wrong with a file, and in which line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsvError {
    /// Counted from 1, the header included.
    pub line: usize,
    /// What is wrong there.
    pub problem: CsvProblem,
}

/// What can be wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CsvProblem {
    /// The first line is not the header.
    Header,
    /// Not three fields.
    Fields(usize),
    /// `src` is no party.
    Src(PartyError),
    /// `dest` is no party.
    Dest(PartyError),
    /// `amount` is no amount.
    Amount(AmountError),
    /// A blank line between payments.
    Blank,
    /// No payments at all.
    Empty,
    /// More than [`MAX_ROWS`].
    TooManyRows,
}

/// Reads the whole file. Blank lines at its end are fine: the workshop's file has 1998.
/// Fields are not quoted; names with a comma are not for this file.
pub fn parse(text: &str) -> Result<Vec<Payment>, CsvError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim_end();
    let mut lines = (1..).zip(text.lines());
    let at = |line, problem| Err(CsvError { line, problem });
    match lines.next() {
        Some((_, header)) if header.trim_end() == HEADER => {}
        _ => return at(1, CsvProblem::Header),
    }
    let mut payments = Vec::new();
    for (line, row) in lines {
        if payments.len() == MAX_ROWS {
            return at(line, CsvProblem::TooManyRows);
        }
        payments.push(parse_row(row).map_err(|problem| CsvError { line, problem })?);
    }
    if payments.is_empty() { at(2, CsvProblem::Empty) } else { Ok(payments) }
}

fn parse_row(row: &str) -> Result<Payment, CsvProblem> {
    if row.trim().is_empty() {
        return Err(CsvProblem::Blank);
    }
    let fields: Vec<&str> = row.split(',').map(str::trim).collect();
    let [src, dest, amount] = fields[..] else {
        return Err(CsvProblem::Fields(fields.len()));
    };
    Ok(Payment {
        src: src.parse().map_err(CsvProblem::Src)?,
        dest: dest.parse().map_err(CsvProblem::Dest)?,
        amount: amount.parse().map_err(CsvProblem::Amount)?,
    })
}

impl fmt::Display for CsvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.problem)
    }
}

impl fmt::Display for CsvProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header => write!(f, "the header must be {HEADER}"),
            Self::Fields(found) => write!(f, "a row has three fields, this one has {found}"),
            Self::Src(error) => write!(f, "src {error}"),
            Self::Dest(error) => write!(f, "dest {error}"),
            Self::Amount(AmountError::Malformed) => f.write_str("amount must be digits with at most two decimals"),
            Self::Amount(error) => write!(f, "amount {error}"),
            Self::Blank => f.write_str("a blank line between payments"),
            Self::Empty => f.write_str("there are no payments"),
            Self::TooManyRows => write!(f, "there are more than {MAX_ROWS} payments"),
        }
    }
}

impl std::error::Error for CsvError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        parse(text).expect_err(text).to_string()
    }

    #[test]
    fn the_workshops_file_with_its_blank_tail_is_read() {
        let rows = "bianca,marc,1\r\n".repeat(1000);
        let text = format!("\u{feff}src,dest,amount\r\n{rows}{}", "\n".repeat(1998));
        assert_eq!(parse(&text).map(|payments| payments.len()), Ok(1000));
    }

    #[test]
    fn a_bad_row_is_named_by_its_line() {
        assert_eq!(error(""), "line 1: the header must be src,dest,amount");
        assert_eq!(error("src,dest\n"), "line 1: the header must be src,dest,amount");
        assert_eq!(error("src,dest,amount\n\n\n"), "line 2: there are no payments");
        assert_eq!(error("src,dest,amount\na,b,1\na,b\n"), "line 3: a row has three fields, this one has 2");
        assert_eq!(error("src,dest,amount\na,b,1\n\na,b,1\n"), "line 3: a blank line between payments");
        assert_eq!(error("src,dest,amount\n,b,1\n"), "line 2: src must not be empty");
        assert_eq!(error("src,dest,amount\na,b,0\n"), "line 2: amount must be above 0");
        assert_eq!(error("src,dest,amount\na,b,1e2\n"), "line 2: amount must be digits with at most two decimals");
        let many = format!("src,dest,amount\n{}", "a,b,1\n".repeat(MAX_ROWS + 1));
        assert_eq!(error(&many), "line 10002: there are more than 10000 payments");
    }
}
