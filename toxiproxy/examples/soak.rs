//! 100,000 connections through the embedded network, half of which break: its memory and its open files must
//! stay where they are. `cargo run --release -p toxiproxy --example soak [CONNECTIONS]`; exit code 1 if not.

mod support;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use support::Network;

/// Connections between two looks.
const BATCH: usize = 10_000;

/// Connections at the same time.
const SENDERS: usize = 64;

/// What may be added to the memory between the second look and the last, in KiB.
const GROWTH_KIB: u64 = 4 * 1024;

#[tokio::main]
async fn main() -> io::Result<()> {
    support::be_the_network_if_asked().await?;
    let connections = std::env::args().nth(1).map_or(Ok(100_000), |count| count.parse()).map_err(io::Error::other)?;
    let network = Network::embedded().await?;
    let upstream = support::server(answer).await?;
    let proxy = network.proxy("payment", upstream).await?;
    for stream in ["upstream", "downstream"] {
        let toxic = format!(r#""name":"r-{stream}","type":"reset_peer","toxicity":0.3,"attributes":{{"timeout":1}}"#);
        network.toxic("payment", stream, &toxic).await?;
    }
    network.toxic("payment", "downstream", r#""type":"latency","attributes":{"latency":1}"#).await?;

    let mut looks = Vec::new();
    let mut acknowledged = 0;
    for done in (BATCH..=connections).step_by(BATCH) {
        let senders = (0..SENDERS).map(|sender| send(proxy, BATCH / SENDERS + usize::from(sender < BATCH % SENDERS)));
        acknowledged += join_all(senders).await.iter().sum::<usize>();
        let Some((memory, files)) = look(&network).await else {
            println!("this system does not say how much memory a process has: nothing was judged");
            return Ok(());
        };
        println!("{done:7} connections: {memory:6} KiB, {files} open files");
        looks.push((memory, files));
    }
    println!("{acknowledged} of {connections} acknowledged");
    match looks[..] {
        // The first batch is for buffers and caches to find their size.
        [_, (early, _), .., (late, files)] if late > early + GROWTH_KIB || files > 100 => {
            println!("memory or open files have grown");
            std::process::exit(1);
        }
        _ => println!("flat"),
    }
    Ok(())
}

async fn answer(mut client: TcpStream) -> io::Result<()> {
    let mut request = [0; 7];
    client.read_exact(&mut request).await?;
    client.write_all(&[7; 1000]).await
}

/// Sends requests one after the other, each on a connection of its own; answers how many were answered.
async fn send(proxy: SocketAddr, count: usize) -> usize {
    let mut answered = 0;
    for _ in 0..count {
        answered += usize::from(request(proxy).await.is_ok());
    }
    answered
}

async fn request(proxy: SocketAddr) -> io::Result<()> {
    let mut client = TcpStream::connect(proxy).await?;
    client.write_all(b"request").await?;
    client.read_exact(&mut [0; 1000]).await?;
    Ok(())
}

/// The network's memory in KiB and its open files, once its connections have ended.
async fn look(network: &Network) -> Option<(u64, usize)> {
    let files = PathBuf::from(format!("/proc/{}/fd", network.process.id()?));
    let count = || std::fs::read_dir(&files).map(Iterator::count).ok();
    for _ in 0..100 {
        if count()? < 30 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Some((network.memory()?, count()?))
}
