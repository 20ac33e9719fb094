//! Clients that others wrote, driven as their users drive them: they must not be able to tell the networks apart.
//!
//! `cargo xtask test` installs them into the repository's `.tools/`, each in the one version it was tried with.

use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::process::Command;
use tokio::time::timeout;

use crate::answer::without_ports;
use crate::network::{Network, both, echo};

/// A file that `cargo xtask test` installs.
fn tool(path: &str) -> PathBuf {
    let tool = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.tools").join(path);
    assert!(tool.exists(), "{} is not there: `cargo xtask test` installs it", tool.display());
    tool
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients").join(name)
}

async fn run(command: &mut Command) -> Output {
    let output = command.env("NO_PROXY", "*").kill_on_drop(true).output();
    timeout(Duration::from_mins(1), output).await.expect("it ends").expect("it starts")
}

/// What a script prints when it is given a network and an echo server, without this run's ports.
async fn observations(network: &Network, command: &mut Command) -> Vec<String> {
    let upstream = TcpListener::bind("127.0.0.1:0").await.expect("a port for the upstream");
    let address = upstream.local_addr().expect("a bound listener has an address");
    tokio::spawn(echo(upstream));
    let output = run(command.arg(network.api().port().to_string()).arg(address.to_string())).await;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    lines(&output.stdout)
}

fn lines(output: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(output);
    text.lines().filter(|line| !line.is_empty()).map(without_ports).collect()
}

#[tokio::test]
async fn the_originals_command_line_steers_both_and_says_the_same() {
    let program = tool("bin/toxiproxy-cli");
    both(async |network| {
        let mut said = Vec::new();
        for (arguments, code) in [
            ("list", 0),
            ("create -l localhost:0 -u 127.0.0.1:9 payment", 0),
            ("create -l localhost:0 -u 127.0.0.1:9 payment", 1),
            ("toxic add -t reset_peer -a timeout=1 --toxicity 0.3 -n reset-peer-upstream --upstream payment", 0),
            ("toxic add -t latency -a latency=100 -a jitter=5 payment", 0),
            ("toxic add -t nonsense payment", 1),
            ("toxic update -n latency_downstream -a jitter=7 --toxicity 0.5 payment", 0),
            ("inspect payment", 0),
            ("toggle payment", 0),
            ("list", 0),
            ("toggle payment", 0),
            ("toxic remove -n latency_downstream payment", 0),
            ("toxic remove -n latency_downstream payment", 1),
            ("inspect payment", 0),
            ("delete payment", 0),
            ("delete payment", 1),
        ] {
            let mut command = Command::new(&program);
            command.args(["-h", &format!("http://{}", network.api())]).args(arguments.split(' '));
            let output = run(&mut command).await;
            assert_eq!(output.status.code(), Some(code), "{arguments}: {output:?}");
            said.extend(lines(&output.stdout));
            said.extend(lines(&output.stderr));
        }
        let shown = "reset-peer-upstream\ttype=reset_peer\tstream=upstream\ttoxicity=0.30\tattributes=[\ttimeout=1\t]";
        assert_eq!(said.iter().filter(|line| *line == shown).count(), 2, "{said:#?}");
        said
    })
    .await;
}

#[tokio::test]
async fn the_python_client_steers_both_and_sees_the_same() {
    let packages = tool("python");
    both(async |network| {
        let mut python = Command::new("python3");
        let seen = observations(network, python.env("PYTHONPATH", &packages).arg(script("client.py"))).await;
        let expected = [
            "running True True",
            "created True ['payment'] ping",
            "again ProxyExists",
            "toxic reset_peer upstream 1 {'timeout': 1} ConnectionResetError",
            "unknown type InvalidToxic",
            "removed True {} ping",
            "unknown toxic NotFound",
            "down ConnectionRefusedError",
            "up ping",
            "reset True {} ping",
            "destroyed True []",
        ];
        assert_eq!(seen, expected);
    })
    .await;
}

#[tokio::test]
async fn the_node_client_steers_both_and_sees_the_same() {
    let packages = tool("node/node_modules");
    both(async |network| {
        let mut node = Command::new("node");
        let seen = observations(network, node.env("NODE_PATH", &packages).arg(script("client.cjs"))).await;
        let expected = [
            "running true",
            "created true [ 'payment' ] ping",
            "again Request failed with status code 409",
            r#"toxic {"attributes":{"timeout":1},"name":"reset","stream":"upstream","toxicity":1,"type":"reset_peer"} ECONNRESET"#,
            r#"updated {"attributes":{"timeout":2},"name":"reset","stream":"upstream","toxicity":0.25,"type":"reset_peer"}"#,
            "unknown type Request failed with status code 400",
            "removed Request failed with status code 404 ping",
            "down false ECONNREFUSED",
            "reset true ping",
            "populated [ 'other' ] ping",
            "removed []",
        ];
        assert_eq!(seen, expected);
    })
    .await;
}
