//! One client, its upstream, and the two links between them.

use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use socket2::{SockRef, TcpKeepalive};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::address::resolve_upstream;
use crate::chain::Chain;
use crate::link::{Link, Progress};
use crate::stream::Stream;
use crate::timer::{Timer, TimerThread};

/// How long an upstream may take to accept. The original waits as long as the system does, which is minutes,
/// and lets nobody else in meanwhile; here only this one client waits.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);

/// How often a silent peer is asked whether it is still there, as Go does for every socket.
const KEEPALIVE: Duration = Duration::from_secs(15);

/// A connection, shared between the task that moves its bytes and the control requests that change its toxics.
///
/// Both take the lock only for what needs no waiting. The sockets are under the lock too, so that closing them
/// is done when the control request is answered, and not a while later.
pub(crate) struct Connection(Mutex<State>);

struct State {
    /// Gone once the downstream link has closed it, or somebody closed the connection.
    client: Option<TcpStream>,
    /// Gone once the upstream link has closed it; not there yet while it is being connected.
    server: Option<TcpStream>,
    /// Client to server and server to client; there once the upstream has accepted.
    links: Option<Links>,
    /// Set to the earliest moment a toxic waits for.
    timer: Timer,
    /// Wakes the task when toxics have changed.
    waker: Option<Waker>,
    accepted: Instant,
}

/// The two directions of a connection.
pub(crate) struct Links {
    pub(crate) upstream: Link,
    pub(crate) downstream: Link,
}

impl Connection {
    /// Creates a connection whose upstream is not connected yet.
    pub(crate) fn new(client: TcpStream, timers: Arc<TimerThread>) -> Self {
        prepare(&client);
        let timer = Timer::new(timers);
        let accepted = Instant::now();
        Self(Mutex::new(State { client: Some(client), server: None, links: None, timer, waker: None, accepted }))
    }

    /// Joins the client with its upstream, unless the connection has been closed meanwhile.
    ///
    /// Without `lingers`, every close of either socket will be a reset and throw away what is still unsent.
    pub(crate) fn join(&self, server: TcpStream, upstream: Chain, downstream: Chain, lingers: bool) {
        let mut state = self.lock();
        let Some(client) = &state.client else { return };
        if !lingers {
            for socket in [client, &server] {
                // Fails only for a socket that its peer has reset already.
                let _ = SockRef::from(socket).set_linger(Some(Duration::ZERO));
            }
        }
        state.server = Some(server);
        state.links = Some(Links { upstream: Link::new(upstream), downstream: Link::new(downstream) });
    }

    /// Moves bytes until both sockets are closed.
    pub(crate) async fn run(&self) {
        poll_fn(|cx| self.lock().poll(cx)).await;
    }

    /// Changes the toxics of one direction. The change has taken effect when this returns.
    pub(crate) fn change(&self, stream: Stream, change: impl FnOnce(&mut Chain)) {
        let mut state = self.lock();
        let Some(links) = &mut state.links else { return };
        change(match stream {
            Stream::Upstream => &mut links.upstream.chain,
            Stream::Downstream => &mut links.downstream.chain,
        });
        if let Some(waker) = state.waker.take() {
            waker.wake();
        }
    }

    /// Returns when a byte last came from either peer or went to one; before the first, when the client was accepted.
    pub(crate) fn last_moved(&self) -> Instant {
        let state = self.lock();
        let links = state.links.iter().flat_map(|links| [links.upstream.last_moved(), links.downstream.last_moved()]);
        links.flatten().max().unwrap_or(state.accepted)
    }

    /// Closes both sockets now.
    pub(crate) fn close(&self) {
        let mut state = self.lock();
        state.client = None;
        state.server = None;
    }

    /// A panic on one connection is no reason to give up those who look at it.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.waker = Some(cx.waker().clone());
        loop {
            match self.poll_links(cx) {
                Progress::Finished if self.client.is_none() && self.server.is_none() => return Poll::Ready(()),
                // The other link has to learn that its source is gone.
                Progress::Finished => {}
                Progress::Pending(Some(moment)) if moment <= Instant::now() => {}
                Progress::Pending(moment) => {
                    self.timer.set(moment, cx.waker());
                    return Poll::Pending;
                }
            }
        }
    }

    /// Polls both links once; `Finished` when one of them has just closed its destination.
    fn poll_links(&mut self, cx: &mut Context<'_>) -> Progress {
        let Self { client, server, links: Some(links), .. } = self else { return Progress::Finished };
        let upstream = poll_link(&mut links.upstream, cx, client, server);
        let downstream = poll_link(&mut links.downstream, cx, server, client);
        match (upstream, downstream) {
            (Progress::Pending(one), Progress::Pending(other)) => Progress::Pending(one.into_iter().chain(other).min()),
            _ => Progress::Finished,
        }
    }
}

/// Polls a link, and closes its destination when it has finished.
fn poll_link(
    link: &mut Link,
    cx: &mut Context<'_>,
    source: &mut Option<TcpStream>,
    dest: &mut Option<TcpStream>,
) -> Progress {
    let Some(open) = dest else { return Progress::Pending(None) };
    let progress = link.poll(cx, source, open);
    if progress == Progress::Finished {
        *dest = None;
    }
    progress
}

/// Connects to an upstream.
pub(crate) async fn connect_upstream(upstream: &str) -> Result<TcpStream, String> {
    let socket = timeout(CONNECT_TIMEOUT, async { connect(&resolve_upstream(upstream).await?).await }).await;
    let socket = socket.map_err(|_| "connection timed out".to_owned())??;
    prepare(&socket);
    Ok(socket)
}

async fn connect(addresses: &[SocketAddr]) -> Result<TcpStream, String> {
    let mut refusal = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for &address in addresses {
        match TcpStream::connect(address).await {
            Ok(socket) => return Ok(socket),
            Err(error) => refusal = error,
        }
    }
    Err(refusal.to_string())
}

/// Sets what Go sets on every socket. Nothing here can fail on a socket whose peer is still there, and one
/// whose peer has gone is found out by the first read.
fn prepare(socket: &TcpStream) {
    let _ = socket.set_nodelay(true);
    let keepalive = TcpKeepalive::new().with_time(KEEPALIVE).with_interval(KEEPALIVE);
    let _ = SockRef::from(socket).set_tcp_keepalive(&keepalive);
}
