//! The runs that were finished in the room, and which of them count.

use std::collections::BTreeMap;
use std::sync::Arc;

use experiment::{ClientPolicy, Exhibit, Scenario};
use protocol::room::{Counted, MyResult, RunSettings, StationNumber, StationResult};
use protocol::{RunId, Total};
use serde::{Deserialize, Serialize};

use super::reading::Reading;
use super::report::Report;

/// So many runs of a station are kept, the latest.
const MAX_RUNS: usize = 200;

/// All finished runs, in the order in which they were read. A clone shares them: the register is cloned for each change
/// that is written to disk.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Results(Vec<Arc<FinishedRun>>);

/// One run: what its page says of it, and what the hub has read of the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct FinishedRun {
    pub(super) station: StationNumber,
    pub(super) scenario: String,
    pub(super) run: RunId,
    /// The page's word.
    pub(super) settings: Option<RunSettings>,
    pub(super) prediction: Option<Total>,
    /// `None` when it was read too late.
    pub(super) transferred: Option<Total>,
    pub(super) other_traffic: u64,
    /// The page's word.
    pub(super) attempts: u64,
    /// The page's word.
    pub(super) stopped: bool,
    pub(super) counted: Counted,
    /// Whether the seat was freed since: then it is a row for the host's spreadsheet, and nothing else.
    #[serde(default)]
    pub(super) of_freed_seat: bool,
}

/// What the hub knows of a run beside its page's word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    /// `None` when another run had taken the lease before.
    pub(super) reading: Option<Reading>,
    /// Whether ledger, policy or network changed under it.
    pub(super) disturbed: bool,
    /// Whether it began when everybody could see what comes out.
    pub(super) after_reveal: bool,
    /// How many payments the scenario has in this room.
    pub(super) payments: usize,
}

impl FinishedRun {
    pub(super) fn new(station: StationNumber, run: RunId, report: &Report, seen: Seen) -> Self {
        Self {
            station,
            scenario: report.scenario.to_string(),
            run,
            settings: report.settings.clone(),
            prediction: report.prediction,
            transferred: seen.reading.map(|reading| reading.transferred),
            other_traffic: seen.reading.map_or(0, |reading| reading.other_traffic),
            attempts: report.attempts,
            stopped: report.stopped,
            counted: judge(report, seen),
            of_freed_seat: false,
        }
    }

    pub(super) fn to_owner(&self) -> MyResult {
        MyResult {
            run: self.run.clone(),
            transferred: self.transferred,
            other_traffic: self.other_traffic,
            counted: self.counted,
        }
    }
}

/// Whether a run counts; the first reason why it does not.
fn judge(report: &Report, seen: Seen) -> Counted {
    let Some(reading) = seen.reading else { return Counted::ReadTooLate };
    if report.stopped {
        Counted::Stopped
    } else if !are_its_own(report.settings.as_ref(), report.scenario, seen.payments) {
        Counted::OtherSettings
    } else if seen.after_reveal {
        Counted::AfterReveal
    } else if reading.other_traffic > 0 {
        Counted::OtherTraffic
    } else if seen.disturbed {
        Counted::Disturbed
    } else if pays_everything(report.scenario) && reading.paid < seen.payments {
        Counted::Incomplete
    } else {
        Counted::Counted
    }
}

/// Whether a whole run of this scenario leaves every payment in the ledger: its client asks until it is answered. The
/// exhibits have reasons of their own to refuse.
fn pays_everything(scenario: Scenario) -> bool {
    matches!(scenario, Scenario::Chapter(_)) && scenario.settings().client_policy != ClientPolicy::Once
}

/// Whether these are the scenario's own settings. A time limit that the page has measured, and the bank's pause that
/// follows from it, are.
fn are_its_own(settings: Option<&RunSettings>, scenario: Scenario, payments: usize) -> bool {
    let Some(settings) = settings else { return false };
    let mut own = scenario.settings().of_run(payments);
    if scenario == Scenario::Exhibit(Exhibit::CheckThenInsert) {
        (own.attempt_timeout, own.pause_ms) = (settings.attempt_timeout, settings.pause_ms);
    }
    own == *settings
}

