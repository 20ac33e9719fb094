//! What pages say of themselves, and what is read of their ledgers when a run is done.

use experiment::Millis;
use protocol::RunId;
use protocol::room::{Activity, MyResult, RoomMode, StationNumber};

use super::Register;
use crate::room::pace;
use crate::room::report::Report;
use crate::room::results::{FinishedRun, Seen};

/// What a report has changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::room) struct Taken {
    /// Something that is kept over a restart.
    pub(in crate::room) keep: bool,
    /// The seat is free now: its owner left before the first run.
    pub(in crate::room) freed: bool,
}

impl Register {
    /// Takes note of a report. One that is not newer than the last changes nothing.
    pub(in crate::room) fn reported(&mut self, station: StationNumber, report: &Report, now: Millis) -> Taken {
        let known = self.station(station);
        known.heard_at = now;
        if known.seq.is_some_and(|seq| report.seq <= seq) {
            return Taken::default();
        }
        known.seq = Some(report.seq);
        let mut keep = false;
        // Who leaves says goodbye and nothing else: the tile goes on telling what was done.
        if report.activity != Activity::Left || self.station(station).report.is_none() {
            let mut report = report.clone();
            keep |= self.predicted(station, &mut report);
            self.station(station).report = Some(report);
        }
        if let (Activity::Running | Activity::Done, Some(run)) = (report.activity, &report.run) {
            keep |= self.run_begins(station, run);
        }
        let before = self.seats.occupied(station);
        if report.activity == Activity::Left {
            if self.seats.leave(station) {
                self.forget(station);
                return Taken { keep: true, freed: true };
            }
        } else {
            self.seats.returns(station);
        }
        Taken { keep: keep || self.seats.occupied(station) != before, freed: false }
    }

    /// Takes note of a prediction, unless it comes too late: once its bank is shown it is what it was. Returns whether
    /// anything changed.
    fn predicted(&mut self, station: StationNumber, report: &mut Report) -> bool {
        let scenario = report.scenario.to_string();
        let before = self.station(station).predictions.get(&scenario).copied();
        if self.pace.mode == RoomMode::Paced && pace::shows(&self.pace, &scenario) {
            report.prediction = before;
            return false;
        }
        let is_covered = self.pace.mode == RoomMode::Paced && self.pace.scenario == scenario;
        let is_known = !is_covered && self.results.of_scenario(station, &scenario).next().is_some();
        let Some(prediction) = report.prediction.filter(|_| !is_known) else { return false };
        self.station(station).predictions.insert(scenario, prediction) != Some(prediction)
    }

    /// The page has been heard of without saying anything of itself.
    pub(in crate::room) fn heard(&mut self, station: StationNumber, now: Millis) {
        self.station(station).heard_at = now;
    }

    /// The run whose ledger is to be read: the page says that it is done, and nobody has read it yet.
    pub(in crate::room) fn to_read(&self, station: StationNumber) -> Option<(RunId, Report)> {
        let report = self.stations.get(&station)?.report.as_ref()?;
        let run = report.run.as_ref().filter(|_| report.activity == Activity::Done)?;
        self.results.of_run(station, run).is_none().then(|| (run.clone(), report.clone()))
    }

    /// Whether a run began when everybody could see what comes out.
    pub(in crate::room) fn began_after_reveal(&self, station: StationNumber, run: &RunId, report: &Report) -> bool {
        let begun = self.stations.get(&station).and_then(|known| known.begun.as_ref());
        begun.is_some_and(|begun| begun.run == *run && begun.after_reveal(report.scenario))
    }

    /// Keeps what was read of a run; the first reading stands.
    pub(in crate::room) fn finished(&mut self, station: StationNumber, run: RunId, report: &Report, seen: Seen) {
        if self.results.of_run(station, &run).is_none() {
            self.results.add(FinishedRun::new(station, run, report, seen));
        }
    }

    /// What was read of the run that the page last spoke of, or else of its last one.
    pub(in crate::room) fn result(&self, station: StationNumber) -> Option<MyResult> {
        let report = self.stations.get(&station).and_then(|known| known.report.as_ref());
        let run = match report.and_then(|report| report.run.as_ref()) {
            Some(run) => self.results.of_run(station, run),
            None => self.results.last(station),
        };
        run.map(FinishedRun::to_owner)
    }
}
