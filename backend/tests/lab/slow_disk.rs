//! The trial of impatience where it is the disk that is slow, and not the wire.

use std::time::{Duration, Instant};

use crate::lab::{FREE_PORTS, Lab, Over, command};
use crate::trials::{CLAIM_AND_SAME, LOOK_THEN_INSERT, impatience};

/// A lab whose disk takes so many milliseconds longer for every flush.
async fn on_a_slow_disk(milliseconds: u32) -> Lab {
    let folder = tempfile::tempdir().expect("a folder");
    let [ledger, faults] = ["ledger", "faults"].map(|name| folder.path().join(name));
    for folder in [&ledger, &faults] {
        std::fs::create_dir(folder).expect("a folder");
    }
    std::fs::write(faults.join("slow"), milliseconds.to_string()).expect("a file");
    let programs = std::env::current_exe().expect("a program");
    let library = programs.with_file_name("libfaulty_disk.so");
    assert!(library.is_file(), "cargo builds {} with these tests", library.display());
    let mut command = command(Over::Embedded, &FREE_PORTS, folder.path());
    let ledger = ledger.canonicalize().expect("a folder");
    command.arg("--data-dir").arg(&ledger).env("LD_PRELOAD", library);
    command.env("FAULTY_DISK_FOLDER", ledger).env("FAULTY_DISK_FAULTS", faults);
    let lab = Lab::started(command, folder).await;
    let began = Instant::now();
    assert_eq!(lab.pay("slow", "slow/1/1").await, 200);
    assert!(began.elapsed() >= Duration::from_millis(milliseconds.into()), "the disk is not slow");
    lab
}

#[tokio::test]
async fn impatience_is_judged_on_a_slow_disk_too() {
    let lab = on_a_slow_disk(40).await;
    assert_eq!(impatience(&lab, CLAIM_AND_SAME).await, (30, true), "the right rule passes");
    let (paid, acknowledged) = impatience(&lab, LOOK_THEN_INSERT).await;
    assert!(acknowledged && paid > 45, "the one that looks first pays about twice: {paid}");
}
