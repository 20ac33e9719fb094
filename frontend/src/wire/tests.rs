//! In a browser, which reads the JSON: what the bank writes, the page reads as the same, and the other way round.

use protocol::{KeyPolicy, Total};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use super::*;

wasm_bindgen_test_configure!(run_in_browser);

/// As the bank writes it.
fn written(value: &impl Serialize) -> Json {
    Json::read(&serde_json::to_string(value).expect("the bank writes it")).expect("it is JSON")
}

fn network() -> NetworkState {
    NetworkState {
        name: Some("toxiproxy".into()),
        version: Some("2.12.0 \"\u{fc}\"".into()),
        reachable: true,
        proxy: ProxyState::Ok,
        request_loss: 0.3,
        reply_loss: 0.1234,
        other_toxics: vec!["slow".into(), "slicer".into()],
    }
}

fn state() -> LabState {
    LabState {
        version: "0.1.0".into(),
        payments: 1000,
        expected: Total::from_cents(100_029),
        proxied_url: None,
        proxied_port: 8888,
        key_policy: KeyPolicy::CheckThenInsert,
        pause_ms: 45,
        run: None,
        network: NetworkState::unreachable(),
    }
}

fn run() -> RunId {
    "abcdefgh".parse().expect("a run id")
}

#[wasm_bindgen_test]
fn the_state_is_read_as_it_was_written() {
    let held = LabState {
        proxied_url: Some("http://far:9/".into()),
        run: Some(RunLease { run: run(), age_s: 2.5 }),
        network: network(),
        ..state()
    };
    for state in [state(), held] {
        assert_eq!(lab_state(&written(&state)), Some(state));
    }
    for (name, proxy) in [
        ("ok", ProxyState::Ok),
        ("missing", ProxyState::Missing),
        ("disabled", ProxyState::Disabled),
        ("elsewhere", ProxyState::Elsewhere),
    ] {
        let network = NetworkState { proxy, ..network() };
        assert_eq!(network_state(&written(&network)), Some(network), "{name}");
    }
    for key_policy in KeyPolicy::ALL {
        assert_eq!(
            lab_state(&written(&LabState { key_policy, ..state() })).map(|state| state.key_policy),
            Some(key_policy)
        );
    }
}

#[wasm_bindgen_test]
fn counts_entries_and_code_are_read_as_they_were_written() {
    let counts = RunCounts { run: run(), arrivals: 2041, hidden_repeats: 0, preflights: 1, complete: true };
    assert_eq!(run_counts(&written(&counts)), Some(counts));
    let code = PolicyCode { policy: KeyPolicy::Yours, file: "a.rs".into(), first_line: 7, code: "fn a() {\n}".into() };
    assert_eq!(policy_code(&written(&code)), Some(code));
    for key in [None, Some("k-\"1\"".to_owned())] {
        let entry = Receipt {
            id: 9_007_199_254_740_991,
            src: "bianca".parse().expect("a party"),
            dest: "marc \u{1f4b6}".parse().expect("a party"),
            amount: "1000000000.00".parse().expect("an amount"),
            key,
            attempt: Some("abcdefgh/1/2".into()),
            at: "2026-01-01T00:00:00Z".into(),
        };
        assert_eq!(receipt(&written(&entry)), Some(entry));
    }
}

#[wasm_bindgen_test]
fn events_are_read_as_they_were_written() {
    let arrived = |decision| PaymentEvent {
        run: Some(run()),
        payment: Some(1),
        attempt: Some(2),
        key: Some("k".into()),
        decision,
        status: 208,
    };
    let not_numbered =
        PaymentEvent { run: None, payment: None, attempt: None, key: None, ..arrived(Decision::Refused) };
    let events = [
        LabEvent::Payment(arrived(Decision::Executed)),
        LabEvent::Payment(arrived(Decision::Replayed)),
        LabEvent::Payment(arrived(Decision::Mismatch)),
        LabEvent::Payment(not_numbered),
        LabEvent::Policy(KeyPolicyRequest { policy: KeyPolicy::Log, pause_ms: Some(45) }),
        LabEvent::Policy(KeyPolicyRequest { policy: KeyPolicy::Log, pause_ms: None }),
        LabEvent::Network(network()),
        LabEvent::Lease(None),
        LabEvent::Lease(Some(RunLease { run: run(), age_s: 0.25 })),
        LabEvent::Cleared,
        LabEvent::Started,
        LabEvent::Lagged,
    ];
    for event in events {
        let data = event.data().expect("JSON");
        assert_eq!(lab_event(event.name(), &data), Some(event), "{data}");
    }
    assert_eq!(lab_event("unheard-of", "{}"), None);
}

#[wasm_bindgen_test]
fn what_is_missing_or_no_such_value_makes_it_unreadable() {
    let counts = r#"{"run":"abcdefgh","arrivals":1,"hidden_repeats":0,"preflights":0,"complete":true}"#;
    assert!(Json::read(counts).is_some_and(|json| run_counts(&json).is_some()));
    for (good, bad) in [
        ("\"arrivals\"", "\"a\""),
        (":1", ":-1"),
        (":1", ":1.5"),
        (":1", ":\"1\""),
        ("true", "null"),
        ("abcdefgh", "a"),
    ] {
        let json = Json::read(&counts.replace(good, bad)).expect("JSON");
        assert_eq!(run_counts(&json), None, "{bad}");
    }
    assert!(Json::read("<html>").is_none());
    assert!(Json::read("[]").and_then(|json| lab_state(&json)).is_none());
    assert!(Json::read("null").and_then(|json| lab_state(&json)).is_none());
}

#[wasm_bindgen_test]
fn bodies_are_what_the_bank_reads() {
    fn read<T: DeserializeOwned>(body: &str) -> T {
        serde_json::from_str(body).expect(body)
    }
    let paid = Payment {
        src: "the \"first\" \\".parse().expect("a party"),
        dest: "\u{fc}".parse().expect("a party"),
        amount: "0.10".parse().expect("an amount"),
    };
    assert_eq!(read::<Payment>(&payment(&paid)), paid);
    let lost = Losses { request: 0.3, reply: 0.0 };
    assert_eq!(read::<Losses>(&losses(lost)), lost);
    for pause_ms in [None, Some(45)] {
        let request = KeyPolicyRequest { policy: KeyPolicy::Unique, pause_ms };
        assert_eq!(read::<KeyPolicyRequest>(&key_policy_request(request)), request);
    }
    assert_eq!(read::<protocol::RunRequest>(&run_request(&run())).run, run());
}
