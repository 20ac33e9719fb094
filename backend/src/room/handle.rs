//! The room as its hub holds it: one register for all, a link to each station, and a feed.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::HeaderMap;
use experiment::Millis;
use protocol::room::{HOST_KEY, RoomState, SEAT_TOKEN, StationActivity, StationNews, StationNumber};
use protocol::{LabEvent, Payment, Total};
use tokio::sync::{Notify, broadcast};
use tokio::time::Instant;

use super::entrance::{Entrance, joining};
use super::file::{RoomFile, RoomFileError};
use super::gate::Gate;
use super::register::Register;
use super::station_bank::StationBank;
use super::stations::Stations;
use super::watch::Watch;
use crate::error::RoomRefusal;
use crate::feed::Feed;

/// How often an owner is told at most that the host looks.
const LOOKED_AT_EVERY: Millis = 10_000;

/// What a room is made of.
pub struct RoomSettings {
    /// Its stations.
    pub stations: Stations,
    /// The payments that each of them sends.
    pub payments: Arc<[Payment]>,
    /// Where it is kept over restarts; without a folder every start is a new room.
    pub folder: Option<PathBuf>,
    /// The addresses at which others reach the hub, the likeliest first.
    pub addresses: Vec<String>,
}

/// A room. Clones are the same room.
#[derive(Clone)]
pub struct Room(pub(super) Arc<Inner>);

pub(super) struct Inner {
    register: Mutex<Changing>,
    file: RoomFile,
    pub(super) stations: Stations,
    /// In the order of their numbers, from 1.
    links: Vec<Link>,
    pub(super) payments: Arc<[Payment]>,
    pub(super) entrance: Entrance,
    /// What tries codes, and what tries PINs.
    pub(super) codes: Gate,
    pub(super) pins: Gate,
    feed: Feed,
    /// The state that the feed told last.
    told: Mutex<Option<RoomState>>,
    /// Something may be news for the feed.
    pub(super) changed: Notify,
    began: Instant,
}

/// The register, and how often it has changed.
struct Changing {
    register: Register,
    changes: u64,
}

/// The way to one station.
pub(super) struct Link {
    pub(super) bank: StationBank,
    /// One at a time prepares, resets or frees it. Whoever has just got the seat waits for it.
    pub(super) steering: tokio::sync::Mutex<()>,
    /// One at a time reads the ledger of a finished run.
    pub(super) reading: tokio::sync::Mutex<()>,
    pub(super) watch: Mutex<Watch>,
    /// What its ledger came to, and when that was asked.
    pub(super) total: tokio::sync::Mutex<(Option<Instant>, Option<Total>)>,
    looked_at: Mutex<Option<Millis>>,
}

/// Who may steer a station.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Steerer {
    /// Whoever carries the host key.
    Host,
    /// Whoever has its seat.
    Owner,
}

impl Room {
    /// Opens the room of this hub: the one that is kept in the folder, or a new one. Nothing is sent yet; see
    /// [`run`](Self::run).
    pub fn open(settings: RoomSettings) -> Result<Self, RoomFileError> {
        let RoomSettings { stations, payments, folder, addresses } = settings;
        let count = u8::try_from(stations.count()).expect("64 stations at most");
        let (file, register) = RoomFile::open(folder.as_deref(), count)?;
        let links = StationBank::all(stations.iter()).into_iter().map(Link::new).collect();
        Ok(Self(Arc::new(Inner {
            register: Mutex::new(Changing { register, changes: 0 }),
            file,
            stations,
            links,
            payments,
            entrance: Entrance::new(addresses),
            codes: Gate::new(),
            pins: Gate::new(),
            feed: Feed::default(),
            told: Mutex::default(),
            changed: Notify::new(),
            began: Instant::now(),
        })))
    }

    /// Returns the six digits that let somebody in.
    pub fn code(&self) -> String {
        self.look(|room| room.code().to_owned())
    }

    /// Returns the key that makes somebody the host.
    pub fn host_key(&self) -> String {
        self.look(|room| room.host_key().to_owned())
    }

    /// Returns what the QR code says, if the room knows an address of its own.
    pub fn joining_address(&self) -> Option<String> {
        let address = self.0.entrance.address(None)?;
        Some(self.look(|room| joining(address, room.secret())))
    }

    /// Returns what everybody may know. A feed begins with it.
    pub fn state(&self) -> RoomState {
        self.look(|room| room.state(self.payments()))
    }

    /// Returns every event from now on: [`LabEvent::Room`] for all pages, [`LabEvent::Station`] for the page of that
    /// station.
    pub fn subscribe(&self) -> broadcast::Receiver<LabEvent> {
        self.0.feed.subscribe()
    }

