//! Clients that pay as fast as they can, until they hear nothing any more.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::client::Client;
use crate::client_knowledge::Knowledge;

/// So many at once.
const CLIENTS: usize = 16;

/// A crowd of clients.
pub(crate) struct Load {
    clients: JoinSet<Knowledge>,
    acknowledged: watch::Receiver<u64>,
}

impl Load {
    /// Starts them. `keys` counts the keys of all crowds, so that each has its own.
    pub(crate) fn on(bank: SocketAddr, keys: &Arc<AtomicU64>) -> Self {
        let (tell, acknowledged) = watch::channel(0);
        let tell = Arc::new(tell);
        let mut clients = JoinSet::new();
        for _ in 0..CLIENTS {
            clients.spawn(client(bank, Arc::clone(keys), Arc::clone(&tell)));
        }
        Self { clients, acknowledged }
    }

    /// Waits until so many payments are acknowledged.
    pub(crate) async fn has_paid(&mut self, payments: u64) {
        self.acknowledged.wait_for(|paid| *paid >= payments).await.expect("the clients go on");
    }

    /// What they know when none of them hears anything any more.
    pub(crate) async fn ends(self) -> Knowledge {
        self.clients.join_all().await.into_iter().fold(Knowledge::default(), Knowledge::and)
    }
}

async fn client(bank: SocketAddr, keys: Arc<AtomicU64>, tell: Arc<watch::Sender<u64>>) -> Knowledge {
    let mut knowledge = Knowledge::default();
    let Ok(mut client) = Client::connect(bank).await else { return knowledge };
    loop {
        let key = format!("key-{}", keys.fetch_add(1, Ordering::Relaxed));
        match client.pay(&key).await {
            Ok(answer) if answer.status == 200 => {
                knowledge.acknowledged.insert(key, answer.id());
                tell.send_modify(|paid| *paid += 1);
            }
            Ok(answer) => panic!("a new key is answered {}", answer.status),
            Err(_) => {
                knowledge.unknown.insert(key);
                return knowledge;
            }
        }
    }
}
