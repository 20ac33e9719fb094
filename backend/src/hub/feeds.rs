//! How many event feeds the hub keeps open. They never end by themselves: where there is one too many, the oldest does.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use protocol::room::StationNumber;
use tokio_util::sync::CancellationToken;

/// The most feeds of one station.
const OF_A_STATION: usize = 4;
/// The most feeds of pages without a station.
const WITHOUT_A_STATION: usize = 32;

/// The open feeds. Clones share them.
#[derive(Clone)]
pub(super) struct Feeds {
    /// The most of all together.
    most: usize,
    /// The oldest first.
    open: Arc<Mutex<Vec<Entry>>>,
}

struct Entry {
    of: Option<StationNumber>,
    closed: CancellationToken,
}

/// An open feed. It counts until this is dropped.
pub(super) struct OpenFeed {
    feeds: Feeds,
    closed: CancellationToken,
}

impl Feeds {
    /// At most so many together.
    pub(super) fn new(most: usize) -> Self {
        Self { most: most.max(1), open: Arc::default() }
    }

    /// Opens one, of a station or of a page without one.
    pub(super) fn open(&self, of: Option<StationNumber>) -> OpenFeed {
        let mut open = self.lock();
        let most = if of.is_some() { OF_A_STATION } else { WITHOUT_A_STATION };
        if open.iter().filter(|entry| entry.of == of).count() >= most {
            close_oldest(&mut open, |entry| entry.of == of);
        }
        if open.len() >= self.most {
            close_oldest(&mut open, |_| true);
        }
        let closed = CancellationToken::new();
        open.push(Entry { of, closed: closed.clone() });
        OpenFeed { feeds: self.clone(), closed }
    }

    /// Returns how many are open.
    pub(super) fn count(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn close_oldest(open: &mut Vec<Entry>, which: impl Fn(&Entry) -> bool) {
    if let Some(oldest) = open.iter().position(which) {
        open.remove(oldest).closed.cancel();
    }
}

impl OpenFeed {
    /// Resolves when it has to make room for another one.
    pub(super) async fn closed(&self) {
        self.closed.cancelled().await;
    }
}

impl Drop for OpenFeed {
    fn drop(&mut self) {
        // Whoever closed it has taken it out already.
        if !self.closed.is_cancelled() {
            self.closed.cancel();
            self.feeds.lock().retain(|entry| !entry.closed.is_cancelled());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(feeds: &Feeds, of: Option<u8>, count: usize) -> Vec<OpenFeed> {
        (0..count).map(|_| feeds.open(of.map(StationNumber))).collect()
    }

    fn closed(opened: &[OpenFeed]) -> usize {
        opened.iter().filter(|feed| feed.closed.is_cancelled()).count()
    }

    #[test]
    fn the_oldest_feed_of_a_station_makes_room_for_a_fifth_and_no_other_is_touched() {
        let feeds = Feeds::new(64);
        let (neighbour, watchers) = (open(&feeds, Some(8), 4), open(&feeds, None, 32));
        let own = open(&feeds, Some(7), 200);
        assert_eq!((closed(&own), closed(&neighbour), closed(&watchers)), (196, 0, 0));
        assert!(own[..196].iter().all(|feed| feed.closed.is_cancelled()));
        assert_eq!(feeds.count(), 40);
        drop(own);
        assert_eq!(feeds.count(), 36);
    }

    #[test]
    fn all_together_are_limited_too() {
        let feeds = Feeds::new(5);
        let (first, second) = (open(&feeds, Some(1), 4), open(&feeds, Some(2), 3));
        assert_eq!((closed(&first), closed(&second), feeds.count()), (2, 0, 5));
    }
}
