//! A listener that another task can close at once.

use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

use crate::address::ListenAddress;

/// A listener. Its port is free when `close` returns; aborting the task that accepts would free it some time later.
pub(crate) struct Listener {
    listener: Mutex<Option<TcpListener>>,
    task: Mutex<Option<AbortHandle>>,
}

impl Listener {
    /// Binds to an address and returns the listener with the address it got.
    pub(crate) fn bind(address: ListenAddress) -> Result<(Self, SocketAddr), String> {
        let listener = address.bind()?;
        let bound = listener.local_addr().map_err(|error| error.to_string())?;
        Ok((Self { listener: Mutex::new(Some(listener)), task: Mutex::new(None) }, bound))
    }

    /// Names the task that accepts, so that `close` can abort it.
    pub(crate) fn abort_on_close(&self, task: AbortHandle) {
        *self.task.lock().unwrap_or_else(PoisonError::into_inner) = Some(task);
    }

    /// Accepts the next client; returns `None` once the listener is closed.
    pub(crate) async fn accept(&self) -> Option<io::Result<TcpStream>> {
        poll_fn(|cx| match &*self.lock() {
            Some(listener) => listener.poll_accept(cx).map(|accepted| Some(accepted.map(|(client, _)| client))),
            None => Poll::Ready(None),
        })
        .await
    }

    /// Closes the listener and aborts the task that accepts.
    pub(crate) fn close(&self) {
        drop(self.lock().take());
        if let Some(task) = self.task.lock().unwrap_or_else(PoisonError::into_inner).take() {
            task.abort();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<TcpListener>> {
        self.listener.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
