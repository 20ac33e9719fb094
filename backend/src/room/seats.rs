//! Who sits where: seats, the keys that have them, and the keys that had them.
//!
//! ```text
//!            take                  leave (after a run)
//!   free ------------> taken <-----------------------> left
//!    ^                  | |      return, take over       |
//!    |   leave (no run) | +--- take over: another key    |
//!    +------------------+-------------- free ------------+
//! ```
//!
//! At every moment a key has one seat at most, and a seat one key. A key that lost its seat to another device, or whose
//! seat was freed, never has one again: a late duplicate of its request gets no seat back.

use std::collections::VecDeque;

use protocol::room::{SeatCounts, StationNumber};
use serde::{Deserialize, Serialize};

use super::secrets::{Digest, Secrets};

/// So many keys that had a seat are remembered.
const MAX_FORMER: usize = 1024;

/// All seats of a room.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Seats {
    seats: Vec<Seat>,
    /// The latest last.
    former: VecDeque<Former>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Seat {
    /// How often it was given to somebody new.
    given: u32,
    /// How often it moved to another device.
    moves: u32,
    /// Whether a run has begun since it was given.
    ran: bool,
    state: State,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum State {
    #[default]
    Free,
    Taken(Owner),
    /// Its owner pressed *Leave*, or went to another seat and left none behind. Its PIN opens it.
    Left(Option<Owner>),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Owner {
    key: Digest,
    token: Digest,
}

/// A key and its token that are no longer good. The key of somebody who went to another seat still is.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Former {
    key: Option<Digest>,
    token: Digest,
    gone: Gone,
}

/// How somebody lost a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Gone {
    Freed,
    TakenOver,
}

/// What a key or a token stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holder {
    Seat(StationNumber),
    Gone(Gone),
    Nobody,
}

/// What somebody sees of a seat from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Occupied {
    Free,
    Taken,
    Left,
}

impl Seats {
    pub(super) fn new(all: u8) -> Self {
        Self { seats: vec![Seat::default(); usize::from(all)], former: VecDeque::new() }
    }

    /// Makes it so many seats. Whoever sat beyond the last has lost that seat.
    pub(super) fn resize(&mut self, all: u8) {
        for station in self.stations().filter(|station| station.0 > all).collect::<Vec<_>>() {
            self.free(station);
        }
        self.seats.resize(usize::from(all), Seat::default());
    }

    pub(super) fn stations(&self) -> impl Iterator<Item = StationNumber> + use<> {
        (1..=u8::try_from(self.seats.len()).expect("64 at most")).map(StationNumber)
    }

    pub(super) fn counts(&self) -> SeatCounts {
        let taken = self.seats.iter().filter(|seat| seat.state != State::Free).count();
        let number = |count: usize| u8::try_from(count).expect("64 at most");
        SeatCounts { all: number(self.seats.len()), taken: number(taken) }
    }

    pub(super) fn by_key(&self, key: &Digest) -> Holder {
        let former = |former: &&Former| former.key.as_ref() == Some(key);
        self.find(|owner| owner.key == *key, former)
    }

    pub(super) fn by_token(&self, token: &Digest) -> Holder {
        self.find(|owner| owner.token == *token, |former| former.token == *token)
    }

    fn find(&self, owns: impl Fn(&Owner) -> bool, owned: impl Fn(&&Former) -> bool) -> Holder {
        let mut all = self.stations().zip(&self.seats);
        match all.find(|(_, seat)| seat.owner().is_some_and(&owns)) {
            Some((station, _)) => Holder::Seat(station),
            None => self.former.iter().rev().find(owned).map_or(Holder::Nobody, |former| Holder::Gone(former.gone)),
        }
    }

    /// Whose key a seat's own QR code carries, if it still moves the seat.
    pub(super) fn by_moving(&self, moving: &str, secrets: &Secrets) -> Option<StationNumber> {
        self.stations().find(|&station| self.moving(station, secrets).is_some_and(|ours| secrets.same(moving, &ours)))
    }

    /// Gives the first free seat to a key that nobody knows; `None` when there is none.
    pub(super) fn take(&mut self, key: Digest, secrets: &Secrets) -> Option<StationNumber> {
        debug_assert_eq!(self.by_key(&key), Holder::Nobody, "a key has one seat");
        let mut all = self.stations().zip(&mut self.seats);
        let (station, seat) = all.find(|(_, seat)| seat.state == State::Free)?;
        let given = seat.given + 1;
        let owner = Owner::new(station, given, key, secrets);
        *seat = Seat { given, moves: 0, ran: false, state: State::Taken(owner) };
        Some(station)
    }

