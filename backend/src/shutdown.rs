//! When the program is to end: a signal, or a parent that has gone.

use std::io::{self, Read as _};

use tokio::sync::oneshot;

/// Resolves at Ctrl-C, or when the system asks to end. It listens from the call on, not only when it is awaited.
#[cfg(unix)]
pub(crate) fn requested() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};

    let [interrupt, terminate] = [SignalKind::interrupt(), SignalKind::terminate()].map(|kind| {
        let signal = signal(kind);
        async {
            match signal {
                Ok(mut signal) => drop(signal.recv().await),
                Err(_) => std::future::pending().await,
            }
        }
    });
    async {
        tokio::select! {
            () = interrupt => {}
            () = terminate => {}
        }
    }
}

/// Resolves at Ctrl-C.
#[cfg(not(unix))]
pub(crate) async fn requested() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Resolves when standard input ends: the parent holds its other end, so it ends with the parent, `kill -9` included.
pub(crate) async fn parent_gone() {
    let (gone, wait) = oneshot::channel::<()>();
    // A thread of its own: a runtime would wait for a read that never returns.
    std::thread::spawn(move || {
        let mut rest = [0; 64];
        while matches!(io::stdin().read(&mut rest), Ok(1..)) {}
        drop(gone);
    });
    // Nothing is ever sent: it resolves when the thread lets go.
    let _ = wait.await;
}
