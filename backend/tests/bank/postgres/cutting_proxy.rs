//! Stands between a bank and its database, and cuts the connection at a commit.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering};

use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{UnixListener, UnixStream};

/// What happens to the next COMMIT, and to its connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Cut {
    /// Nothing.
    Nowhere,
    /// It does not arrive.
    Before,
    /// It arrives, and its answer does not.
    After,
    /// The first statement of a transaction does not arrive.
    AtBegin,
    /// It arrives, its answer does not, and there is no way to the database any more.
    ForGood,
}

/// The way to a database.
pub(super) struct Proxy {
    folder: TempDir,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    cut: AtomicU8,
    cuts: AtomicU32,
    /// Nobody gets through.
    closed: AtomicBool,
}

impl Proxy {
    /// A way to the server whose socket lies in `server`.
    pub(super) fn to(server: &Path) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let listener = UnixListener::bind(folder.path().join(SOCKET)).expect("a socket");
        let (server, shared) = (server.join(SOCKET), Arc::<Shared>::default());
        let cutting = Arc::clone(&shared);
        tokio::spawn(async move {
            while let Ok((bank, _)) = listener.accept().await {
                if cutting.closed.load(Ordering::SeqCst) {
                    continue;
                }
                let database = UnixStream::connect(&server).await.expect("the server listens");
                tokio::spawn(carry(bank, database, Arc::clone(&cutting)));
            }
        });
        Self { folder, shared }
    }

    /// The address of a database this way.
    pub(super) fn address(&self, database: &str) -> String {
        throwaway_postgres::address(self.folder.path(), database)
    }

    pub(super) fn cut(&self, cut: Cut) {
        self.shared.cut.store(cut as u8, Ordering::SeqCst);
    }

    /// How often it has cut.
    pub(super) fn cuts(&self) -> u32 {
        self.shared.cuts.load(Ordering::SeqCst)
    }
}

const SOCKET: &str = ".s.PGSQL.5432";

/// Carries one connection to its end, or to its cut.
async fn carry(bank: UnixStream, database: UnixStream, shared: Arc<Shared>) {
    let ((mut from_bank, mut to_bank), (mut from_database, mut to_database)) =
        (bank.into_split(), database.into_split());
    let answers = tokio::spawn(async move { tokio::io::copy(&mut from_database, &mut to_bank).await });
    let mut buffer = vec![0; 1 << 16];
    while let Ok(length @ 1..) = from_bank.read(&mut buffer).await {
        let said = &buffer[..length];
        // The bank waits for each answer before it commits, so a COMMIT begins a piece.
        let cut = if said.starts_with(b"Q\0\0\0\x0bCOMMIT\0") {
            [Cut::Before, Cut::After, Cut::ForGood].into_iter().find(|cut| shared.strikes(*cut))
        } else if said.starts_with(b"Q") && said[5..].starts_with(b"BEGIN") {
            Some(Cut::AtBegin).filter(|cut| shared.strikes(*cut))
        } else {
            None
        };
        if matches!(cut, Some(Cut::After | Cut::ForGood)) {
            shared.closed.fetch_or(cut == Some(Cut::ForGood), Ordering::SeqCst);
            // The answer is swallowed: nobody carries it any more when the COMMIT sets out.
            answers.abort();
            let _ = answers.await;
            to_database.write_all(said).await.expect("the server reads");
            return;
        }
        if cut.is_some() {
            answers.abort();
            return;
        }
        to_database.write_all(said).await.expect("the server reads");
    }
    answers.abort();
}

impl Shared {
    /// Whether this cut is due; it strikes once.
    fn strikes(&self, cut: Cut) -> bool {
        let due = self.cut.compare_exchange(cut as u8, Cut::Nowhere as u8, Ordering::SeqCst, Ordering::SeqCst).is_ok();
        if due {
            self.cuts.fetch_add(1, Ordering::SeqCst);
        }
        due
    }
}
