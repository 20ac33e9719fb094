//! `host:port`, as it stands in `Host` and behind the `//` of an origin.

use std::net::{Ipv4Addr, Ipv6Addr};

/// A host and perhaps a port, the host in lower case.
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
            Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => Some(digits.parse().ok()?),
            Some(_) => return None,
            None => None,
        };
        let plain = !host.is_empty() && !host.contains(['/', '@', '?', '#', ' ']);
        plain.then(|| Self { host: host.to_ascii_lowercase(), port })
    }

    /// Whether the bank answers under this name.
    pub(super) fn is_served(&self, allowed: &[String]) -> bool {
        let v6 = self.host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        self.host.parse::<Ipv4Addr>().is_ok()
            || v6.is_some_and(|address| address.parse::<Ipv6Addr>().is_ok())
            || matches!(self.host.as_str(), "localhost" | "payment")
            || allowed.iter().any(|name| name.eq_ignore_ascii_case(&self.host))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn served(text: &str) -> bool {
        Authority::parse(text).is_some_and(|host| host.is_served(&["Lab.example".to_owned()]))
    }

    #[test]
    fn addresses_and_the_labs_own_names_are_served_with_any_port() {
        for host in
            ["127.0.0.1", "10.1.2.3:9", "[::1]", "[fe80::1]:8080", "LOCALHOST:1", "payment:8080", "lab.EXAMPLE:80"]
        {
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
            "localhost.",
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
