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
