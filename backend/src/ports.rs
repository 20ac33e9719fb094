//! Ports: found free before anything is started, and kept.

use std::io;
use std::net::{IpAddr, SocketAddr};

use anyhow::{Error, Result, anyhow};
use socket2::{Domain, Protocol, Socket, Type};

/// A port for one of the children, the same at every restart.
///
/// On Linux the parent keeps a socket bound to it that never listens: others who ask for any free port get another,
/// while a child that reuses addresses, as servers do, may listen there. Elsewhere the port is only known to be free.
#[derive(Debug)]
pub(crate) struct Reservation {
    port: u16,
    _socket: Option<Socket>,
}

impl Reservation {
    /// Takes `port` of `host`, or a free one for 0. The error names the port and its flag.
    pub(crate) fn take(host: IpAddr, port: u16, flag: &str) -> Result<Self> {
        let socket = bind(SocketAddr::new(host, port)).map_err(|error| cannot_bind(&error, port, flag))?;
        let port = socket.local_addr()?.as_socket().map_or(port, |address| address.port());
        Ok(Self { port, _socket: cfg!(target_os = "linux").then_some(socket) })
    }

    /// Takes somebody's word for it.
    pub(crate) fn trust(port: u16) -> Self {
        Self { port, _socket: None }
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

/// The sentence for a port that cannot be had.
pub(crate) fn cannot_bind(error: &io::Error, port: u16, flag: &str) -> Error {
    match error.kind() {
        io::ErrorKind::AddrInUse => anyhow!("port {port} is taken; {flag} chooses another"),
        _ => anyhow!("cannot listen at port {port} ({flag}): {error}"),
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpListener};

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
