//! Clients that go away at any moment: before the request is whole, before the answer, in the middle of it.

use std::io::Result;
use std::net::SocketAddr;
use std::time::Duration;

use rand::RngExt as _;
use socket2::SockRef;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::bank::{Bank, folder, real};
use crate::client::payment;
use crate::client_knowledge::{Judgement, Knowledge};
use crate::{saw, times};

#[tokio::test]
async fn a_client_that_goes_away_at_any_moment_is_paid_once_or_not_at_all() {
    let folder = folder();
    let bank = Bank::start(real(folder.path())).await;
    let mut knowledge = Knowledge::default();
    let aborts = times(200, 1000);
    for first in (0..aborts).step_by(20) {
        let keys: Vec<String> = (first..first + 20).map(|number| format!("key-{number}")).collect();
        let clients = keys.iter().map(|key| goes_away(bank.address, key));
        for outcome in futures_util::future::join_all(clients).await {
            outcome.expect("the bank listens");
        }
        knowledge.unknown.extend(keys);
    }
    let mut judgement = Judgement::default();
    knowledge.settle(bank.address, &mut judgement).await;
    saw(format_args!("{aborts} clients went away: {judgement}"));
    judgement.is_flawless();
}

/// Sends some of a request or all of it, reads nothing or a part of the answer, and is gone: in order, or by a reset.
async fn goes_away(bank: SocketAddr, key: &str) -> Result<()> {
    let bytes = payment(key);
    let mut stream = TcpStream::connect(bank).await?;
    let sent = if rand::random() { bytes.len() } else { rand::rng().random_range(0..bytes.len()) };
    stream.write_all(&bytes[..sent]).await?;
    if rand::random() {
        let patience = Duration::from_micros(rand::rng().random_range(0..3000));
        let mut some = vec![0; rand::rng().random_range(1..300)];
        // Whether something came is all the same.
        let _ = timeout(patience, stream.read(&mut some)).await;
    }
    if rand::random() {
        SockRef::from(&stream).set_linger(Some(Duration::ZERO))?;
    }
    Ok(())
}
