//! The second listener: what comes through the network may pay, and never steer.

use std::net::SocketAddr;

use reqwest::{Method, StatusCode};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::client::{ask, try_ask, until};
use crate::controls::CONTROLS;
use crate::lab::{Lab, Over, free_port, networks};
use crate::program::{Started, cannot_start, program};

const PAYMENT: &str = r#"{"src": "bianca", "dest": "marc", "amount": 1}"#;

/// What somebody may claim to be.
fn hosts(lab: &Lab) -> Vec<String> {
    let direct = lab.address.trim_start_matches("http://").to_owned();
    let through = format!("127.0.0.1:{}", lab.proxied_port);
    ["localhost", "localhost:8080", "[::1]:8080", "payment:8080", "LOCALHOST.", &direct, &through]
        .map(str::to_owned)
        .to_vec()
}

/// Sends what stands there through the network and returns everything that comes back.
async fn through(lab: &Lab, bytes: &str) -> String {
    let address = SocketAddr::from(([127, 0, 0, 1], lab.proxied_port));
    let mut stream = TcpStream::connect(address).await.expect("the network listens");
    stream.write_all(bytes.as_bytes()).await.expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an end");
    answer
}

fn request(method: &str, target: &str, version: &str, host: Option<&str>, body: &str) -> String {
    let host = host.map_or_else(String::new, |host| format!("Host: {host}\r\n"));
    let length = body.len();
    format!(
        "{method} {target} HTTP/{version}\r\n{host}Connection: close\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    )
}

/// Every form in which a control can be put, and the statuses that it must meet.
fn forms(host: &str, (method, path, body): (&str, &str, &str)) -> [(&'static str, String, &'static [&'static str]); 5] {
    let whole = format!("http://{host}{path}");
    let honest = request("POST", "/payments/", "1.1", Some(host), PAYMENT).replace("Connection: close\r\n", "");
    [
        ("plain", request(method, path, "1.1", Some(host), body), &["403"]),
        ("a whole URL", request(method, &whole, "1.1", Some(host), body), &["403"]),
        ("HTTP/1.0", request(method, path, "1.0", Some(host), body), &["403"]),
        ("HTTP/1.0 without a host", request(method, path, "1.0", None, body), &["403"]),
        ("pipelined", honest + request(method, path, "1.1", Some(host), body).as_str(), &["200", "403"]),
    ]
}

#[tokio::test]
async fn no_control_works_through_the_network_whatever_host_and_form_it_takes() {
    for over in networks() {
        for flags in [&["--host", "0.0.0.0"][..], &["--host", "0.0.0.0", "--open-controls"], &[]] {
            let lab = Lab::with(over, flags).await;
            let before = lab.state().await;
            let mut paid = 0;
            for (host, control) in hosts(&lab).iter().flat_map(|host| CONTROLS.map(|control| (host, control))) {
                for (form, bytes, expected) in forms(host, control) {
                    let answer = through(&lab, &bytes).await;
                    let statuses: Vec<&str> =
                        answer.split("HTTP/1.").skip(1).filter_map(|answer| answer.get(2..5)).collect();
                    assert_eq!(statuses, expected, "{over:?}: {form} {control:?} as {host}: {answer}");
                    paid += expected.len() - 1;
                }
            }
            let after = lab.state().await;
            assert_eq!(after["start"], before["start"], "the bank did not die");
            assert_eq!((&after["key_policy"], &after["network"]), (&before["key_policy"], &before["network"]));
            assert_eq!(lab.get("/stats").await.text(), paid.to_string(), "the honest payments");
        }
    }
}

#[tokio::test]
async fn the_network_leads_to_the_second_listener_and_finds_it_again_after_a_crash() {
    for over in networks() {
        let lab = Lab::over(over).await;
        let proxy = lab.toxiproxy(Method::GET, "/proxies/payment", None).await.ok();
        let upstream = format!("http://{}", proxy["upstream"].as_str().expect("an address"));
        assert_ne!(upstream, lab.address);
        ask(Method::GET, &format!("{upstream}/lab/state"), None).await.refused(StatusCode::FORBIDDEN);
        let before = lab.state().await;
        assert_eq!(before["probe"], Value::Null);

        assert!(try_ask(Method::POST, &lab.url("/lab/crash"), None).await.is_none());
        let another_start = async || {
            let state = try_ask(Method::GET, &lab.url("/lab/state"), None).await?.ok();
            (state["start"] != before["start"]).then_some(state)
        };
        let after = until("another bank", another_start).await;
        assert_eq!(after["network"]["proxy"], "ok");
        assert_eq!(ask(Method::POST, &lab.proxied(), Some(PAYMENT)).await.status, 200);
        let probe = lab.proxied().replace("/payments/", "/health?probe=is-it-you");
        assert_eq!(ask(Method::GET, &probe, None).await.status, 200);
        assert_eq!(lab.state().await["probe"], "is-it-you");
    }
}

#[tokio::test]
async fn a_taken_second_port_is_replaced_and_said_or_named_with_its_flag() {
    // Whoever has it: it is taken.
    let _taken = TcpListener::bind("127.0.0.1:8081").await;
    let usual = ["--port", "0", "--proxied-port", "0", "--toxiproxy-port", "0", "--toxiproxy", "embedded"];
    let mut lab = Started::new(program(&usual));
    let said = lab.says("Ctrl-C").await;
    assert!(said.iter().any(|line| line.contains("because 8081 is taken")), "{said:?}");

    let taken = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = taken.local_addr().expect("bound").port().to_string();
    let said = cannot_start(&[&usual[..], &["--upstream-port", &port]].concat()).await;
    assert!(said.contains(&format!("port {port} is taken; --upstream-port chooses another")), "{said}");
    let one = free_port().await.to_string();
    let said = cannot_start(&["--port", &one, "--upstream-port", &one, "--proxied-port", "0"]).await;
    assert!(said.contains("--upstream-port"), "{said}");
}

#[tokio::test]
async fn a_proxy_that_leads_past_the_second_listener_closes_all_controls_but_repair() {
    for over in networks() {
        for (host, open) in [("0.0.0.0", false), ("127.0.0.1", true)] {
            let lab = Lab::with(over, &["--host", host]).await;
            let direct = lab.address.trim_start_matches("http://");
            let spoilt = format!(r#"{{"upstream": "{direct}"}}"#);
            lab.toxiproxy(Method::POST, "/proxies/payment", Some(&spoilt)).await.ok();
            assert_eq!(lab.state().await["network"]["proxy"], "elsewhere");

            let switched = lab.put("/lab/key-policy", r#"{"policy": "log"}"#).await;
            assert_eq!(switched.status == 200, open, "{over:?} {host}");
            if !open {
                let said = switched.refused(StatusCode::FORBIDDEN);
                assert!(said.contains("Repair"), "{said}");
                lab.ask(Method::DELETE, "/payments/", None).await.refused(StatusCode::FORBIDDEN);
            }
            assert_eq!(lab.ask(Method::POST, "/lab/network/repair", None).await.ok()["proxy"], "ok");
            lab.put("/lab/key-policy", r#"{"policy": "log"}"#).await.ok();
        }
    }
}

#[tokio::test]
async fn published_ports_are_the_pages_and_the_networks() {
    let flags = ["--published-port", "9080", "--published-proxied-port", "9888"];
    let lab = Lab::with(Over::Embedded, &flags).await;
    assert_eq!(lab.state().await["proxied_port"], 9888);
    let proxy = lab.toxiproxy(Method::GET, "/proxies/payment", None).await.ok();
    let stats = format!("http://{}/stats", proxy["listen"].as_str().expect("an address"));
    let origin = async |origin: &str| {
        let request = crate::client::http().get(&stats).header("Origin", origin);
        let answer = request.send().await.expect("an answer");
        answer.headers().get("access-control-allow-origin").is_some()
    };
    assert!(origin("http://127.0.0.1:9080").await);
    assert!(!origin("http://127.0.0.1:9888").await);
}
