//! The whole lab on PostgreSQL.

use throwaway_postgres::Server;
use tokio::process::Command;

use crate::lab::{FREE_PORTS, Lab, Over, command, networks};
use crate::program::{Started, another_bank, program, signal};
use crate::send_command::{PAYMENTS, Sent};

#[tokio::test(flavor = "multi_thread")]
async fn retried_with_a_key_exactly_everything_is_paid_and_another_lab_sees_it() {
    let server = Server::quick();
    let address = server.database();
    for over in networks() {
        let lab = Lab::with(over, &["--database-url", &address]).await;
        let sent = Sent::through(&lab, "retry-with-key", "unique").await;
        assert_eq!((sent.acknowledged, sent.unknown, sent.transferred), (PAYMENTS, 0, PAYMENTS));
        assert!(sent.attempts > PAYMENTS);
        let other = Lab::with(over, &["--database-url", &address]).await;
        assert_eq!(other.get("/stats").await.ok(), PAYMENTS);
        assert_eq!(other.pay("a-key", "run-aaaa/1/1").await, 200);
        assert_eq!(lab.pay("a-key", "run-aaaa/1/2").await, 208);
        assert_eq!(lab.get("/stats").await.ok(), PAYMENTS + 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_bank_comes_back_to_its_ledger_also_when_the_database_comes_back_later() {
    let mut server = Server::quick();
    let lab = Lab::with(Over::Embedded, &["--database-url", &server.database()]).await;
    assert_eq!(lab.pay("a-key", "run-aaaa/1/1").await, 200);
    let killed = lab.bank().await;
    signal("KILL", killed).await;
    let server = tokio::task::spawn_blocking(|| {
        server.restart("immediate");
        server
    });
    let server = server.await.expect("it was restarted");
    another_bank(lab.program.id(), killed).await;
    lab.is_back().await;
    assert_eq!(lab.pay("a-key", "run-aaaa/1/2").await, 208);
    assert_eq!(lab.get("/lab/runs/run-aaaa").await.ok()["complete"], false);
    drop(server);
}

/// The command line of a process, as everybody on this machine can read it.
async fn command_line(process: u32) -> String {
    let listed = Command::new("ps").args(["-ww", "-o", "args=", "-p", &process.to_string()]).output().await;
    String::from_utf8(listed.expect("ps is there").stdout).expect("UTF-8")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_is_named_at_the_start_and_its_password_is_in_no_process_list() {
    let server = Server::quick();
    let address = server.database().replace("lab@", "lab:hush@");
    let name = address.rsplit_once('/').expect("an address").1;
    for by_flag in [true, false] {
        let folder = tempfile::tempdir().expect("a folder");
        let arguments: &[&str] = if by_flag { &["--database-url", &address] } else { &[] };
        let mut command = command(Over::Embedded, &[&FREE_PORTS, arguments].concat(), folder.path());
        if !by_flag {
            command.env("LAB_DATABASE_URL", &address);
        }
        let lab = Lab::started(command, folder).await;
        let ledger = format!("  the ledger: the database {name} at {}/", server.folder().display());
        assert!(lab.said.iter().any(|line| line.starts_with(&ledger)), "{:?}", lab.said);
        assert!(!lab.said.concat().contains("hush"), "{:?}", lab.said);
        assert_eq!(lab.pay(&format!("key-{by_flag}"), "run-aaaa/1/1").await, 200);
        let [bank, whole] = [command_line(lab.bank().await).await, command_line(lab.program.id()).await];
        assert!(bank.contains(" serve ") && !bank.contains("hush"), "{bank}");
        assert_eq!(whole.contains("hush"), by_flag, "what was typed stays what was typed: {whole}");
    }
    // Both were paid into it.
    let lab = Lab::with(Over::Embedded, &["--database-url", &address]).await;
    assert_eq!(lab.get("/stats").await.ok(), 2);
}

#[tokio::test]
async fn flags_win_over_the_database_of_the_environment_which_is_named_where_it_cannot_be_used() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().display().to_string();
    let serve = |arguments: &[&str], database: &str| {
        let mut serve = program(&[&["serve", "--port", "0"], arguments].concat());
        serve.env("LAB_DATABASE_URL", database);
        serve
    };
    let nowhere = "postgres://lab:hush@127.0.0.1:9/ledger";
    Started::new(serve(&["--data-dir", &path], nowhere)).says("The bank is open").await;
    Started::new(serve(&[], "")).says("The bank is open").await;
    for (arguments, database, expected) in [
        (&[][..], nowhere, "the database ledger at 127.0.0.1:9 cannot be reached"),
        (&["--database-url", nowhere], "mysql://lab:hush@127.0.0.1/ledger", "127.0.0.1:9 cannot be reached"),
        (&[], "mysql://lab:hush@127.0.0.1/ledger", "LAB_DATABASE_URL: the address of a database looks like"),
    ] {
        let output = serve(arguments, database).output().await.expect("it starts");
        let said = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!((output.status.code(), said.lines().count()), (Some(2), 1), "{said}");
        assert!(said.contains(expected) && !said.contains("hush"), "{said}");
    }
}
