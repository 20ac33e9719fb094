//! Places for connections, where there is a limit: one more is taken, and the one that has been silent for longest makes
//! room for it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio_util::sync::CancellationToken;

/// How many places are kept for this machine, whatever comes from others.
const KEPT_FOR_THIS_MACHINE: usize = 8;

/// The places of one server.
pub(super) struct Places {
    most: NonZeroUsize,
    since: Instant,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    next: u64,
    connections: BTreeMap<u64, Arc<Connection>>,
}

/// What is known of a connection that has a place.
struct Connection {
    is_local: bool,
    /// When a byte last came or went, in milliseconds since the server started.
    last_moved: AtomicU64,
    /// A whole request is here, and its answer has not begun.
    awaits_answer: AtomicBool,
    /// Its answer is an event feed, which never ends by itself and is limited elsewhere.
    is_feed: AtomicBool,
    closed: CancellationToken,
}

/// A connection's place; it is free again when this is dropped.
pub(super) struct Place {
    places: Arc<Places>,
    number: u64,
    connection: Arc<Connection>,
}

impl Places {
    pub(super) fn new(most: NonZeroUsize) -> Arc<Self> {
        Arc::new(Self { most, since: Instant::now(), taken: Mutex::default() })
    }

    /// Takes a place for a connection from `peer`; `None` if everybody else awaits an answer.
    pub(super) fn take(self: &Arc<Self>, peer: SocketAddr) -> Option<Place> {
        let is_local = peer.ip().to_canonical().is_loopback();
        let connection = Arc::new(Connection {
            is_local,
            last_moved: AtomicU64::new(self.now()),
            awaits_answer: AtomicBool::new(false),
            is_feed: AtomicBool::new(false),
            closed: CancellationToken::new(),
        });
        let mut taken = self.lock();
        if !taken.make_room(self.most.get(), is_local) {
            return None;
        }
        let number = taken.next;
        taken.next += 1;
        taken.connections.insert(number, Arc::clone(&connection));
        Some(Place { places: Arc::clone(self), number, connection })
    }

    /// Returns how many are taken.
    #[cfg(test)]
    fn count(&self) -> usize {
        self.lock().connections.len()
    }

    fn now(&self) -> u64 {
        u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Taken {
    /// Closes a connection if there is no place for another one. Others leave the kept places to this machine.
    fn make_room(&mut self, most: usize, is_local: bool) -> bool {
        let others = self.connections.values().filter(|connection| !connection.is_local).count();
        if !is_local && others + KEPT_FOR_THIS_MACHINE >= most {
            return self.close_most_silent(|connection| !connection.is_local);
        }
        self.connections.len() < most || self.close_most_silent(|_| true)
    }

    /// Closes the connection that has been silent for longest; a feed only where there is nothing else, and never one
    /// that awaits its answer.
    fn close_most_silent(&mut self, may: impl Fn(&Connection) -> bool) -> bool {
        let candidates = self.connections.iter().filter(|(_, open)| may(open) && !open.awaits_answer.load(Relaxed));
        let silent = candidates.min_by_key(|(_, open)| (open.is_feed.load(Relaxed), open.last_moved.load(Relaxed)));
        let Some(number) = silent.map(|(number, _)| *number) else { return false };
        if let Some(connection) = self.connections.remove(&number) {
            connection.closed.cancel();
        }
        true
    }
}

impl Place {
    /// Resolves when the connection has to make room.
    pub(super) async fn lost(&self) {
        self.connection.closed.cancelled().await;
    }

    /// A byte has come or gone.
    pub(super) fn moved(&self) {
        self.connection.last_moved.store(self.places.now(), Relaxed);
    }

    /// A whole request is here.
    pub(super) fn awaits_answer(&self) {
        self.connection.awaits_answer.store(true, Relaxed);
    }

    /// The head of the answer is here.
    pub(super) fn is_answered(&self, is_feed: bool) {
        self.connection.is_feed.store(is_feed, Relaxed);
        self.connection.awaits_answer.store(false, Relaxed);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.lock().connections.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: ([u8; 4], u16) = ([127, 0, 0, 1], 1);
    const THERE: ([u8; 4], u16) = ([192, 0, 2, 1], 1);

    fn places(most: usize) -> Arc<Places> {
        Places::new(NonZeroUsize::new(most).expect("some"))
    }

    fn is_lost(place: &Place) -> bool {
        place.connection.closed.is_cancelled()
    }

    fn silent_since(place: &Place, moment: u64) {
        place.connection.last_moved.store(moment, Relaxed);
    }

    #[test]
    fn the_most_silent_connection_makes_room_but_never_one_that_awaits_its_answer() {
        let places = places(KEPT_FOR_THIS_MACHINE + 3);
        let open: Vec<Place> = (0..3).map(|_| places.take(THERE.into()).expect("a place")).collect();
        for (moment, place) in open.iter().enumerate() {
            silent_since(place, moment as u64);
        }
        open[0].awaits_answer();
        open[1].is_answered(true);
        let fourth = places.take(THERE.into()).expect("a place");
        assert_eq!(
            open.iter().map(is_lost).collect::<Vec<_>>(),
            [false, false, true],
            "a feed is kept where it can be"
        );
        fourth.awaits_answer();
        let fifth = places.take(THERE.into()).expect("a place");
        assert!(is_lost(&open[1]), "there was nothing but the feed");
        fifth.awaits_answer();
        assert!(places.take(THERE.into()).is_none(), "all of them await an answer");
        open[0].is_answered(false);
        assert!(places.take(THERE.into()).is_some());
    }

    #[test]
    fn some_places_are_this_machines_whatever_comes_from_others() {
        let places = places(KEPT_FOR_THIS_MACHINE + 2);
        let others: Vec<Place> = (0..5).filter_map(|_| places.take(THERE.into())).collect();
        assert_eq!(others.iter().filter(|place| !is_lost(place)).count(), 2);
        let ours: Vec<Place> = (0..KEPT_FOR_THIS_MACHINE).filter_map(|_| places.take(HERE.into())).collect();
        assert_eq!(ours.iter().chain(&others).filter(|place| is_lost(place)).count(), 3, "nobody more was closed");
        assert_eq!(places.count(), KEPT_FOR_THIS_MACHINE + 2);
        drop((ours, others));
        assert_eq!(places.count(), 0);
    }
}
