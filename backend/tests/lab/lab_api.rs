//! The lab API, route by route.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::client::{ask, get, http};
use crate::lab::{Lab, Over, networks};
use crate::program::{Started, program};

fn names(object: &Value) -> Vec<&str> {
    object.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[tokio::test]
async fn the_state_has_the_contracts_members() {
    for over in networks() {
        let lab = Lab::over(over).await;
        let mut state = lab.state().await;
        assert_eq!(
            names(&state),
            [
                "expected",
                "key_policy",
                "network",
                "pause_ms",
                "payments",
                "probe",
                "proxied_port",
                "proxied_url",
                "run",
                "start",
                "version"
            ]
        );
        let network = state["network"].take();
        assert_eq!(state["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!((&state["payments"], state["expected"].as_u64()), (&json!(1000), Some(1000)));
        assert_eq!((&state["key_policy"], &state["pause_ms"]), (&json!("unique"), &json!(45)));
        assert_eq!(state["proxied_url"], Value::Null);
        assert_eq!(state["proxied_port"], lab.proxied_port);
        assert_eq!(state["run"], Value::Null);
        let name = if over == Over::Embedded { "Toxiproxy, embedded" } else { "Toxiproxy" };
        let version = network["version"].clone();
        assert!(version.is_string());
        assert_eq!(
            network,
            json!({
                "name": name, "version": version, "reachable": true, "proxy": "ok",
                "request_loss": 0.0, "reply_loss": 0.0, "other_toxics": [],
            })
        );
    }
}

#[tokio::test]
async fn the_code_of_every_policy_is_told_as_it_was_compiled() {
    let lab = Lab::over(Over::Embedded).await;
    for policy in protocol::KeyPolicy::ALL {
        let code = lab.get(&format!("/lab/code?policy={}", policy.as_str())).await.ok();
        assert_eq!((&code["policy"], &code["changed"]), (&json!(policy.as_str()), &json!([])));
        if policy == protocol::KeyPolicy::Script {
            assert_eq!((&code["file"], &code["code"]), (&json!("the rule of this ledger"), &json!(rule::STARTER)));
            continue;
        }
        let file = format!("{}/../{}", env!("CARGO_MANIFEST_DIR"), code["file"].as_str().expect("a path"));
        let source = std::fs::read_to_string(file).expect("the file is in the repository");
        assert!(source.contains(code["code"].as_str().expect("the lines")), "{code}");
    }
}

#[tokio::test]
async fn the_code_of_the_policy_in_force_is_told_with_the_lines_that_another_does_not_have() {
    let lab = Lab::over(Over::Embedded).await;
    assert_eq!(lab.get("/lab/code").await.ok()["policy"], "unique");
    let code = lab.get("/lab/code?since=log").await.ok();
    let (text, first) = (code["code"].as_str().expect("lines"), code["first_line"].as_u64().expect("a number"));
    let changed = code["changed"].as_array().expect("numbers").iter().filter_map(Value::as_u64);
    let changed: Vec<&str> = changed.filter_map(|line| text.lines().nth(usize::try_from(line - first).ok()?)).collect();
    assert!(changed.len() > 1 && changed[0].contains("claim"), "{changed:?}");
    lab.put("/lab/key-policy", r#"{"policy": "log"}"#).await.ok();
    let code = lab.get("/lab/code?since=log").await.ok();
    assert_eq!((&code["policy"], &code["changed"]), (&json!("log"), &json!([])), "against itself");
    lab.get("/lab/code?since=never").await.refused(StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn flags_show_in_the_state() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("four.csv");
    let csv = "sep=;\r\nDest;src;amount\r\n\r\nmarc;bianca;0,10\r\nmarc;\"bianca\";0,1\r\nbianca;marc, jr.;0.10\r\n;;\r\n1;1;1";
    std::fs::write(&file, csv).expect("a file");
    let file = file.display().to_string();
    let lab =
        Lab::with(Over::Embedded, &["--payments", &file, "--first", "3", "--proxied-url", "http://lab.example:7777/"])
            .await;
    let state = lab.state().await;
    assert_eq!((&state["payments"], &state["expected"]), (&json!(3), &json!(0.3)));
    assert_eq!(state["proxied_url"], "http://lab.example:7777");
    let answer = lab.get("/payments.csv").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/csv; charset=utf-8"));
    // As understood: in one form, whatever the file looked like.
    assert_eq!(answer.text(), "src,dest,amount\nbianca,marc,0.10\nbianca,marc,0.10\n\"marc, jr.\",bianca,0.10\n");
}

#[tokio::test]
async fn the_key_policy_is_set_and_answered_with_the_new_state() {
    let lab = Lab::over(Over::Embedded).await;
    for policy in ["ignore", "log", "unique", "memory", "check-then-insert"] {
        let state = lab.put("/lab/key-policy", &json!({"policy": policy}).to_string()).await.ok();
        assert_eq!((&state["key_policy"], &state["pause_ms"]), (&json!(policy), &json!(45)), "unchanged");
    }
    for pause in [0, 10_000] {
        let body = json!({"policy": "log", "pause_ms": pause}).to_string();
        assert_eq!(lab.put("/lab/key-policy", &body).await.ok()["pause_ms"], pause);
    }
    for body in [
        "",
        "{}",
        "[]",
        r#"{"policy": "none"}"#,
        r#"{"pause_ms": 1}"#,
        r#"{"policy": "log", "pause_ms": 10001}"#,
        r#"{"policy": "log", "pause_ms": -1}"#,
        r#"{"policy": "log", "pause_ms": 1.5}"#,
    ] {
        lab.put("/lab/key-policy", body).await.refused(StatusCode::BAD_REQUEST);
    }
    let state = lab.state().await;
    assert_eq!((&state["key_policy"], &state["pause_ms"]), (&json!("log"), &json!(10_000)));
    let without_type = http().put(lab.url("/lab/key-policy")).body(r#"{"policy": "log"}"#).send().await;
    assert_eq!(without_type.expect("an answer").status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test]
async fn one_run_at_a_time() {
    let lab = Lab::over(Over::Embedded).await;
    let take = async |run: &str| lab.post("/lab/run", &json!({"run": run}).to_string()).await;
    let free = async |query: &str| lab.ask(Method::DELETE, &format!("/lab/run{query}"), None).await.status;
    for _ in 0..2 {
        assert_eq!(take("run-aaaa").await.status, 200, "its holder renews it");
    }
    let held = take("run-bbbb").await;
    held.refused(StatusCode::CONFLICT);
    assert!(held.json()["age_s"].as_f64().is_some_and(|age| (0.0..15.0).contains(&age)), "{held:?}");
    assert_eq!(lab.state().await["run"]["run"], "run-aaaa");
    assert!(lab.state().await["run"]["age_s"].is_f64());
    // Everything else is refused to nobody.
    assert_eq!(lab.pay("a-key", "run-bbbb/1/1").await, 200);
    assert_eq!(lab.put("/lab/network", r#"{"request_loss": 0, "reply_loss": 0}"#).await.status, 200);
    for other in ["?run=run-bbbb", "?run=", "?run=x", "?run=run-aaaa&run=run-aaaa"] {
        assert_eq!(free(other).await, 200);
        assert_eq!(lab.state().await["run"]["run"], "run-aaaa", "{other} holds nothing");
    }
    assert_eq!(free("?run=run-aaaa").await, 200);
    assert_eq!(lab.state().await["run"], Value::Null);
    assert_eq!(take("run-bbbb").await.status, 200);
    assert_eq!(free("").await, 200);
    assert_eq!(free("").await, 200);
    assert_eq!(lab.state().await["run"], Value::Null);
    for body in ["", "{}", r#"{"run": "short"}"#, r#"{"run": "with/slash"}"#, r#"{"run": 12345678}"#] {
        lab.post("/lab/run", body).await.refused(StatusCode::BAD_REQUEST);
    }
}

#[tokio::test]
async fn the_counts_of_any_run_can_be_asked_for() {
    let lab = Lab::over(Over::Embedded).await;
    let counts = async |run: &str| lab.get(&format!("/lab/runs/{run}")).await.ok();
    let nothing = |run: &str, complete: bool| json!({"run": run, "arrivals": 0, "hidden_repeats": 0, "preflights": 0, "complete": complete});
    assert_eq!(counts("unheard-of").await, nothing("unheard-of", false));
    assert_eq!(counts("x").await, nothing("x", false));
    lab.post("/lab/run", r#"{"run": "run-aaaa"}"#).await.ok();
    assert_eq!(counts("run-aaaa").await, nothing("run-aaaa", true));
    for attempt in ["run-aaaa/1/1", "run-aaaa/1/1", "run-aaaa/2/1"] {
        lab.pay("a-key", attempt).await;
    }
    lab.ask(Method::OPTIONS, "/payments/", None).await;
    let expected = json!({"run": "run-aaaa", "arrivals": 3, "hidden_repeats": 1, "preflights": 1, "complete": true});
    assert_eq!(counts("run-aaaa").await, expected);
}

#[tokio::test]
async fn wrong_methods_and_unknown_routes_are_problems() {
    let lab = Lab::over(Over::Embedded).await;
    for (method, path, allowed) in [
        (Method::GET, "/lab/crash", "POST"),
        (Method::POST, "/lab/state", "GET,HEAD"),
        (Method::GET, "/lab/network", "PUT"),
        (Method::GET, "/lab/network/repair", "POST"),
        (Method::GET, "/lab/run", "POST,DELETE"),
        (Method::GET, "/lab/key-policy", "PUT"),
        (Method::POST, "/lab/script", "GET,HEAD,PUT"),
        (Method::POST, "/payments.csv", "GET,HEAD"),
    ] {
        let answer = lab.ask(method, path, None).await;
        answer.refused(StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(answer.header("allow"), allowed, "{path}");
    }
    for method in [Method::GET, Method::POST, Method::PUT] {
        lab.ask(method, "/lab/nothing", None).await.refused(StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn the_backend_alone_has_the_whole_api_and_no_network() {
    let mut serve = Started::new(program(&["serve", "--port", "0", "--upstream-port", "0"]));
    let said = serve.says("The bank is open").await;
    let address = said[0].rsplit(' ').next().expect("an address").trim_end_matches('/').to_owned();
    let state = get(&format!("{address}/lab/state")).await.ok();
    assert_eq!(
        state["network"],
        json!({
            "name": null, "version": null, "reachable": false, "proxy": "missing",
            "request_loss": 0.0, "reply_loss": 0.0, "other_toxics": [],
        })
    );
    assert_eq!(state["proxied_port"], 8888);
    let losses = Some(r#"{"request_loss": 0, "reply_loss": 0}"#);
    ask(Method::PUT, &format!("{address}/lab/network"), losses).await.refused(StatusCode::BAD_GATEWAY);
    ask(Method::POST, &format!("{address}/lab/network/repair"), None).await.refused(StatusCode::BAD_GATEWAY);
    // Nobody starts it again: a crash is its end.
    let crash = http().post(format!("{address}/lab/crash")).send();
    assert!(timeout(Duration::from_secs(5), crash).await.expect("at once").is_err());
    assert!(!serve.ended().await.success());
}
