//! Everything, for programs, by the contract's names.

use protocol::RunCounts;

use super::{Report, Row, name_of};
use crate::json::{NULL, Object};
use crate::number::short;
use crate::wire;

pub(super) fn write(report: &Report) -> String {
    let counts = report.counts.as_ref().map_or_else(|| NULL.to_owned(), counts);
    let payments: Vec<_> = report.payments.iter().map(row).collect();
    Object::default()
        .text("run", report.run.as_str())
        .text("lab", &report.lab)
        .text("chapter", &report.chapter)
        .text("taken_at", &report.taken_at)
        .json("settings", &settings(report))
        .json("network", &network(report))
        .json("bank", &bank(report))
        .json("client", &client(report))
        .json("measured", &measured(report))
        .json("counts", &counts)
        .json("theory", &theory(report))
        .json("payments", &format!("[\n{}\n]", payments.join(",\n")))
        .written()
}

fn settings(report: &Report) -> String {
    let set = &report.settings;
    let object = Object::default()
        .text("client_policy", set.client_policy.as_str())
        .text("retry_order", set.retry_order.as_str())
        .text("key_policy", set.key_policy.as_str())
        .count("pause_ms", set.pause_ms.into());
    wire::of_losses(object, set.losses)
        .count("senders", set.senders as u64)
        .count("attempt_timeout_ms", set.attempt_timeout)
        .written()
}

fn network(report: &Report) -> String {
    let network = &report.network;
    Object::default()
        .text_or_null("name", network.name.as_deref())
        .text_or_null("version", network.version.as_deref())
        .written()
}

fn bank(report: &Report) -> String {
    let bank = &report.bank;
    Object::default()
        .json("expected", &bank.expected.to_string())
        .json("transferred", &bank.transferred.to_string())
        .text("verdict", bank.verdict.as_str())
        .count("entries", bank.entries)
        .count("other_traffic", bank.other_traffic)
        .written()
}

fn client(report: &Report) -> String {
    let client = &report.client;
    Object::default()
        .count("attempts", client.attempts)
        .count("acknowledged", client.acknowledged as u64)
        .count("refused", client.refused as u64)
        .count("unknown", client.unknown as u64)
        .count("waiting", client.waiting as u64)
        .written()
}

fn measured(report: &Report) -> String {
    let share = |share: Option<f64>| share.map_or_else(|| NULL.to_owned(), short);
    Object::default()
        .json("request_loss", &share(report.measured.request_loss))
        .json("reply_loss", &share(report.measured.reply_loss))
        .written()
}

fn counts(counts: &RunCounts) -> String {
    Object::default()
        .text("run", counts.run.as_str())
        .count("arrivals", counts.arrivals)
        .count("hidden_repeats", counts.hidden_repeats)
        .count("preflights", counts.preflights)
        .json("complete", if counts.complete { "true" } else { "false" })
        .written()
}

fn theory(report: &Report) -> String {
    let Some(theory) = report.theory else { return NULL.to_owned() };
    Object::default().json("mean", &short(theory.mean)).count("low", theory.low).count("high", theory.high).written()
}

fn row(row: &Row) -> String {
    wire::of_payment(Object::default().count("number", row.number as u64), &row.payment)
        .text_or_null("key", row.key.as_deref())
        .count("attempts", row.attempts as u64)
        .text("client", name_of(row.client))
        .count("times_paid", row.times_paid as u64)
        .text("fate", row.fate.name())
        .written()
}
