//! Whether two `host:port` texts are one address.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

/// How long a name may take to resolve; one that takes longer is not equal to anything.
const LOOKUP_LIMIT: Duration = Duration::from_millis(250);

/// `host:port`, `[host]:port` or `:port`, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// A name or an address without brackets; empty for every interface.
    pub(super) host: String,
    /// The port.
    pub(super) port: u16,
}

impl Address {
    /// Takes an address apart; `None` if it has no port.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (host, port) = text.rsplit_once(':')?;
        let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        Some(Self { host: host.to_ascii_lowercase(), port: port.parse().ok()? })
    }

    /// Whether `actual` is this address: equal ports (a wanted port 0 is any port), and one host. `0.0.0.0`, `[::]`
    /// and the empty host are one host, and names compare by what they resolve to.
    pub(super) async fn is(&self, actual: &Self) -> bool {
        (self.port == 0 || self.port == actual.port) && self.same_host(actual).await
    }

    /// Whether it is reached from this machine only.
    pub(super) async fn is_loopback(&self) -> bool {
        let addresses = addresses(&self.host).await;
        !addresses.is_empty() && addresses.iter().all(IpAddr::is_loopback)
    }

    async fn same_host(&self, other: &Self) -> bool {
        if self.host == other.host {
            return true;
        }
        let (ours, theirs) = tokio::join!(addresses(&self.host), addresses(&other.host));
        ours.iter().any(|address| theirs.contains(address))
    }
}

/// What a host stands for, every interface written as `0.0.0.0`.
async fn addresses(host: &str) -> Vec<IpAddr> {
    if host.is_empty() {
        return vec![IpAddr::V4(Ipv4Addr::UNSPECIFIED)];
    }
    if host == "localhost" {
        return vec![IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
    }
    if let Ok(address) = host.parse::<IpAddr>() {
        let address = address.to_canonical();
        return vec![if address.is_unspecified() { IpAddr::V4(Ipv4Addr::UNSPECIFIED) } else { address }];
    }
    let found = tokio::time::timeout(LOOKUP_LIMIT, tokio::net::lookup_host((host, 0))).await;
    let Ok(Ok(found)) = found else { return Vec::new() };
    found.map(|address| address.ip().to_canonical()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn is(wanted: &str, actual: &str) -> bool {
        let address = |text| Address::parse(text).expect("an address");
        address(wanted).is(&address(actual)).await
    }

    #[tokio::test]
    async fn every_way_to_write_all_interfaces_is_one_host() {
        for wanted in ["0.0.0.0:8888", "[::]:8888", ":8888"] {
            for actual in ["0.0.0.0:8888", "[::]:8888", ":8888"] {
                assert!(is(wanted, actual).await, "{wanted} {actual}");
            }
            assert!(!is(wanted, "127.0.0.1:8888").await);
        }
    }

    #[tokio::test]
    async fn names_compare_by_address_and_ports_by_number() {
        assert!(is("localhost:8888", "127.0.0.1:8888").await);
        assert!(is("LOCALHOST:8888", "[::1]:8888").await);
        assert!(is("payment:8080", "payment:8080").await);
        assert!(is("127.0.0.1:0", "127.0.0.1:40000").await);
        assert!(!is("127.0.0.1:8888", "127.0.0.1:8889").await);
        assert!(!is("127.0.0.1:8888", "127.0.0.2:8888").await);
        assert!(!is("127.0.0.1:8080", "no-such-name.invalid:8080").await);
    }
}
