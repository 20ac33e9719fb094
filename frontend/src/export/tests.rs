use experiment::CHAPTERS;
use serde_json::Value;

use super::*;

fn row(number: usize, src: &str, fate: Fate, times_paid: usize) -> PaymentRow {
    PaymentRow {
        number,
        payment: Payment {
            src: src.parse().expect("a party"),
            dest: "marc".parse().expect("a party"),
            amount: "1".parse().expect("an amount"),
        },
        key: (number > 1).then(|| "k-<1>".to_owned()),
        attempts: times_paid + 1,
        client: Believed::Acknowledged,
        times_paid,
        fate,
    }
}

fn report() -> Report {
    let settings = CHAPTERS[2].settings;
    let band = TransferredBand { mean: 4.3, usual: (3.0, 7.0), almost_always: (3.0, 9.0), is_law: true };
    Report {
        run: "ownownown".parse().expect("a run id"),
        lab: "0.1.0".into(),
        scenario: Scenario::Chapter(3),
        taken_at: "2026-01-01T00:00:00Z".into(),
        settings: ReportSettings::of(&settings),
        network: ReportNetwork { name: Some("toxi & proxy".into()), version: Some("2.12.0".into()) },
        bank: ReportBank {
            expected: Total::from_cents(300),
            transferred: Total::from_cents(500),
            verdict: Verdict::TooMuch,
            entries: 5,
            other_traffic: 0,
        },
        client: ReportClient { attempts: 8, acknowledged: 3, refused: 0, unknown: 0, waiting: 0 },
        measured: MeasuredLosses { request_loss: Some(0.25), reply_loss: None },
        counts: None,
        stopped: false,
        theory: Some(TheoryBand::of(&band)),
        payments: vec![
            row(1, "bianca", Fate::PaidKnown, 1),
            row(2, "<script>alert(1)</script>", Fate::PaidTimes(3), 3),
            row(3, "bianca, \"the\" other", Fate::Caught, 1),
        ],
    }
}

#[test]
fn csv_has_a_line_for_each_payment_and_quotes_what_would_break_it() {
    let csv = report().write(Format::Csv, Language::En);
    let lines: Vec<_> = csv.split("\r\n").collect();
    assert_eq!(lines.len(), 4 + 1, "each ends as RFC 4180 says");
    assert_eq!(lines[1], "ownownown,1,bianca,marc,1.00,,2,acknowledged,1,paid-known");
    assert_eq!(lines[3], "ownownown,3,\"bianca, \"\"the\"\" other\",marc,1.00,k-<1>,2,acknowledged,1,caught");
}

#[test]
fn csv_opens_in_the_spreadsheet_of_its_language() {
    let english = report().write(Format::Csv, Language::En);
    let german = report().write(Format::Csv, Language::De);
    assert!(english.starts_with("\u{feff}run,payment,src,dest,amount,key,"));
    assert!(german.starts_with("\u{feff}run;payment;src;dest;amount;key;"));
    assert!(german.contains("\r\nownownown;1;bianca;marc;1,00;;2;acknowledged;1;paid-known\r\n"));
}

#[test]
fn no_cell_runs_as_a_formula_and_numbers_are_left_alone() {
    let mut report = report();
    report.payments = vec![row(1, "=HYPERLINK(A1)", Fate::PaidKnown, 1), row(2, "-5", Fate::PaidKnown, 1)];
    report.payments[0].key = Some("+1-1".into());
    let csv = report.write(Format::Csv, Language::En);
    assert!(csv.contains(",1,'=HYPERLINK(A1),marc,1.00,'+1-1,"), "{csv}");
    assert!(csv.contains(",2,-5,marc,1.00,k-<1>,"), "{csv}");
}

#[test]
fn json_says_everything_by_the_contracts_names() {
    let json: Value = serde_json::from_str(&report().write(Format::Json, Language::De)).expect("JSON");
    assert_eq!(json["settings"]["client_policy"], "retry");
    assert_eq!(json["settings"]["key_policy"], "ignore");
    assert_eq!((&json["settings"]["request_loss"], &json["measured"]["reply_loss"]), (&0.3.into(), &Value::Null));
    assert!(json["chapter"].as_str().is_some_and(|chapter| chapter.starts_with("3 ")), "{}", json["chapter"]);
    assert_eq!(json["network"]["name"], "toxi & proxy");
    assert_eq!((&json["bank"]["verdict"], &json["bank"]["transferred"]), (&"too-much".into(), &5.into()));
    assert_eq!(
        (&json["theory"]["mean"], &json["theory"]["high"], &json["stopped"]),
        (&4.3.into(), &7.into(), &false.into())
    );
    let payments = json["payments"].as_array().expect("payments");
    let paid: u64 = payments.iter().filter_map(|payment| payment["times_paid"].as_u64()).sum();
    assert_eq!((payments.len(), Some(paid)), (3, json["bank"]["entries"].as_u64()));
    assert_eq!((&payments[1]["fate"], &payments[1]["amount"]), (&"paid-times".into(), &"1.00".into()));
}

#[test]
fn the_report_needs_no_other_file_and_no_script_in_either_language() {
    for language in Language::ALL {
        let html = report().write(Format::Html, language);
        assert!(html.starts_with(&format!("<!DOCTYPE html><html lang=\"{}\"", language.code())));
        for foreign in ["http", "src=", "<script", "<link", "@import", "url("] {
            assert!(!html.contains(foreign), "{foreign} in {html}");
        }
        let links = html.match_indices("href=\"").filter(|(at, _)| !html[at + 6..].starts_with('#'));
        assert_eq!(links.count(), 0, "it points only into itself");
    }
}

#[test]
fn the_report_says_settings_losses_fates_and_totals() {
    let html = report().write(Format::Html, Language::En);
    for said in [
        "toxi &amp; proxy 2.12.0",
        "p 0.3, q 0.3",
        "p 0.2500, q not measured",
        "3 to 7 EUR",
        "<b>5</b><p>too much</p>",
        "<b>3 acknowledged</b>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        ": 3 ",
    ] {
        assert!(html.contains(said), "{said} not in {html}");
    }
    let cells = html.matches("<use href=\"#").count();
    assert_eq!(cells, 3 + 3, "one for each payment and one for each fate of the legend");
    assert_eq!(html.matches("<tr><td>").count(), 3);
}

#[test]
fn a_run_that_was_stopped_is_not_judged_in_its_report() {
    let stopped = Report { stopped: true, theory: None, ..report() };
    let html = stopped.write(Format::Html, Language::En);
    assert!(html.contains("<b>5</b><p>stopped</p>") && !html.contains("too much"), "{html}");
}
