//! The feed of a page: its bank's events and the room's, over a crash and in spite of others.

use std::collections::VecDeque;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use reqwest::Method;
use serde_json::Value;
use tokio::time::timeout;

use crate::client::SOON;
use crate::test_room::{Room, pay};

/// An open feed.
pub(crate) struct Feed {
    bytes: BoxStream<'static, Option<Vec<u8>>>,
    text: String,
    events: VecDeque<Value>,
}

impl Feed {
    async fn open(room: &Room, path: &str) -> Self {
        Self::try_open(&format!("{}{path}", room.address)).await.expect("a feed")
    }

    /// Opens a feed; `None` if there is none.
    pub(crate) async fn try_open(url: &str) -> Option<Self> {
        let client = reqwest::Client::builder().no_proxy().build().expect("a client without TLS");
        let response = client.get(url).send().await.ok()?;
        let is_feed = response.headers().get("content-type").is_some_and(|kind| kind == "text/event-stream");
        if response.status() != 200 || !is_feed {
            return None;
        }
        let bytes = response.bytes_stream().map(|piece| piece.ok().map(|piece| piece.to_vec())).boxed();
        Some(Self { bytes, text: String::new(), events: VecDeque::new() })
    }

    /// The next event, which comes soon; `None` when the feed has ended.
    async fn next(&mut self) -> Option<Value> {
        timeout(SOON, self.next_whenever()).await.expect("it says something")
    }

    /// The next event, whenever it comes; `None` when the feed has ended.
    pub(crate) async fn next_whenever(&mut self) -> Option<Value> {
        loop {
            if let Some(event) = self.events.pop_front() {
                return Some(event);
            }
            let piece = self.bytes.next().await??;
            self.text.push_str(std::str::from_utf8(&piece).expect("UTF-8"));
            while let Some(end) = self.text.find("\n\n") {
                let event: String = self.text.drain(..end + 2).collect();
                if let Some(data) = event.strip_prefix("data: ") {
                    self.events.push_back(serde_json::from_str(data).expect("JSON on one line"));
                }
            }
        }
    }

    /// The first of these events, whatever comes before it.
    async fn until(&mut self, names: &[&str]) -> Value {
        loop {
            let event = self.next().await.expect("it goes on");
            if names.iter().any(|name| event["event"] == *name) {
                return event;
            }
        }
    }
}

#[tokio::test]
async fn a_feed_begins_with_the_room_carries_the_banks_events_and_outlives_the_bank() {
    let room = Room::of(2).await;
    let mut feed = Feed::open(&room, "/s/01/lab/events").await;
    let mut neighbour = Feed::open(&room, "/s/02/lab/events").await;
    assert_eq!(feed.next().await.expect("an event")["event"], "room");
    assert_eq!(feed.next().await.expect("an event")["event"], "started");
    neighbour.until(&["started"]).await;
    assert!(pay(room.network(1).await, "key", "run-aaaa/1/1").await);
    assert_eq!(feed.until(&["payment"]).await["run"], "run-aaaa");

    room.as_host(Method::POST, "/s/01/lab/crash", None).await;
    assert_eq!(feed.until(&["bank-down", "started"]).await["event"], "bank-down");
    // Opened while the bank is down, or just after: it says which.
    let mut late = Feed::open(&room, "/s/01/lab/events").await;
    assert_eq!(late.next().await.expect("an event")["event"], "room");
    late.until(&["started"]).await;
    feed.until(&["started"]).await;
    assert!(pay(room.network(1).await, "key", "run-aaaa/1/2").await);
    assert_eq!(feed.until(&["payment"]).await["decision"], "replayed");

    // What the host decides is heard at every station and without one, and by a neighbour who has heard nothing else.
    let mut watcher = Feed::open(&room, "/room/events").await;
    watcher.until(&["room"]).await;
    room.as_host(Method::PUT, "/room/lock", Some(r#"{"locked": true}"#)).await;
    for feed in [&mut feed, &mut neighbour, &mut watcher] {
        assert_eq!(feed.until(&["room", "bank-down", "payment"]).await["locked"], true);
    }
}

#[tokio::test]
async fn two_hundred_feeds_and_one_that_is_never_read_shut_nobody_out() {
    let room = Room::of(2).await;
    let mut neighbour = Feed::open(&room, "/s/02/lab/events").await;
    neighbour.until(&["started"]).await;
    let mut opened = Vec::new();
    for _ in 0..100 {
        opened.push(Feed::open(&room, "/s/01/lab/events").await);
        opened.push(Feed::open(&room, "/room/events").await);
    }
    assert!(ends(&mut opened[0]).await && ends(&mut opened[1]).await, "the oldest made room");
    let metrics = room.get("/metrics").await;
    assert!(metrics.text().contains("hub_feeds 37"), "{}", metrics.text());
    // None of the others is read. The neighbour hears what concerns her, and pays.
    let network = room.network(2).await;
    for payment in 1..=50 {
        assert!(pay(network, &format!("key-{payment}"), &format!("run-aaaa/{payment}/1")).await);
    }
    for payment in 1..=50 {
        assert_eq!(neighbour.until(&["payment"]).await["payment"], payment);
    }
}

/// Whether a feed comes to its end.
async fn ends(feed: &mut Feed) -> bool {
    timeout(Duration::from_secs(5), async { while feed.next().await.is_some() {} }).await.is_ok()
}
