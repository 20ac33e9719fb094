//! Another machine of the local network (here: a network namespace) may watch and pay, not steer.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};
use e2e::browser::{Browser, Engine};
use e2e::exhibit_run::{check_broken, check_cured};
use e2e::lab::{Lab, Network};
use e2e::lab_page::LabPage;
use e2e::process;
use experiment::Exhibit;
use reqwest::Method;
use serde_json::json;

const PAYMENT: &str = r#"{"src":"bianca","dest":"marc","amount":"1"}"#;

/// Another machine: a network namespace with a virtual cable to this one, deleted when dropped.
struct Machine {
    namespace: String,
    /// The address of the lab's machine as this one sees it.
    host: String,
}

impl Machine {
    /// Builds a machine, which needs root and iproute2; each `number` is a network of its own.
    fn build(number: u8) -> Result<Self> {
        let namespace = format!("e2e-lan-{number}-{}", std::process::id());
        let (ours, theirs) = (format!("e2e{number}a"), format!("e2e{number}b"));
        // 198.18.0.0/15 is set aside for tests of networks (RFC 2544).
        let (host, guest) = (format!("198.18.{number}.1"), format!("198.18.{number}.2/24"));
        let (host_and_prefix, machine) = (format!("{host}/24"), Self { namespace: namespace.clone(), host });
        ip(&["netns", "add", &namespace])
            .context("another machine is a network namespace, which needs root and iproute2")?;
        ip(&["link", "add", &ours, "type", "veth", "peer", "name", &theirs, "netns", &namespace])?;
        ip(&["address", "add", &host_and_prefix, "dev", &ours])?;
        ip(&["link", "set", &ours, "up"])?;
        ip(&["-n", &namespace, "address", "add", &guest, "dev", &theirs])?;
        ip(&["-n", &namespace, "link", "set", &theirs, "up"])?;
        Ok(machine)
    }

    /// Sends a request from this machine and returns the status of the answer.
    fn ask(&self, method: &str, port: u16, path: &str, body: &str) -> Result<u16> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/http_status.py");
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.namespace]).arg(process::find("python3")?).arg(script);
        command.args([method, &format!("http://{}:{port}{path}", self.host)]);
        if !body.is_empty() {
            command.arg(body);
        }
        let output = command.output()?;
        let status = String::from_utf8(output.stdout)?;
        status.trim().parse().with_context(|| String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        // The cable goes with the namespace.
        let _ = ip(&["netns", "delete", &self.namespace]);
    }
}

fn ip(arguments: &[&str]) -> Result<()> {
    let output = Command::new("ip").args(arguments).stdout(Stdio::null()).output()?;
    if !output.status.success() {
        bail!("ip {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(())
}

/// The controls, as a participant would try them.
const CONTROLS: [(&str, &str, &str); 6] = [
    ("DELETE", "/payments/", ""),
    ("PUT", "/lab/key-policy", r#"{"policy":"unique"}"#),
    ("PUT", "/lab/network", r#"{"request_loss":0,"reply_loss":0}"#),
    ("POST", "/lab/network/repair", ""),
    ("POST", "/lab/run", r#"{"run":"participant-1"}"#),
    ("DELETE", "/lab/run", ""),
];

async fn watch_and_pay(machine: &Machine, lab: &Lab) -> Result<()> {
    let proxied = lab.state().await?.proxied_port;
    for path in ["/", "/stats", "/payments/", "/lab/state", "/payments.csv"] {
        let status = machine.ask("GET", lab.port()?, path, "")?;
        ensure!(status == 200, "GET {path} from another machine answers {status}");
    }
    for port in [lab.port()?, proxied] {
        let status = machine.ask("POST", port, "/payments/", PAYMENT)?;
        ensure!(status == 200, "a payment to port {port} from another machine answers {status}");
    }
    ensure!(lab.stats().await?.cents() == 200, "both payments arrived");
    Ok(())
}

mod lan {
    use super::*;

    #[tokio::test]
    async fn another_machine_may_watch_and_pay_but_not_steer() -> Result<()> {
        let machine = Machine::build(1)?;
        let lab = Lab::start_with(Network::Embedded, &["--host", "0.0.0.0"]).await?;
        watch_and_pay(&machine, &lab).await?;
        for (method, path, body) in CONTROLS {
            let status = machine.ask(method, lab.port()?, path, body)?;
            ensure!(status == 403, "{method} {path} from another machine answers {status}");
        }
        ensure!(lab.stats().await?.cents() == 200, "the ledger is untouched");
        Ok(())
    }

    #[tokio::test]
    async fn another_machine_may_steer_where_the_controls_are_open() -> Result<()> {
        let machine = Machine::build(2)?;
        let lab = Lab::start_with(Network::Embedded, &["--host", "0.0.0.0", "--open-controls"]).await?;
        watch_and_pay(&machine, &lab).await?;
        for (method, path, body) in CONTROLS {
            let status = machine.ask(method, lab.port()?, path, body)?;
            ensure!(status == 200, "{method} {path} from another machine answers {status}");
        }
        ensure!(lab.stats().await?.cents() == 0, "the ledger was deleted from another machine");
        Ok(())
    }

    mod chromium {
        use super::*;

        /// Milliseconds that every answer takes longer: 30 ms, as on loopback, would give every attempt up for ever.
        const LATENCY: u32 = 60;

        #[tokio::test]
        async fn check_then_insert_follows_the_wire_of_a_page_that_is_not_on_loopback() -> Result<()> {
            let machine = Machine::build(3)?;
            let folder = tempfile::tempdir()?;
            let payments = folder.path().join("payments.csv");
            std::fs::write(&payments, format!("src,dest,amount\n{}", "bianca,marc,1\n".repeat(30)))?;
            let payments = payments.to_str().context("a path")?;
            let flags = ["--host", "0.0.0.0", "--open-controls", "--payments", payments];
            let lab = Lab::start_with(Network::Embedded, &flags).await?;
            let slow = json!({"name": "slow", "type": "latency", "attributes": {"latency": LATENCY}});
            lab.ask_toxiproxy(Method::POST, "/proxies/payment/toxics", &slow).await?.error_for_status()?;
            Browser::with(Engine::Chromium, &[], async |browser| {
                let page = LabPage::open(browser, &format!("http://{}:{}/", machine.host, lab.port()?)).await?;
                check_broken(&lab, &page, Exhibit::CheckThenInsert).await?;
                let pause = lab.state().await?.pause_ms;
                ensure!(pause >= LATENCY * 6, "a pause of {pause} ms is shorter than one and a half of four answers");
                check_cured(&lab, &page, Exhibit::CheckThenInsert).await
            })
            .await
        }
    }
}
