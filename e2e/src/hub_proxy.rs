//! A proxy between browsers and the hub of a room: it loses replies, is cut, falls silent, and remembers what was asked for.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context as _, Result, bail, ensure};
use hyper::body::Incoming;
use hyper::client::conn::http1::handshake;
use hyper::header::{CONNECTION, HeaderValue};
use hyper::http::uri::PathAndQuery;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// A proxy that listens; it ends with this value.
#[derive(Debug)]
pub struct HubProxy {
    /// Its origin, which is the pages' while they come through it.
    pub origin: String,
    /// The path below which it shows the hub, such as `/lab`; usually none.
    pub prefix: &'static str,
    way: watch::Sender<Way>,
    seen: Arc<Seen>,
    accepting: JoinHandle<()>,
}

/// What becomes of a connection.
#[derive(Clone, Copy, Debug)]
enum Way {
    /// It leads to the hub.
    To(SocketAddr),
    /// It is closed.
    Cut,
    /// It stays open, and nothing is ever heard on it.
    Silent,
}

/// What was asked for, such as `PUT /room/me`, and what of it is to have no answer.
#[derive(Debug, Default)]
struct Seen {
    asked: Mutex<Vec<String>>,
    to_lose: Mutex<Vec<String>>,
}

impl HubProxy {
    /// Listens, shows the hub below a path, and leads nowhere yet.
    pub async fn listen(prefix: &'static str) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let (way, seen) = (watch::Sender::new(Way::Cut), Arc::<Seen>::default());
        let accepting = tokio::spawn(accept(listener, prefix, way.subscribe(), seen.clone()));
        Ok(Self { origin, prefix, way, seen, accepting })
    }

    /// Leads to the hub at this address, such as `http://127.0.0.1:8090`, from now on.
    pub fn lead_to(&self, hub: &str) -> Result<()> {
        let address = hub.strip_prefix("http://").and_then(|address| address.parse().ok());
        self.way.send_replace(Way::To(address.with_context(|| format!("{hub} is no hub's address"))?));
        Ok(())
    }

    /// Breaks every connection off, and answers no other one until it leads somewhere again.
    pub fn cut(&self) {
        self.way.send_replace(Way::Cut);
    }

    /// Swallows what is sent from now on, in both directions, and closes nothing: so does a network that somebody has left.
    pub fn fall_silent(&self) {
        self.way.send_replace(Way::Silent);
    }

    /// Loses the replies to the next `times` requests that read like this: they reach the hub.
    pub fn lose_replies(&self, request: &str, times: usize) {
        locked(&self.seen.to_lose).extend(vec![request.to_owned(); times]);
    }

    /// Fails if some reply that was to be lost has not been.
    pub fn all_were_lost(&self) -> Result<()> {
        let left = locked(&self.seen.to_lose);
        ensure!(left.is_empty(), "nobody asked for {left:?}");
        Ok(())
    }

    /// Returns how often this was asked for.
    pub fn asked_for(&self, request: &str) -> usize {
        locked(&self.seen.asked).iter().filter(|asked| *asked == request).count()
    }
}

impl Drop for HubProxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Seen {
    /// Takes note of a request; returns whether its reply is to be lost.
    fn loses(&self, request: &str) -> bool {
        locked(&self.asked).push(request.to_owned());
        let mut to_lose = locked(&self.to_lose);
        let place = to_lose.iter().position(|lost| lost == request);
        place.map(|place| to_lose.swap_remove(place)).is_some()
    }
}

async fn accept(listener: TcpListener, prefix: &'static str, way: watch::Receiver<Way>, seen: Arc<Seen>) {
    while let Ok((stream, _)) = listener.accept().await {
        let (mut way, seen) = (way.clone(), seen.clone());
        tokio::spawn(async move {
            let first = *way.borrow_and_update();
            let forwarding = service_fn(|request| forward(request, prefix, first, &seen));
            let mut serving = pin!(http1::Builder::new().serve_connection(TokioIo::new(stream), forwarding));
            let mut is_silent = matches!(first, Way::Silent);
            loop {
                tokio::select! {
                    // How a connection ended is for the browser to say.
                    _ = &mut serving, if !is_silent => return,
                    Ok(()) = way.changed() => is_silent = matches!(*way.borrow_and_update(), Way::Silent),
                    else => return,
                }
                if !is_silent {
                    return;
                }
            }
        });
    }
}

/// Forwards a request; an error closes the browser's connection without an answer. One that is used again would be tried
/// again by the browser itself, so each carries one request.
async fn forward(mut request: Request<Incoming>, prefix: &str, way: Way, seen: &Seen) -> Result<Response<Incoming>> {
    let asked = request.uri().path_and_query().map_or("/", PathAndQuery::as_str);
    *request.uri_mut() = asked.strip_prefix(prefix).context("nothing is shown there")?.parse()?;
    let is_lost = seen.loses(&format!("{} {}", request.method(), request.uri().path()));
    let Way::To(hub) = way else { bail!("it is cut") };
    let (mut sender, connection) = handshake(TokioIo::new(TcpStream::connect(hub).await?)).await?;
    tokio::spawn(connection);
    let mut response = sender.send_request(request).await?;
    ensure!(!is_lost, "this reply is lost");
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    Ok(response)
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
