//! The report for people: one file with its style and its pictures inside, and no script.

use experiment::{Believed, Fate, Fates};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use protocol::RunCounts;

use super::{PaymentRow, Report, svg, title};
use crate::text::{Language, Text};

const STYLE: PreEscaped<&str> = PreEscaped(
    "\
:root{font:16px/1.4 system-ui,sans-serif;color:#111417;background:#f4f6f8}body{max-width:72rem;margin:0 auto;padding:1.5rem}\
h1{margin:0}h2{margin:2rem 0 .5rem}section{background:#fff;border:1px solid #cfd5db;border-radius:10px;padding:1rem 1.25rem}\
.totals{display:flex;flex-wrap:wrap;gap:1rem}.totals section{flex:1 1 14rem}.totals h2{margin:0;font-size:1rem;color:#454c54}\
.totals b{font-size:3rem;line-height:1.1}.missing b,.too-much b{color:#a34700}.exact b{color:#00517f}svg{display:block;width:100%}\
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;padding:0;list-style:none}.legend li{display:flex;gap:.4rem;align-items:center}\
.swatch{width:18px}dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.5rem;margin:0}dt{color:#454c54}dd{margin:0}\
table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{text-align:left;padding:.2rem .8rem .2rem 0;border-bottom:1px solid #e3e8ec}\
code{overflow-wrap:anywhere}@media print{section{border:0;padding:0}svg{print-color-adjust:exact}}",
);

/// Returns the whole document.
pub(super) fn write(report: &Report, language: Language) -> String {
    let text = language.text();
    let words = &text.pages.about.rows.report;
    let title = format!("{}: {}", words.title, title(report.scenario, text));
    let document = html! {
        (DOCTYPE)
        html lang=(language.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width,initial-scale=1";
                title { (title) }
                style { (STYLE) }
            }
            body {
                main {
                    h1 { (title) }
                    p { (words.finished) " " (report.taken_at) }
                    (totals(report, text))
                    (grid(report, text))
                    (settings(report, text))
                    (payments(report, text))
                    p { (words.footer) }
                }
            }
        }
    };
    document.into_string()
}

/// Two ledgers, one gap, and the axis below them.
fn totals(report: &Report, text: &Text) -> Markup {
    let (bank, client) = (&report.bank, &report.client);
    let acknowledged = format!("{} {}", client.acknowledged, text.acknowledged);
    let others = format!(
        "{} {}, {} {}, {} {}",
        client.unknown, text.unknown, client.refused, text.refused, client.attempts, text.attempts
    );
    let (expected, transferred) = (bank.expected.to_string(), bank.transferred.to_string());
    let label = format!("{} {expected}, {} {transferred}", text.expected, text.transferred);
    let (class, verdict) = if report.stopped {
        ("stopped", text.lab.stopped)
    } else {
        (bank.verdict.as_str(), (text.verdict)(bank.verdict))
    };
    html! {
        div.totals {
            (total("client", text.client_believes, &acknowledged, &others))
            (total("expected", text.expected, &expected, text.currency))
            (total(class, text.transferred, &transferred, verdict))
        }
        h2 { "EUR" }
        section { (svg::axis(report, &label)) }
    }
}

fn total(class: &str, title: &str, number: &str, below: &str) -> Markup {
    html! {
        section class=(class) { h2 { (title) } b { (number) } p { (below) } }
    }
}

fn grid(report: &Report, text: &Text) -> Markup {
    let title = (text.grid_title)(report.payments.len());
    let fates = Fates::count(report.payments.iter().map(|row| row.fate));
    let legend = fates.iter().zip(text.fates).filter(|((_, count), _)| *count > 0);
    html! {
        h2 { (title) }
        section {
            (svg::grid(report, &title))
            ul.legend {
                @for ((name, count), words) in legend {
                    li { (svg::swatch(name)) b { (count) } " " (words) }
                }
            }
        }
    }
}

/// What was set, what was measured, and what the law says.
fn settings(report: &Report, text: &Text) -> Markup {
    let (rows, words) = (&text.pages.about.rows, &text.pages.about.rows.report);
    let network = [report.network.name.as_deref(), report.network.version.as_deref()];
    let share = |share: Option<f64>| share.map_or_else(|| text.not_measured.to_owned(), |share| format!("{share:.4}"));
    let counted = |count: fn(&RunCounts) -> u64| {
        let counts = report.counts.as_ref().filter(|counts| counts.complete);
        counts.map_or_else(|| text.not_measured.to_owned(), |counts| count(counts).to_string())
    };
    let theory = match report.theory {
        Some(law) => (words.band)(law.low, law.high),
        None if report.stopped => text.lab.stopped.to_owned(),
        None => words.no_law.to_owned(),
    };
    let mut lines = vec![
        (rows.run, report.run.to_string()),
        (text.pages.about.lab, report.lab.clone()),
        (words.network, network.into_iter().flatten().collect::<Vec<_>>().join(" ")),
    ];
    lines.extend(report.settings.described(text));
    lines.extend([
        (words.measured, format!("p {}, q {}", share(report.measured.request_loss), share(report.measured.reply_loss))),
        (words.theory, theory),
        (words.entries, report.bank.entries.to_string()),
        (text.other_traffic, report.bank.other_traffic.to_string()),
        (text.hidden_repeats, counted(|counts| counts.hidden_repeats)),
        (text.preflights, counted(|counts| counts.preflights)),
    ]);
    html! {
        h2 { (text.pages.about.settings) }
        section { dl { @for (name, value) in &lines { dt { (name) } dd { (value) } } } }
    }
}

fn payments(report: &Report, text: &Text) -> Markup {
    let words = &text.pages.about.rows.report;
    html! {
        h2 { (words.payments) }
        section {
            table {
                thead { tr { @for column in words.columns { th scope="col" { (column) } } } }
                tbody { @for row in &report.payments { (line(row, text)) } }
            }
        }
    }
}

fn line(row: &PaymentRow, text: &Text) -> Markup {
    let PaymentRow { number, payment, key, attempts, client, times_paid, fate } = row;
    let fate = text.fates[Fate::NAMES.iter().position(|name| *name == fate.name()).unwrap_or(0)];
    let (src, dest, amount) = (payment.src.as_str(), payment.dest.as_str(), payment.amount.to_string());
    html! {
        tr {
            td { (number) ": " (src) " \u{2192} " (dest) ", " (amount) " EUR" }
            td { @if let Some(key) = key { code { (key) } } @else { (text.without_key) } }
            td { (attempts) }
            td { (believed(*client, text)) }
            td { (times_paid) " (" (fate) ")" }
        }
    }
}

fn believed(believed: Believed, text: &Text) -> &'static str {
    match believed {
        Believed::Waiting => text.waiting,
        Believed::InFlight => text.in_flight,
        Believed::Acknowledged => text.acknowledged,
        Believed::Refused => text.refused,
        Believed::Unknown => text.unknown,
    }
}
