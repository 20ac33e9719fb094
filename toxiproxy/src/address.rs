//! Addresses as Go understands them: `host:port`, an empty host being every interface (or, to connect, this machine).

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::{TcpListener, lookup_host};

/// Longer than any system allows: the system's own limit is what counts, as for the original.
const BACKLOG: i32 = 65_535;

/// Where a proxy is asked to listen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ListenAddress {
    /// `None` is every interface, written without a host.
    host: Option<IpAddr>,
    port: u16,
}

impl ListenAddress {
    /// Understands `text`, resolving a name; of several addresses an IPv4 one is taken, as Go does.
    pub(crate) async fn resolve(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Ok(Self { host: None, port: 0 });
        }
        let (host, port) = split(text)?;
        if host.is_empty() {
            return Ok(Self { host: None, port });
        }
        let addresses = lookup(host, port).await?;
        let first = addresses.iter().find(|address| address.is_ipv4()).or(addresses.first());
        let first = first.ok_or_else(|| format!("lookup {host}: no such host"))?;
        Ok(Self { host: Some(first.ip()), port })
    }

    /// Starts to listen. What is reported is what was bound: `[::]` for every interface, the real port for port 0.
    pub(crate) fn bind(self) -> Result<TcpListener, String> {
        let refused = |error: io::Error| format!("listen tcp {self}: bind: {}", reason(&error));
        let address = SocketAddr::new(self.host.unwrap_or(Ipv4Addr::UNSPECIFIED.into()), self.port);
        if address.ip().is_unspecified() {
            // Both families through one socket; a machine without IPv6 falls through to IPv4 alone.
            match listen(SocketAddr::new(Ipv6Addr::UNSPECIFIED.into(), self.port)) {
                Err(error) if error.kind() != io::ErrorKind::AddrInUse => {}
                done => return done.map_err(refused),
            }
        }
        listen(address).map_err(refused)
    }
}

impl std::fmt::Display for ListenAddress {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.host {
            Some(host) => SocketAddr::new(host, self.port).fmt(formatter),
            None => write!(formatter, ":{}", self.port),
        }
    }
}

/// The addresses an upstream may be reached at, in the order to try them.
pub(crate) async fn resolve_upstream(text: &str) -> Result<Vec<SocketAddr>, String> {
    let (host, port) = split(text)?;
    let mut addresses = lookup(if host.is_empty() { "localhost" } else { host }, port).await?;
    for address in &mut addresses {
        match address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
            IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
            _ => {}
        }
    }
    Ok(addresses)
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    // A restarted proxy gets its port again at once. On Windows the option means something else: to steal ports.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    if address.is_ipv6() {
        socket.set_only_v6(!address.ip().is_unspecified())?;
    }
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    TcpListener::from_std(socket.into())
}

async fn lookup(host: &str, port: u16) -> Result<Vec<SocketAddr>, String> {
    // An address needs no resolver, and with it no other thread.
    if let Ok(ip) = host.parse() {
        return Ok(vec![SocketAddr::new(ip, port)]);
    }
    match lookup_host((host, port)).await {
        Ok(addresses) => Ok(addresses.collect()),
        Err(_) => Err(format!("lookup {host}: no such host")),
    }
}

/// Splits `host:port`, with the sentences Go has for what is wrong with it.
fn split(text: &str) -> Result<(&str, u16), String> {
    let refuse = |why: &str| Err(format!("address {text}: {why}"));
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((host, port)) if port.starts_with(':') => (host, &port[1..]),
            Some(_) => return refuse("missing port in address"),
            None => return refuse("missing ']' in address"),
        },
        None => match text.rsplit_once(':') {
            Some((host, _)) if host.contains(':') => return refuse("too many colons in address"),
            Some(parts) => parts,
            None => return refuse("missing port in address"),
        },
    };
    match port.parse() {
        Ok(port) => Ok((host, port)),
        Err(_) if port.is_empty() => Ok((host, 0)),
        Err(_) if port.parse::<i128>().is_ok() => Err(format!("address {port}: invalid port")),
        Err(_) => Err(format!("lookup tcp/{port}: unknown port")),
    }
}

/// The system's reason alone, as Go words it: Rust's text without the number and the capital.
pub(crate) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_split_as_go_splits_them() {
        assert_eq!(split("127.0.0.1:80"), Ok(("127.0.0.1", 80)));
        assert_eq!(split(":80"), Ok(("", 80)));
        assert_eq!(split("[::1]:80"), Ok(("::1", 80)));
        assert_eq!(split("nonsense").unwrap_err(), "address nonsense: missing port in address");
        assert_eq!(split("::1:80").unwrap_err(), "address ::1:80: too many colons in address");
        assert_eq!(split("[::1]").unwrap_err(), "address [::1]: missing port in address");
        assert_eq!(split("localhost:99999").unwrap_err(), "address 99999: invalid port");
        assert_eq!(split("localhost:-1").unwrap_err(), "address -1: invalid port");
    }

    #[tokio::test]
    async fn localhost_listens_on_ipv4() {
        assert_eq!(ListenAddress::resolve("localhost:2222").await.unwrap().to_string(), "127.0.0.1:2222");
    }

    #[tokio::test]
    async fn no_host_is_every_interface_and_keeps_its_spelling() {
        assert_eq!(ListenAddress::resolve(":2222").await.unwrap().to_string(), ":2222");
        assert_eq!(ListenAddress::resolve("").await.unwrap().to_string(), ":0");
        let bound = ListenAddress::resolve("").await.unwrap().bind().unwrap().local_addr().unwrap();
        assert!(bound.ip().is_unspecified() && bound.port() != 0);
    }

    #[tokio::test]
    async fn a_taken_port_is_refused_with_gos_words() {
        let taken = ListenAddress::resolve("127.0.0.1:0").await.unwrap().bind().unwrap();
        let address = taken.local_addr().unwrap();
        let refused = ListenAddress::resolve(&address.to_string()).await.unwrap().bind().unwrap_err();
        assert_eq!(refused, format!("listen tcp {address}: bind: address already in use"));
    }

    #[tokio::test]
    async fn an_upstream_without_a_host_is_this_machine() {
        assert!(resolve_upstream(":80").await.unwrap().iter().all(|address| address.ip().is_loopback()));
        assert_eq!(resolve_upstream("0.0.0.0:80").await.unwrap(), ["127.0.0.1:80".parse().unwrap()]);
    }
}
