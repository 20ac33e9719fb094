//! Toxics that come, change and go while connections are open.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::network::{Network, both};
use crate::peer::{End, Peer};

#[tokio::test]
async fn a_toxic_takes_effect_on_live_connections_before_the_answer_arrives() {
    both(async |network| {
        let proxied = network.proxied().await;
        let (mut client, mut server) = proxied.connect().await;
        client.send(b"x").await;
        server.receive(1).await;
        network.add("timeout", "upstream", json!({})).await;
        client.send(b"swallowed").await;
        assert!(server.is_quiet().await);
    })
    .await;
}

#[tokio::test]
async fn removing_a_latency_delivers_at_once_what_it_held() {
    both(async |network| {
        let proxied = network.proxied().await;
        network.add("latency", "upstream", json!({"latency": 60_000})).await;
        let (mut client, mut server) = proxied.connect().await;
        let data: Vec<u8> = (0..8000_u32).map(|index| index.to_le_bytes()[0]).collect();
        client.send(&data).await;
        assert!(server.is_quiet().await);
        let start = Instant::now();
        network.delete("/proxies/payment/toxics/latency_upstream").await;
        assert_eq!(server.receive(8000).await, data);
        assert!(start.elapsed() < Duration::from_secs(1));
    })
    .await;
}

#[tokio::test]
async fn an_update_delivers_the_chunk_in_hand() {
    both(async |network| {
        let proxied = network.proxied().await;
        network.add("latency", "upstream", json!({"latency": 60_000})).await;
        let (mut client, mut server) = proxied.connect().await;
        client.send(b"held").await;
        assert!(server.is_quiet().await);
        network.post("/proxies/payment/toxics/latency_upstream", json!({"attributes": {"latency": 0}})).await;
        assert_eq!(server.receive(4).await, b"held");
        client.send(b"fast").await;
        assert_eq!(server.receive(4).await, b"fast");
    })
    .await;
}

#[tokio::test]
async fn what_is_held_downstream_still_arrives_after_the_client_has_finished_sending() {
    both(async |network| {
        let proxied = network.proxied().await;
        network.add("latency", "downstream", json!({"latency": 200})).await;
        let (mut client, mut server) = proxied.connect().await;
        client.send(b"question").await;
        server.receive(8).await;
        server.send(b"answer").await;
        // The answer is in the chain before the question's link closes the upstream.
        assert!(client.is_quiet().await);
        client.finish_sending().await;
        assert_eq!(client.rest().await, (b"answer".to_vec(), End::Closed));
    })
    .await;
}

/// Of 60 connections under a toxic of toxicity 0.5, how many are hit.
async fn hit(connections: &mut [(Peer, Peer)]) -> Vec<bool> {
    let mut hit = Vec::new();
    for (client, server) in connections {
        let start = Instant::now();
        client.send(b"x").await;
        server.receive(1).await;
        hit.push(start.elapsed() > Duration::from_millis(20));
    }
    hit
}

/// How many of 60 live connections change sides when a change is made.
async fn flips(network: &Network, change: impl AsyncFn(&Network)) -> usize {
    let proxied = network.proxied().await;
    network.add_sometimes("latency", "upstream", 0.5, json!({"latency": 25})).await;
    let mut connections = Vec::new();
    for _ in 0..60 {
        connections.push(proxied.connect().await);
    }
    let before = hit(&mut connections).await;
    change(network).await;
    let after = hit(&mut connections).await;
    network.delete("/proxies/payment").await;
    before.iter().zip(&after).filter(|(before, after)| before != after).count()
}

#[tokio::test]
async fn live_connections_roll_again_when_their_toxic_is_updated_or_its_neighbour_comes_or_goes() {
    both(async |network| {
        // Half of 60, with 4 standard deviations of 3.9 either way.
        let about_half = 15..=45;
        let updated = flips(network, async |network| {
            network.raw("PATCH", "/proxies/payment/toxics/latency_upstream", "{}").await;
        });
        let updated = updated.await;
        assert!(about_half.contains(&updated), "{updated} of 60 after an update");
        let added = flips(network, async |network| {
            network.add("noop", "upstream", json!({})).await;
        });
        let added = added.await;
        assert!(about_half.contains(&added), "{added} of 60 after another was added behind");
        let elsewhere = flips(network, async |network| {
            network.add("noop", "downstream", json!({})).await;
        });
        assert_eq!(elsewhere.await, 0, "after one was added on the other stream");
    })
    .await;
}
