//! Another machine of the local network (here: a network namespace) may watch and pay, not steer.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};
use e2e::lab::{Lab, Network};
use e2e::process;

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
}
