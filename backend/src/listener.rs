//! The bank's two listeners. What a request may ask for follows from the one at which it arrives, and never from a name
//! or an address that it claims: to the bank, the network is a neighbour on this machine, and `Host` is the sender's word.

use std::io;
use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpStream};

/// The sockets on which a bank listens.
#[derive(Debug)]
pub struct Listeners {
    /// The first listener: page, payments and lab API.
    pub direct: TcpListener,
    /// The second listener, to which the network leads; a bank without a network may do without.
    pub network: Option<TcpListener>,
}

/// At which listener a request arrived. It is an extension of every request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// At the first listener, from this peer.
    Direct(SocketAddr),
    /// At the first listener, with the secret of the room's hub, which has judged it.
    FromHub,
    /// At the second one: it came through the network, whoever sent it.
    ThroughNetwork,
}

impl Listeners {
    /// Waits for the next connection at either.
    pub(crate) async fn accept(&self) -> io::Result<(TcpStream, Arrival)> {
        let through_network = async {
            match &self.network {
                Some(network) => network.accept().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            accepted = self.direct.accept() => accepted.map(|(socket, peer)| (socket, Arrival::Direct(peer))),
            accepted = through_network => accepted.map(|(socket, _)| (socket, Arrival::ThroughNetwork)),
        }
    }
}

impl From<TcpListener> for Listeners {
    fn from(direct: TcpListener) -> Self {
        Self { direct, network: None }
    }
}