impl Results {
    pub(super) fn add(&mut self, run: FinishedRun) {
        let of_station = |kept: &Arc<FinishedRun>| kept.station == run.station;
        if self.0.iter().filter(|kept| of_station(kept)).count() >= MAX_RUNS
            && let Some(oldest) = self.0.iter().position(of_station)
        {
            self.0.remove(oldest);
        }
        self.0.push(Arc::new(run));
    }

    pub(super) fn of_run(&self, station: StationNumber, run: &RunId) -> Option<&FinishedRun> {
        self.of_seats().find(|kept| kept.station == station && kept.run == *run)
    }

    pub(super) fn last(&self, station: StationNumber) -> Option<&FinishedRun> {
        self.of_seats().rfind(|kept| kept.station == station)
    }

    /// The runs of whoever has the seat of a station, in one scenario.
    pub(super) fn of_scenario(&self, station: StationNumber, scenario: &str) -> impl Iterator<Item = &FinishedRun> {
        self.of_seats().filter(move |run| run.station == station && run.scenario == scenario)
    }

    /// The runs of those who have a seat.
    fn of_seats(&self) -> impl DoubleEndedIterator<Item = &FinishedRun> {
        self.iter().filter(|run| !run.of_freed_seat)
    }

    /// The latest that counts of each station in each scenario.
    pub(super) fn counted(&self) -> Vec<StationResult> {
        let mut latest = BTreeMap::new();
        for run in self.of_seats().filter(|run| run.counted == Counted::Counted) {
            if let Some(transferred) = run.transferred {
                latest.insert((run.station, &run.scenario), transferred);
            }
        }
        let result = |((station, scenario), transferred): ((StationNumber, &String), Total)| StationResult {
            station,
            scenario: scenario.clone(),
            transferred,
        };
        latest.into_iter().map(result).collect()
    }

