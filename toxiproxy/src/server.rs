//! The control API's HTTP server.

use std::convert::Infallible;
use std::io;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::api;
use crate::registry::Toxiproxy;

/// How long a client may be silent between two requests, or take for the head of one.
const IDLE_TIMEOUT: Duration = Duration::from_mins(1);

/// How long to leave the listener alone when it cannot accept.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves the control API on `listener` until `shutdown` resolves; then ends its connections, closes all
/// proxies and returns. Raises this process's limit of open files as far as it may, as Go's runtime does for
/// the original: a connection takes two, and usual limits are low.
///
/// # Errors
///
/// None at present: a connection that cannot be accepted is logged and tried again.
pub async fn serve(
    listener: TcpListener,
    toxiproxy: Toxiproxy,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::debug!(%error, "the limit of open files stays as it is");
    }
    let mut connections = JoinSet::new();
    tokio::pin!(shutdown);
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((client, _)) => drop(connections.spawn(converse(client, toxiproxy.clone()))),
                Err(error) => {
                    tracing::warn!(%error, "the control API cannot accept");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
        }
    }
    connections.shutdown().await;
    toxiproxy.close();
    Ok(())
}

/// Answers the requests of one client.
async fn converse(client: TcpStream, toxiproxy: Toxiproxy) {
    let _ = client.set_nodelay(true);
    let service = service_fn(|request| async { Ok::<_, Infallible>(api::answer(&toxiproxy, request).await) });
    let mut http = http1::Builder::new();
    // Some clients, written against Go, look for `Content-Type` to the letter.
    http.title_case_headers(true).timer(TokioTimer::new()).header_read_timeout(IDLE_TIMEOUT);
    // And some (`printf ... | nc`) have nothing more to say after their request, and wait for its answer.
    http.half_close(true);
    if let Err(error) = http.serve_connection(TokioIo::new(client), service).await {
        tracing::debug!(%error, "a control connection ended early");
    }
}
