//! Everything the room knows, as plain data: who sits where, what pages said of themselves, what was read of their
//! ledgers, and what the host has decided. No I/O and no clock; the hub keeps it in `DIR/room.json`.

mod coming_in;
mod reports;
mod views;

use std::collections::BTreeMap;

use experiment::{Millis, Scenario, UnknownName};
use protocol::room::{Pace, PaceRequest, RoomMode, StationNumber};
use protocol::{RunId, Total};
use serde::{Deserialize, Serialize};

pub(super) use coming_in::{Ask, Entered, Entry};

use super::pace;
use super::report::Report;
use super::results::Results;
use super::seats::{Gone, Holder, Occupied, Seats};
use super::secrets::{Digest, Secrets, random_code, random_key};
use crate::error::RoomRefusal;

/// A page that has said nothing for so long is away.
pub(super) const AWAY: Millis = 40_000;

/// Everything the room knows.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Register {
    /// Six digits that let anybody in, through the gate.
    code: String,
    /// What the QR code carries; it lets anybody in.
    secret: String,
    host_key: String,
    secrets: Secrets,
    seats: Seats,
    locked: bool,
    pace: Pace,
    /// By their number.
    stations: BTreeMap<StationNumber, Station>,
    results: Results,
}

/// What is known of one station while somebody has its seat.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Station {
    /// The last prediction for each scenario, by its name.
    predictions: BTreeMap<String, Total>,
    /// The last run that began there.
    begun: Option<Begun>,
    /// The `seq` of the last report that counted; none since the seat was given or moved.
    seq: Option<u64>,
    /// The last report that counted.
    #[serde(skip)]
    report: Option<Report>,
    /// When its page was last heard of, or the hub started.
    #[serde(skip)]
    heard_at: Millis,
}

/// A run that began, and what the room did then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Begun {
    run: RunId,
    /// The room's scenario and whether it was revealed, while paced.
    paced: Option<(String, bool)>,
}

impl Register {
    pub(super) fn new(all: u8) -> Self {
        Self {
            code: random_code(),
            secret: random_key(),
            host_key: random_key(),
            secrets: Secrets::random(),
            seats: Seats::new(all),
            locked: false,
            pace: pace::start(),
            stations: BTreeMap::new(),
            results: Results::default(),
        }
    }

    /// Makes a kept register fit a hub that has so many stations and starts now. Fails where it names a scenario that
    /// this program does not know.
    pub(super) fn resume(&mut self, all: u8) -> Result<(), UnknownName> {
        self.pace.scenario.parse::<Scenario>()?;
        self.seats.resize(all);
        self.stations.retain(|station, _| station.0 <= all);
        self.results.free(|station| station.0 > all);
        Ok(())
    }

    pub(super) fn code(&self) -> &str {
        &self.code
    }

    pub(super) fn secret(&self) -> &str {
        &self.secret
    }

    pub(super) fn host_key(&self) -> &str {
        &self.host_key
    }

    pub(super) fn is_host_key(&self, key: &str) -> bool {
        self.secrets.same(key, &self.host_key)
    }

    pub(super) fn of_key(&self, key: &protocol::IdempotencyKey) -> Digest {
        self.secrets.of_key(key)
    }

    /// Whose token this is.
    pub(super) fn owner(&self, token: &str) -> Result<StationNumber, RoomRefusal> {
        match self.seats.by_token(&self.secrets.of_token(token)) {
            Holder::Seat(station) => Ok(station),
            Holder::Gone(gone) => Err(gone.into()),
            Holder::Nobody => Err(RoomRefusal::NoSeat),
        }
    }

    pub(super) fn pin(&self, station: StationNumber) -> Result<String, RoomRefusal> {
        self.seats.pin(station, &self.secrets).ok_or(RoomRefusal::NobodysSeat)
    }

    /// What a seat's own QR code carries.
    pub(super) fn moving(&self, station: StationNumber) -> Result<String, RoomRefusal> {
        self.seats.moving(station, &self.secrets).ok_or(RoomRefusal::NobodysSeat)
    }

    pub(super) fn lock(&mut self, locked: bool) {
        self.locked = locked;
    }

    /// Renews code and secret: what was seen by somebody who guesses, or by a camera, lets nobody in any more.
    pub(super) fn renew_code(&mut self) {
        let before = std::mem::replace(&mut self.code, random_code());
        while self.code == before {
            self.code = random_code();
        }
        self.secret = random_key();
    }

    pub(super) fn change_pace(&mut self, request: &PaceRequest) -> Result<(), UnknownName> {
        pace::change(&mut self.pace, request)
    }

    /// Takes a seat away, and forgets what was known of its owner; finished runs stay rows of the host's file. Returns whether
    /// anybody had it.
    pub(super) fn free(&mut self, station: StationNumber) -> bool {
        let freed = self.seats.free(station);
        self.forget(station);
        freed
    }

    /// The seats whose owners have left.
    pub(super) fn left(&self) -> Vec<StationNumber> {
        self.seats.left().collect()
    }

    fn forget(&mut self, station: StationNumber) {
        self.stations.remove(&station);
        self.results.free(|freed| freed == station);
    }

    fn station(&mut self, station: StationNumber) -> &mut Station {
        self.stations.entry(station).or_default()
    }

    /// A run has taken the lease there. Returns whether that was news.
    pub(super) fn run_begins(&mut self, station: StationNumber, run: &RunId) -> bool {
        let paced = (self.pace.mode == RoomMode::Paced).then(|| (self.pace.scenario.clone(), self.pace.revealed));
        if self.seats.occupied(station) == Occupied::Free {
            return false;
        }
        self.seats.ran(station);
        let begun = &mut self.station(station).begun;
        if begun.as_ref().is_some_and(|begun| begun.run == *run) {
            return false;
        }
        *begun = Some(Begun { run: run.clone(), paced });
        true
    }
}

impl Begun {
    /// Whether everybody could see what comes out of `scenario` when it began.
    fn after_reveal(&self, scenario: Scenario) -> bool {
        self.paced.as_ref().is_some_and(|(name, revealed)| *revealed || *name != scenario.to_string())
    }
}

impl From<Gone> for RoomRefusal {
    fn from(gone: Gone) -> Self {
        match gone {
            Gone::Freed => Self::Freed,
            Gone::TakenOver => Self::TakenOver,
        }
    }
}

#[cfg(test)]
mod tests;
