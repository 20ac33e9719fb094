//! The register as everybody, a seat's owner and the host see it.

use experiment::Millis;
use protocol::Total;
use protocol::room::{
    Activity, Me, RoomState, Seat, StationActivity, StationNumber, StationOverview, StationPrediction,
};

use super::{AWAY, Register, Station};
use crate::error::RoomRefusal;
use crate::room::names::name_of;
use crate::room::pace;
use crate::room::results::FinishedRun;
use crate::room::seats::Occupied;

impl Register {
    /// What everybody may know of a room whose stations send so many payments.
    pub(in crate::room) fn state(&self, payments: u32) -> RoomState {
        let shows = |scenario: &str| pace::shows(&self.pace, scenario);
        let (free_or_revealed, all) = (shows(&self.pace.scenario), self.everything(payments));
        RoomState {
            predictions: all
                .predictions
                .filter(|_| free_or_revealed)
                .map(|all| all.into_iter().filter(|of| shows(&of.scenario)).collect()),
            results: all
                .results
                .filter(|_| free_or_revealed)
                .map(|all| all.into_iter().filter(|of| shows(&of.scenario)).collect()),
            ..all
        }
    }

    /// The same with all predictions and results, for the host.
    pub(in crate::room) fn everything(&self, payments: u32) -> RoomState {
        let predictions = self.stations.iter().flat_map(|(&station, known)| {
            let of_scenario = move |(scenario, prediction): (&String, &Total)| StationPrediction {
                station,
                scenario: scenario.clone(),
                prediction: *prediction,
            };
            known.predictions.iter().map(of_scenario)
        });
        RoomState {
            open: self.is_open().is_ok(),
            locked: self.locked,
            seats: self.seats.counts(),
            pace: self.pace.clone(),
            payments,
            predictions: Some(predictions.collect()),
            results: Some(self.results.counted()),
        }
    }

    /// The seat of a station, for its owner.
    pub(in crate::room) fn seat(&self, station: StationNumber, proxied_port: u16) -> Result<Seat, RoomRefusal> {
        let token = self.seats.token(station, &self.secrets).ok_or(RoomRefusal::NobodysSeat)?;
        Ok(Seat { station, name: name_of(station), token, pin: self.pin(station)?, proxied_port })
    }

    /// All of that, for a page.
    pub(in crate::room) fn me(
        &self,
        station: StationNumber,
        proxied_port: u16,
        payments: u32,
    ) -> Result<Me, RoomRefusal> {
        let seq = self.stations.get(&station).and_then(|known| known.seq).unwrap_or(0);
        let (seat, room) = (self.seat(station, proxied_port)?, self.state(payments));
        Ok(Me { seat, seq, room, result: self.result(station) })
    }

    /// One tile of the dashboard, without the ledger's total. `up`: whether its bank answers.
    pub(in crate::room) fn tile(&self, station: StationNumber, up: bool, now: Millis) -> StationOverview {
        let known = self.stations.get(&station);
        let report = known.and_then(|known| known.report.as_ref());
        let scenario = report.map(|report| report.scenario.to_string());
        let prediction = known.zip(scenario.as_ref()).and_then(|(known, name)| known.predictions.get(name).copied());
        StationOverview {
            station,
            name: name_of(station),
            state: self.activity(station, up, now),
            scenario,
            percent: report.map_or(0, |report| report.percent),
            prediction,
            transferred: None,
            attempts: report.map_or(0, |report| report.attempts),
            counted: self.results.last(station).map(|run| run.counted),
            age_s: known.map(|known| known.age(now) as f64 / 1000.0),
            trials: report.map_or([None; 5], |report| report.trials),
        }
    }

    /// What happens at a station.
    pub(in crate::room) fn activity(&self, station: StationNumber, up: bool, now: Millis) -> StationActivity {
        let known = self.stations.get(&station);
        let said = known.and_then(|known| known.report.as_ref()).map(|report| report.activity);
        match (self.seats.occupied(station), said) {
            (Occupied::Free, _) => StationActivity::Free,
            (Occupied::Left, _) => StationActivity::Left,
            _ if !up => StationActivity::BankDown,
            _ if known.is_some_and(|known| known.age(now) >= AWAY) => StationActivity::Away,
            (_, Some(Activity::Running)) => StationActivity::Running,
            (_, Some(Activity::Done)) => StationActivity::Done,
            (_, None | Some(Activity::Predicting | Activity::Left)) => StationActivity::Predicting,
        }
    }

    /// Every finished run.
    pub(in crate::room) fn runs(&self) -> impl Iterator<Item = &FinishedRun> {
        self.results.iter()
    }

    /// Predictions for scenarios that their stations have not run.
    pub(in crate::room) fn predictions_without_a_run(&self) -> impl Iterator<Item = (StationNumber, &str, Total)> {
        self.stations.iter().flat_map(move |(&station, known)| {
            let has_run = move |name: &str| self.results.of_scenario(station, name).next().is_some();
            let without = known.predictions.iter().filter(move |(name, _)| !has_run(name));
            without.map(move |(name, prediction)| (station, name.as_str(), *prediction))
        })
    }
}

impl Station {
    /// Milliseconds since its page was last heard of.
    fn age(&self, now: Millis) -> Millis {
        now.saturating_sub(self.heard_at)
    }
}
