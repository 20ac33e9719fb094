//! A line for each payment, for a spreadsheet.

use csv::{Terminator, WriterBuilder};
use protocol::escape_formula;

use super::{PaymentRow, Report, name_of};
use crate::text::Language;

/// Without it some spreadsheets take UTF-8 for an older encoding.
const BYTE_ORDER_MARK: &str = "\u{feff}";

const HEADER: [&str; 10] =
    ["run", "payment", "src", "dest", "amount", "key", "attempts", "client", "times_paid", "fate"];

/// Returns the payments as RFC 4180, with the separator and the decimal sign that spreadsheets of this language expect.
/// It is a payments file, too: the lab reads it as such.
pub(super) fn write(report: &Report, language: Language) -> String {
    let (separator, decimal_sign) = match language {
        Language::En => (b',', "."),
        Language::De => (b';', ","),
    };
    let mut writer = WriterBuilder::new().delimiter(separator).terminator(Terminator::CRLF).from_writer(Vec::new());
    let lines = report.payments.iter().map(|row| line(report, row, decimal_sign));
    for line in std::iter::once(HEADER.map(str::to_owned)).chain(lines) {
        writer.write_record(line).expect("a vector takes all, and every line has as many fields");
    }
    let csv = writer.into_inner().expect("a vector takes all");
    BYTE_ORDER_MARK.to_owned() + &String::from_utf8(csv).expect("made of strings")
}

fn line(report: &Report, row: &PaymentRow, decimal_sign: &str) -> [String; 10] {
    let payment = &row.payment;
    [
        escape_formula(report.run.as_str()),
        row.number.to_string(),
        escape_formula(payment.src.as_str()),
        escape_formula(payment.dest.as_str()),
        payment.amount.to_string().replace('.', decimal_sign),
        row.key.as_deref().map(escape_formula).unwrap_or_default(),
        row.attempts.to_string(),
        name_of(row.client).to_owned(),
        row.times_paid.to_string(),
        row.fate.name().to_owned(),
    ]
}
