//! The workshop's `.http` files, sent by a client that others wrote: httpyac.

use std::path::Path;

use reqwest::Method;
use serde_json::Value;
use tokio::process::Command;

use crate::lab::{Lab, networks};

/// Sends every request of a file, which is changed in nothing but its ports; what each is called and answered.
async fn send(lab: &Lab, name: &str) -> Vec<(String, u64)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the crate lies in a workspace");
    let text = std::fs::read_to_string(root.join("http").join(name)).expect("a file");
    let proxy = lab.toxiproxy(Method::GET, "/proxies/payment", None).await.ok();
    let proxied = format!("127.0.0.1:{}", lab.proxied_port);
    let here = [
        ("bank", lab.address.clone()),
        ("proxied", format!("http://{proxied}")),
        ("toxiproxy", lab.toxiproxy.clone()),
        ("listen", proxied),
        ("upstream", proxy["upstream"].as_str().expect("an address").to_owned()),
    ];
    let lines = text.lines().map(|line| {
        let variable = here.iter().find(|(variable, _)| line.starts_with(&format!("@{variable} = ")));
        variable.map_or_else(|| line.to_owned(), |(variable, value)| format!("@{variable} = {value}"))
    });
    std::fs::write(lab.folder.path().join(name), lines.collect::<Vec<_>>().join("\n")).expect("a file");

    let httpyac = root.join(".tools/httpyac/node_modules/httpyac/bin/httpyac.js");
    let mut command = Command::new("node");
    command.current_dir(lab.folder.path()).arg(httpyac).args(["send", name, "--all", "--json"]);
    let output = command.output().await.expect("Node is there: `cargo xtask test` installs httpyac where it can");
    assert!(output.status.success(), "{output:?}");
    let said: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let requests = said["requests"].as_array().expect("a list").iter().map(|request| {
        let title = request["title"].as_str().expect("each request has a title").to_owned();
        (title, request["response"]["statusCode"].as_u64().unwrap_or_else(|| panic!("no answer: {request}")))
    });
    requests.collect()
}

#[tokio::test]
async fn httpyac_is_answered_as_the_files_of_the_workshop_say() {
    for over in networks() {
        let lab = Lab::over(over).await;
        let paid = send(&lab, "payment.http").await;
        let statuses: Vec<u64> = paid.iter().map(|(_, status)| *status).collect();
        assert_eq!(statuses, [200, 200, 200, 200, 208, 200, 200], "{over:?}: {paid:?}");
        let steered = send(&lab, "toxi.http").await;
        let statuses: Vec<u64> = steered.iter().map(|(_, status)| *status).collect();
        assert_eq!(statuses, [200, 200, 204, 201, 200, 200, 204], "{over:?}: {steered:?}");
        let network = lab.state().await["network"].clone();
        assert_eq!((&network["proxy"], &network["request_loss"]), (&"ok".into(), &0.0.into()), "{over:?}");
        assert_eq!(lab.pay("after", "run-aaaa/1/1").await, 200);
    }
}
