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
    let found = if_addrs::get_if_addrs().unwrap_or_default().into_iter().map(|interface| Candidate {
        address: interface.ip(),
        is_tunnel: interface.is_p2p() || starts_with_one_of(&TUNNELS, &interface.name),
        interface: interface.name,
    });
    ranked(found.filter(|found| found.address.is_ipv4() || host.is_ipv6()), default_route())
}

/// An address of this machine that may lead others here.
struct Candidate {
    interface: String,
    address: IpAddr,
    /// Whether the interface leads to one peer only, as those of VPNs do.
    is_tunnel: bool,
}

const BRIDGES: [&str; 6] = ["docker", "br-", "veth", "podman", "virbr", "cni"];
/// Tunnels that the system takes for networks.
const TUNNELS: [&str; 8] = ["tun", "tap", "wg", "utun", "ppp", "tailscale", "zt", "ipsec"];

fn starts_with_one_of(prefixes: &[&str], name: &str) -> bool {
    prefixes.iter().any(|prefix| name.starts_with(prefix))
}

/// Returns the address from which this machine reaches the world. Nothing is sent.
fn default_route() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    // An address of documentation (RFC 5737): no more than a route is looked for.
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    Some(socket.local_addr().ok()?.ip())
}

/// Orders addresses: the private IPv4 one of the interface with the default route first, other private ones, public ones,
/// and tunnels last. What belongs to one link or to containers is left out.
fn ranked(candidates: impl Iterator<Item = Candidate>, default_route: Option<IpAddr>) -> Vec<IpAddr> {
    let usable = candidates.filter(|found| {
        let one_link = match found.address {
            IpAddr::V4(address) => address.is_link_local(),
            IpAddr::V6(_) => is_link_local(&found.address),
        };
        !found.address.is_loopback() && !one_link && !starts_with_one_of(&BRIDGES, &found.interface)
    });
    let mut usable: Vec<Candidate> = usable.collect();
    let default = usable.iter().find(|found| Some(found.address) == default_route);
    let default = default.map(|found| found.interface.clone());
    usable.sort_by_key(|found| {
        let is_private = matches!(found.address, IpAddr::V4(address) if address.is_private());
        let is_default = default.as_ref() == Some(&found.interface);
        (found.is_tunnel, !is_private, !is_default, found.address.is_ipv6())
    });
    usable.into_iter().map(|found| found.address).collect()
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

    /// Ranks addresses, written as `wlan0 192.168.1.7`; a name in brackets is a tunnel's.
    fn order(interfaces: &[&str], default_route: &str) -> Vec<String> {
        let candidates = interfaces.iter().map(|found| {
            let (name, address) = found.split_once(' ').expect("a name and an address");
            let is_tunnel = name.starts_with('(');
            Candidate { interface: name.to_owned(), address: address.parse().expect("an address"), is_tunnel }
        });
        ranked(candidates, default_route.parse().ok()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_room_offers_the_private_address_of_the_default_route_first_and_nothing_that_others_cannot_reach() {
        let interfaces = [
            "lo 127.0.0.1",
            "docker0 172.17.0.1",
            "br-5f2a 172.18.0.1",
            "virbr0 192.168.122.1",
            "(proton0) 10.8.0.2",
            "eth1 169.254.3.4",
            "eth0 10.0.0.5",
            "eth2 203.0.113.9",
            "wlan0 192.168.1.7",
            "wlan0 fe80::1",
        ];
        assert_eq!(order(&interfaces, "192.168.1.7"), ["192.168.1.7", "10.0.0.5", "203.0.113.9", "10.8.0.2"]);
        for full_tunnel in ["10.8.0.2", "none"] {
            assert_eq!(order(&interfaces, full_tunnel), ["10.0.0.5", "192.168.1.7", "203.0.113.9", "10.8.0.2"]);
        }
    }

    #[test]
    fn an_interface_with_a_public_and_a_private_address_offers_the_private_one() {
        let interfaces = ["eth0 203.0.113.5", "eth1 10.0.0.5", "eth0 192.168.1.5"];
        assert_eq!(order(&interfaces, "203.0.113.5"), ["192.168.1.5", "10.0.0.5", "203.0.113.5"]);
    }
}
