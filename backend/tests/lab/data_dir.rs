//! `--data-dir`: one bank at a time, in a folder that can keep a ledger; what is wrong with one is one sentence.

use std::path::Path;

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
    for path in [&file, &file.join("below"), kernel] {
        for said in is_refused(path).await {
            assert!(said.contains(&format!("{}: ", path.display())), "{said}");
        }
    }
    std::fs::write(folder.path().join("ledger.sqlite"), "not a ledger\n".repeat(100)).expect("a file");
    for said in is_refused(folder.path()).await {
        assert!(said.contains(&format!("{}: ", folder.path().display())) && said.contains("not a database"), "{said}");
    }
}
