//! The control API: every route, and the oddities its clients can see.
//!
//! Written on hyper and not on a framework, because a framework means well: it answers `HEAD`, names the allowed
//! methods, insists on content types. Toxiproxy does none of that, and the route table is short.

mod reply;
mod request_id;
mod route;

use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::USER_AGENT;
use hyper::{Method, Request, Response, StatusCode};

use crate::VERSION;
use crate::error::Error;
use crate::registry::Toxiproxy;
use reply::Reply;
use route::Route;

/// The original gives its handlers this long.
const HANDLER_TIMEOUT: Duration = Duration::from_secs(25);

/// And its clients this long to send a request.
const BODY_TIMEOUT: Duration = Duration::from_secs(15);

/// No list of proxies is that long; the original reads until memory ends.
const BODY_AT_MOST: usize = 64 * 1024 * 1024;

/// Answers one request.
pub(crate) async fn answer(toxiproxy: &Toxiproxy, request: Request<Incoming>) -> Response<Full<Bytes>> {
    let route = match route::find(request.uri()) {
        Ok(route) => route,
        Err(reply) => return reply.into_response(),
    };
    if !allowed(&route, request.method()) {
        return Reply::empty(StatusCode::METHOD_NOT_ALLOWED).into_response();
    }
    // Only what has a route and a method goes through the rest, as in the original: unknown paths carry no id.
    let reply = if is_browser(&request) {
        Reply::text(StatusCode::FORBIDDEN, "User agent not allowed\n")
    } else {
        let handled = tokio::time::timeout(HANDLER_TIMEOUT, handle(toxiproxy, &route, request)).await;
        handled.unwrap_or_else(|_| Reply::error(&Error::TimedOut))
    };
    let mut response = reply.into_response();
    response.headers_mut().insert("x-toxiproxy-request-id", request_id::next());
    response
}

/// A page of any web site could otherwise open proxies on the machine of whoever reads it.
fn is_browser(request: &Request<Incoming>) -> bool {
    request.headers().get(USER_AGENT).is_some_and(|agent| agent.as_bytes().starts_with(b"Mozilla/"))
}

fn allowed(route: &Route, method: &Method) -> bool {
    let methods: &[Method] = match route {
        Route::Version => &[Method::GET],
        Route::Reset | Route::Populate => &[Method::POST],
        Route::Proxies | Route::Toxics(_) => &[Method::GET, Method::POST],
        Route::Proxy(_) | Route::Toxic(..) => &[Method::GET, Method::POST, Method::PATCH, Method::DELETE],
    };
    methods.contains(method)
}

async fn handle(toxiproxy: &Toxiproxy, route: &Route, request: Request<Incoming>) -> Reply {
    let method = request.method().clone();
    // The body is read for every request, so that the connection can carry the next one.
    let body = match read(request.into_body()).await {
        Ok(body) => body,
        Err(error) => return Reply::error(&error),
    };
    if *route == Route::Populate {
        let (proxies, result) = toxiproxy.populate(&body).await;
        return Reply::populated(&proxies, result.err().as_ref());
    }
    dispatch(toxiproxy, route, &method, &body).await.unwrap_or_else(|error| Reply::error(&error))
}

/// What each route does. Methods are checked already; what is not `GET` or `DELETE` changes something.
async fn dispatch(toxiproxy: &Toxiproxy, route: &Route, method: &Method, body: &[u8]) -> Result<Reply, Error> {
    let reads = method == Method::GET;
    let deletes = method == Method::DELETE;
    Ok(match route {
        Route::Version => Reply::version(VERSION),
        Route::Reset => toxiproxy.reset().await.map(|()| Reply::empty(StatusCode::NO_CONTENT))?,
        Route::Populate => unreachable!("its errors have a shape of their own"),
        Route::Proxies if reads => Reply::index(toxiproxy.list().iter().map(|proxy| proxy.view())),
        Route::Proxies => Reply::json(StatusCode::CREATED, &toxiproxy.create(body).await?),
        Route::Proxy(proxy) if reads => Reply::json(StatusCode::OK, &toxiproxy.get(proxy)?.view()),
        Route::Proxy(proxy) if deletes => toxiproxy.delete(proxy).map(|()| Reply::empty(StatusCode::NO_CONTENT))?,
        Route::Proxy(proxy) => Reply::json(StatusCode::OK, &toxiproxy.update(proxy, body).await?),
        Route::Toxics(proxy) if reads => Reply::json(StatusCode::OK, &toxiproxy.get(proxy)?.toxics()),
        Route::Toxics(proxy) => Reply::json(StatusCode::OK, &toxiproxy.get(proxy)?.add_toxic(body)?),
        Route::Toxic(proxy, toxic) => {
            let proxy = toxiproxy.get(proxy)?;
            if deletes {
                proxy.remove_toxic(toxic)?;
                Reply::empty(StatusCode::NO_CONTENT)
            } else if reads {
                Reply::json(StatusCode::OK, &proxy.toxic(toxic)?)
            } else {
                Reply::json(StatusCode::OK, &proxy.update_toxic(toxic, body)?)
            }
        }
    })
}

async fn read(body: Incoming) -> Result<Bytes, Error> {
    let collected = tokio::time::timeout(BODY_TIMEOUT, Limited::new(body, BODY_AT_MOST).collect()).await;
    let collected = collected.map_err(|_| Error::BadRequestBody("i/o timeout".into()))?;
    collected.map(http_body_util::Collected::to_bytes).map_err(|error| Error::BadRequestBody(error.to_string()))
}
