//! Toxics that are about time.

use std::ops::Range;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::network::both;
use crate::peer::End;

/// Asserts that something took so many milliseconds.
fn took(since: Instant, milliseconds: Range<u64>) {
    let elapsed = since.elapsed();
    let range = Duration::from_millis(milliseconds.start)..Duration::from_millis(milliseconds.end);
    assert!(range.contains(&elapsed), "{elapsed:?} is not in {range:?}");
}

#[tokio::test]
async fn latency_delays_data_but_neither_connecting_nor_an_empty_close() {
    both(async |network| {
        let proxied = network.proxied().await;
        network.add("latency", "downstream", json!({"latency": 150})).await;
        let start = Instant::now();
        let (mut client, mut server) = proxied.connect().await;
        client.send(b"question").await;
        server.receive(8).await;
        took(start, 0..100);
        let start = Instant::now();
        server.send(b"answer").await;
        assert_eq!(client.receive(6).await, b"answer");
        took(start, 150..300);
        let start = Instant::now();
        drop(server);
        assert_eq!(client.end().await, End::Closed);
        took(start, 0..100);
    })
    .await;
}

#[tokio::test]
async fn two_latencies_on_a_stream_add_and_a_close_follows_its_data() {
    both(async |network| {
        let proxied = network.proxied().await;
        network.add("latency", "upstream", json!({"latency": 80})).await;
        network
            .post(
                "/proxies/payment/toxics",
                json!({"name": "second", "type": "latency", "stream": "upstream", "attributes": {"latency": 80}}),
            )
            .await;
        let (mut client, mut server) = proxied.connect().await;
        let start = Instant::now();
        client.send(b"question").await;
        drop(client);
        assert_eq!(server.rest().await, (b"question".to_vec(), End::Closed));
        took(start, 160..300);
    })
    .await;
}

#[tokio::test]
async fn latency_costs_no_throughput() {
    both(async |network| {
        let proxied = network.proxied().await;
        network.add("latency", "upstream", json!({"latency": 200})).await;
        let (mut client, mut server) = proxied.connect().await;
        let start = Instant::now();
        let data = vec![7; 4 << 20];
        tokio::join!(client.send(&data), server.receive(4 << 20));
        took(start, 200..1500);
    })
    .await;
}

#[tokio::test]
async fn jitter_spreads_around_the_latency() {
    both(async |network| {
        let proxied = network.proxied().await;
        network.add("latency", "upstream", json!({"latency": 40, "jitter": 40})).await;
        let (mut client, mut server) = proxied.connect().await;
        let mut delays = Vec::new();
        for _ in 0..30 {
            let start = Instant::now();
            client.send(b"x").await;
            server.receive(1).await;
            delays.push(start.elapsed());
        }
        let shortest = delays.iter().min().expect("thirty of them");
        let longest = delays.iter().max().expect("thirty of them");
        assert!(*shortest < Duration::from_millis(25) && *longest > Duration::from_millis(55), "{delays:?}");
    })
    .await;
}

#[tokio::test]
async fn bandwidth_paces_from_the_first_byte_on() {
    both(async |network| {
        let proxied = network.proxied().await;
        network.add("bandwidth", "upstream", json!({"rate": 500})).await;
        let (mut client, mut server) = proxied.connect().await;
        let start = Instant::now();
        let data = vec![7; 150_000];
        tokio::join!(client.send(&data), server.receive(150_000));
        took(start, 295..450);
    })
    .await;
}

#[tokio::test]
async fn bandwidth_is_for_each_connection_by_itself() {
    both(async |network| {
        let proxied = network.proxied().await;
        network.add("bandwidth", "upstream", json!({"rate": 100})).await;
        let (mut one, mut one_server) = proxied.connect().await;
        let (mut other, mut other_server) = proxied.connect().await;
        let start = Instant::now();
        let data = vec![7; 20_000];
        tokio::join!(one.send(&data), other.send(&data), one_server.receive(20_000), other_server.receive(20_000));
        took(start, 195..350);
    })
    .await;
}