    /// Moves a seat to another key, which leaves the one that it had. Returns whether it was anybody's.
    pub(super) fn take_over(&mut self, station: StationNumber, key: Digest, secrets: &Secrets) -> bool {
        let before = self.by_key(&key);
        debug_assert!(!matches!(before, Holder::Gone(_)), "a key that has lost its seat gets none");
        if before == Holder::Seat(station) {
            self.returns(station);
            return true;
        }
        let Some(seat) = self.seat_mut(station).filter(|seat| seat.state != State::Free) else { return false };
        let owner = Owner::new(station, seat.given, key, secrets);
        seat.moves += 1;
        if let State::Taken(previous) | State::Left(Some(previous)) =
            std::mem::replace(&mut seat.state, State::Taken(owner))
        {
            self.remember(Some(previous.key), previous.token, Gone::TakenOver);
        }
        if let Holder::Seat(own) = before {
            self.abandon(own);
        }
        true
    }

    /// Its key has gone to another seat.
    fn abandon(&mut self, station: StationNumber) {
        let Some(seat) = self.seat_mut(station) else { return };
        let state = if seat.ran { State::Left(None) } else { State::Free };
        if let State::Taken(owner) | State::Left(Some(owner)) = std::mem::replace(&mut seat.state, state) {
            self.remember(None, owner.token, Gone::TakenOver);
        }
    }

    /// Its owner has pressed *Leave*. Returns whether the seat is free now, because there was no run yet.
    pub(super) fn leave(&mut self, station: StationNumber) -> bool {
        let Some(seat) = self.seat_mut(station) else { return false };
        if !seat.ran {
            return self.free(station);
        }
        if let State::Taken(owner) = &seat.state {
            seat.state = State::Left(Some(owner.clone()));
        }
        false
    }

    /// Whoever had left is heard of again.
    pub(super) fn returns(&mut self, station: StationNumber) {
        if let Some(seat) = self.seat_mut(station)
            && let State::Left(Some(owner)) = &seat.state
        {
            seat.state = State::Taken(owner.clone());
        }
    }

    /// Takes a seat away from whoever has it; returns whether anybody had it.
    pub(super) fn free(&mut self, station: StationNumber) -> bool {
        let Some(seat) = self.seat_mut(station) else { return false };
        let was = std::mem::take(&mut seat.state);
        seat.ran = false;
        if let State::Taken(owner) | State::Left(Some(owner)) = &was {
            self.remember(Some(owner.key.clone()), owner.token.clone(), Gone::Freed);
        }
        was != State::Free
    }

    /// A run has begun there.
    pub(super) fn ran(&mut self, station: StationNumber) {
        if let Some(seat) = self.seat_mut(station).filter(|seat| seat.state != State::Free) {
            seat.ran = true;
        }
    }

    /// The seats whose owners have left.
    pub(super) fn left(&self) -> impl Iterator<Item = StationNumber> {
        self.stations().filter(|&station| self.occupied(station) == Occupied::Left)
    }

    pub(super) fn occupied(&self, station: StationNumber) -> Occupied {
        match self.seat(station).map(|seat| &seat.state) {
            None | Some(State::Free) => Occupied::Free,
            Some(State::Taken(_)) => Occupied::Taken,
            Some(State::Left(_)) => Occupied::Left,
        }
    }

    /// The PIN of a seat that somebody has.
    pub(super) fn pin(&self, station: StationNumber, secrets: &Secrets) -> Option<String> {
        self.not_free(station).map(|seat| secrets.pin(station, seat.given))
    }

    /// What moves the seat by its own QR code, if somebody has it.
    pub(super) fn moving(&self, station: StationNumber, secrets: &Secrets) -> Option<String> {
        self.not_free(station).map(|seat| secrets.moving(station, seat.given, seat.moves))
    }

    /// The token of whoever has the seat.
    pub(super) fn token(&self, station: StationNumber, secrets: &Secrets) -> Option<String> {
        let seat = self.not_free(station)?;
        seat.owner().map(|owner| secrets.token(station, seat.given, &owner.key))
    }

    fn not_free(&self, station: StationNumber) -> Option<&Seat> {
        self.seat(station).filter(|seat| seat.state != State::Free)
    }

    fn seat(&self, station: StationNumber) -> Option<&Seat> {
        self.seats.get(usize::from(station.0).checked_sub(1)?)
    }

    fn seat_mut(&mut self, station: StationNumber) -> Option<&mut Seat> {
        self.seats.get_mut(usize::from(station.0).checked_sub(1)?)
    }

    fn remember(&mut self, key: Option<Digest>, token: Digest, gone: Gone) {
        if self.former.len() == MAX_FORMER {
            self.former.pop_front();
        }
        self.former.push_back(Former { key, token, gone });
    }
}

impl Seat {
    fn owner(&self) -> Option<&Owner> {
        match &self.state {
            State::Taken(owner) | State::Left(Some(owner)) => Some(owner),
            State::Free | State::Left(None) => None,
        }
    }
}

impl Owner {
    fn new(station: StationNumber, given: u32, key: Digest, secrets: &Secrets) -> Self {
        let token = secrets.of_token(&secrets.token(station, given, &key));
        Self { key, token }
    }
}

#[cfg(test)]
mod tests;
