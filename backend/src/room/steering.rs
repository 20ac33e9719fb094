//! What the hub does to stations: prepares them for whoever comes, resets, crashes and frees them.

use std::time::Duration;

use protocol::room::{StationNews, StationNumber};
use tokio::time::{sleep, timeout};

use super::handle::{Link, Room};
use super::station_bank::NoAnswer;
use crate::error::RoomRefusal;

/// How long a newcomer waits for a station that does not answer. It is prepared all the same when a run begins.
const PREPARING: Duration = Duration::from_secs(2);
const TRY_AGAIN: Duration = Duration::from_millis(100);
/// A page that hears the hub has stopped so soon.
const HEARD: Duration = Duration::from_millis(800);

impl Room {
    /// Makes a station as new: its network on and without toxics, an empty ledger, policy `unique`, the delivered rule.
    pub(super) async fn prepare(&self, station: StationNumber) {
        let Some(link) = self.link(station) else { return };
        let _steering = link.steering.lock().await;
        let prepared = async {
            while self.make_new(station, link).await.is_err() {
                sleep(TRY_AGAIN).await;
            }
        };
        if timeout(PREPARING, prepared).await.is_err() {
            tracing::warn!(%station, "a bank or its network does not answer, and was given as it is");
        }
    }

    async fn make_new(&self, station: StationNumber, link: &Link) -> Result<(), NoAnswer> {
        self.switch(station, true).await?;
        link.bank.free_lease().await?;
        link.bank.clear_ledger().await?;
        link.bank.set_first_policy().await?;
        link.bank.set_first_rule().await?;
        link.bank.remove_toxics().await
    }

    /// Waits until nobody prepares, resets or frees the station any more.
    pub(super) async fn settled(&self, station: StationNumber) {
        if let Some(link) = self.link(station) {
            drop(link.steering.lock().await);
        }
    }

    /// Clears a station whose seat was freed: network off, lease, ledger, policy and rule gone, its bank ended. What does
    /// not answer now is cleared when the seat is given again.
    pub(super) async fn clear(&self, station: StationNumber) {
        let Some(link) = self.link(station) else { return };
        let _steering = link.steering.lock().await;
        if self.look(|room| room.pin(station).is_ok()) {
            // Somebody has it again already, and it was prepared for him.
            return;
        }
        let cleared = async {
            link.bank.remove_toxics().await?;
            self.switch(station, false).await?;
            link.bank.free_lease().await?;
            link.bank.clear_ledger().await?;
            link.bank.set_first_policy().await?;
            link.bank.set_first_rule().await?;
            link.bank.crash().await
        };
        if cleared.await.is_err() {
            tracing::warn!(%station, "a freed station does not answer, and is cleared when its seat is given again");
        }
    }

    /// Tells the page to stop, frees the lease, and clears ledger, toxics and policy. Attempts under way are cut, and what
    /// the page sends until it has heard goes nowhere, so that none is paid into the ledger that has just been cleared.
    pub(super) async fn reset(&self, station: StationNumber) -> Result<(), RoomRefusal> {
        let link = self.link(station).ok_or(RoomRefusal::NobodysSeat)?;
        let _steering = link.steering.lock().await;
        self.tell(station, StationNews::Reset);
        let reset = async {
            self.switch(station, false).await?;
            link.bank.free_lease().await?;
            link.bank.clear_ledger().await?;
            link.bank.set_first_policy().await?;
            sleep(HEARD).await;
            // What the bank was about to pay it has paid by now. A run that begins meanwhile clears the ledger itself.
            if link.bank.state().await?.run.is_none() {
                link.bank.clear_ledger().await?;
            }
            Ok(())
        };
        let reset: Result<(), NoAnswer> = reset.await;
        self.switch(station, true).await?;
        reset?;
        Ok(link.bank.remove_toxics().await?)
    }

    /// Switches the network of a freed station off again. A Toxiproxy that starts anew knows no proxy, and a bank that
    /// finds its own missing creates it switched on.
    pub(super) async fn keep_off(&self, station: StationNumber) {
        let Some(link) = self.link(station) else { return };
        // Whoever has just got the seat has it on.
        let _steering = link.steering.lock().await;
        if self.0.stations.is_switched_off(station) && self.switch(station, false).await.is_err() {
            tracing::warn!(%station, "the network of a freed station cannot be switched off");
        }
    }

    /// Ends the station's bank, as a power cut would.
    pub(super) async fn crash(&self, station: StationNumber) -> Result<(), RoomRefusal> {
        let link = self.link(station).ok_or(RoomRefusal::NobodysSeat)?;
        Ok(link.bank.crash().await?)
    }

    async fn switch(&self, station: StationNumber, on: bool) -> Result<(), NoAnswer> {
        self.0.stations.switch_network(station, on).await.map_err(|_| NoAnswer)
    }
}
