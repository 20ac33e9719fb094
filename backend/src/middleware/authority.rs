//! `host:port`, as it stands in `Host` and behind the `//` of an origin.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A host and perhaps a port, the host in lower case and without a final dot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Authority {
    /// A name, an IPv4 address, or an IPv6 address in brackets.
    pub(super) host: String,
    pub(super) port: Option<u16>,
}

impl Authority {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (host, port) = match text.rsplit_once(':') {
            // A colon inside brackets belongs to the address.
            Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
            _ => (text, None),
        };
        let port = match port {
            // The port may be left out behind the colon (RFC 3986, section 3.2.3).
            Some("") | None => None,
            Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => Some(digits.parse().ok()?),
            Some(_) => return None,
        };
        let plain = !host.is_empty() && !host.contains(['/', '@', '?', '#', ' ']);
        let host = host.strip_suffix('.').unwrap_or(host);
        (plain && !host.is_empty()).then(|| Self { host: host.to_ascii_lowercase(), port })
    }

    /// Takes the host and the port out of an origin, such as `https://lab.example`.
    pub(super) fn of_origin(origin: &str) -> Option<Self> {
        Self::parse(origin.split_once("://")?.1)
    }

    /// Whether the bank answers under this name.
    pub(super) fn is_served(&self, allowed: &[String], page_origins: &[String]) -> bool {
        let without_dot = |name: &str| name.strip_suffix('.').unwrap_or(name).eq_ignore_ascii_case(&self.host);
        self.address().is_some()
            || matches!(self.host.as_str(), "localhost" | "payment")
            || allowed.iter().any(|name| without_dot(name))
            || page_origins.iter().any(|page| Self::of_origin(page).is_some_and(|page| page.host == self.host))
    }

    /// Whether only this machine is meant.
    pub(super) fn is_loopback(&self) -> bool {
        self.host == "localhost" || self.address().is_some_and(|address| address.is_loopback())
    }

    fn address(&self) -> Option<IpAddr> {
        match self.host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
            Some(v6) => v6.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
            None => self.host.parse::<Ipv4Addr>().ok().map(IpAddr::V4),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn served(text: &str) -> bool {
        Authority::parse(text)
            .is_some_and(|host| host.is_served(&["Lab.example.".to_owned()], &["https://Page.example:8443".to_owned()]))
    }

    #[test]
    fn addresses_and_the_labs_own_names_are_served_with_any_port() {
        for host in [
            "127.0.0.1",
            "10.1.2.3:9",
            "[::1]",
            "[fe80::1]:8080",
            "LOCALHOST:1",
            "payment:8080",
            "payment.",
            "LocalHost.:80",
            "lab.EXAMPLE:80",
            "page.example",
            "localhost:",
            "[::1]:",
        ] {
            assert!(served(host), "{host}");
        }
    }

    #[test]
    fn everything_else_is_foreign() {
        for host in [
            "",
            ":8080",
            "evil.example",
            "localhost.evil.example",
            "localhost..",
            ".",
            "127.0.0.1.nip.io",
            "::1",
            "[::1",
            "1.2.3",
            "localhost:port",
            "localhost:99999",
            "localhost:+80",
            "user@localhost",
            "[localhost]",
            "localhost:80:80",
        ] {
            assert!(!served(host), "{host}");
        }
    }
}
