//! What the command line says about serving.

use std::net::IpAddr;

/// The settings of one bank, fixed at its start.
#[derive(Clone, Debug)]
pub struct Config {
    /// The address at which the bank listens.
    pub host: IpAddr,
    /// The port it is bound to.
    pub port: u16,
    /// The port of the broken network, as configured.
    pub proxied_port: u16,
    /// The URL to which the page sends payments, if not to its own host name.
    pub proxied_url: Option<String>,
    /// Further host names to answer to.
    pub allow_hosts: Vec<String>,
    /// Further origins whose pages may pay.
    pub page_origins: Vec<String>,
    /// Whether controls are for everybody, and not for this machine only.
    pub open_controls: bool,
}
