//! Under which addresses this machine and others reach what listens here.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

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
    let listen = flags.proxy_listen.clone().unwrap_or(listen);
    ProxySettings { name: ProxySettings::PAYMENT.to_owned(), listen, upstream, is_a_rooms: false, first_listener }
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

/// Returns the addresses at which other devices may reach a room that listens at `host`, the best first. None of them is
/// loopback, of one link only, or a container's.
pub(crate) fn room_addresses(host: IpAddr) -> Vec<IpAddr> {
    if host.is_loopback() {
        return Vec::new();
    }
    if !host.is_unspecified() {
        return vec![host];
    }
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let found = interfaces.into_iter().map(|interface| (interface.name.clone(), interface.ip()));
    ranked(found.filter(|(_, address)| address.is_ipv4() || host.is_ipv6()), default_route())
}

/// Returns the address from which this machine reaches the world. Nothing is sent.
fn default_route() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    // An address of documentation (RFC 5737): no more than a route is looked for.
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    Some(socket.local_addr().ok()?.ip())
}

/// Orders interfaces: the private IPv4 address of the default route first, tunnels last.
fn ranked(interfaces: impl Iterator<Item = (String, IpAddr)>, default_route: Option<IpAddr>) -> Vec<IpAddr> {
    const BRIDGES: [&str; 6] = ["docker", "br-", "veth", "podman", "virbr", "cni"];
    const TUNNELS: [&str; 8] = ["tun", "tap", "wg", "utun", "ppp", "tailscale", "zt", "ipsec"];
    let is_one = |name: &str, of: &[&str]| of.iter().any(|prefix| name.starts_with(prefix));
    let usable = interfaces.filter(|(name, address)| {
        let one_link = match address {
            IpAddr::V4(address) => address.is_link_local(),
            IpAddr::V6(_) => is_link_local(address),
        };
        !address.is_loopback() && !one_link && !is_one(name, &BRIDGES)
    });
    let mut usable: Vec<(String, IpAddr)> = usable.collect();
    usable.sort_by_key(|(name, address)| {
        let is_private = matches!(address, IpAddr::V4(address) if address.is_private());
        let is_default = Some(*address) == default_route;
        (is_one(name, &TUNNELS), !(is_default && is_private), !is_default, !is_private, address.is_ipv6())
    });
    usable.into_iter().map(|(_, address)| address).collect()
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
        assert!(room_addresses(IpAddr::from([127, 0, 0, 1])).is_empty());
    }

    #[test]
    fn a_room_offers_the_private_address_of_the_default_route_first_and_nothing_that_others_cannot_reach() {
        let interfaces = [
            ("lo", "127.0.0.1"),
            ("docker0", "172.17.0.1"),
            ("br-5f2a", "172.18.0.1"),
            ("virbr0", "192.168.122.1"),
            ("tun0", "10.8.0.2"),
            ("eth1", "169.254.3.4"),
            ("eth0", "10.0.0.5"),
            ("eth2", "203.0.113.9"),
            ("wlan0", "192.168.1.7"),
            ("wlan0", "fe80::1"),
        ];
        let ranked = |default: &str| -> Vec<String> {
            let found = interfaces.iter().map(|(name, address)| ((*name).to_owned(), address.parse().expect("one")));
            ranked(found, default.parse().ok()).iter().map(ToString::to_string).collect()
        };
        assert_eq!(ranked("192.168.1.7"), ["192.168.1.7", "10.0.0.5", "203.0.113.9", "10.8.0.2"]);
        assert_eq!(ranked("10.8.0.2"), ["10.0.0.5", "192.168.1.7", "203.0.113.9", "10.8.0.2"]);
        assert_eq!(ranked("none"), ["10.0.0.5", "192.168.1.7", "203.0.113.9", "10.8.0.2"]);
    }
}
