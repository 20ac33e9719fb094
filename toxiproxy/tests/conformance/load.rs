//! Many connections, many bytes, many changes.

use std::net::SocketAddr;

use futures_util::future::join_all;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use toxiproxy::Options;

use crate::network::{Network, both};

/// What became of one request on a connection of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Acknowledged,
    ReplyLost,
    RequestLost,
}

/// Sends requests one after the other, each on a fresh connection, to a server that answers and closes first.
async fn fates(network: &Network, count: usize) -> Vec<Fate> {
    let upstream = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let listen = network.create("payment", &upstream.local_addr().expect("an address").to_string()).await;
    for stream in ["upstream", "downstream"] {
        network.add_sometimes("reset_peer", stream, 0.3, json!({"timeout": 1})).await;
    }
    let (delivered, mut arrivals) = tokio::sync::mpsc::unbounded_channel();
    let server = tokio::spawn(async move {
        while let Ok((mut client, _)) = upstream.accept().await {
            let mut request = [0; 7];
            // Told in any case: the client asks once for each of its connections.
            let arrived = client.read_exact(&mut request).await.is_ok();
            let _ = delivered.send(arrived);
            let _ = client.write_all(b"reply").await;
        }
    });
    let mut fates = Vec::new();
    for _ in 0..count {
        let acknowledged = request(listen).await;
        let arrived = arrivals.recv().await.expect("the server runs");
        fates.push(match (arrived, acknowledged) {
            (true, true) => Fate::Acknowledged,
            (true, false) => Fate::ReplyLost,
            (false, false) => Fate::RequestLost,
            (false, true) => panic!("a reply to a request that did not arrive"),
        });
    }
    server.abort();
    network.delete("/proxies/payment").await;
    fates
}

async fn request(listen: SocketAddr) -> bool {
    let mut client = TcpStream::connect(listen).await.expect("the proxy accepts");
    let mut reply = [0; 5];
    client.write_all(b"request").await.is_ok() && client.read_exact(&mut reply).await.is_ok()
}

/// Whether 2000 requests at 0.3 and 0.3 were delivered and acknowledged as often as they should: 0.7 and 0.49
/// of them, with 3.29 standard deviations either way.
fn in_band(fates: &[Fate]) -> bool {
    let acknowledged = fates.iter().filter(|fate| **fate == Fate::Acknowledged).count();
    let delivered = fates.iter().filter(|fate| **fate != Fate::RequestLost).count();
    println!("of {}: {delivered} delivered, {acknowledged} acknowledged", fates.len());
    (1333..=1467).contains(&delivered) && (907..=1053).contains(&acknowledged)
}

#[tokio::test]
async fn of_2000_fresh_connections_at_0_3_and_0_3_seven_in_ten_are_delivered_and_half_acknowledged() {
    both(async |network| {
        // The original cannot be seeded: one run in five hundred misses a band by chance, and gets a second try.
        let hit = in_band(&fates(network, 2000).await) || in_band(&fates(network, 2000).await);
        assert!(hit, "twice outside the 99.9 % bands");
    })
    .await;
}

#[tokio::test]
async fn the_same_seed_brings_the_same_fates_and_another_seed_others() {
    let run =
        async |seed| fates(&Network::embedded(Options { seed: Some(seed), ..Options::default() }).await, 200).await;
    let first = run(7).await;
    assert_eq!(first, run(7).await);
    assert_ne!(first, run(8).await);
}

#[tokio::test]
async fn five_hundred_connections_are_served_at_once() {
    both(async |network| {
        let listen = network.proxied().await.echo();
        network.add("latency", "downstream", json!({"latency": 20})).await;
        let connect = async |_| TcpStream::connect(listen).await.expect("the proxy accepts");
        let mut clients = Vec::new();
        for number in 0..500 {
            clients.push(connect(number).await);
        }
        for round in 0..3_u8 {
            join_all(clients.iter_mut().enumerate().map(async |(number, client)| {
                let message = [round, number.to_le_bytes()[0], number.to_le_bytes()[1]];
                client.write_all(&message).await.expect("the proxy takes it");
                let mut echo = [0; 3];
                client.read_exact(&mut echo).await.expect("the echo comes");
                assert_eq!(echo, message);
            }))
            .await;
        }
    })
    .await;
}

/// Numbers that are the same in every run and look like chance.
fn pseudo_random(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

/// Adds, updates or removes one of four toxics that let everything through.
async fn change_something(network: &Network, state: &mut u64) {
    let kinds = ["latency", "bandwidth", "slicer", "slow_close"];
    let kind = kinds[usize::try_from(pseudo_random(state) % 4).expect("below 4")];
    let amount = pseudo_random(state) % 5;
    let attributes = json!({"latency": amount, "jitter": amount, "rate": 200_000 + amount, "average_size": 9000,
        "size_variation": 500, "delay": amount});
    let path = format!("/proxies/payment/toxics/{kind}_upstream");
    match pseudo_random(state) % 3 {
        0 => network.delete(&path).await,
        1 => network.post(&path, json!({"attributes": attributes, "toxicity": 0.7})).await,
        _ => {
            let toxic = json!({"type": kind, "stream": "upstream", "toxicity": 0.8, "attributes": attributes});
            network.post("/proxies/payment/toxics", toxic).await
        }
    };
}

/// What the 64 MiB consist of: bytes that tell where they belong.
fn byte_at(position: usize) -> u8 {
    (position.wrapping_mul(2_654_435_761) >> 24).to_le_bytes()[0]
}

/// Receives until the end; answers how many bytes came, all of them where they belong.
async fn receive_intact(mut server: TcpStream) -> usize {
    let mut buffer = vec![0; 65_536];
    let mut position = 0;
    loop {
        let count = server.read(&mut buffer).await.expect("no reset");
        if count == 0 {
            return position;
        }
        let intact = buffer[..count].iter().enumerate().all(|(offset, &byte)| byte == byte_at(position + offset));
        assert!(intact, "damaged behind byte {position}");
        position += count;
    }
}

#[tokio::test]
async fn sixty_four_mebibytes_stay_intact_under_300_changes_of_toxics() {
    const LENGTH: usize = 64 << 20;
    both(async |network| {
        let (client, server) = network.proxied().await.connect().await;
        let receiving = tokio::spawn(receive_intact(server.into_inner()));
        // One change for each three-hundredth that was sent, so that they fall all over the transfer.
        let (sent_a_share, mut shares) = tokio::sync::mpsc::channel(1);
        let sending = tokio::spawn(async move {
            let mut client = client.into_inner();
            let all: Vec<u8> = (0..LENGTH).map(byte_at).collect();
            for share in all.chunks(LENGTH.div_ceil(300)) {
                client.write_all(share).await.expect("the proxy takes it");
                sent_a_share.send(()).await.expect("the changes go on");
            }
        });
        let mut state = 42;
        let mut changes = 0;
        while shares.recv().await.is_some() {
            change_something(network, &mut state).await;
            changes += 1;
        }
        network.raw("POST", "/reset", "").await;
        sending.await.expect("all sent");
        assert_eq!((receiving.await.expect("all received"), changes), (LENGTH, 300));
    })
    .await;
}
