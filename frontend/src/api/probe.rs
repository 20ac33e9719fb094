//! What is wrong with the way to the bank, when a payment gets no answer although the network loses nothing.
//!
//! To a page a refusal by CORS, somebody else's server and nobody there are one error. A request that asks for no
//! permission (`no-cors`) tells whether anybody answers, and the bank says whether it arrived.

use experiment::{StepError, Unreachable};
use gloo_net::http::Request;
use protocol::{AttemptId, IdempotencyKey, LabState, ProxyState, browsers_block};
use uuid::Uuid;
use web_sys::RequestMode;

use super::{lab, patience};

/// A probe that is silent for this long has no answer, in milliseconds.
const PATIENCE: u32 = 3_000;

/// Warms the way to the payments' exact URL for a page of `origin`, and finds out why if that cannot be done.
///
/// # Errors
///
/// [`StepError::NetworkGone`] or [`StepError::NoProxy`] where the bank says so, [`StepError::Unreachable`] with any other
/// reason, or why the bank could not be asked for it.
pub async fn warm(payments_url: &str, origin: &str, id: &AttemptId, key: &IdempotencyKey) -> Result<(), StepError> {
    if lab::warm(payments_url, id, key).await.is_ok() {
        return Ok(());
    }
    reach_the_bank(payments_url).await?;
    // It is reached, so the first warming was refused, or lost by a poor line.
    let again = lab::warm(payments_url, id, key).await;
    again.map_err(|_| StepError::Unreachable(Unreachable::RefusedByCors(origin.to_owned())))
}

async fn reach_the_bank(payments_url: &str) -> Result<(), StepError> {
    let network = payments_url.trim_end_matches("payments/");
    let port = port_of(network);
    if let Some(port) = port.filter(|port| browsers_block(*port)) {
        return Err(StepError::Unreachable(Unreachable::BlockedPort(port)));
    }
    let probe = Uuid::new_v4().simple().to_string();
    let answered = Request::get(&format!("{network}health?probe={probe}"))
        .mode(RequestMode::NoCors)
        .abort_signal(Some(&patience(PATIENCE)))
        .send()
        .await
        .is_ok();
    // The bank's own word may get lost too: then nothing is known.
    let LabState { probe: arrived, network: toxiproxy, .. } = lab::state().await?;
    match (arrived == Some(probe), answered) {
        (true, _) => Ok(()),
        _ if !toxiproxy.reachable => Err(StepError::NetworkGone),
        _ if matches!(toxiproxy.proxy, ProxyState::Missing | ProxyState::Disabled) => Err(StepError::NoProxy),
        (false, true) => Err(StepError::Unreachable(Unreachable::SomebodyElse(network.to_owned()))),
        (false, false) => Err(StepError::Unreachable(Unreachable::Nobody(network.to_owned()))),
    }
}

/// Returns the port that an address names.
fn port_of(address: &str) -> Option<u16> {
    let (_, authority) = address.split_once("://")?;
    let authority = authority.split('/').next()?;
    authority.rsplit_once(':')?.1.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_read_from_its_address() {
        assert_eq!(port_of("http://lab.example:6000/"), Some(6000));
        assert_eq!(port_of("http://[::1]:8888/"), Some(8888));
        assert_eq!(port_of("https://lab.example/"), None);
    }
}
