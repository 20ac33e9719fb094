//! Every request of the page, and nothing else. Requests of the lab go to the page's own origin; payments go to one fixed
//! URL behind the broken network.
//!
//! Those of the lab fail as [`StepError`]: somebody else holds the lease, the bank refused with a sentence, or no answer came.
//! An answer that is not this lab's is a refusal. Those of a room's hub fail as [`RoomError`](room::RoomError).

pub mod attempt;
pub mod credentials;
pub mod events;
pub mod lab;
pub mod probe;
pub mod room;

use std::net::IpAddr;

use experiment::StepError;
use gloo_net::http::{Request, Response};
use gloo_timers::callback::Timeout;
use protocol::{LabState, Problem};
use web_sys::{AbortController, AbortSignal};

/// Where payments are sent past the network: the bank is the page's own origin.
pub const PAYMENTS: &str = "payments/";

/// Returns the address of a route of this lab, such as `lab/state`: beside the page, wherever that is.
fn url(route: &str) -> String {
    route.to_owned()
}

/// Returns where payments are sent, for a page opened under `host_name`: never a literal address, or a page opened from
/// another machine would pay its own reader's computer.
pub fn payments_url(state: &LabState, host_name: &str) -> String {
    match &state.proxied_url {
        Some(url) => format!("{}/payments/", url.trim_end_matches('/')),
        None => format!("http://{host_name}:{}/payments/", state.proxied_port),
    }
}

/// Whether a page opened under `host_name` and its lab are on one machine.
pub fn is_loopback(host_name: &str) -> bool {
    let is_local = host_name == "localhost" || host_name.ends_with(".localhost");
    is_local || host_name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Aborts a request after so many milliseconds; one that has ended by then hears nothing of it. (Safari before 16 and
/// Chromium before 103 have no `AbortSignal.timeout`.)
fn patience(millis: u32) -> AbortSignal {
    let abort = AbortController::new().expect("browsers have had it for long");
    let signal = abort.signal();
    Timeout::new(millis, move || abort.abort()).forget();
    signal
}

/// Sends a request and reads the answer to its end, whatever it says: only then the connection is free or gone.
async fn answered(request: Result<Request, gloo_net::Error>) -> Result<(Response, String), StepError> {
    let response = request.map_err(|_| StepError::NoAnswer)?.send().await.map_err(|_| StepError::NoAnswer)?;
    let body = response.text().await.map_err(|_| StepError::NoAnswer)?;
    Ok((response, body))
}

/// Returns the problem (RFC 9457) that a refusal says; what is none, of somebody else's server, says no more than its status.
fn problem(status: u16, body: &str) -> Problem {
    serde_json::from_str(body).unwrap_or_else(|_| Problem::of_type(Problem::ABOUT_BLANK, status, ""))
}

/// Returns why an answer that is no JSON, or other JSON than expected, is no answer of this lab.
fn unreadable(error: &serde_json::Error) -> Problem {
    Problem::of_type(Problem::ABOUT_BLANK, 200, error.to_string())
}

#[cfg(test)]
mod tests {
    use protocol::{KeyPolicy, NetworkState, Total};

    use super::*;

    fn state(proxied_url: Option<&str>) -> LabState {
        LabState {
            version: String::new(),
            start: String::new(),
            probe: None,
            payments: 1,
            expected: Total::from_cents(100),
            proxied_url: proxied_url.map(str::to_owned),
            proxied_port: 8888,
            key_policy: KeyPolicy::Unique,
            pause_ms: 45,
            run: None,
            network: NetworkState::unreachable(),
        }
    }

    #[test]
    fn one_machine_is_told_by_the_name_in_the_address() {
        for name in ["localhost", "lab.localhost", "127.0.0.1", "127.1.2.3", "[::1]"] {
            assert!(is_loopback(name), "{name}");
        }
        for name in ["192.168.0.7", "lab.example", "[fe80::1]", "localhost.example", ""] {
            assert!(!is_loopback(name), "{name}");
        }
    }

    #[test]
    fn payments_go_to_the_host_the_page_was_opened_from() {
        assert_eq!(payments_url(&state(None), "lab.example"), "http://lab.example:8888/payments/");
        assert_eq!(payments_url(&state(Some("http://other:1/")), "lab.example"), "http://other:1/payments/");
    }
}
