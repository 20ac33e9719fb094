//! Reads a bank's ledger over and over, past the network, into the history. A client sees from its answers alone no
//! payment that was made twice.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::exchange::{Entry, entries};
use super::history::History;
use super::target::Target;

/// From the end of a read to the beginning of the next.
const PAUSE: Duration = Duration::from_millis(50);
/// A read that takes longer has failed.
const LONGEST_READ: Duration = Duration::from_secs(10);
/// So long nothing new may come before the last read.
const QUIET: Duration = Duration::from_secs(1);
/// So long a bank is waited for that does not answer, or does not become quiet.
const PATIENCE: Duration = Duration::from_secs(30);

/// The ledger never became quiet, or could not be read.
pub(super) struct NoLastRead;

/// One reader of one bank.
pub(super) struct Reader {
    target: Target,
    history: Arc<History>,
}

impl Reader {
    pub(super) fn new(target: Target, history: Arc<History>) -> Self {
        Self { target, history }
    }

    /// Reads until the sending is `over`, then until the ledger has been the same for a second, once more after that.
    pub(super) async fn run(self, over: CancellationToken) -> Result<(), NoLastRead> {
        loop {
            self.read().await;
            tokio::select! {
                () = sleep(PAUSE) => {}
                () = over.cancelled() => return self.read_to_the_end().await,
            }
        }
    }

    async fn read_to_the_end(&self) -> Result<(), NoLastRead> {
        let began = Instant::now();
        let (mut same_since, mut seen) = (began, None);
        while began.elapsed() < PATIENCE {
            sleep(PAUSE).await;
            let call = Instant::now();
            let now = self.read().await;
            if now.is_none() || now != seen {
                (same_since, seen) = (Instant::now(), now);
            } else if call.duration_since(same_since) >= QUIET {
                return Ok(());
            }
        }
        Err(NoLastRead)
    }

    /// Reads once: how many entries there are and the last one's number. A read that fails is none.
    async fn read(&self) -> Option<(usize, u64)> {
        let call = Instant::now();
        let entries: Vec<Entry> = timeout(LONGEST_READ, entries(&self.target)).await.ok()?.ok()?;
        let seen = (entries.len(), entries.last().map_or(0, |entry| entry.id));
        self.history.read(call, Instant::now(), entries);
        Some(seen)
    }
}