    /// Returns who asks, if he may steer this station (0 is the host's own lab, which only the host steers).
    ///
    /// # Errors
    /// `401` without a credential or with one that was never given, `403` with the token of another seat, `410` with one
    /// that was good once.
    pub fn authorize(&self, headers: &HeaderMap, station: StationNumber) -> Result<Steerer, RoomRefusal> {
        if self.is_host(headers) {
            return Ok(Steerer::Host);
        }
        match self.owner(headers) {
            Ok((own, _)) if own == station => Ok(Steerer::Owner),
            Ok(_) => Err(RoomRefusal::AnothersStation),
            Err(RoomRefusal::NoSeat) if headers.contains_key(HOST_KEY) => Err(RoomRefusal::NotHost),
            Err(refusal) => Err(refusal),
        }
    }

    /// Returns whether a request carries the host key.
    pub fn is_host(&self, headers: &HeaderMap) -> bool {
        one(headers, HOST_KEY).is_some_and(|key| self.look(|room| room.is_host_key(key)))
    }

    /// Returns whose seat's token a request carries, and the token.
    pub(super) fn owner<'a>(&self, headers: &'a HeaderMap) -> Result<(StationNumber, &'a str), RoomRefusal> {
        let token = one(headers, SEAT_TOKEN).ok_or(RoomRefusal::NoSeat)?;
        self.look(|room| room.owner(token)).map(|station| (station, token))
    }

    /// Takes note of a request for a station's page or for anything below it: its owner is told when the host looks.
    pub fn visited(&self, headers: &HeaderMap, station: StationNumber) {
        let Some(link) = self.link(station) else { return };
        if !headers.contains_key(HOST_KEY) || !self.is_host(headers) {
            return;
        }
        let now = self.now();
        let mut looked_at = link.looked_at.lock().unwrap_or_else(PoisonError::into_inner);
        if looked_at.is_none_or(|last| now.saturating_sub(last) >= LOOKED_AT_EVERY) {
            *looked_at = Some(now);
            self.tell(station, StationNews::LookedAt);
        }
    }

    /// Takes note that a request which names this host came from another machine.
    pub fn reached(&self, host: &str) {
        self.0.entrance.reached(host);
    }

    /// Returns how many stations are in each state, for the metrics.
    pub fn stations_by_state(&self) -> Vec<(StationActivity, usize)> {
        let now = self.now();
        let states = self.links().map(|(station, link)| {
            let up = link.watch().up;
            self.look(|room| room.activity(station, up, now))
        });
        let mut counts: Vec<(StationActivity, usize)> = StationActivity::ALL.map(|state| (state, 0)).to_vec();
        for state in states {
            if let Some((_, count)) = counts.iter_mut().find(|(counted, _)| *counted == state) {
                *count += 1;
            }
        }
        counts
    }

    pub(super) fn payments(&self) -> u32 {
        u32::try_from(self.0.payments.len()).unwrap_or(u32::MAX)
    }

    /// Milliseconds since the hub has started.
    pub(super) fn now(&self) -> Millis {
        Millis::try_from(self.0.began.elapsed().as_millis()).unwrap_or(Millis::MAX)
    }

    pub(super) fn link(&self, station: StationNumber) -> Option<&Link> {
        self.0.links.get(usize::from(station.0).checked_sub(1)?)
    }

    pub(super) fn links(&self) -> impl Iterator<Item = (StationNumber, &Link)> {
        (1..=u8::MAX).map(StationNumber).zip(&self.0.links)
    }

    /// Looks at the register.
    pub(super) fn look<T>(&self, look: impl FnOnce(&Register) -> T) -> T {
        look(&self.changing().register)
    }

    /// Changes the register. What is to be kept over a restart is kept by [`keep`](Self::keep).
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut Register) -> T) -> T {
        let changed = {
            let mut changing = self.changing();
            changing.changes += 1;
            change(&mut changing.register)
        };
        self.0.changed.notify_one();
        changed
    }

    /// Returns once everything that has changed so far is on disk.
    pub(super) async fn keep(&self) {
        let (at_least, room) = (self.changing().changes, self.clone());
        let look = move || {
            let changing = room.changing();
            (changing.changes, changing.register.clone())
        };
        self.0.file.keep(at_least, look).await;
    }

    /// Tells all pages what the room is like now, if that is news.
    pub(super) fn tell_state(&self) {
        let mut told = self.0.told.lock().unwrap_or_else(PoisonError::into_inner);
        let state = self.state();
        if told.as_ref() != Some(&state) {
            self.0.feed.publish(LabEvent::Room(state.clone()));
            *told = Some(state);
        }
    }

    /// Tells a station's page what has happened.
    pub(super) fn tell(&self, station: StationNumber, news: StationNews) {
        self.0.feed.publish(LabEvent::Station { station, news });
    }

    fn changing(&self) -> MutexGuard<'_, Changing> {
        self.0.register.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Link {
    fn new(bank: StationBank) -> Self {
        Self {
            bank,
            steering: tokio::sync::Mutex::default(),
            reading: tokio::sync::Mutex::default(),
            watch: Mutex::new(Watch::new()),
            total: tokio::sync::Mutex::default(),
            looked_at: Mutex::default(),
        }
    }

    pub(super) fn watch(&self) -> MutexGuard<'_, Watch> {
        self.watch.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The value of a header that is there exactly once.
fn one<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}
