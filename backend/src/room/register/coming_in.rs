//! Joining, recovering and moving: each the same seat however often it is asked.

use experiment::Millis;
use protocol::room::StationNumber;

use super::{Register, Station};
use crate::error::RoomRefusal;
use crate::room::seats::{Holder, Occupied};
use crate::room::secrets::Digest;

/// What somebody shows to come in.
#[derive(Clone, Copy, Debug)]
pub(in crate::room) enum Ask<'a> {
    /// Six digits, tried in the gate.
    Code(&'a str),
    /// What a QR code carries: of the room, or of a seat that is to move.
    Secret(&'a str),
    /// A station's number and its PIN, tried in the gate.
    Pin(StationNumber, &'a str),
}

/// Somebody has a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::room) struct Entered {
    pub(in crate::room) station: StationNumber,
    pub(in crate::room) entry: Entry,
}

/// How.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::room) enum Entry {
    /// The key has had it already.
    Again,
    /// A free seat was given.
    New,
    /// It came from another device. The key's own seat before, if it is free now, is named.
    Moved { vacated: Option<StationNumber> },
}

impl Register {
    /// The seat that a key has already, whatever else is asked.
    pub(in crate::room) fn known(&self, key: &Digest) -> Result<Option<Entered>, RoomRefusal> {
        match self.seats.by_key(key) {
            Holder::Seat(station) => Ok(Some(Entered { station, entry: Entry::Again })),
            Holder::Gone(gone) => Err(gone.into()),
            Holder::Nobody => Ok(None),
        }
    }

    /// Whether a key that nobody knows could get a seat at this moment; everybody may know.
    pub(in crate::room) fn is_open(&self) -> Result<(), RoomRefusal> {
        let seats = self.seats.counts();
        match (self.locked, seats.taken < seats.all) {
            (true, _) => Err(RoomRefusal::Locked),
            (false, false) => Err(RoomRefusal::Full),
            (false, true) => Ok(()),
        }
    }

    /// Lets a key in that shows a code, a secret or a PIN.
    pub(in crate::room) fn enter(&mut self, key: &Digest, ask: Ask<'_>, now: Millis) -> Result<Entered, RoomRefusal> {
        match ask {
            Ask::Pin(station, pin) => self.recover(key, station, pin, now),
            Ask::Code(code) => self.join(key, |room| room.secrets.same(code, &room.code), now),
            Ask::Secret(secret) => match (self.known(key)?, self.seats.by_moving(secret, &self.secrets)) {
                (Some(entered), None) => Ok(entered),
                (_, Some(station)) => self.move_to(station, key, now),
                (None, None) => self.join(key, |room| room.secrets.same(secret, &room.secret), now),
            },
        }
    }

    fn join(
        &mut self,
        key: &Digest,
        is_right: impl FnOnce(&Self) -> bool,
        now: Millis,
    ) -> Result<Entered, RoomRefusal> {
        if let Some(entered) = self.known(key)? {
            return Ok(entered);
        }
        if !is_right(self) {
            return Err(RoomRefusal::WrongCode);
        }
        self.is_open()?;
        let station = self.seats.take(key.clone(), &self.secrets).ok_or(RoomRefusal::Full)?;
        self.forget(station);
        self.station(station).heard_at = now;
        Ok(Entered { station, entry: Entry::New })
    }

    /// Looks at the key, then at the PIN; also when the room is locked or full.
    fn recover(
        &mut self,
        key: &Digest,
        station: StationNumber,
        pin: &str,
        now: Millis,
    ) -> Result<Entered, RoomRefusal> {
        if let Some(entered) = self.known(key)?.filter(|entered| entered.station == station) {
            return Ok(entered);
        }
        let is_right = self.pin(station).is_ok_and(|right| self.secrets.same(pin, &right));
        if is_right { self.move_to(station, key, now) } else { Err(RoomRefusal::WrongPin) }
    }

    /// Moves a seat to this key, and what is known of it stays.
    fn move_to(&mut self, station: StationNumber, key: &Digest, now: Millis) -> Result<Entered, RoomRefusal> {
        let own = self.known(key)?.map(|entered| entered.station);
        if own == Some(station) {
            return Ok(Entered { station, entry: Entry::Again });
        }
        if !self.seats.take_over(station, key.clone(), &self.secrets) {
            return Err(RoomRefusal::NobodysSeat);
        }
        let vacated = own.filter(|own| self.seats.occupied(*own) == Occupied::Free);
        if let Some(vacated) = vacated {
            self.forget(vacated);
        }
        let Station { seq, report, heard_at, .. } = self.station(station);
        (*seq, *report, *heard_at) = (None, None, now);
        Ok(Entered { station, entry: Entry::Moved { vacated } })
    }
}
