//! Toxics that come, change and go while connections are open.

use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::json;

use crate::answer::Answer;
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

/// Half of 60, with 4 standard deviations of 3.9 either way.
const ABOUT_HALF: RangeInclusive<usize> = 15..=45;

/// Which connections hold back what is sent on them.
async fn hit(connections: &mut [(Peer, Peer)], mark: u8) -> Vec<bool> {
    join_all(connections.iter_mut().map(async |(client, server)| {
        client.send(&[mark]).await;
        !server.hears(mark).await
    }))
    .await
}

/// How many of 60 live connections change sides when something happens behind a toxic, one other being there already.
async fn flips(network: &Network, change: impl AsyncFn(&Network) -> Answer) -> usize {
    let proxied = network.proxied().await;
    network.add_sometimes("latency", "upstream", 0.5, json!({"latency": 60_000})).await;
    network.post("/proxies/payment/toxics", json!({"type": "noop", "name": "behind", "stream": "upstream"})).await;
    let mut connections = Vec::new();
    for _ in 0..60 {
        connections.push(proxied.connect().await);
    }
    let before = hit(&mut connections, 1).await;
    assert!(ABOUT_HALF.contains(&before.iter().filter(|hit| **hit).count()));
    assert!(change(network).await.status < 300);
    let after = hit(&mut connections, 2).await;
    network.delete("/proxies/payment").await;
    before.iter().zip(&after).filter(|(before, after)| before != after).count()
}

const LATENCY: &str = "/proxies/payment/toxics/latency_upstream";
const BEHIND: &str = "/proxies/payment/toxics/behind";

#[tokio::test]
async fn whether_a_toxic_takes_effect_is_drawn_again_for_live_connections_when_their_toxic_is_updated_or_the_one_behind_comes_or_goes()
 {
    both(async |network| {
        let updated = flips(network, async |network| network.raw("PATCH", LATENCY, "{}").await).await;
        assert!(ABOUT_HALF.contains(&updated), "{updated} of 60 after an update");
        let removed = flips(network, async |network| network.delete(BEHIND).await).await;
        assert!(ABOUT_HALF.contains(&removed), "{removed} of 60 after the one behind was removed");
        let added = flips(network, async |network| {
            network.delete(BEHIND).await;
            // Now it is the last, and this comes right behind it.
            network.add("noop", "upstream", json!({})).await
        });
        let added = added.await;
        assert!(ABOUT_HALF.contains(&added), "{added} of 60 after another came right behind");
    })
    .await;
}

#[tokio::test]
async fn live_connections_keep_their_fate_when_something_else_changes() {
    both(async |network| {
        let further = flips(network, async |network| network.add("noop", "upstream", json!({})).await).await;
        let updated = flips(network, async |network| network.raw("PATCH", BEHIND, "{}").await).await;
        let elsewhere = flips(network, async |network| network.add("noop", "downstream", json!({})).await).await;
        let same = flips(network, async |network| network.post("/proxies/payment", json!({"enabled": true})).await);
        assert_eq!([further, updated, elsewhere, same.await], [0; 4]);
    })
    .await;
}

#[tokio::test]
async fn bytes_that_pass_while_a_limit_does_not_take_effect_are_not_counted() {
    both(async |network| {
        let proxied = network.proxied().await;
        network.add_sometimes("limit_data", "upstream", 0.0, json!({"bytes": 4})).await;
        let (mut client, mut server) = proxied.connect().await;
        client.send(b"spared").await;
        assert_eq!(server.receive(6).await, b"spared");
        network.post("/proxies/payment/toxics/limit_data_upstream", json!({"toxicity": 1})).await;
        client.send(b"counted").await;
        assert_eq!(server.rest().await, (b"coun".to_vec(), End::Closed));
    })
    .await;
}

#[tokio::test]
async fn a_refused_update_changes_what_is_live_already() {
    both(async |network| {
        let proxied = network.proxied().await;
        network.add("latency", "upstream", json!({})).await;
        let (mut client, mut server) = proxied.connect().await;
        client.send(b"x").await;
        server.receive(1).await;
        let refused = network.raw("POST", LATENCY, r#"{"attributes": {"latency": 60000}, "toxicity": "x"}"#).await;
        assert_eq!(refused.status, 400);
        client.send(b"held back").await;
        assert!(server.is_quiet().await);
        refused
    })
    .await;
}
