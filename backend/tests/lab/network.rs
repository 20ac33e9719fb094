//! The network through the lab API: set, read back, spoilt by others, and put right.

use std::time::{Duration, Instant};

use protocol::Problem;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::client::{ask, get, until};
use crate::external_toxiproxy::ExternalToxiproxy;
use crate::lab::{Lab, Over, networks};
use crate::program::{Started, program};

const LOSSES: &str = r#"{"request_loss": 0.3, "reply_loss": 0.1234}"#;

async fn toxics(lab: &Lab) -> Value {
    lab.toxiproxy(Method::GET, "/proxies/payment/toxics", None).await.ok()
}

#[tokio::test]
async fn losses_are_set_as_the_workshops_toxics_and_read_back() {
    for over in networks() {
        let lab = Lab::over(over).await;
        let network = lab.put("/lab/network", LOSSES).await.ok();
        assert_eq!((&network["request_loss"], &network["reply_loss"]), (&json!(0.3), &json!(0.1234)));
        assert_eq!(lab.state().await["network"], network);
        let mut toxics_now = toxics(&lab).await;
        for (at, loss) in [(0, 0.3), (1, 0.1234)] {
            let toxicity = toxics_now[at]["toxicity"].take().as_f64().expect("a number");
            assert!((toxicity - loss).abs() < 1e-6, "{toxicity}");
        }
        let toxic = |name: &str, stream: &str| {
            json!({
                "name": name, "type": "reset_peer", "stream": stream, "toxicity": null, "attributes": {"timeout": 1},
            })
        };
        let expected = [toxic("reset-peer-upstream", "upstream"), toxic("reset-peer-downstream", "downstream")];
        assert_eq!(toxics_now, json!(expected));

        let network = lab.put("/lab/network", r#"{"request_loss": 0, "reply_loss": 1}"#).await.ok();
        assert_eq!((&network["request_loss"], &network["reply_loss"]), (&json!(0.0), &json!(1.0)));
        assert_eq!(toxics(&lab).await.as_array().map(Vec::len), Some(1), "a loss of 0 removes its toxic");
        lab.put("/lab/network", r#"{"request_loss": 0.00001, "reply_loss": 0.0}"#).await.ok();
        assert_eq!(toxics(&lab).await, json!([]), "four decimals");
    }
}

#[tokio::test]
async fn losses_that_are_no_shares_are_refused_and_change_nothing() {
    let lab = Lab::over(Over::Embedded).await;
    lab.put("/lab/network", LOSSES).await.ok();
    for body in [
        "",
        "{}",
        "null",
        r#"{"request_loss": 0.5}"#,
        r#"{"reply_loss": 0.5}"#,
        r#"{"request_loss": "0.5", "reply_loss": 0.5}"#,
        r#"{"request_loss": null, "reply_loss": 0.5}"#,
        r#"{"request_loss": true, "reply_loss": 0.5}"#,
        r#"{"request_loss": -0.1, "reply_loss": 0.5}"#,
        r#"{"request_loss": 0.5, "reply_loss": 1.1}"#,
        r#"{"request_loss": 0.5, "reply_loss": 1e999}"#,
    ] {
        lab.put("/lab/network", body).await.refused(StatusCode::BAD_REQUEST);
    }
    let network = &lab.state().await["network"];
    assert_eq!((&network["request_loss"], &network["reply_loss"]), (&json!(0.3), &json!(0.1234)));
}

/// Spoils the proxy, says what it is called then, and whether losses can still be set.
const SPOILT: [(&str, &str, &str, bool); 4] = [
    ("DELETE", "", "missing", false),
    ("POST", r#"{"enabled": false}"#, "disabled", false),
    ("POST", r#"{"upstream": "127.0.0.1:9"}"#, "elsewhere", true),
    ("POST", r#"{"listen": "127.0.0.1:0"}"#, "elsewhere", true),
];

#[tokio::test]
async fn a_proxy_that_others_spoilt_is_shown_and_repaired() {
    for over in networks() {
        let lab = Lab::over(over).await;
        for (method, body, state, can_lose) in SPOILT {
            let method = Method::from_bytes(method.as_bytes()).expect("a method");
            lab.toxiproxy(method, "/proxies/payment", Some(body)).await;
            assert_eq!(lab.state().await["network"]["proxy"], state, "{over:?} {body}");
            let answer = lab.put("/lab/network", LOSSES).await;
            if can_lose {
                assert_eq!(answer.ok()["proxy"], state);
            } else {
                answer.refused(StatusCode::CONFLICT);
            }
            let network = lab.post("/lab/network/repair", "").await.ok();
            assert_eq!(network["proxy"], "ok", "{over:?} {body}");
            let state = lab.state().await;
            assert_eq!((&state["network"], &state["proxied_port"]), (&network, &json!(lab.proxied_port)));
            lab.put("/lab/network", r#"{"request_loss": 0, "reply_loss": 0}"#).await.ok();
            assert_eq!(get(&format!("http://127.0.0.1:{}/health", lab.proxied_port)).await.status, 200);
        }
    }
}

#[tokio::test]
async fn foreign_toxics_are_named_and_removed_and_the_labs_own_stay() {
    for over in networks() {
        let lab = Lab::over(over).await;
        lab.put("/lab/network", LOSSES).await.ok();
        for toxic in [
            r#"{"name": "slow", "type": "latency", "attributes": {"latency": 5}}"#,
            r#"{"name": "in between", "type": "noop", "stream": "upstream"}"#,
        ] {
            lab.toxiproxy(Method::POST, "/proxies/payment/toxics", Some(toxic)).await.ok();
        }
        let network = &lab.state().await["network"];
        assert_eq!((&network["other_toxics"], &network["proxy"]), (&json!(["in between", "slow"]), &json!("ok")));
        let network = lab.post("/lab/network/repair", "").await.ok();
        assert_eq!(network["other_toxics"], json!([]));
        assert_eq!((&network["request_loss"], &network["reply_loss"]), (&json!(0.3), &json!(0.1234)));

        // A name with a slash cannot be addressed: it goes with its proxy.
        let stuck = r#"{"name": "a/b", "type": "noop"}"#;
        lab.toxiproxy(Method::POST, "/proxies/payment/toxics", Some(stuck)).await.ok();
        assert_eq!(lab.state().await["network"]["other_toxics"], json!(["a/b"]));
        let network = lab.post("/lab/network/repair", "").await.ok();
        assert_eq!((&network["other_toxics"], &network["proxy"]), (&json!([]), &json!("ok")));
    }
}

#[tokio::test]
async fn somebody_elses_toxic_under_the_labs_name_is_replaced() {
    for over in networks() {
        let lab = Lab::over(over).await;
        let toxic = r#"{"name": "reset-peer-upstream", "type": "latency", "toxicity": 0.3}"#;
        lab.toxiproxy(Method::POST, "/proxies/payment/toxics", Some(toxic)).await.ok();
        let network = &lab.state().await["network"];
        assert_eq!(
            (&network["other_toxics"], &network["request_loss"]),
            (&json!(["reset-peer-upstream"]), &json!(0.0))
        );
        let network = lab.put("/lab/network", LOSSES).await.ok();
        assert_eq!((&network["other_toxics"], &network["request_loss"]), (&json!([]), &json!(0.3)));
    }
}

#[tokio::test]
async fn a_toxic_that_hits_nobody_is_named_and_removed() {
    for over in networks() {
        let lab = Lab::over(over).await;
        let toxic = r#"{"name": "reset-peer-upstream", "type": "reset_peer", "stream": "upstream", "toxicity": 0, "attributes": {"timeout": 1}}"#;
        lab.toxiproxy(Method::POST, "/proxies/payment/toxics", Some(toxic)).await.ok();
        let network = &lab.state().await["network"];
        assert_eq!(
            (&network["other_toxics"], &network["request_loss"]),
            (&json!(["reset-peer-upstream"]), &json!(0.0))
        );
        let network = lab.post("/lab/network/repair", "").await.ok();
        assert_eq!(network["other_toxics"], json!([]));
    }
}

/// The backend alone, with a Toxiproxy at this port; and its address.
async fn serve(toxiproxy: &str) -> (Started, String) {
    let arguments =
        ["serve", "--port", "0", "--upstream-port", "0", "--toxiproxy", toxiproxy, "--proxy-listen", "127.0.0.1:0"];
    let mut serve = Started::new(program(&arguments));
    let said = serve.says("The bank is open").await;
    let address = said[0].rsplit(' ').next().expect("an address").trim_end_matches('/').to_owned();
    (serve, address)
}

#[tokio::test]
async fn a_toxiproxy_that_never_answers_delays_the_state_by_less_than_a_second() {
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let (_serve, address) = serve(&format!("http://{}", silent.local_addr().expect("bound"))).await;
    // It accepts: what connects waits for an answer.
    let mut open = Vec::new();
    let accepts = async {
        loop {
            open.push(silent.accept().await);
        }
    };
    let asks = async {
        for _ in 0..3 {
            let asked = Instant::now();
            let state = get(&format!("{address}/lab/state")).await.ok();
            assert!(asked.elapsed() < Duration::from_secs(1), "{:?}", asked.elapsed());
            assert_eq!(state["network"]["reachable"], false);
        }
        let answer = ask(Method::PUT, &format!("{address}/lab/network"), Some(LOSSES)).await;
        answer.refused(StatusCode::BAD_GATEWAY);
        ask(Method::POST, &format!("{address}/lab/network/repair"), None).await.refused(StatusCode::BAD_GATEWAY);
    };
    tokio::select! {
        () = accepts => {}
        () = asks => {}
    }
}

#[tokio::test]
async fn a_network_that_went_away_is_seen_and_gets_its_proxy_when_it_comes_back() {
    for over in networks() {
        let mut toxiproxy = ExternalToxiproxy::start(over).await;
        let (_serve, address) = serve(&toxiproxy.address).await;
        let is = async |proxy: &str, reachable: bool| {
            until(proxy, async || {
                let network = &get(&format!("{address}/lab/state")).await.ok()["network"];
                (network["proxy"] == proxy && network["reachable"] == reachable).then_some(())
            })
            .await;
        };
        let refusal = async || ask(Method::PUT, &format!("{address}/lab/network"), Some(LOSSES)).await;
        is("ok", true).await;
        toxiproxy.ends().await;
        is("missing", false).await;
        let gone = refusal().await;
        gone.refused(StatusCode::BAD_GATEWAY);
        assert_eq!(gone.json()["type"], Problem::NETWORK_GONE);
        toxiproxy.is_back().await;
        is("ok", true).await;
        // Nobody looks in between: the state, which would miss it, is not asked for.
        toxiproxy.starts_anew().await;
        until("the proxy", async || toxiproxy.proxies().await["payment"].is_object().then_some(())).await;
        is("ok", true).await;
        // What somebody deletes stays deleted, for everybody to see.
        ask(Method::DELETE, &format!("{}/proxies/payment", toxiproxy.address), None).await;
        is("missing", true).await;
        let missing = refusal().await;
        missing.refused(StatusCode::CONFLICT);
        assert_eq!(missing.json()["type"], Problem::NO_PROXY);
    }
}
