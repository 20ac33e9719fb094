//! Under which addresses this machine and others reach what listens here.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

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
