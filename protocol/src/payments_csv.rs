//! The payments to send, as `GET /payments.csv` answers them: the bank's file as it was understood.
//!
//! One form, whatever the file looked like: UTF-8, the header `src,dest,amount`, commas, LF, quotes only where a name
//! has a comma or a quote. Only the bank reads what people save; this reads what the bank wrote.

use std::fmt;

use crate::Payment;

/// The columns, in their order.
pub const HEADER: [&str; 3] = ["src", "dest", "amount"];

/// A text that the bank has not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaymentsCsvError {
    /// The first line that is not as it should be, counted from 1.
    pub line: usize,
}

/// Reads the payments in their order.
pub fn parse(text: &str) -> Result<Vec<Payment>, PaymentsCsvError> {
    let mut lines = (1..).zip(text.lines());
    match lines.next() {
        Some((_, header)) if header.split(',').eq(HEADER) => {}
        _ => return Err(PaymentsCsvError { line: 1 }),
    }
    lines.map(|(line, row)| payment(row).ok_or(PaymentsCsvError { line })).collect()
}

fn payment(row: &str) -> Option<Payment> {
    let (src, rest) = field(row)?;
    let (dest, rest) = field(rest.strip_prefix(',')?)?;
    let amount = rest.strip_prefix(',')?;
    Some(Payment { src: src.try_into().ok()?, dest: dest.try_into().ok()?, amount: amount.parse().ok()? })
}

/// The first field of a row, and what follows it.
fn field(row: &str) -> Option<(String, &str)> {
    let Some(quoted) = row.strip_prefix('"') else {
        let (field, rest) = row.split_at(row.find(',').unwrap_or(row.len()));
        return Some((field.to_owned(), rest));
    };
    // A quote that is followed by another one stands for a quote, and any other one ends the field.
    let mut field = String::new();
    let mut rest = quoted;
    loop {
        let (before, after) = rest.split_once('"')?;
        field.push_str(before);
        match after.strip_prefix('"') {
            Some(after) => {
                field.push('"');
                rest = after;
            }
            None => return Some((field, after)),
        }
    }
}

impl fmt::Display for PaymentsCsvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} is not as the bank writes it", self.line)
    }
}

impl std::error::Error for PaymentsCsvError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_bank_writes_is_read() {
        let payments = parse("src,dest,amount\nbianca,marc,1.00\n\"a, \"\"b\"\"\",c,0.10\n").expect("its form");
        let read = |payment: &Payment| (payment.src.to_string(), payment.dest.to_string(), payment.amount.cents());
        let payments: Vec<_> = payments.iter().map(read).collect();
        assert_eq!(
            payments,
            [("bianca".to_owned(), "marc".to_owned(), 100), ("a, \"b\"".to_owned(), "c".to_owned(), 10)]
        );
    }

    #[test]
    fn the_line_of_anything_else_is_named() {
        for (text, line) in [
            ("", 1),
            ("src;dest;amount\n", 1),
            ("src,dest,amount\nbianca,marc\n", 2),
            ("src,dest,amount\nbianca,marc,1.00\n\n", 3),
            ("src,dest,amount\nbianca,marc,1.00,2\n", 2),
            ("src,dest,amount\n\"bianca,marc,1.00\n", 2),
            ("src,dest,amount\n\"bianca\"s,marc,1.00\n", 2),
        ] {
            assert_eq!(parse(text), Err(PaymentsCsvError { line }), "{text}");
        }
    }
}
