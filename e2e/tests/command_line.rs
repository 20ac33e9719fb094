//! Bad input at the prompt: one clear sentence, exit code 2. And Ctrl-C ends everything.

use std::fs;
use std::net::TcpListener;
use std::process::Output;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use e2e::browser::{Browser, Engine};
use e2e::console;
use e2e::lab::{Lab, Network, free_port, program};
use e2e::lab_page::LabPage;
use e2e::process;
use tokio::process::Command;
use tokio::time::{sleep, timeout};

async fn run(flags: &[&str]) -> Result<Output> {
    let mut lab = Command::new(program()?);
    lab.args(["--port", "0", "--upstream-port", "0", "--proxied-port", "0", "--toxiproxy-port", "0"])
        .args(flags)
        .kill_on_drop(true);
    Ok(timeout(Duration::from_secs(20), lab.output()).await??)
}

async fn is_refused(flags: &[&str], sentence: &[&str]) -> Result<()> {
    let output = run(flags).await?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(output.status.code() == Some(2), "{flags:?} ended with {}: {said}", output.status);
    for part in sentence {
        ensure!(said.contains(part), "{flags:?} says nothing of {part:?}: {said}");
    }
    ensure!(!said.contains("panicked"), "{said}");
    Ok(())
}

#[tokio::test]
async fn a_taken_port_is_named_with_its_flag() -> Result<()> {
    let taken = TcpListener::bind("127.0.0.1:0")?;
    let port = taken.local_addr()?.port().to_string();
    for flag in ["--port", "--proxied-port", "--toxiproxy-port"] {
        let mut flags = vec!["--toxiproxy", "embedded"];
        flags.extend([flag, &port]);
        let output = Command::new(program()?)
            .args(
                ["--port", "--proxied-port", "--toxiproxy-port"]
                    .iter()
                    .filter(|other| **other != flag)
                    .flat_map(|other| [*other, "0"]),
            )
            .args(flags)
            .kill_on_drop(true)
            .output();
        let output = timeout(Duration::from_secs(20), output).await??;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        ensure!(output.status.code() == Some(2), "{flag}: {}: {said}", output.status);
        ensure!(said.contains(&port) && said.contains(flag), "{flag} {port} is not named: {said}");
    }
    Ok(())
}

#[tokio::test]
async fn a_bad_row_of_the_csv_is_named_by_its_line() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("payments.csv");
    fs::write(&file, "src,dest,amount\nbianca,marc,1\nbianca,marc,none\n")?;
    is_refused(&["--toxiproxy", "embedded", "--payments", &file.to_string_lossy()], &["line 3"]).await
}

#[tokio::test]
async fn a_file_without_payments_and_a_missing_file_are_refused() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("payments.csv");
    is_refused(&["--toxiproxy", "embedded", "--payments", &file.to_string_lossy()], &["payments.csv"]).await?;
    fs::write(&file, "src,dest,amount\n")?;
    is_refused(&["--toxiproxy", "embedded", "--payments", &file.to_string_lossy()], &["no payments"]).await
}

#[tokio::test]
async fn a_toxiproxy_that_is_not_there_is_named() -> Result<()> {
    let nobody = format!("http://127.0.0.1:{}", free_port()?);
    is_refused(&["--toxiproxy", &nobody], &["oxiproxy", &nobody["http://".len()..]]).await
}

mod chromium {
    use super::*;

    #[tokio::test]
    async fn ctrl_c_ends_everything_within_two_seconds_with_a_page_open() -> Result<()> {
        let lab = Lab::start(Network::Embedded).await?;
        Browser::with(Engine::Chromium, &[], async |browser| {
            let page = LabPage::open(browser, &lab.address).await?;
            page.choose_chapter(3).await?;
            page.click("run").await?;
            page.wait_until_at_least("settled", 50.0, Duration::from_secs(20)).await?;
            let (supervisor, bank) = (lab.supervisor()?.id, lab.bank()?.id);
            let start = Instant::now();
            process::signal(supervisor, "INT")?;
            while process::all()?.iter().any(|process| [supervisor, bank].contains(&process.id) && !process.is_dead()) {
                ensure!(start.elapsed() < Duration::from_secs(2), "something still runs");
                sleep(Duration::from_millis(20)).await;
            }
            console::print(&format!("Ctrl-C took {} ms", start.elapsed().as_millis()));
            page.wait_until_it_says(&["bank"], Duration::from_secs(20)).await
        })
        .await
    }
}
