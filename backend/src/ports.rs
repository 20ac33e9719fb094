//! Ports: found free before anything is started, and kept.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use anyhow::{Error, Result, anyhow, bail};
use protocol::browsers_block;
use reqwest::Url;
use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::TcpListener;

use crate::flags::BankFlags;

/// A port for one of the children, the same at every restart.
///
/// On Linux the parent keeps a socket bound to it that never listens: others who ask for any free port get another,
/// while a child that reuses addresses, as servers do, may listen there. Elsewhere the port is only known to be free.
#[derive(Debug)]
pub(crate) struct Reservation {
    port: u16,
    _socket: Option<Socket>,
    /// The same port of the other family, held so that nobody else answers there.
    _other_family: Option<Socket>,
}

/// The second listener's port unless a flag says otherwise.
pub(crate) const UPSTREAM_PORT: u16 = 8081;
/// How often to look for a free port that is free in both families.
const TRIES: u32 = 16;

impl Reservation {
    /// Takes `port` of `host`, or a free one for 0. The error names the port and its flag.
    pub(crate) fn take(host: IpAddr, port: u16, flag: &str) -> Result<Self> {
        let socket = bind(SocketAddr::new(host, port)).map_err(|error| cannot_bind(&error, port, flag))?;
        let port = socket.local_addr()?.as_socket().map_or(port, |address| address.port());
        Ok(Self { port, _socket: cfg!(target_os = "linux").then_some(socket), _other_family: None })
    }

    /// Takes a port that browsers connect to. Where `localhost` may mean `host`, the other family's port of that number is
    /// held too, without listening: a browser tries both, and would end at whoever listens there.
    pub(crate) fn take_for_browsers(host: IpAddr, port: u16, flag: &str) -> Result<Self> {
        allow_for_browsers(port, flag)?;
        let mut tries = 1;
        loop {
            let taken = Self::take(host, port, flag)?;
            let Some(other) = other_family(host) else { return Ok(taken) };
            let other = SocketAddr::new(other, taken.port);
            match hold(other, host.is_unspecified()) {
                Ok(socket) => return Ok(Self { _other_family: Some(socket), ..taken }),
                Err(error) if error.kind() != io::ErrorKind::AddrInUse => return Ok(taken),
                Err(_) if port == 0 && tries < TRIES => tries += 1,
                Err(_) => bail!(
                    "port {} is taken at {other}, where a browser that is told localhost may end; {flag} chooses another",
                    taken.port
                ),
            }
        }
    }

    /// Takes the second listener's port: the one that was asked for, or the usual one, or, if that is taken or among
    /// `others`, a free one.
    pub(crate) fn take_upstream(host: IpAddr, asked: Option<u16>, others: &[(u16, &str)]) -> Result<Self> {
        const FLAG: &str = "--upstream-port";
        let Some(port) = asked else {
            let usual = Some(UPSTREAM_PORT).filter(|usual| others.iter().all(|(other, _)| other != usual));
            return usual.map_or_else(
                || Self::take(host, 0, FLAG),
                |usual| Self::take(host, usual, FLAG).or_else(|_| Self::take(host, 0, FLAG)),
            );
        };
        if let Some((_, flag)) = others.iter().find(|(other, _)| port != 0 && *other == port) {
            bail!("port {port} is taken already ({flag}); {FLAG} chooses another");
        }
        Self::take(host, port, FLAG)
    }

    /// Lets go of the other family's port, which is known to have been free.
    pub(crate) fn of_one_family(self) -> Self {
        Self { _other_family: None, ..self }
    }

    /// Takes somebody's word for it.
    pub(crate) fn trust(port: u16) -> Self {
        Self { port, _socket: None, _other_family: None }
    }

    pub(crate) fn number(&self) -> u16 {
        self.port
    }
}

fn bind(address: SocketAddr) -> io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    // Elsewhere two may then hold one port, and a taken one would go unnoticed.
    if cfg!(unix) {
        socket.set_reuse_address(true)?;
    }
    socket.bind(&address.into())?;
    Ok(socket)
}

/// Refuses a port that browsers do not connect to.
pub(crate) fn allow_for_browsers(port: u16, flag: &str) -> Result<()> {
    if browsers_block(port) {
        bail!("browsers connect to nothing at port {port}; {flag} chooses another");
    }
    Ok(())
}

/// Refuses what browsers are to be told and do not connect to.
pub(crate) fn check_published(flags: &BankFlags) -> Result<()> {
    let published = [
        (flags.published_port, "--published-port"),
        (flags.published_proxied_port, "--published-proxied-port"),
        (flags.proxied_url.as_ref().and_then(Url::port), "--proxied-url"),
    ];
    published.into_iter().try_for_each(|(port, flag)| port.map_or(Ok(()), |port| allow_for_browsers(port, flag)))
}

/// Listens at a port; the error names it and its flag.
pub(crate) async fn listen(host: IpAddr, port: u16, flag: &str) -> Result<TcpListener> {
    TcpListener::bind((host, port)).await.map_err(|error| cannot_bind(&error, port, flag))
}

/// The address of the other family that `localhost` may mean where `host` listens.
fn other_family(host: IpAddr) -> Option<IpAddr> {
    match host {
        IpAddr::V4(Ipv4Addr::LOCALHOST | Ipv4Addr::UNSPECIFIED) => Some(IpAddr::V6(Ipv6Addr::LOCALHOST)),
        IpAddr::V6(Ipv6Addr::LOCALHOST) => Some(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        _ => None,
    }
}

/// Binds without listening. Where only `localhost` is meant nobody may share it; a server for every address may, because
/// the original Toxiproxy listens in both families then.
fn hold(address: SocketAddr, shared: bool) -> io::Result<Socket> {
    if shared {
        return bind(address);
    }
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    match socket.bind(&address.into()) {
        Ok(()) => Ok(socket),
        // Old connections of a server that has gone are no server.
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => bind(address),
        Err(error) => Err(error),
    }
}

/// The sentence for a port that cannot be had.
fn cannot_bind(error: &io::Error, port: u16, flag: &str) -> Error {
    match error.kind() {
        io::ErrorKind::AddrInUse => anyhow!("port {port} is taken; {flag} chooses another"),
        _ => anyhow!("cannot listen at port {port} ({flag}): {error}"),
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    #[test]
    fn a_taken_port_is_named_with_its_flag() {
        let taken = TcpListener::bind((HERE, 0)).expect("a free port");
        let port = taken.local_addr().expect("bound").port();
        let error = Reservation::take(HERE, port, "--port").expect_err("it is taken");
        assert_eq!(error.to_string(), format!("port {port} is taken; --port chooses another"));
    }

    #[test]
    fn a_child_may_listen_at_a_reserved_port_again_and_again() {
        let reserved = Reservation::take(HERE, 0, "--port").expect("a free port");
        for _ in 0..2 {
            TcpListener::bind((HERE, reserved.number())).expect("reserved for this");
        }
    }
}
