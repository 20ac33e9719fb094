//! A line for each payment (RFC 4180, with `\n`).

use super::{Report, Row, name_of};

const HEADER: &str = "run,payment,src,dest,amount,key,attempts,client,times_paid,fate\n";

pub(super) fn write(report: &Report) -> String {
    let lines = report.payments.iter().map(|row| line(report.run.as_str(), row));
    std::iter::once(HEADER.to_owned()).chain(lines).collect()
}

fn line(run: &str, row: &Row) -> String {
    let payment = &row.payment;
    let fields = [
        run.to_owned(),
        row.number.to_string(),
        field(payment.src.as_str()),
        field(payment.dest.as_str()),
        payment.amount.to_string(),
        row.key.as_deref().map(field).unwrap_or_default(),
        row.attempts.to_string(),
        name_of(row.client).to_owned(),
        row.times_paid.to_string(),
        row.fate.name().to_owned(),
    ];
    fields.join(",") + "\n"
}

/// Quoted where a comma or a quote would end it too early. (A party has no line breaks.)
fn field(text: &str) -> String {
    if text.contains([',', '"']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}
