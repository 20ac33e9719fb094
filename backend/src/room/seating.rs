//! Somebody gets a seat, or loses it: what follows for the station and for the pages.

use futures_util::future::join_all;
use protocol::room::{Me, StationNews, StationNumber};

use super::handle::Room;
use super::register::{Entered, Entry};
use crate::error::RoomRefusal;

impl Room {
    /// Does what follows when somebody gets a seat; returns when it is on disk and its station is ready.
    pub(super) async fn admit(&self, Entered { station, entry }: Entered) {
        // A repetition may come before the first one is through.
        self.keep().await;
        match entry {
            Entry::Again => self.settled(station).await,
            Entry::New => self.prepare(station).await,
            Entry::Moved { vacated } => {
                self.tell(station, StationNews::TakenOver);
                if let Some(link) = self.link(station) {
                    let _steering = link.steering.lock().await;
                    if link.bank.free_lease().await.is_err() {
                        tracing::warn!(%station, "the lease of a seat that has moved runs out by itself");
                    }
                }
                if let Some(vacated) = vacated {
                    self.clear(vacated).await;
                }
            }
        }
    }

    /// Takes seats away from whoever has them, and clears their stations.
    pub(super) async fn free(&self, stations: Vec<StationNumber>) {
        let freed = |station: &StationNumber| self.change(|room| room.free(*station));
        let stations: Vec<StationNumber> = stations.into_iter().filter(freed).collect();
        for station in &stations {
            self.tell(*station, StationNews::Freed);
        }
        self.tell_state();
        self.keep().await;
        join_all(stations.iter().map(|station| self.clear(*station))).await;
    }

    /// The seat, the room, and what the hub has read: for whoever has the seat.
    pub(super) fn me(&self, station: StationNumber) -> Result<Me, RoomRefusal> {
        let port = self.proxied_port(station);
        // It may have been freed since its token was looked at.
        self.look(|room| room.me(station, port, self.payments())).map_err(|_| RoomRefusal::Freed)
    }

    pub(super) fn proxied_port(&self, station: StationNumber) -> u16 {
        self.link(station).map_or(0, |link| link.bank.station().proxied_port)
    }
}
