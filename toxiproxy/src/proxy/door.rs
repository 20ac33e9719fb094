//! A listener that can be shut from outside, at once.

use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

use crate::address::ListenAddress;

/// A listener. When `close` returns, its port is free: ending the task that accepts would free it some time later.
pub(crate) struct Door {
    listener: Mutex<Option<TcpListener>>,
    task: Mutex<Option<AbortHandle>>,
}

impl Door {
    /// Listens; also answers the address it got.
    pub(crate) fn open(address: ListenAddress) -> Result<(Self, SocketAddr), String> {
        let listener = address.bind()?;
        let bound = listener.local_addr().map_err(|error| error.to_string())?;
        Ok((Self { listener: Mutex::new(Some(listener)), task: Mutex::new(None) }, bound))
    }

    /// Names the task that waits at this door.
    pub(crate) fn when_closed_end(&self, task: AbortHandle) {
        *self.task.lock().unwrap_or_else(PoisonError::into_inner) = Some(task);
    }

    /// The next client; `None` once the door is shut.
    pub(crate) async fn next(&self) -> Option<io::Result<TcpStream>> {
        poll_fn(|cx| match &*self.lock() {
            Some(listener) => listener.poll_accept(cx).map(|arrival| Some(arrival.map(|(client, _)| client))),
            None => Poll::Ready(None),
        })
        .await
    }

    /// Stops to listen.
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
