//! What cannot work is said in one sentence, with exit code 2.

use tokio::net::TcpListener;

use crate::lab::FREE_PORTS;
use crate::program::{cannot_start, run};

async fn taken() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("bound").port().to_string();
    (listener, port)
}

#[tokio::test]
async fn a_taken_port_is_named_with_its_flag() {
    let (_listener, port) = taken().await;
    for flag in ["--port", "--proxied-port", "--toxiproxy-port"] {
        let mut arguments = vec!["--toxiproxy", "embedded"];
        for pair in FREE_PORTS.chunks(2) {
            arguments.extend([pair[0], if pair[0] == flag { &port } else { "0" }]);
        }
        let said = cannot_start(&arguments).await;
        assert_eq!(said, format!("exactly-once-lab: port {port} is taken; {flag} chooses another"));
    }
    for part in ["serve", "toxiproxy"] {
        let said = cannot_start(&[part, "--port", &port]).await;
        assert_eq!(said, format!("exactly-once-lab: port {port} is taken; --port chooses another"));
    }
}

#[tokio::test]
async fn a_port_that_a_running_toxiproxy_cannot_have_is_named_with_its_flag() {
    let (_listener, port) = taken().await;
    let mut toxiproxy = crate::program::Started::new(crate::program::program(&["toxiproxy", "--port", "0"]));
    let said = toxiproxy.says("Toxiproxy, embedded").await;
    let url = said[0].rsplit(' ').next().expect("an address");
    let said =
        cannot_start(&["--port", "0", "--upstream-port", "0", "--proxied-port", &port, "--toxiproxy", url]).await;
    assert!(said.contains(&format!("127.0.0.1:{port} (--proxied-port)")), "{said}");
}

#[tokio::test]
async fn one_port_for_bank_and_network_is_refused() {
    let (listener, port) = taken().await;
    drop(listener);
    let said = cannot_start(&["--toxiproxy", "embedded", "--port", &port, "--proxied-port", &port]).await;
    assert!(said.contains("--proxied-port"), "{said}");
}

#[tokio::test]
async fn a_port_taken_where_localhost_may_lead_is_named_with_its_flag() {
    // A machine without IPv6 has no such place.
    let Ok(taken) = TcpListener::bind("[::1]:0").await else { return };
    let port = taken.local_addr().expect("bound").port().to_string();
    for (flags, flag) in [
        (["--port", &port, "--proxied-port", "0"], "--port"),
        (["--port", "0", "--proxied-port", &port], "--proxied-port"),
    ] {
        let said = cannot_start(&[&flags[..], &["--upstream-port", "0", "--toxiproxy-port", "0"]].concat()).await;
        assert!(said.contains(&format!("port {port} is taken at [::1]:{port}")) && said.contains(flag), "{said}");
    }
    let said = cannot_start(&["serve", "--port", &port]).await;
    assert!(said.contains("taken at [::1]"), "{said}");
}

#[tokio::test]
async fn nobody_else_answers_where_localhost_may_lead_while_the_lab_runs() {
    let lab = crate::lab::Lab::over(crate::lab::Over::Embedded).await;
    let bank = lab.address.rsplit(':').next().expect("a port").parse().expect("a number");
    for port in [bank, lab.proxied_port] {
        let other = TcpListener::bind(("::1", port)).await.expect_err("it is held");
        assert!(
            matches!(other.kind(), std::io::ErrorKind::AddrInUse | std::io::ErrorKind::AddrNotAvailable),
            "{port}: {other}"
        );
    }
}

#[tokio::test]
async fn a_port_that_browsers_block_is_refused_with_its_flag() {
    for flag in ["--port", "--proxied-port", "--published-port", "--published-proxied-port"] {
        let said = cannot_start(&[flag, "6000"]).await;
        assert!(said.contains("browsers connect to nothing at port 6000") && said.contains(flag), "{said}");
    }
    for flag in ["--port", "--published-port", "--published-proxied-port"] {
        let said = cannot_start(&["serve", flag, "10080"]).await;
        assert!(said.contains("10080") && said.contains(flag), "{said}");
    }
    for part in [&[][..], &["serve"]] {
        let said = cannot_start(&[part, &["--proxied-url", "https://lab.example:6000/"]].concat()).await;
        assert!(said.contains("port 6000") && said.contains("--proxied-url"), "{said}");
    }
}

