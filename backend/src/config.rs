//! What the command line says about serving.

use std::net::{IpAddr, SocketAddr};

use crate::hub_secret::HubSecret;

/// The settings of one bank, fixed at its start.
#[derive(Clone, Debug)]
pub struct Config {
    /// The address at which the bank's first listener listens.
    pub host: IpAddr,
    /// The port of the first listener.
    pub port: u16,
    /// The port under which browsers reach the page, when something else maps it.
    pub published_port: Option<u16>,
    /// The port of the broken network, as configured.
    pub proxied_port: u16,
    /// The port under which browsers reach the broken network, when something else maps it.
    pub published_proxied_port: Option<u16>,
    /// The URL to which the page sends payments, if not to its own host name.
    pub proxied_url: Option<String>,
    /// Further host names to answer to.
    pub allow_hosts: Vec<String>,
    /// Further origins whose pages may pay.
    pub page_origins: Vec<String>,
    /// Whether controls are for everybody, and not for this machine only.
    pub open_controls: bool,
    /// The hub of the room, for a bank in one.
    pub hub: Option<BehindHub>,
}

/// How a bank stands behind the hub of a room.
#[derive(Clone, Debug)]
pub struct BehindHub {
    /// What the hub's requests carry.
    pub secret: HubSecret,
    /// The ports under which browsers reach the hub. Its pages may pay.
    pub ports: Vec<u16>,
    /// Whether this is a participant's station, whose first listener is the hub's alone; otherwise it is the host's lab.
    pub is_station: bool,
}

impl Config {
    /// Returns the settings of a bank whose first listener is at `address`, without any flag.
    pub fn at(address: SocketAddr) -> Self {
        Self {
            host: address.ip(),
            port: address.port(),
            published_port: None,
            proxied_port: 8888,
            published_proxied_port: None,
            proxied_url: None,
            allow_hosts: Vec::new(),
            page_origins: Vec::new(),
            open_controls: false,
            hub: None,
        }
    }
}
