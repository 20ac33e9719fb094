//! `GET /room/results.csv`: every run of the room, for a spreadsheet. No keys.

use protocol::escape_formula;
use protocol::room::{Counted, RunSettings};

use super::register::Register;
use super::results::FinishedRun;

const HEADER: [&str; 19] = [
    "station",
    "scenario",
    "run",
    "payments",
    "client policy",
    "retry order",
    "key policy",
    "pause ms",
    "request loss",
    "reply loss",
    "senders",
    "attempt timeout ms",
    "prediction",
    "transferred",
    "other traffic",
    "attempts (as the page says)",
    "stopped (as the page says)",
    "counted",
    "seat",
];

/// The whole file.
pub(super) fn of(register: &Register) -> String {
    let mut file = csv::Writer::from_writer(Vec::new());
    let mut write = |row: Vec<String>| file.write_record(row.iter().map(|cell| escape_formula(cell)));
    write(HEADER.map(str::to_owned).to_vec()).expect("memory takes everything");
    for run in register.runs() {
        write(row(run)).expect("memory takes everything");
    }
    for (station, scenario, prediction) in register.predictions_without_a_run() {
        let mut row = vec![String::new(); HEADER.len()];
        row[0] = station.to_string();
        scenario.clone_into(&mut row[1]);
        row[12] = prediction.to_string();
        "no run".clone_into(&mut row[17]);
        write(row).expect("memory takes everything");
    }
    String::from_utf8(file.into_inner().expect("memory takes everything")).expect("text was written")
}

fn row(run: &FinishedRun) -> Vec<String> {
    let total = |total: Option<protocol::Total>| total.map(|total| total.to_string()).unwrap_or_default();
    let mut row = vec![run.station.to_string(), run.scenario.clone(), run.run.to_string()];
    row.extend(run.settings.as_ref().map_or_else(|| vec![String::new(); 9], settings));
    row.extend([
        total(run.prediction),
        total(run.transferred),
        run.other_traffic.to_string(),
        run.attempts.to_string(),
        if run.stopped { "yes" } else { "no" }.to_owned(),
        reason(run.counted).to_owned(),
        if run.of_freed_seat { "freed" } else { "" }.to_owned(),
    ]);
    row
}

fn settings(settings: &RunSettings) -> Vec<String> {
    vec![
        settings.payments.to_string(),
        settings.client_policy.clone(),
        settings.retry_order.clone(),
        settings.key_policy.clone(),
        settings.pause_ms.to_string(),
        settings.request_loss.to_string(),
        settings.reply_loss.to_string(),
        settings.senders.to_string(),
        settings.attempt_timeout.to_string(),
    ]
}

fn reason(counted: Counted) -> &'static str {
    match counted {
        Counted::Counted => "yes",
        Counted::OtherSettings => "no: other settings",
        Counted::Stopped => "no: stopped",
        Counted::OtherTraffic => "no: other traffic",
        Counted::Disturbed => "no: ledger, policy or network changed",
        Counted::AfterReveal => "no: begun after Reveal",
        Counted::ReadTooLate => "no: read too late",
        Counted::Incomplete => "no: payments are missing",
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use experiment::Scenario;
    use protocol::room::{Activity, MyState, StationNumber};
    use protocol::{Payment, Total};

    use super::*;
    use crate::room::reading::Reading;
    use crate::room::register::Ask;
    use crate::room::report::Report;
    use crate::room::results::Seen;

    fn report(scenario: Scenario, state: Activity, run: Option<&str>) -> Report {
        let rows = "bianca,marc,1\n".repeat(100);
        let file: Arc<[Payment]> =
            protocol::payments_csv::parse(&format!("src,dest,amount\n{rows}")).expect("a file").into();
        let state = MyState {
            seq: 1,
            state,
            scenario: scenario.to_string(),
            settings: Some(scenario.settings().of_run(100)),
            percent: 100,
            prediction: Some(Total::from_cents(15_000)),
            run: run.map(|run| run.parse().expect("a run id")),
            attempts: 204,
            stopped: false,
            trials: [None; 5],
        };
        Report::read(state, &file).expect("sense")
    }

    #[test]
    fn it_holds_every_run_and_every_prediction_no_key_and_no_formula() {
        let mut room = Register::new(2);
        let (code, [one, two]) = (room.code().to_owned(), [1, 2].map(StationNumber));
        for somebody in ["somebody-1", "somebody-2"] {
            let key = room.of_key(&format!("the-seat-key-of-{somebody}").parse().expect("a key"));
            room.enter(&key, Ask::Code(&code), 0).expect("a seat");
        }
        let done = report(Scenario::Chapter(3), Activity::Done, Some("=1+1-run"));
        room.reported(one, &done, 0);
        let reading = Reading { transferred: Total::from_cents(14_200), other_traffic: 0, of_run: 142, paid: 100 };
        let seen = Seen { reading: Some(reading), disturbed: false, after_reveal: false, payments: 100 };
        room.finished(one, done.run.clone().expect("a run"), &done, seen);
        room.reported(two, &report(Scenario::Chapter(5), Activity::Predicting, None), 0);
        let file = of(&room);
        let rows: Vec<&str> = file.lines().collect();
        let first = "01,chapter-3,'=1+1-run,100,retry,at-once,ignore,45,0.3,0.3,6,10000,150,142,0,204,no,yes,";
        assert_eq!(rows[1..], [first, "02,chapter-5,,,,,,,,,,,150,,,,,no run,"]);
        let seat = room.seat(one, 8901).expect("a seat");
        assert!(!file.contains(&seat.token) && !file.contains("seat-key"));
        room.free(one);
        assert_eq!(of(&room).lines().nth(1), Some(format!("{first}freed").as_str()), "a run outlives its seat");
    }
}
