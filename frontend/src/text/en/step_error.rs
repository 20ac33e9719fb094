//! English: why a step failed.

use experiment::{StepError, Unreachable};
use protocol::Problem;

/// Returns why a step failed.
pub(super) fn why(error: &StepError) -> String {
    match error {
        StepError::Held(_) => "another page is running".into(),
        StepError::Refused(Problem { status, detail, .. }) if detail.is_empty() => {
            format!("the bank answered {status}")
        }
        StepError::Refused(Problem { status, detail, .. }) => {
            format!("the bank answered {status}: {}", detail.trim_end_matches('.'))
        }
        StepError::NetworkGone => "Toxiproxy does not answer".into(),
        StepError::NoProxy => {
            "the proxy is missing or disabled in Toxiproxy. \"Repair the proxy\" puts it right".into()
        }
        StepError::NoAnswer => "no answer came".into(),
        StepError::Unreachable(why) => unreachable(why),
    }
}

fn unreachable(why: &Unreachable) -> String {
    match why {
        Unreachable::RefusedByCors(origin) => {
            format!(
                "the bank was reached, but it lets no page from {origin} read its answers. Start it with --page-origin {origin}"
            )
        }
        Unreachable::SomebodyElse(address) => {
            format!("somebody else answers at {address}, and nothing reached the bank")
        }
        Unreachable::BlockedPort(port) => {
            format!("browsers block port {port}. Start the lab with another --proxied-port")
        }
        Unreachable::Nobody(address) => format!("nobody answers at {address}"),
    }
}
