//! One connection: served by hyper, and given back after the last answer, so that the client can close first.
//!
//! On Windows and macOS a reset throws away what the receiver has not read yet, and Toxiproxy's `reset_peer` turns
//! ordinary closes into resets: a bank that closed right behind its answer would lose answers nobody meant to lose.

use std::convert::Infallible;
use std::future::{pending, poll_fn};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::header::{CONNECTION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tower::Service;
use tracing::{debug, info};

use super::Server;
use super::places::Place;
use super::socket::Socket;
use super::tracked_body::TrackedBody;
use crate::error::{Error, Refusal};
use crate::listener::Arrival;

/// How long a head may take, and how long a kept connection may stay idle.
const HEAD_TIME: Duration = Duration::from_secs(30);
/// The longest head, in bytes.
const HEAD_BYTES: usize = 32 * 1024;
/// How long the client may take to close first.
const CLIENT_CLOSES: Duration = Duration::from_secs(1);

/// Serves one connection to its end, or until it has to make room for another one.
pub(super) async fn serve(
    socket: TcpStream,
    arrival: Arrival,
    place: Option<Place>,
    server: Server,
    ending: CancellationToken,
) {
    let place = place.map(Arc::new);
    let lost = async {
        match &place {
            Some(place) => place.lost().await,
            None => pending().await,
        }
    };
    tokio::select! {
        () = lost => debug!(?arrival, "closed to make room for another connection"),
        () = converse(socket, arrival, place.clone(), server, ending) => {}
    }
}

async fn converse(
    socket: TcpStream,
    arrival: Arrival,
    place: Option<Arc<Place>>,
    server: Server,
    ending: CancellationToken,
) {
    // Answers are small and complete: there is nothing to wait for.
    let _ = socket.set_nodelay(true);
    let told_to_close = Arc::new(AtomicBool::new(false));
    let tells = Arc::clone(&told_to_close);
    let Server { router, on_refusal, .. } = server;
    let socket = Socket::new(socket, place.clone());
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(arrival);
        let mut unread = None;
        let request = request.map(|body| {
            let (body, flag) = TrackedBody::new(body, place.clone());
            unread = Some(flag);
            Body::new(body)
        });
        let answer = router.clone().call(request);
        let (tells, place) = (Arc::clone(&tells), place.clone());
        // In a box, because a connection that is given back must not be pinned in place.
        Box::pin(async move {
            let mut answer = answer.await?;
            if let Some(place) = place {
                place.is_answered(answer.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream"));
            }
            tells.store(answer.headers().contains_key(CONNECTION), Relaxed);
            // Such a client is not waited for: it hears the end at once, and what it still sends is thrown away.
            if unread.is_some_and(|unread| unread.load(Relaxed)) {
                answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            }
            Ok::<_, Infallible>(answer)
        })
    });
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        // A client that has sent its request may say that it sends no more, and is answered.
        .half_close(true)
        .header_read_timeout(HEAD_TIME)
        .max_header_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(socket), service);
    let outcome = tokio::select! {
        ended = poll_fn(|cx| connection.poll_without_shutdown(cx)) => ended,
        () = ending.cancelled() => {
            std::pin::Pin::new(&mut connection).graceful_shutdown();
            poll_fn(|cx| connection.poll_without_shutdown(cx)).await
        }
    };
    let (mut socket, refused) = connection.into_parts().io.into_inner().into_parts();
    if let Err(error) = outcome {
        debug!(?arrival, %error, "a connection ended early");
        if refused {
            let error = if error.is_parse_too_large() { Error::HeadTooLarge(HEAD_BYTES) } else { Error::NotHttp };
            // Whoever does not take it has gone.
            let _ = timeout(CLIENT_CLOSES, refuse(&mut socket, error, &*on_refusal)).await;
        }
    }
    tokio::select! {
        () = let_client_close(socket, told_to_close.load(Relaxed)) => {}
        () = ending.cancelled() => {}
    }
}

/// Refuses a request that never became one: what no route can answer is answered here.
async fn refuse(socket: &mut TcpStream, error: Error, count: &(dyn Fn(u16) + Send + Sync)) -> std::io::Result<()> {
    let response: Response = error.into_response();
    let status = response.status().as_u16();
    count(status);
    let detail = response.extensions().get().map(|Refusal { detail }| detail);
    info!(target: "bank", status, detail, "refused");
    let (head, body) = response.into_parts();
    let body = body.collect().await.map_err(std::io::Error::other)?.to_bytes();
    let mut bytes = format!("HTTP/1.1 {}\r\n", head.status).into_bytes();
    for (name, value) in &head.headers {
        bytes.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    let last = format!("cache-control: no-store\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
    bytes.extend(last.as_bytes());
    bytes.extend(&body);
    socket.write_all(&bytes).await
}

/// Waits for the client to close, and throws away what it still sends: closing on unread bytes would be a reset. A
/// client that was not told to close hears of the end by our half-close.
async fn let_client_close(mut socket: TcpStream, told_to_close: bool) {
    if !told_to_close && socket.shutdown().await.is_err() {
        return;
    }
    let mut rest = [0; 4096];
    // Both outcomes end the same way: the client has closed, or its time is up.
    let _ = timeout(CLIENT_CLOSES, async { while matches!(socket.read(&mut rest).await, Ok(1..)) {} }).await;
}
