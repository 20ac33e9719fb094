//! A pooler that gives the transactions of one session to different servers: the bank does not start behind one.
//!
//! `PgBouncer` refuses the settings that a session asks for, or drops them where `ignore_startup_parameters = options`
//! tells it to. Both are done here to the bank's first message.

use std::path::Path;

use backend::bank::{Ledger, Observers};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{UnixListener, UnixStream};

use super::location;
use crate::stores_under_test::POSTGRES;

#[derive(Clone, Copy, Debug)]
enum Pooler {
    Refuses,
    Drops,
}

const SOCKET: &str = ".s.PGSQL.5432";

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_pooler_the_bank_says_that_it_needs_the_database_itself() {
    for (pooler, sign) in [
        (Pooler::Refuses, "unsupported startup parameter: options"),
        (Pooler::Drops, "what a session is set up with does not arrive"),
    ] {
        let (folder, database) = stands_before(&POSTGRES, pooler);
        let opened = Ledger::open(&location(&database), Observers::default()).await;
        let said = opened.err().expect("it does not open").to_string();
        let expected = format!(
            "{SOCKET} cannot be reached: a connection pooler stands before it ({sign}); the address must be that of \
             PostgreSQL itself"
        );
        assert!(said.starts_with("the database ") && said.ends_with(&expected), "{said}");
        drop(folder);
    }
}

/// A pooler before the server, and the address of a new database behind it.
fn stands_before(server: &throwaway_postgres::Server, pooler: Pooler) -> (TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let listener = UnixListener::bind(folder.path().join(SOCKET)).expect("a socket");
    let behind = server.folder().join(SOCKET);
    tokio::spawn(async move {
        while let Ok((bank, _)) = listener.accept().await {
            carry(bank, &behind, pooler).await;
        }
    });
    let name = server.database();
    let name = name.rsplit_once('/').expect("an address").1.split('?').next().expect("a name").to_owned();
    let database = throwaway_postgres::address(folder.path(), &name);
    (folder, database)
}

async fn carry(mut bank: UnixStream, behind: &Path, pooler: Pooler) {
    let length = bank.read_i32().await.expect("a length");
    let mut rest = vec![0; usize::try_from(length).expect("a length") - 4];
    bank.read_exact(&mut rest).await.expect("a start-up message");
    match pooler {
        Pooler::Refuses => {
            let fields = b"SFATAL\0VFATAL\0C08P01\0Munsupported startup parameter: options\0\0";
            let length = u32::try_from(fields.len() + 4).expect("short").to_be_bytes();
            bank.write_all(&[b"E", &length[..], fields].concat()).await.expect("it reads");
        }
        Pooler::Drops => {
            let (version, parameters) = rest.split_at(4);
            let words: Vec<&[u8]> = parameters.split(|byte| *byte == 0).collect();
            let kept = words.chunks(2).take_while(|pair| !pair[0].is_empty()).filter(|pair| pair[0] != b"options");
            let kept: Vec<u8> = kept.flatten().flat_map(|word| [word, &b"\0"[..]].concat()).chain([0]).collect();
            let length = u32::try_from(4 + version.len() + kept.len()).expect("short").to_be_bytes();
            let mut database = UnixStream::connect(behind).await.expect("the server listens");
            database.write_all(&[&length[..], version, &kept].concat()).await.expect("it reads");
            tokio::spawn(async move { copy_bidirectional(&mut bank, &mut database).await });
        }
    }
}
