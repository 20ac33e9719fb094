//! Under which addresses this machine and others reach what listens here.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use backend::network::ProxySettings;

use crate::flags::BankFlags;

/// The ports of a lab, settled.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ports {
    /// The first listener's.
    pub(crate) bank: u16,
    /// The second listener's, to which the network leads.
    pub(crate) upstream: u16,
    /// The broken network's.
    pub(crate) proxied: u16,
}

/// Returns where the proxy is to listen and to lead to, and where it must not lead to.
pub(crate) fn proxy_settings(flags: &BankFlags, ports: Ports) -> ProxySettings {
    let listen = SocketAddr::new(flags.host, ports.proxied).to_string();
    let upstream = SocketAddr::new(reachable(flags.upstream_host), ports.upstream).to_string();
    let upstream = flags.proxy_upstream.clone().unwrap_or(upstream);
    let mut first_listener = vec![SocketAddr::new(reachable(flags.host), ports.bank).to_string()];
    // The name under which the network finds the bank leads to both listeners.
    if let Some((host, _)) = upstream.rsplit_once(':') {
        first_listener.push(format!("{host}:{}", ports.bank));
    }
    if flags.host.is_unspecified() {
        let own = interfaces(flags.host).into_iter().map(|own| SocketAddr::new(own, ports.bank).to_string());
        first_listener.extend(own);
    }
    ProxySettings { listen: flags.proxy_listen.clone().unwrap_or(listen), upstream, first_listener }
}

/// Returns the port of `host:port`.
pub(crate) fn port_of(address: &str) -> Option<u16> {
    address.rsplit_once(':')?.1.parse().ok()
}

/// Returns the address at which this machine reaches what listens at `host`.
pub(crate) fn reachable(host: IpAddr) -> IpAddr {
    match host {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => IpAddr::V6(Ipv6Addr::LOCALHOST),
        host => host,
    }
}

/// The page's addresses for other machines; none while it listens on loopback.
pub(crate) fn of_others(host: IpAddr, port: u16) -> Vec<String> {
    let here = if host.is_loopback() {
        Vec::new()
    } else if host.is_unspecified() {
        interfaces(host)
    } else {
        vec![host]
    };
    here.into_iter().map(|address| format!("http://{}/", SocketAddr::new(address, port))).collect()
}

/// The machine's own addresses, those that nobody else can use left out.
fn interfaces(host: IpAddr) -> Vec<IpAddr> {
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let addresses = interfaces.into_iter().filter(|interface| !interface.is_loopback()).map(|found| found.ip());
    // An IPv6 address of the link only would need the reader's own interface in it.
    addresses.filter(|address| address.is_ipv4() || (host.is_ipv6() && !is_link_local(address))).collect()
}

fn is_link_local(address: &IpAddr) -> bool {
    matches!(address, IpAddr::V6(address) if address.is_unicast_link_local())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lab_on_loopback_has_no_address_for_others() {
        assert!(of_others(IpAddr::from([127, 0, 0, 1]), 8080).is_empty());
        assert_eq!(of_others(IpAddr::from([192, 0, 2, 7]), 8080), ["http://192.0.2.7:8080/"]);
    }
}
