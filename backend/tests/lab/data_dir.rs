//! `--data-dir`: one bank at a time, in a folder that can keep a ledger; what is wrong with one is one sentence.

use std::fs::Permissions;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

use tokio::process::Command;
use tokio::time::timeout;

use crate::client::SOON;
use crate::lab::FREE_PORTS;
use crate::program::{Started, cannot_start, program, signal};

/// The bank alone, or the whole lab, with its ledger in `folder`.
fn both(folder: &Path) -> [Vec<String>; 2] {
    let lab = [&FREE_PORTS[..], &["--toxiproxy", "embedded"]].concat();
    let with = |arguments: &[&str]| {
        let folder = folder.display().to_string();
        arguments.iter().copied().chain(["--data-dir", &folder]).map(str::to_owned).collect()
    };
    [with(&["serve", "--port", "0"]), with(&lab)]
}

async fn is_refused(folder: &Path) -> Vec<String> {
    let mut said = Vec::new();
    for arguments in both(folder) {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        said.push(cannot_start(&arguments).await);
    }
    said
}

async fn started(folder: &Path) -> Started {
    let folder = folder.display().to_string();
    let mut bank = Started::new(program(&["serve", "--port", "0", "--data-dir", &folder]));
    bank.says("The bank is open").await;
    bank
}

#[tokio::test]
async fn a_second_bank_on_one_folder_ends_with_a_sentence_until_the_first_is_gone_however_it_went() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut first = started(folder.path()).await;
    let busy = format!("another bank keeps its ledger in {}; --data-dir", folder.path().display());
    for said in is_refused(folder.path()).await {
        assert!(said.contains(&busy), "{said}");
    }
    signal("KILL", first.id()).await;
    first.ended().await;
    drop(started(folder.path()).await);
}

#[tokio::test]
async fn a_folder_that_is_none_or_is_not_ours_to_write_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("file");
    std::fs::write(&file, "").expect("a file");
    // Nobody writes here, not even root.
    let kernel = Path::new("/proc/sys/lab");
    for said in is_refused(kernel).await {
        assert!(said.contains(&format!("{}: ", kernel.display())), "{said}");
    }
    for (path, sentence) in [
        (&file, format!("{}: this is a file, and the ledger needs a folder", file.display())),
        (&file.join("below"), format!("{}: {} is a file", file.join("below").display(), file.display())),
    ] {
        for said in is_refused(path).await {
            assert!(said.contains(&sentence), "{said}");
        }
    }
    std::fs::write(folder.path().join("ledger.sqlite"), "not a ledger\n".repeat(100)).expect("a file");
    for said in is_refused(folder.path()).await {
        assert!(said.contains(&format!("{}: ", folder.path().display())) && said.contains("not a database"), "{said}");
    }
}

/// Makes somebody who may not write everywhere of a command that would run as root.
fn as_nobody(command: &mut Command) {
    const NOBODY: u32 = 65_534;
    if std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0) {
        command.uid(NOBODY).gid(NOBODY);
    }
}

#[tokio::test]
async fn a_folder_or_a_ledger_that_may_only_be_read_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let bank = started(folder.path()).await;
    drop(bank);
    let mode = |path: &Path, mode| std::fs::set_permissions(path, Permissions::from_mode(mode)).expect("it is ours");
    let said = async || {
        let mut bank = program(&["serve", "--port", "0", "--data-dir"]);
        as_nobody(bank.arg(folder.path()));
        let ended = timeout(SOON, bank.output()).await.expect("it ends").expect("it starts");
        let said = String::from_utf8(ended.stderr).expect("UTF-8");
        assert_eq!((ended.status.code(), said.lines().count()), (Some(2), 1), "{said}");
        said
    };
    let [lock, ledger] = ["ledger.lock", "ledger.sqlite"].map(|file| folder.path().join(file));
    std::fs::remove_file(&lock).expect("it was there");
    // Nobody may write into the folder.
    mode(folder.path(), 0o555);
    assert!(said().await.contains(&format!("{}: Permission denied", lock.display())));
    // Everybody may, but not into the ledger.
    mode(folder.path(), 0o777);
    mode(&ledger, 0o444);
    let expected = format!("{}: the ledger's file may not be written", folder.path().display());
    let said = said().await;
    assert!(said.contains(&expected), "{said}");
}