    /// Every run, those of freed seats included.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &FinishedRun> {
        self.0.iter().map(Arc::as_ref)
    }

    /// Seats were freed: what was run there is nobody's any more.
    pub(super) fn free(&mut self, freed: impl Fn(StationNumber) -> bool) {
        for run in self.0.iter_mut().filter(|run| freed(run.station)) {
            Arc::make_mut(run).of_freed_seat = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use protocol::room::Activity;

    use super::*;

    fn report(scenario: Scenario) -> Report {
        Report {
            seq: 1,
            activity: Activity::Done,
            scenario,
            settings: Some(scenario.settings().of_run(100)),
            percent: 100,
            prediction: None,
            run: None,
            attempts: 204,
            stopped: false,
            trials: [None; 5],
        }
    }

    fn seen(transferred: u64) -> Seen {
        let reading = Reading { transferred: Total::from_cents(transferred), other_traffic: 0, of_run: 1, paid: 100 };
        Seen { reading: Some(reading), disturbed: false, after_reveal: false, payments: 100 }
    }

    #[test]
    fn a_run_counts_unless_something_speaks_against_it() {
        let fine = report(Scenario::Chapter(3));
        let counted = |change: fn(&mut Report, &mut Seen)| {
            let (mut report, mut seen) = (fine.clone(), seen(14_200));
            change(&mut report, &mut seen);
            judge(&report, seen)
        };
        assert_eq!(counted(|_, _| ()), Counted::Counted);
        assert_eq!(counted(|report, _| report.stopped = true), Counted::Stopped);
        assert_eq!(counted(|report, _| report.settings = None), Counted::OtherSettings);
        assert_eq!(counted(|_, seen| seen.payments = 99), Counted::OtherSettings);
        assert_eq!(counted(|report, _| report.scenario = Scenario::Chapter(5)), Counted::OtherSettings);
        assert_eq!(counted(|_, seen| seen.after_reveal = true), Counted::AfterReveal);
        assert_eq!(counted(|_, seen| seen.disturbed = true), Counted::Disturbed);
        assert_eq!(counted(|_, seen| seen.reading = None), Counted::ReadTooLate);
        let paid = |_: &mut Report, seen: &mut Seen| {
            seen.reading = seen.reading.map(|reading| Reading { other_traffic: 1, ..reading });
        };
        assert_eq!(counted(paid), Counted::OtherTraffic);
    }

    #[test]
    fn a_client_that_asks_again_has_paid_everything_when_it_is_done() {
        let paid = |scenario, paid| {
            let seen = seen(0);
            judge(&report(scenario), Seen { reading: seen.reading.map(|reading| Reading { paid, ..reading }), ..seen })
        };
        assert_eq!(paid(Scenario::Chapter(5), 99), Counted::Incomplete);
        assert_eq!(paid(Scenario::Chapter(3), 0), Counted::Incomplete, "nothing was sent, and done was said");
        assert_eq!(paid(Scenario::Chapter(2), 70), Counted::Counted, "sent once, some are lost");
        assert_eq!(paid(Scenario::Exhibit(Exhibit::OneKey), 1), Counted::Counted, "refused on purpose");
    }

    #[test]
    fn a_measured_time_limit_and_its_pause_are_the_scenarios_own() {
        let scenario = Scenario::Exhibit(Exhibit::CheckThenInsert);
        let measured = |scenario: Scenario| {
            let mut report = report(scenario);
            let settings = report.settings.as_mut().expect("settings");
            (settings.attempt_timeout, settings.pause_ms) = (117, 160);
            judge(&report, seen(0))
        };
        assert_eq!(measured(scenario), Counted::Counted);
        assert_eq!(measured(Scenario::Chapter(5)), Counted::OtherSettings);
    }

    #[test]
    fn one_counts_for_a_station_and_a_scenario_the_latest_that_does() {
        let mut results = Results::default();
        let mut add = |station: u8, scenario, run: &str, seen| {
            let run = run.parse().expect("a run id");
            results.add(FinishedRun::new(StationNumber(station), run, &report(scenario), seen));
        };
        add(2, Scenario::Chapter(3), "run-00001", seen(14_000));
        add(1, Scenario::Chapter(3), "run-00002", seen(13_900));
        add(2, Scenario::Chapter(3), "run-00003", seen(14_500));
        add(2, Scenario::Chapter(3), "run-00004", Seen { disturbed: true, ..seen(99_900) });
        add(2, Scenario::Chapter(5), "run-00005", seen(10_000));
        let counted: Vec<(u8, u64)> =
            results.counted().iter().map(|result| (result.station.0, result.transferred.cents())).collect();
        assert_eq!(counted, [(1, 13_900), (2, 14_500), (2, 10_000)]);
        assert_eq!(results.last(StationNumber(2)).map(|run| run.run.as_str()), Some("run-00005"));
        results.free(|station| station == StationNumber(2));
        assert_eq!(results.counted().len(), 1);
        assert!(results.last(StationNumber(2)).is_none());
        assert!(results.of_run(StationNumber(2), &"run-00005".parse().expect("a run id")).is_none(), "the next one's");
        assert_eq!(results.iter().filter(|run| run.of_freed_seat).count(), 4, "rows of the host's file");
    }

    #[test]
    fn a_station_that_runs_for_ever_keeps_its_latest_runs() {
        let mut results = Results::default();
        for number in 0..MAX_RUNS + 10 {
            let run = format!("run-{number:05}").parse().expect("a run id");
            results.add(FinishedRun::new(StationNumber(1), run, &report(Scenario::Chapter(5)), seen(10_000)));
        }
        assert_eq!(results.iter().count(), MAX_RUNS);
        assert!(results.of_run(StationNumber(1), &"run-00009".parse().expect("a run id")).is_none());
    }
}
