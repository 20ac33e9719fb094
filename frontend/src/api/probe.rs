//! What is wrong with the way to the bank, when a payment gets no answer although the network loses nothing.
//!
//! To a page a refusal by CORS, somebody else's server and nobody there are one error. A request that asks for no
//! permission (`no-cors`) tells whether anybody answers, and the bank says whether it arrived.

use experiment::{StepError, Unreachable};
use gloo_net::http::Request;
use protocol::{AttemptId, IdempotencyKey};
use uuid::Uuid;
use web_sys::{AbortSignal, RequestMode};

use super::lab;

/// A probe that is silent for this long has no answer, in milliseconds.
const PATIENCE: u32 = 3_000;

/// Warms the way to the payments' exact URL for a page of `origin`, and finds out why if that cannot be done.
///
/// # Errors
///
/// [`StepError::Unreachable`] with the reason.
pub async fn warm(payments_url: &str, origin: &str, id: &AttemptId, key: &IdempotencyKey) -> Result<(), StepError> {
    if lab::warm(payments_url, id, key).await.is_ok() {
        return Ok(());
    }
    reach_the_bank(payments_url).await.map_err(StepError::Unreachable)?;
    // It is reached, so the first warming was refused, or lost by a poor line.
    let again = lab::warm(payments_url, id, key).await;
    again.map_err(|_| StepError::Unreachable(Unreachable::RefusedByCors(origin.to_owned())))
}

async fn reach_the_bank(payments_url: &str) -> Result<(), Unreachable> {
    let network = payments_url.trim_end_matches("payments/");
    let port = port_of(network);
    if let Some(port) = port.filter(|port| BLOCKED.contains(port)) {
        return Err(Unreachable::BlockedPort(port));
    }
    let probe = Uuid::new_v4().simple().to_string();
    let answered = Request::get(&format!("{network}health?probe={probe}"))
        .mode(RequestMode::NoCors)
        .abort_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE)))
        .send()
        .await
        .is_ok();
    let arrived = lab::state().await.is_ok_and(|state| state.probe == Some(probe));
    match (arrived, answered) {
        (true, _) => Ok(()),
        (false, true) => Err(Unreachable::SomebodyElse(network.to_owned())),
        (false, false) => Err(Unreachable::Nobody(network.to_owned())),
    }
}

/// Returns the port that an address names.
fn port_of(address: &str) -> Option<u16> {
    let (_, authority) = address.split_once("://")?;
    let authority = authority.split('/').next()?;
    authority.rsplit_once(':')?.1.parse().ok()
}

/// The ports that the Fetch standard blocks.
const BLOCKED: [u16; 83] = [
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109,
    110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531,
    532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060,
    5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
];

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