#[tokio::test]
async fn bandwidth_zero_stalls_and_stays_open_until_it_is_removed() {
    both(async |network| {
        let proxied = network.proxied().await;
        network.add("bandwidth", "upstream", json!({})).await;
        let (mut client, mut server) = proxied.connect().await;
        client.send(b"stuck").await;
        assert!(server.is_quiet().await && client.is_quiet().await);
        network.delete("/proxies/payment/toxics/bandwidth_upstream").await;
        assert_eq!(server.receive(5).await, b"stuck");
    })
    .await;
}

#[tokio::test]
async fn slow_close_delays_the_close_alone() {
    both(async |network| {
        let proxied = network.proxied().await;
        network.add("slow_close", "downstream", json!({"delay": 200})).await;
        let (mut client, mut server) = proxied.connect().await;
        let start = Instant::now();
        server.send(b"answer").await;
        assert_eq!(client.receive(6).await, b"answer");
        took(start, 0..100);
        let start = Instant::now();
        drop(server);
        assert_eq!(client.end().await, End::Closed);
        took(start, 200..400);
    })
    .await;
}

#[tokio::test]
async fn removing_a_slow_close_that_waits_closes_at_once() {
    both(async |network| {
        let proxied = network.proxied().await;
        network.add("slow_close", "downstream", json!({"delay": 60_000})).await;
        let (mut client, server) = proxied.connect().await;
        drop(server);
        assert!(client.is_quiet().await);
        network.delete("/proxies/payment/toxics/slow_close_downstream").await;
        assert_eq!(client.end().await, End::Closed);
    })
    .await;
}

#[tokio::test]
async fn a_timeout_closes_an_idle_connection_in_order() {
    both(async |network| {
        let proxied = network.proxied().await;
        network.add("timeout", "upstream", json!({"timeout": 150})).await;
        let start = Instant::now();
        let (mut client, mut server) = proxied.connect().await;
        assert_eq!((client.end().await, server.end().await), (End::Closed, End::Closed));
        took(start, 140..350);
    })
    .await;
}

#[tokio::test]
async fn a_timeout_starts_again_with_every_chunk_and_the_request_is_delivered() {
    both(async |network| {
        let proxied = network.proxied().await;
        network.add("timeout", "downstream", json!({"timeout": 300})).await;
        let start = Instant::now();
        let (mut client, mut server) = proxied.connect().await;
        client.send(b"request").await;
        assert_eq!(server.receive(7).await, b"request");
        for _ in 0..4 {
            server.send(b"reply").await;
            assert!(client.is_quiet().await);
        }
        assert_eq!(client.end().await, End::Closed);
        took(start, 640..1000);
    })
    .await;
}

#[tokio::test]
async fn a_timeout_of_zero_swallows_for_ever_and_removing_it_closes() {
    both(async |network| {
        let proxied = network.proxied().await;
        network.add_sometimes("timeout", "upstream", 1.0, json!({})).await;
        let (mut client, mut server) = proxied.connect().await;
        client.send(b"swallowed").await;
        assert!(server.is_quiet().await);
        network.delete("/proxies/payment/toxics/timeout_upstream").await;
        assert_eq!((client.end().await, server.end().await), (End::Closed, End::Closed));
    })
    .await;
}

#[tokio::test]
async fn removing_a_timeout_by_reset_closes_even_connections_it_has_spared() {
    both(async |network| {
        let proxied = network.proxied().await;
        network.add_sometimes("timeout", "downstream", 0.0, json!({"timeout": 1})).await;
        let (mut client, mut server) = proxied.connect().await;
        server.send(b"passes").await;
        assert_eq!(client.receive(6).await, b"passes");
        assert_eq!(network.raw("POST", "/reset", "").await.status, 204);
        assert_eq!((client.end().await, server.end().await), (End::Closed, End::Closed));
    })
    .await;
}

#[tokio::test]
async fn the_slicer_halves_until_pieces_are_small_enough() {
    both(async |network| {
        let proxied = network.proxied().await;
        network.add("slicer", "upstream", json!({"average_size": 1000, "delay": 10_000})).await;
        let (mut client, mut server) = proxied.connect().await;
        let start = Instant::now();
        client.send(&[7; 10_000]).await;
        let pieces = server.pieces(10_000).await;
        assert_eq!(pieces, [625; 16]);
        took(start, 150..400);
    })
    .await;
}
