//! The lab for a room: other machines may watch and pay, and not steer.

use std::os::unix::fs::PermissionsExt as _;

use reqwest::{Method, StatusCode};

use crate::client::{ask, get, until};
use crate::lab::{FREE_PORTS, Lab, Over, command, networks};
use crate::program::Started;

/// This machine's own IPv4 addresses, as other machines see them.
fn addresses() -> Vec<String> {
    let interfaces = if_addrs::get_if_addrs().expect("interfaces");
    let others = interfaces.into_iter().filter(|interface| !interface.is_loopback() && interface.ip().is_ipv4());
    others.map(|interface| interface.ip().to_string()).collect()
}

fn port(lab: &Lab) -> &str {
    lab.address.rsplit(':').next().expect("a port")
}

#[tokio::test]
async fn a_lab_on_loopback_names_no_other_addresses() {
    let lab = Lab::over(Over::Embedded).await;
    assert!(!lab.said.iter().any(|line| line.contains("other machines")), "{:?}", lab.said);
}

#[tokio::test]
async fn other_machines_get_an_address_and_no_controls() {
    let lab = Lab::with(Over::Embedded, &["--host", "0.0.0.0"]).await;
    let controls = [
        (Method::DELETE, "/payments/", None),
        (Method::PUT, "/lab/key-policy", Some(r#"{"policy": "log"}"#)),
        (Method::PUT, "/lab/network", Some(r#"{"request_loss": 0, "reply_loss": 0}"#)),
        (Method::POST, "/lab/network/repair", None),
        (Method::POST, "/lab/run", Some(r#"{"run": "run-aaaa"}"#)),
        (Method::DELETE, "/lab/run", None),
        (Method::POST, "/lab/crash", None),
    ];
    for address in addresses() {
        let url = format!("http://{address}:{}", port(&lab));
        assert!(lab.said.contains(&format!("  from other machines: {url}/")), "{:?}", lab.said);
        for (method, path, body) in &controls {
            ask(method.clone(), &format!("{url}{path}"), *body).await.refused(StatusCode::FORBIDDEN);
            // Through the broken network everybody seems to be a neighbour.
            let proxied = format!("http://{address}:{}{path}", lab.proxied_port);
            ask(method.clone(), &proxied, *body).await.refused(StatusCode::FORBIDDEN);
        }
        for path in ["/lab/state", "/stats", "/payments/", "/payments.csv", "/"] {
            assert_eq!(get(&format!("{url}{path}")).await.status, 200);
        }
        let payment = Some(r#"{"src": "bianca", "dest": "marc", "amount": 1}"#);
        assert_eq!(ask(Method::POST, &format!("{url}/payments/"), payment).await.status, 200);
    }
    lab.put("/lab/key-policy", r#"{"policy": "log"}"#).await.ok();
    // The control API stays on loopback.
    assert!(lab.toxiproxy.starts_with("http://127.0.0.1:"));
}

#[tokio::test]
async fn every_interface_is_one_however_toxiproxy_writes_it() {
    for over in networks() {
        let lab = Lab::with(over, &["--host", "0.0.0.0"]).await;
        let proxy = lab.toxiproxy(Method::GET, "/proxies/payment", None).await.ok();
        assert_eq!(lab.state().await["network"]["proxy"], "ok", "{over:?}: {}", proxy["listen"]);
    }
}

#[tokio::test]
async fn open_controls_are_everybodys() {
    let lab = Lab::with(Over::Embedded, &["--host", "0.0.0.0", "--open-controls"]).await;
    for address in addresses() {
        let url = format!("http://{address}:{}/lab/key-policy", port(&lab));
        ask(Method::PUT, &url, Some(r#"{"policy": "log"}"#)).await.ok();
    }
}

#[tokio::test]
async fn the_page_is_opened_in_a_browser_when_it_is_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let (browser, opened) = (folder.path().join("browser"), folder.path().join("opened"));
    let script = format!("#!/bin/sh\necho \"$1\" > {0}.new && mv {0}.new {0}\n", opened.display());
    std::fs::write(&browser, script).expect("a script");
    std::fs::set_permissions(&browser, std::fs::Permissions::from_mode(0o755)).expect("executable");
    let mut command = command(Over::Embedded, &[&FREE_PORTS[..], &["--open"]].concat(), folder.path());
    command.env("BROWSER", &browser);
    let mut lab = Started::new(command);
    let said = lab.says("The lab is open at ").await;
    let address = said.last().and_then(|line| line.rsplit(' ').next()).expect("an address").to_owned();
    let told = until("a browser", async || std::fs::read_to_string(&opened).ok()).await;
    assert_eq!(told.trim(), address);
}

/// The lines of a lab's start that say what is missing for pages from elsewhere.
async fn missing(flags: &[&str]) -> Vec<String> {
    let lab = Lab::with(Over::Embedded, flags).await;
    let says = |line: &&String| ["cannot pay", "nobody may", "are refused"].iter().any(|words| line.contains(words));
    lab.said.iter().filter(says).cloned().collect()
}

#[tokio::test]
async fn behind_https_the_start_says_what_is_missing() {
    let page = ["--page-origin", "https://lab.example"];
    let said = missing(&page).await;
    assert!(said.len() == 2 && said[0].contains("--proxied-url") && said[1].contains("--open-controls"), "{said:?}");
    let said = missing(&[&page[..], &["--open-controls", "--proxied-url", "http://lab.example:8888"]].concat()).await;
    assert!(said.len() == 1 && said[0].contains("--proxied-url https://"), "{said:?}");
    let said = missing(&[&page[..], &["--open-controls", "--proxied-url", "https://pay.example"]].concat()).await;
    assert!(said.len() == 1 && said[0].contains("--allow-host pay.example"), "{said:?}");
    let whole = ["--open-controls", "--proxied-url", "https://pay.example", "--allow-host", "pay.example"];
    assert_eq!(missing(&[&page[..], &whole].concat()).await, Vec::<String>::new());
    assert_eq!(missing(&["--page-origin", "http://localhost:9080"]).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_page_behind_https_pays_and_steers_when_it_is_let() {
    let flags =
        ["--page-origin", "https://lab.example", "--open-controls", "--proxied-url", "https://lab.example:8443"];
    let lab = Lab::with(Over::Embedded, &flags).await;
    let asked = async |method: Method, url: &str, host: &str| {
        let request = crate::client::http()
            .request(method, url)
            .header("Host", host)
            .header("Origin", "https://lab.example")
            .header("Content-Type", "application/json")
            .body(r#"{"src": "bianca", "dest": "marc", "amount": 1}"#);
        request.send().await.expect("an answer")
    };
    // As Caddy hands it on: with the host that the browser asked for.
    let paid = asked(Method::POST, &lab.proxied(), "lab.example:8443").await;
    assert_eq!(paid.status(), 200);
    assert_eq!(paid.headers()["access-control-allow-origin"], "https://lab.example");
    assert_eq!(asked(Method::DELETE, &lab.url("/payments/"), "lab.example").await.status(), 200);
    assert_eq!(lab.state().await["proxied_url"], "https://lab.example:8443");
}
