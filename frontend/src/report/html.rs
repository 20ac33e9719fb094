//! The report for people: one file with its style and its pictures inside, and no script.

use std::fmt::Write as _;

use experiment::{Fate, Fates};

use super::{Report, Row, picture};
use crate::markup::escaped;
use crate::number::fixed;
use crate::text::{Language, Text};

const STYLE: &str = "\
:root{font:16px/1.4 system-ui,sans-serif;color:#111417;background:#f4f6f8}body{max-width:72rem;margin:0 auto;padding:1.5rem}\
h1{margin:0}h2{margin:2rem 0 .5rem}section{background:#fff;border:1px solid #cfd5db;border-radius:10px;padding:1rem 1.25rem}\
.heroes{display:flex;flex-wrap:wrap;gap:1rem}.heroes section{flex:1 1 14rem}.heroes h2{margin:0;font-size:1rem;color:#454c54}\
.heroes b{font-size:3rem;line-height:1.1}.missing b,.too-much b{color:#a34700}.exact b{color:#00517f}svg{display:block;width:100%}\
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;padding:0;list-style:none}.legend li{display:flex;gap:.4rem;align-items:center}\
.swatch{width:18px}dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.5rem;margin:0}dt{color:#454c54}dd{margin:0}\
table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{text-align:left;padding:.2rem .8rem .2rem 0;border-bottom:1px solid #e3e8ec}\
code{overflow-wrap:anywhere}@media print{section{border:0;padding:0}}";

pub(super) fn write(report: &Report, language: Language) -> String {
    let text = language.text();
    let words = &text.pages.about.rows.report;
    let title = format!("{}: {}", words.title, report.chapter);
    let parts = [
        format!("<!doctype html><html lang=\"{}\"><meta charset=\"utf-8\">", language.code()),
        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">".to_owned(),
        format!("<title>{}</title><style>{STYLE}</style>", escaped(&title)),
        format!("<main><h1>{}</h1>", escaped(&title)),
        format!("<p>{} {}</p>", words.finished, escaped(&report.taken_at)),
        heroes(report, text),
        grid(report, text),
        settings(report, text),
        payments(report, text),
        format!("<p>{}</p></main></html>\n", words.footer),
    ];
    parts.concat()
}

/// Two ledgers, one gap, and the axis below them.
fn heroes(report: &Report, text: &Text) -> String {
    let bank = &report.bank;
    let hero = |class: &str, title: &str, number: &str, below: &str| {
        format!("<section class=\"{class}\"><h2>{title}</h2><b>{number}</b><p>{below}</p></section>")
    };
    let client = &report.client;
    let believes = format!(
        "{} {}, {} {}, {} {}",
        client.unknown, text.unknown, client.refused, text.refused, client.attempts, text.attempts
    );
    let known = format!("{} {}", client.acknowledged, text.acknowledged);
    let label = format!("{} {}, {} {}", text.expected, bank.expected, text.transferred, bank.transferred);
    [
        "<div class=\"heroes\">".to_owned(),
        hero("client", text.client_believes, &known, &believes),
        hero("expected", text.expected, &bank.expected.to_string(), text.currency),
        hero(bank.verdict.as_str(), text.transferred, &bank.transferred.to_string(), (text.verdict)(bank.verdict)),
        "</div><h2>EUR</h2><section>".to_owned(),
        picture::axis(report, &label),
        "</section>".to_owned(),
    ]
    .concat()
}

fn grid(report: &Report, text: &Text) -> String {
    let title = (text.grid_title)(report.payments.len());
    let fates = Fates::count(report.payments.iter().map(|row| row.fate));
    let mut legend = String::new();
    for ((name, count), words) in fates.iter().zip(text.fates).filter(|((_, count), _)| *count > 0) {
        write!(legend, "<li>{}<b>{count}</b> {words}</li>", picture::swatch(name)).expect("a string takes all");
    }
    let picture = picture::grid(report, &title);
    format!("<h2>{title}</h2><section>{picture}<ul class=\"legend\">{legend}</ul></section>")
}

/// What was set, what was measured, and what the law says.
fn settings(report: &Report, text: &Text) -> String {
    let (rows, words) = (&text.pages.about.rows, &text.pages.about.rows.report);
    let network = [report.network.name.as_deref(), report.network.version.as_deref()];
    let share = |share: Option<f64>| share.map_or_else(|| text.not_measured.to_owned(), |share| fixed(share, 4));
    let counted = |count: fn(&protocol::RunCounts) -> u64| {
        let counts = report.counts.as_ref().filter(|counts| counts.complete);
        counts.map_or_else(|| text.not_measured.to_owned(), |counts| count(counts).to_string())
    };
    let mut lines = vec![
        (rows.run, report.run.to_string()),
        (text.pages.about.lab, report.lab.clone()),
        (words.network, network.into_iter().flatten().collect::<Vec<_>>().join(" ")),
    ];
    lines.extend(report.settings.in_words(text));
    lines.extend([
        (words.measured, format!("p {}, q {}", share(report.measured.request_loss), share(report.measured.reply_loss))),
        (words.theory, report.theory.map_or_else(|| words.no_law.to_owned(), |law| (words.band)(law.low, law.high))),
        (words.entries, report.bank.entries.to_string()),
        (text.other_traffic, report.bank.other_traffic.to_string()),
        (text.hidden_repeats, counted(|counts| counts.hidden_repeats)),
        (text.preflights, counted(|counts| counts.preflights)),
    ]);
    let list: Vec<_> =
        lines.iter().map(|(name, value)| format!("<dt>{name}</dt><dd>{}</dd>", escaped(value))).collect();
    let list = list.concat();
    format!("<h2>{}</h2><section><dl>{list}</dl></section>", text.pages.about.settings)
}

fn payments(report: &Report, text: &Text) -> String {
    let words = &text.pages.about.rows.report;
    let head = words.columns.map(|column| format!("<th scope=\"col\">{column}</th>")).concat();
    let body: String = report.payments.iter().map(|row| line(row, text)).collect();
    format!(
        "<h2>{}</h2><section><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></section>",
        words.payments
    )
}

fn line(row: &Row, text: &Text) -> String {
    let Row { number, payment, key, attempts, client, times_paid, fate } = row;
    let fate = text.fates[Fate::NAMES.iter().position(|name| *name == fate.name()).unwrap_or(0)];
    let key =
        key.as_deref().map_or_else(|| text.without_key.to_owned(), |key| format!("<code>{}</code>", escaped(key)));
    let what = escaped(&format!("{} \u{2192} {}, {} EUR", payment.src, payment.dest, payment.amount));
    let client = believed(*client, text);
    format!("<tr><td>{number}: {what}<td>{key}<td>{attempts}<td>{client}<td>{times_paid} ({fate})</tr>")
}

fn believed(believed: experiment::Believed, text: &Text) -> &'static str {
    use experiment::Believed;
    match believed {
        Believed::Waiting => text.waiting,
        Believed::InFlight => text.in_flight,
        Believed::Acknowledged => text.acknowledged,
        Believed::Refused => text.refused,
        Believed::Unknown => text.unknown,
    }
}
