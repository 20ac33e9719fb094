//! The wire types of `protocol` as JSON: what the page reads of what the bank writes, and the bodies that it sends.
//! A member that is missing, or no such value, makes the whole unreadable.

#[cfg(all(test, target_arch = "wasm32"))]
mod tests;

use protocol::{
    Decision, KeyPolicyRequest, LabEvent, LabState, Losses, NetworkState, Payment, PaymentEvent, PolicyCode,
    ProxyState, Receipt, RunCounts, RunId, RunLease,
};

use crate::json::{Json, Object};
use crate::number::{short, total};

pub(crate) fn lab_state(json: &Json) -> Option<LabState> {
    Some(LabState {
        version: json.text("version")?,
        payments: json.count("payments")?,
        expected: total(json.number("expected")?),
        proxied_url: json.text("proxied_url"),
        proxied_port: json.count("proxied_port")?,
        key_policy: json.parsed("key_policy")?,
        pause_ms: json.count("pause_ms")?,
        run: run_lease(&json.member("run")),
        network: network_state(&json.member("network"))?,
    })
}

/// `None` also where nobody holds it.
fn run_lease(json: &Json) -> Option<RunLease> {
    Some(RunLease { run: json.parsed("run")?, age_s: json.number("age_s")? })
}

fn network_state(json: &Json) -> Option<NetworkState> {
    Some(NetworkState {
        name: json.text("name"),
        version: json.text("version"),
        reachable: json.is("reachable")?,
        proxy: match json.text("proxy")?.as_str() {
            "ok" => ProxyState::Ok,
            "missing" => ProxyState::Missing,
            "disabled" => ProxyState::Disabled,
            "elsewhere" => ProxyState::Elsewhere,
            _ => return None,
        },
        request_loss: json.number("request_loss")?,
        reply_loss: json.number("reply_loss")?,
        other_toxics: json.member("other_toxics").elements()?.map(|name| name.as_text()).collect::<Option<_>>()?,
    })
}

pub(crate) fn policy_code(json: &Json) -> Option<PolicyCode> {
    Some(PolicyCode {
        policy: json.parsed("policy")?,
        file: json.text("file")?,
        first_line: json.count("first_line")?,
        code: json.text("code")?,
    })
}

pub(crate) fn run_counts(json: &Json) -> Option<RunCounts> {
    Some(RunCounts {
        run: json.parsed("run")?,
        arrivals: json.count("arrivals")?,
        hidden_repeats: json.count("hidden_repeats")?,
        preflights: json.count("preflights")?,
        complete: json.is("complete")?,
    })
}

pub(crate) fn receipt(json: &Json) -> Option<Receipt> {
    Some(Receipt {
        id: json.count("id")?,
        src: json.parsed("src")?,
        dest: json.parsed("dest")?,
        amount: json.parsed("amount")?,
        key: json.text("key"),
        attempt: json.text("attempt"),
        at: json.text("at")?,
    })
}

/// An event of the feed, from its two fields.
pub(crate) fn lab_event(name: &str, data: &str) -> Option<LabEvent> {
    let json = Json::read(data)?;
    Some(match name {
        "payment" => LabEvent::Payment(payment_event(&json)?),
        "policy" => {
            LabEvent::Policy(KeyPolicyRequest { policy: json.parsed("policy")?, pause_ms: json.count("pause_ms") })
        }
        "network" => LabEvent::Network(network_state(&json)?),
        "lease" => LabEvent::Lease(run_lease(&json)),
        "cleared" => LabEvent::Cleared,
        "started" => LabEvent::Started,
        "lagged" => LabEvent::Lagged,
        _ => return None,
    })
}

fn payment_event(json: &Json) -> Option<PaymentEvent> {
    Some(PaymentEvent {
        run: json.parsed("run"),
        payment: json.count("payment"),
        attempt: json.count("attempt"),
        key: json.text("key"),
        decision: match json.text("decision")?.as_str() {
            "executed" => Decision::Executed,
            "replayed" => Decision::Replayed,
            "mismatch" => Decision::Mismatch,
            "refused" => Decision::Refused,
            _ => return None,
        },
        status: json.count("status")?,
    })
}

/// The body of `POST /payments/`.
pub(crate) fn payment(payment: &Payment) -> String {
    of_payment(Object::default(), payment).written()
}

/// The members of a payment, in an object that may have others.
pub(crate) fn of_payment(object: Object, payment: &Payment) -> Object {
    let Payment { src, dest, amount } = payment;
    object.text("src", src.as_str()).text("dest", dest.as_str()).text("amount", &amount.to_string())
}

/// The body of `PUT /lab/key-policy`.
pub(crate) fn key_policy_request(request: KeyPolicyRequest) -> String {
    let object = Object::default().text("policy", request.policy.as_str());
    match request.pause_ms {
        Some(pause) => object.count("pause_ms", pause.into()).written(),
        None => object.written(),
    }
}

/// The body of `PUT /lab/network`.
pub(crate) fn losses(losses: Losses) -> String {
    of_losses(Object::default(), losses).written()
}

/// The members of losses, in an object that may have others.
pub(crate) fn of_losses(object: Object, losses: Losses) -> Object {
    object.json("request_loss", &short(losses.request)).json("reply_loss", &short(losses.reply))
}

/// The body of `POST /lab/run`.
pub(crate) fn run_request(run: &RunId) -> String {
    Object::default().text("run", run.as_str()).written()
}
