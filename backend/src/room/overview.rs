//! What the host sees of all stations.

use std::time::Duration;

use futures_util::future::join_all;
use protocol::Total;
use protocol::room::{Overview, StationNumber, StationOverview};
use tokio::time::Instant;

use super::handle::{Link, Room};

/// A total that is older is read again.
const FRESH: Duration = Duration::from_secs(1);

impl Room {
    /// Everything the host sees; at most a third of a second later than it is asked for.
    pub(super) async fn overview(&self) -> Overview {
        let tiles = join_all(self.links().map(|(station, link)| self.tile(station, link))).await;
        let entrance = &self.0.entrance;
        let addresses = entrance.addresses();
        self.look(|room| Overview {
            room: room.everything(self.payments()),
            code: room.code().to_owned(),
            secret: room.secret().to_owned(),
            address: addresses.first().cloned(),
            addresses,
            reached: entrance.reached_addresses(),
            guessing: self.0.codes.guessing() || self.0.pins.guessing(),
            stations: tiles,
        })
    }

    async fn tile(&self, station: StationNumber, link: &Link) -> StationOverview {
        let is_free = self.look(|room| room.pin(station).is_err());
        let up = link.watch().up;
        let tile = self.look(|room| room.tile(station, up, self.now()));
        // After the rest of the tile: a run that counts is not shown with an older total.
        let transferred = if is_free { None } else { link.total().await };
        StationOverview { transferred, ..tile }
    }
}

impl Link {
    /// What the station's ledger comes to. While its bank is down the last that it said stands.
    async fn total(&self) -> Option<Total> {
        let mut total = self.total.lock().await;
        let (asked, last) = &mut *total;
        if asked.is_none_or(|asked| asked.elapsed() >= FRESH) {
            *asked = Some(Instant::now());
            if let Ok(now) = self.bank.total().await {
                *last = Some(now);
            }
        }
        *last
    }

    /// The whole ledger has just been read.
    pub(super) async fn was_read(&self, total: Total) {
        *self.total.lock().await = (Some(Instant::now()), Some(total));
    }
}
