//! The stations of a room, and the host's own lab beside them, as the hub reaches them.

use std::net::SocketAddr;
use std::sync::Arc;

use protocol::room::StationNumber;

use crate::hub_secret::HubSecret;
use crate::network::{ClientError, Network};

/// One bank and the network before it: a participant's, or the host's own. They stay at their addresses when the bank
/// is started again.
#[derive(Clone, Debug)]
pub struct Station {
    /// Its number; 0 is the host's lab.
    pub number: StationNumber,
    /// The bank's first listener, on this machine.
    pub direct: SocketAddr,
    /// What every request to that listener has to carry.
    pub secret: HubSecret,
    /// The port at which its network listens, for everybody.
    pub proxied_port: u16,
}

/// All stations of a room. Clones share them.
#[derive(Clone)]
pub struct Stations(Arc<Inner>);

struct Inner {
    host: Station,
    /// In the order of their numbers, from 1.
    stations: Vec<(Station, Network)>,
}

impl Stations {
    /// Puts a room together: the host's lab, and the stations in the order of their numbers, from 1, each with its
    /// network.
    pub fn new(host: Station, stations: Vec<(Station, Network)>) -> Self {
        Self(Arc::new(Inner { host, stations }))
    }

    /// Returns the station of this number, or the host's lab for 0.
    pub fn get(&self, number: StationNumber) -> Option<&Station> {
        match number {
            StationNumber(0) => Some(&self.0.host),
            number => self.find(number).map(|(station, _)| station),
        }
    }

    /// Returns the participants' stations, in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &Station> {
        self.0.stations.iter().map(|(station, _)| station)
    }

    /// Returns how many participants the room has a station for.
    pub fn count(&self) -> usize {
        self.0.stations.len()
    }

    /// Switches a station's network on or off: while it is off, no attempt arrives, and those under way are cut.
    pub async fn switch_network(&self, number: StationNumber, on: bool) -> Result<(), ClientError> {
        match self.find(number) {
            Some((_, network)) => network.switch(on).await,
            None => Ok(()),
        }
    }

    /// Returns whether a station's network is to be off.
    pub fn is_switched_off(&self, number: StationNumber) -> bool {
        self.find(number).is_some_and(|(_, network)| network.is_switched_off())
    }

    fn find(&self, number: StationNumber) -> Option<&(Station, Network)> {
        self.0.stations.get(usize::from(number.0).checked_sub(1)?)
    }
}