#[tokio::test]
async fn a_bad_payments_file_is_named_with_its_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let missing = folder.path().join("missing.csv");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("a file");
        path
    };
    let no_header = write("header.csv", "bianca,marc,1\n");
    let bad_row = write("row.csv", "src,dest,amount\nbianca,marc,1\nbianca,marc,none\nbianca,marc,1\n");
    let empty = write("empty.csv", "src,dest,amount\n\n");
    for (file, names) in [
        (&missing, "missing.csv"),
        (&no_header, "line 1:"),
        (&bad_row, "line 3, column 3 (amount):"),
        (&empty, "empty.csv, line 2:"),
    ] {
        let file = file.display().to_string();
        let to = ["send", "--policy", "once", "--to", "http://127.0.0.1:9", "--payments", &file];
        let lab = [&FREE_PORTS[..], &["--toxiproxy", "embedded", "--payments", &file]].concat();
        for arguments in [&lab[..], &["serve", "--port", "0", "--upstream-port", "0", "--payments", &file], &to] {
            let said = cannot_start(arguments).await;
            assert!(said.contains(names), "{said}");
        }
    }
}

#[tokio::test]
async fn an_unreachable_toxiproxy_is_named() {
    let (listener, port) = taken().await;
    drop(listener);
    let url = format!("http://127.0.0.1:{port}");
    let said = cannot_start(&["--port", "0", "--toxiproxy", &url]).await;
    assert!(said.contains(&url) && said.contains("--toxiproxy"), "{said}");
}

#[tokio::test]
async fn a_database_that_cannot_be_used_is_named_without_its_password() {
    let (listener, port) = taken().await;
    drop(listener);
    let away = format!("postgres://lab:secret@127.0.0.1:{port}/ledger");
    let lab = [&FREE_PORTS[..], &["--toxiproxy", "embedded"]].concat();
    // A network that cannot be reached either is no second sentence.
    let no_network = format!("http://127.0.0.1:{port}");
    for (url, names) in [
        (away.as_str(), format!("the database ledger at 127.0.0.1:{port} cannot be reached: ")),
        ("postgres://lab:secret@127.0.0.1:port/ledger", "--database-url: ".to_owned()),
        ("mysql://lab:secret@127.0.0.1/ledger", "--database-url: ".to_owned()),
        ("", "--database-url: ".to_owned()),
    ] {
        for arguments in [&lab[..], &["serve", "--port", "0", "--upstream-port", "0", "--toxiproxy", &no_network]] {
            let said = cannot_start(&[arguments, &["--database-url", url]].concat()).await;
            assert!(said.contains(&names) && !said.contains("secret"), "{said}");
        }
    }
}

#[tokio::test]
async fn arguments_that_make_no_sense_are_refused() {
    let to = "http://127.0.0.1:9";
    for arguments in [
        &["--port", "65536"][..],
        &["--toxiproxy", "original"],
        &["--proxy-listen", ":8888"],
        &["--first", "0"],
        &["--page-origin", "lab.example"],
        &["serve", "--proxied-port", "1"],
        &["serve", "--data-dir", "/nowhere", "--database-url", "postgres://lab@127.0.0.1/ledger"],
        &["serve", "--open"],
        &["serve", "--toxiproxy", "embedded"],
        &["send", "--to", to],
        &["send", "--to", to, "--policy", "never"],
        &["send", "--policy", "once"],
        &["send", "--to", to, "--policy", "once", "--attempt-timeout", "0"],
        &["send", "--to", to, "--policy", "once", "--concurrency", "0"],
        &["send", "--to", to, "--policy", "once", "--concurrency", "257"],
    ] {
        let output = run(arguments).await;
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(String::from_utf8_lossy(&output.stderr).starts_with("error: "), "{arguments:?}");
    }
}
